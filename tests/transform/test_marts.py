"""The marts tell what the shop really sold, holds and awaits, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import NOW
from tests.transform.building import ABSENT, STREAMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.transform.building import Built

pytestmark = pytest.mark.timeout(1200)
BOTH = pytest.mark.parametrize("database", ["postgres", "duckdb"])
AS_OF = datetime.fromisoformat(NOW)
Row = dict[str, Any]


def at(text: str) -> datetime:
    """A time of the shop as the marts have it: Beijing's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def paid_at(trade: Row) -> datetime:
    return at(trade["pay_time"] or trade["trade_time"])


def valid(trades: Iterable[Row]) -> list[Row]:
    return [t for t in trades if t["trade_status"] >= 16 and t["trade_type"] != 3]


def total(
    rows: Iterable[Row], key: Callable[[Row], Any], *columns: str
) -> dict[Any, list[Decimal]]:
    """Sums of columns by a key, with the count of rows in front."""
    sums: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (len(columns) + 1))
    for row in rows:
        added = [Decimal(1), *(Decimal(row[column] or 0) for column in columns)]
        sums[key(row)] = [a + b for a, b in zip(sums[key(row)], added, strict=True)]
    return dict(sums)


def summed(
    rows: Iterable[Row], key: Callable[[Row], Any], *columns: str
) -> dict[Any, list[Decimal]]:
    return {k: found[1:] for k, found in total(rows, key, *columns).items()}


@BOTH
def test_all_models_and_tests_pass(built: Built, database: str) -> None:
    statuses = built.statuses[database]
    assert len(statuses) >= {"postgres": 96, "duckdb": 52}[database]
    # Of refunds of orders from before the first day that was synced.
    assert all("relationships" in name for name, status in statuses.items() if status == "warn")


@BOTH
def test_sales_by_shop_and_day_are_the_shops(built: Built, database: str) -> None:
    measures = ("receivable", "goods_cost", "goods_count", "discount", "post_amount")
    columns = ("orders", "sales", "goods_cost", "goods_count", "discount", "post_amount")
    truth = total(
        valid(built.truth["trades"]), lambda t: (paid_at(t).date(), t["shop_id"]), *measures
    )
    marts = built.marts[database]
    assert (
        summed(marts["mart_sales_by_shop"], lambda r: (r["day"], r["shop_id"]), *columns) == truth
    )
    by_day = total(valid(built.truth["trades"]), lambda t: paid_at(t).date(), *measures)
    assert summed(marts["mart_sales_by_day"], lambda r: r["day"], *columns) == by_day
    by_platform = summed(marts["mart_sales_by_platform"], lambda r: r["day"], *columns)
    assert by_platform == by_day
    assert sum(found[0] for found in by_day.values()) > 150
    if database == "duckdb":  # in the other one some are in the archive alone, which has no `paid`
        paid = sum(Decimal(t["paid"]) for t in valid(built.truth["trades"]))
        assert sum(r["paid"] for r in marts["mart_sales_by_day"]) == paid
    # Orders of the small hours: another day in UTC.
    assert any(paid_at(t).hour < 8 for t in valid(built.truth["trades"]))


@BOTH
def test_goods_are_sold_at_a_margin(built: Built, database: str) -> None:
    lines = [
        {**line, "cost": Decimal(line["num"]) * Decimal(line["avg_cost"])}
        for trade in valid(built.truth["trades"])
        for line in trade["detail_list"]
    ]
    truth = summed(lines, lambda x: x["spec_no"], "num", "share_amount", "cost")
    rows = built.marts[database]["mart_sales_by_goods"]
    found = summed(rows, lambda r: r["spec_no"], "goods_count", "goods_sales", "goods_cost")
    assert found == truth
    assert all(
        r["gross_profit"] == r["goods_sales"] - r["goods_cost"] and not r["sales_without_cost"]
        for r in rows
    )
    shipped = {
        line["spec_no"]
        for stockout in built.truth["stockouts"]
        if stockout["consign_time"] and stockout["status"] != 5
        for line in stockout["details_list"]
    }
    actual = summed(rows, lambda r: r["spec_no"], "cost_actual")
    assert {spec for spec, (cost,) in actual.items() if cost} == shipped & set(truth)


@BOTH
def test_refunds_have_their_reasons_and_rates(built: Built, database: str) -> None:
    refunds = [r for r in built.truth["refunds"] if r["status"] != 10]
    amounts = ("guarantee_refund_amount", "direct_refund_amount")
    for refund in refunds:
        refund["amount"] = sum(Decimal(refund[name]) for name in amounts)
    truth = total(
        refunds, lambda r: (at(r["created"]).date(), r["shop_id"], r["reason_name"]), "amount"
    )
    rows = built.marts[database]["mart_refunds_by_reason"]
    key = lambda r: (r["day"], r["shop_id"], r["reason"])  # noqa: E731
    assert summed(rows, key, "refunds", "refund_amount") == truth
    orders = {t["trade_id"] for t in valid(built.truth["trades"])}
    refunded = [r for r in refunds if r["type"] != 3 and r["trade_id"] in orders]
    rates = built.marts[database]["mart_refund_rate"]
    assert sum(r["orders_refunded"] for r in rates) == len({r["trade_id"] for r in refunded}) > 0
    assert sum(r["refund_amount"] for r in rates) == sum(r["amount"] for r in refunded)
    some = next(r for r in rates if r["orders_refunded"])
    assert some["order_refund_rate_pct"] == round(
        Decimal(100 * some["orders_refunded"]) / some["orders"], 1
    )


@BOTH
def test_stock_has_its_value_and_lasts_for_days(built: Built, database: str) -> None:
    costs = {
        (c["spec_no"], c["defect"], c["warehouse_no"]): Decimal(c["avg_cost"])
        for c in built.truth["costs"]
    }
    value: dict[str, Decimal] = defaultdict(Decimal)
    for row in built.truth["stock"]:
        own = (row["spec_no"], row["defect"], row["warehouse_no"])
        cost = costs.get(own) or costs[row["spec_no"], row["defect"], ""]
        value[row["warehouse_no"]] += Decimal(row["stock_num"]) * cost
    warehouses = built.marts[database]["mart_stock_by_warehouse"]
    assert {r["warehouse_no"]: r["stock_value"] for r in warehouses} == value
    assert {r["as_of"] for r in warehouses} == {AS_OF}
    stock = built.marts[database]["mart_stock"]
    sold = summed(
        (
            {**line, "warehouse_no": trade["warehouse_no"]}
            for trade in valid(built.truth["trades"])
            if paid_at(trade) > AS_OF - timedelta(days=7)
            for line in trade["detail_list"]
        ),
        lambda x: (x["warehouse_no"], x["spec_no"]),
        "num",
    )
    found = {
        (r["warehouse_no"], r["spec_no"]): [r["sold_7_days"]] for r in stock if r["sold_7_days"]
    }
    assert found == sold
    lasting = next(r for r in stock if r["days_of_cover"])
    assert lasting["days_of_cover"] == round(
        30 * lasting["available_num"] / lasting["sold_30_days"], 1
    )
    assert {r["cost_basis"] for r in stock} == {"存货成本"}
    slow = built.marts[database]["mart_slow_movers"]
    assert slow
    assert all(r["stock_num"] * 30 > r["sold_30_days"] * 60 for r in slow)


@BOTH
def test_orders_wait_since_they_were_paid(built: Built, database: str) -> None:
    waiting = {
        t["trade_no"]: (AS_OF - paid_at(t)) / timedelta(hours=1)
        for t in built.truth["trades"]
        if 16 <= t["trade_status"] <= 55
    }
    rows = built.marts[database]["mart_unshipped_orders"]
    assert {r["trade_no"]: float(r["hours_waiting"]) for r in rows} == {
        trade_no: pytest.approx(hours, abs=0.006) for trade_no, hours in waiting.items()
    }
    late = {r["trade_no"] for r in rows if r["over_24_hours"]}
    presale = {r["trade_no"] for r in rows if r["is_presale"]}
    assert late == {no for no, hours in waiting.items() if hours > 24} - presale
    assert late
    assert {r["status_name"] for r in rows} <= {"待客审", "已审核", "审核中", "审核前处理"}
    assert {r["freeze_reason"] for r in rows} == {None} if database == "postgres" else True


@BOTH
def test_warehouses_take_their_time(built: Built, database: str) -> None:
    shipped = [
        {**s, "hours": (at(s["consign_time"]) - paid_at(s)) / timedelta(hours=1)}
        for s in built.truth["stockouts"]
        if s["consign_time"] and s["status"] != 5 and s["trade_type"] != 3
    ]
    rows = built.marts[database]["mart_fulfilment"]
    keys = Counter((at(s["consign_time"]).date(), s["warehouse_no"]) for s in shipped)
    assert {(r["day"], r["warehouse_no"]): r["orders"] for r in rows} == keys
    assert sum(r["within_24_hours"] for r in rows) == sum(s["hours"] <= 24 for s in shipped)
    hours = sum(s["hours"] for s in shipped)
    assert float(sum(r["hours_total"] for r in rows)) == pytest.approx(hours, rel=1e-3)
    assert all(r["hours_median"] <= r["hours_p90"] for r in rows)


def test_what_is_on_order_has_not_arrived(built: Built) -> None:
    awaited = {
        (po["purchase_no"], line["spec_no"]): Decimal(line["lack_num"])
        for po in built.truth["purchases"]
        if po["status"] in {40, 50}
        for line in po["detail_list"]
        if Decimal(line["lack_num"]) > 0
    }
    rows = built.marts["postgres"]["mart_purchase_in_transit"]
    assert {(r["purchase_no"], r["spec_no"]): r["outstanding_num"] for r in rows} == awaited
    assert awaited
    assert all(r["days_late"] == max((AS_OF.date() - r["expected_day"]).days, 0) for r in rows)


def test_platforms_owe_what_they_have_not_paid(built: Built) -> None:
    truth = summed(built.truth["checks"], lambda c: c["shop_id"], "receivable", "received")
    rows = built.marts["postgres"]["mart_platform_receipts"]
    assert summed(rows, lambda r: r["shop_id"], "receivable", "received") == truth
    assert all(r["difference"] == r["receivable"] - r["received"] for r in rows)
    months = built.marts["postgres"]["mart_platform_receipts_by_month"]
    assert sum(m["difference"] for m in months) == sum(
        r["difference"] for r in rows if r["consign_day"]
    )


@BOTH
def test_customers_come_again(built: Built, database: str) -> None:
    days: dict[tuple[int, int], set[date]] = defaultdict(set)
    unknown = 0
    for trade in valid(built.truth["trades"]):
        if trade["customer_id"]:
            days[trade["shop_id"], trade["customer_id"]].add(paid_at(trade).date())
        else:
            unknown += 1
    rows = built.marts[database]["mart_repeat_customers"]
    assert sum(r["customers"] for r in rows) == len(days)
    assert sum(r["bought_again"] for r in rows) == sum(len(d) > 1 for d in days.values()) > 0
    assert sum(r["orders_without_customer"] for r in rows) == unknown
    assert sum(r["orders"] for r in rows) + unknown == len(valid(built.truth["trades"]))


@BOTH
def test_every_report_says_how_far_it_is(built: Built, database: str) -> None:
    rows = {r["report"]: r for r in built.marts[database]["mart_sync_freshness"]}
    assert rows["trades"]["complete_to"] == AS_OF
    assert rows["trades"]["last_outcome_name"] == "完成"
    assert rows["trades"]["report_title"] == "系统订单"
    assert not any(r["is_late"] for r in rows.values())


def test_what_is_not_in_the_warehouse_gives_empty_marts(built: Built) -> None:
    assert set(STREAMS) > ABSENT
    marts = built.marts["duckdb"]
    empty = {name for name, rows in marts.items() if not rows}
    assert empty == {
        "mart_purchase_in_transit",
        "mart_platform_receipts",
        "mart_platform_receipts_by_month",
    }


def test_staging_keeps_what_counts_now(built: Built) -> None:
    trades = [t for t in built.staged["trades"] if t["trade_id"] > 1]
    assert len(trades) == len(built.truth["trades"]) == len({t["trade_id"] for t in trades})
    assert sum(t["is_archived"] for t in trades) == 10
    assert sum(t["warehouse_id"] is None for t in trades) == 10  # the archive lacks it
    assert sum(t["receivable"] for t in trades) == sum(
        Decimal(t["receivable"]) for t in built.truth["trades"]
    )
    lines = [line for trade in built.truth["trades"] for line in trade["detail_list"]]
    assert {x["rec_id"] for x in built.staged["trade_lines"]} == {x["rec_id"] for x in lines}
    assert {t["_extra"] for t in trades} == {None}
    assert 999 not in {s["shop_id"] for s in built.staged["shops"]}
    assert {t["trade_status_label"] for t in trades} >= {"已取消", "已完成", "已发货"}


def test_the_database_says_what_columns_mean(built: Built) -> None:
    assert built.labels["stg_trades", "receivable"] == "应收"
    assert built.labels["mart_unshipped_orders", "receivable"] == "应收金额"
    assert built.labels["mart_sales_by_day", ""].startswith("每日销售")
    for mart, rows in built.marts["postgres"].items():
        unsaid = [column for column in rows[0] if (mart, column) not in built.labels]
        assert unsaid == [], mart


def test_both_databases_say_the_same(built: Built) -> None:
    """Of what is in both warehouses."""
    here, there = built.marts["postgres"], built.marts["duckdb"]
    for mart in here.keys() - {mart for mart, rows in there.items() if not rows}:
        assert sorted(map(plain, here[mart])) == sorted(map(plain, there[mart])), mart


def plain(row: Row) -> list[str]:
    not_in_both = {"paid", "freeze_reason"}  # the archive lacks the one; the other was taken out
    return [f"{name} {row[name]}" for name in sorted(row.keys() - not_in_both)]
