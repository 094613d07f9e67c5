"""The world: it adds up, it lives, and it is the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from caller import NOW, RAW_TRADES, STOCKOUTS, TRADES

from wdt_sandbox import Sandbox
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.world import World
from wdt_sandbox.world.masters import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUNDS = "aftersales.refund.Refund.search"
RETURNS = "wms.stockin.Refund.queryWithDetail"
KEYS = {
    RAW_TRADES: "rec_id",
    TRADES: "trade_id",
    STOCKOUTS: "stockout_id",
    REFUNDS: "refund_id",
    "goods.ApiGoods.search": "rec_id",
    "purchase.PurchaseOrder.queryWithDetail": "purchase_id",
}


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with Sandbox(seed=5, days=45, now=NOW, time_scale=0) as running:
        yield running


def total(rows: list[dict[str, Any]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_orders_add_up(world: Sandbox) -> None:
    raw = {row["tid"]: row for row in world.truth(RAW_TRADES, app_type="qimen")}
    trades = world.truth(TRADES, app_type="qimen")
    assert len(trades) > 500
    for trade in trades:
        order = raw[trade["src_tids"]]
        due = Decimal(trade["receivable"]) - Decimal(trade["post_amount"])
        assert total(trade["detail_list"], "share_amount") == due
        assert total(order["trade_orders"], "share_amount") == due
        assert Decimal(trade["goods_amount"]) - Decimal(trade["discount"]) == due
        assert total(order["discount_list"], "amount") == Decimal(order["discount"])
    assert any(not trade["discount"].endswith("00") for trade in trades)


def test_the_chain_holds_together(world: Sandbox) -> None:
    trades = {row["trade_id"]: row for row in world.truth(TRADES, app_type="qimen")}
    stockouts = world.truth(STOCKOUTS, app_type="qimen")
    assert {row["trade_id"] for row in stockouts} <= trades.keys()
    for row in stockouts:
        trade = trades[row["trade_id"]]
        assert row["receivable"] == trade["receivable"]
        assert total(row["details_list"], "num") == Decimal(trade["goods_count"])
    refunds = {row["refund_id"]: row for row in world.truth(REFUNDS, app_type="qimen")}
    kinds = {row["type"] for row in refunds.values()}
    assert kinds == {1, 2, 3, 4}
    for row in world.truth(RETURNS, app_type="qimen"):
        refund = refunds[row["src_order_id"]]
        assert row["goods_count"] == refund["return_goods_count"]
        assert refund["trade_id"] in trades


def test_stock_is_what_came_in_less_what_went_out() -> None:
    start, now = moment("2026-05-01T00:00:00"), moment(NOW)
    world = World(5, start, 30)
    world.reach(now)
    pieces: Counter[tuple[str, str]] = Counter()
    for order in world.trades.entities:
        for line in order.lines:
            shelf = line.spec.no, order.warehouse.no
            pieces[shelf] -= line.count * (order.shipped <= now)
        for refund in order.refunds:
            for _, line, count in refund.lines:
                pieces[line.spec.no, order.warehouse.no] += count * (refund.stocked <= now)
    for purchase in world.purchases.entities:
        for bought in purchase.lines:
            shelf = bought.spec.no, purchase.warehouse.no
            pieces[shelf] += purchase.received(bought, now)
    for ordinal, row in enumerate(world.stock.entities):
        shelf = row.spec.no, row.warehouse.no
        stock = world.stock.build(ordinal, now)["stock_num"]
        assert stock == row.stock.total(start) + pieces[shelf] * 10_000
        assert stock >= 0
    assert min(pieces.values()) < 0 < max(pieces.values())


def test_rows_change_only_with_their_modified_time() -> None:
    with Sandbox(seed=6, days=15, now=NOW, time_scale=0) as world:
        for method, key in KEYS.items():
            before = {(row[key], row["modified"]): row for row in world.truth(method)}
            world.advance(12 * 3600)
            after = {(row[key], row["modified"]): row for row in world.truth(method)}
            assert before.keys() != after.keys()
            for version in before.keys() & after.keys():
                assert before[version] == after[version]


IDS = {"rec_id", "trade_id", "stockout_id", "refund_id", "purchase_id"} - {"trade_id"} | {
    "trade_id"
}


def test_the_same_seed_makes_the_same_world() -> None:
    worlds = []
    for start, ahead in ((NOW, 0), ("2026-06-18 12:00:00", 8 * 3600)):
        with Sandbox(seed=9, days=20, now=start, time_scale=0) as world:
            world.advance(ahead)
            worlds.append({method: world.truth(method) for method in INTERFACES})
    assert worlds[0] == worlds[1]


def test_every_field_says_something(world: Sandbox) -> None:
    """Nearly every column has a value somewhere."""
    for method, interface in INTERFACES.items():
        if not isinstance(interface.table, str):
            continue
        rows = world.truth(method, app_type="qimen")
        said = {
            name
            for row in rows
            for name, value in row.items()
            if value not in (None, "", "0.0000", 0)
        }
        assert len(said) > len(interface.fields.forms) * 0.6, method


def test_a_busy_shop() -> None:
    with Sandbox(days=3, orders_per_day=1000, now=NOW, time_scale=0) as world:
        since = datetime.fromisoformat(NOW) - timedelta(hours=1)
        rows = world.truth(RAW_TRADES, modified_from=str(since))
        assert len(rows) > 50
