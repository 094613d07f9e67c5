"""Which rows come: defaults that hide, platforms, switches, order, and the ends of ranges."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from caller import RAW_TRADES, STOCK, STOCKOUTS, TRADES, Caller, text

if TYPE_CHECKING:
    from wdt_sandbox import Sandbox

ALL_STATES = "5,60,79,90,110"


def stockouts(caller: Caller, hours: int = 48, **params: Any) -> list[dict[str, Any]]:
    now = caller.sandbox.now()
    found = []
    for hour in range(hours):
        start, end = now - timedelta(hours=hour + 1), now - timedelta(hours=hour, seconds=1)
        span = {"start_time": text(start), "end_time": text(end)}
        found += caller.rows(STOCKOUTS, {**span, **params})
    return found


def test_stockouts_come_shipped_only_unless_all_states_are_named(caller: Caller) -> None:
    assert {row["status"] for row in stockouts(caller)} == {90, 110}
    assert {row["status"] for row in stockouts(caller, 24 * 5, status_type=1)} == {5}
    states = {row["status"] for row in stockouts(caller, status_type=3, status=ALL_STATES)}
    assert {60, 79, 90, 110} <= states
    assert {row["status"] for row in stockouts(caller, status_type=2)} <= {60, 79, 90}


@pytest.mark.parametrize("status_type", [0, 3])
def test_stockouts_by_the_time_they_were_shipped(caller: Caller, status_type: int) -> None:
    rows = stockouts(caller, status_type=status_type)
    since = text(caller.sandbox.now() - timedelta(hours=48))
    assert rows
    assert all(row["consign_time"] >= since for row in rows)
    assert any(row["modified"] != row["consign_time"] for row in rows)


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("setting.Warehouse.queryWarehouse", "details"),
        ("setting.Logistics.queryLogistics", "details"),
    ],
)
def test_what_is_disabled_is_hidden(caller: Caller, method: str, key: str) -> None:
    assert not any(row["is_disabled"] for row in caller.rows(method, {}, key))
    assert any(row["is_disabled"] for row in caller.rows(method, {"hide_delete": 0}, key))


@pytest.mark.parametrize(
    ("method", "key", "modified"),
    [
        ("goods.Goods.queryWithSpec", "goods_list", "goods_modified"),
        ("goods.Suite.search", "suite_list", "suite_modified"),
    ],
)
def test_what_was_deleted_is_hidden(caller: Caller, method: str, key: str, modified: str) -> None:
    deleted = next(row for row in caller.sandbox.truth(method) if row["deleted"])
    second = text(datetime.fromisoformat(deleted[modified]))
    params = {"start_time": second, "end_time": second}
    assert caller.rows(method, params, key) == []
    assert len(caller.rows(method, {**params, "hide_deleted": False}, key)) == 1


def test_platforms(caller: Caller) -> None:
    params = caller.last(days=5)
    direct = {row["shop_no"] for row in caller.rows(RAW_TRADES, params)}
    pages = [caller.qimen(RAW_TRADES, params, page=page).json() for page in (1, 2, 3, 4)]
    qimen = {row["shop_no"] for page in pages for row in page["response"]["data"]["order"]}
    assert direct == {"DY01", "MALL01", "OFF01"}
    assert qimen == direct | {"TM01", "TB01", "GX01"}


def test_personal_data_is_the_sellers_own(caller: Caller) -> None:
    rows = caller.rows(RAW_TRADES, caller.last(days=5))
    names = {row["platform_id"]: bool(row["receiver_name"]) for row in rows}
    assert names == {127: True, 0: True, 69: False}


def test_switches(caller: Caller) -> None:
    params = caller.last(days=20)
    plain = caller.rows(RAW_TRADES, params)
    detailed = caller.rows(RAW_TRADES, {**params, "detail_mask": 1})
    assert not any(row["discount_list"] for row in plain)
    assert any(row["discount_list"] for row in detailed)
    stock, sales, cost = (
        caller.direct(STOCK, {**params, "mask": mask}, size=1).json()["data"]["detail_list"][0]
        for mask in (0, 1, 2)
    )
    assert sales.keys() - stock.keys() > {"num_7days", "num_all"}
    assert cost.keys() - stock.keys() == {"cost_price"}


def test_ends_of_ranges_are_included(caller: Caller, sandbox: Sandbox) -> None:
    row = sandbox.truth(TRADES)[-5]
    second = text(datetime.fromisoformat(row["modified"]))
    rows = caller.rows(TRADES, {"start_time": second, "end_time": second})
    assert row["trade_id"] in {found["trade_id"] for found in rows}


@pytest.mark.parametrize(
    ("order", "key", "descending"),
    [("modified", "modified", False), ("id", "rec_id", False), ("descending", "modified", True)],
)
def test_order(caller: Caller, sandbox: Sandbox, order: str, key: str, *, descending: bool) -> None:
    sandbox.behave(order=order)
    values = [row[key] for row in caller.rows(RAW_TRADES, caller.last(days=3))]
    assert values == sorted(values, reverse=descending)


def test_times_and_filters_of_orders(caller: Caller) -> None:
    params = caller.last(minutes=60)
    by_payment = caller.rows(TRADES, {**params, "time_type": 2})
    assert all(params["start_time"] <= row["pay_time"] <= params["end_time"] for row in by_payment)
    shipped = caller.rows(TRADES, {**params, "status": "95,110"})
    assert {row["trade_status"] for row in shipped} <= {95, 110}
    number = caller.rows(TRADES, params)[0]["trade_no"]
    assert [row["trade_no"] for row in caller.rows(TRADES, {"trade_no": number})] == [number]
