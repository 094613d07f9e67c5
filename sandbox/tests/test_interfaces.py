"""Every interface, through both gateways: what it answers, and what it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from caller import Caller, text

from wdt_sandbox.interfaces import INTERFACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdt_sandbox import Sandbox
    from wdt_sandbox.declare import Interface

Row = dict[str, Any]

STOCKOUT_STATES = "5,10,50,60,70,75,77,79,90,110"
PLATFORMS = (0, 1, 39, 69, 125, 127)
# What asks for all rows, call by call, where a range alone does not.
ASKED: dict[str, list[Row]] = {
    "setting.Warehouse.queryWarehouse": [{"hide_delete": False}],
    "setting.Logistics.queryLogistics": [{"hide_delete": False}],
    "goods.Goods.queryWithSpec": [{"hide_deleted": False}],
    "goods.Suite.search": [{"hide_deleted": False}],
    "process.Bom.search": [{"show_disabled": True}],
    "wms.stockout.Sales.queryWithDetail": [{"status_type": 3, "status": STOCKOUT_STATES}],
    "wms.stockout.Sales.queryHistoryWithDetail": [{"status_type": n} for n in (0, 1, 2)],
    "wms.StockSpec.search2": [{"mask": 3, "need_alarm_info": 1}],
    "wms.stockout.Sales.searchLogistics": [{"status": n} for n in (10, 15, 20, 30)],
    "wms.StockSpec.queryChangeHistory": [{"defect": False}, {"defect": True}],
    "wms.GoodsSN.queryWithDetail": [{"order_type": n, "time_type": 1} for n in (0, 1)],
    "wms.stockout.Pack.search": [{"src_order_type": n} for n in (1, 2, 4, 5, 14, 21)],
    "wms.MoveOrder.queryWithDetail": [{"warehouse_no": no} for no in ("WH01", "WH02", "WH99")],
    "wms.StockShelve.queryWithDetail": [{"warehouse_no": no} for no in ("WH01", "WH02", "WH99")],
    "finance.AlipayAccountCheck.search": [{"platform_id": n} for n in PLATFORMS],
    "finance.invoice.InvoiceOrder.search": [{"mode": 1}],
    "finance.Payment.search": [{"time_type": 2}],
    "finance.settle.Transfer.search": [{"time_type": 1}],
    "wms.outer.OuterIn.queryWithDetail": [{"time_type": 2}],
    "wms.outer.OuterOut.queryWithDetail": [{"time_type": 2}],
    "wms.stockother.InQuery.queryWithDetail": [{"time_type": 2}],
    "wms.stockother.OutQuery.queryWithDetail": [{"time_type": 2}],
    "wms.stockin.Process.queryWithDetail": [{"time_type": 3}],
    "wms.stockout.OtherQuery.queryWithDetail": [{"time_type": 3}],
    "wms.stockout.Process.queryWithDetail": [{"time_type": 3}],
    "wms.stockout.PurchaseReturn.queryWithDetail": [{"time_type": 3}],
}
# Called for the rows of another interface, by this column.
DRIVEN = {
    "sales.TradeQuery.getLog": "trade_no",
    "sales.TradeQuery.getLog2": "trade_no",
    "wms.StockPd.queryStockPdDetail": "pd_no",
    "wms.StockSpec.stockDetailSearch": "stock_spec_id",
}
# Set up once, and not changed in the last days of the world.
QUIET = {"setting.Address.citySearch", "setting.Address.districtSearch"}
RANGED = [m for m, one in INTERFACES.items() if one.ranges and one.required]
SPANNED = [m for m, one in INTERFACES.items() if one.ranges and (one.narrow or one.span)]


def gateways(interface: Interface) -> list[str]:
    return ["qimen"] if interface.qimen_only else ["wdt", "qimen"]


def windows(interface: Interface, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Some that the interface allows, where it has rows."""
    minutes = interface.narrow[1] if interface.narrow else interface.span or 30 * 24 * 60
    end = now
    if isinstance(interface.table, str) and interface.table.startswith("archived"):
        end -= timedelta(days=31)
    for _ in range(max(1, min(36, 36 * 60 // minutes))):
        yield end - timedelta(minutes=minutes), end
        end -= timedelta(minutes=minutes, seconds=1)


def ask(caller: Caller, interface: Interface, app_type: str, params: Row) -> list[Row]:
    """All pages."""
    method, size = interface.method, 150
    found: list[Row] = []
    while True:
        if app_type == "qimen":
            answer = caller.qimen(method, params, page=len(found) // size + 1, size=size).json()
            answer = answer["response"]
        else:
            page = len(found) // size if interface.paged else None
            answer = caller.direct(method, params, page=page, size=size).json()
        assert int(answer["status"]) == 0, answer
        data = answer["data"]
        total = data.get("total_count") if interface.records else answer["total"]
        rows = data[interface.records] if interface.records else data
        found += rows
        if len(rows) < size or not interface.paged:
            assert (total is not None) == interface.counted
            assert total is None or int(total) == len(found)
            return found


def facts(interface: Interface, rows: list[Row]) -> list[tuple[Any, ...]]:
    """What truth states as the gateways write it."""
    said = [name for name, form in interface.fields.forms.items() if form in {"int", "text"}]
    return sorted(tuple(str(row[name]) for name in said) for row in rows)


@pytest.mark.parametrize("method", [method for method in INTERFACES if method not in DRIVEN])
def test_all_rows_come(caller: Caller, sandbox: Sandbox, method: str) -> None:
    interface, seen = INTERFACES[method], 0
    for app_type in gateways(interface):
        for start, end in windows(interface, sandbox.now()):
            limits, span = {}, {}
            if interface.ranges and interface.required:
                first = interface.ranges[0]
                span = {first.start: text(start), first.end: text(end)}
                limits = {"modified_from": text(start), "modified_to": text(end)}
            rows = []
            for asked in ASKED.get(method, [{}]):
                rows += ask(caller, interface, app_type, {**span, **asked})
            truth = sandbox.truth(method, app_type=app_type, **limits)
            assert facts(interface, rows) == facts(interface, truth)
            seen += len(rows)
    assert seen or method in QUIET


@pytest.mark.parametrize("method", DRIVEN)
def test_rows_come_for_those_of_another_interface(
    caller: Caller, sandbox: Sandbox, method: str
) -> None:
    interface, name = INTERFACES[method], DRIVEN[method]
    truth = sandbox.truth(method)
    for app_type in gateways(interface):
        for value in (truth[0][name], truth[-1][name]):
            rows = ask(caller, interface, app_type, {name: value})
            assert rows
            expected = [row for row in truth if row[name] == value]
            assert facts(interface, rows) == facts(interface, expected)


def test_the_logs_of_several_orders_come_in_one_call(caller: Caller, sandbox: Sandbox) -> None:
    method = "sales.TradeQuery.getLog2"
    orders = [row["trade_no"] for row in sandbox.truth(method)[::40]][:100]
    rows = caller.direct(method, {"trade_no": ",".join(orders)}).json()["data"]["result"]
    assert {row["trade_no"] for row in rows} == {*orders}
    one = caller.direct("sales.TradeQuery.getLog", {"trade_no": rows[0]["trade_no"]}).json()
    assert one["data"]["detail_list"] == rows[0]["log_list"]


@pytest.mark.parametrize("method", RANGED)
def test_a_missing_range_is_refused(caller: Caller, method: str) -> None:
    interface = INTERFACES[method]
    asked = ASKED.get(method, [{}])[0]
    words = interface.words.get("range", "参数中必须包含起止时间")
    if not interface.qimen_only:
        assert caller.direct(method, asked).json() == {"status": 100, "message": words}
    response = caller.qimen(method, asked).json()["response"]
    assert (response["status"], response["message"]) == (100, words)


@pytest.mark.parametrize("method", SPANNED)
def test_a_range_too_wide_is_refused(caller: Caller, method: str) -> None:
    interface, now = INTERFACES[method], caller.sandbox.now()
    minutes = interface.narrow[1] if interface.narrow else interface.span
    first = interface.ranges[0]
    start = text(now - timedelta(minutes=minutes, seconds=1))
    span = {first.start: start, first.end: text(now)}
    asked = {**span, **ASKED.get(method, [{}])[0]}
    message = caller.qimen(method, asked).json()["response"]["message"]
    limit = "60分钟" if minutes == 60 else f"{minutes // 1440}天"
    assert limit in message or message in interface.words.values()


@pytest.mark.parametrize(
    ("method", "params", "message"),
    [
        ("sales.TradeQuery.getLog", {}, "trade_no不能为空"),
        ("sales.TradeQuery.getLog", {"trade_no": "JY1"}, "订单不存在或无店铺权限"),
        ("sales.TradeQuery.getLog2", {}, "trade_no不能为空"),
        ("sales.TradeQuery.getLog2", {"trade_no": "JY1,JY2"}, "订单不存在或无店铺权限"),
        ("wms.StockPd.queryStockPdDetail", {}, "pd_no不能为空"),
        ("wms.StockSpec.stockDetailSearch", {}, "stock_spec_id不能为空"),
        ("wms.MoveOrder.queryWithDetail", {}, "请指定仓库"),
        ("wms.StockShelve.queryWithDetail", {"warehouse_no": "WH7"}, "仓库不存在"),
        ("wms.stockout.Sales.searchLogistics", {}, "参数中必须包含状态"),
        ("finance.AlipayAccountCheck.search", {}, "platform_id不能为空"),
        (
            "wms.stockin.Process.queryWithDetail",
            {"status": "a"},
            "状态参数格式不正确，请用以逗号隔开的整数字符串为参数",
        ),
        (
            "setting.strategy.VirtualWarehouse.orderSearch",
            {"virtual_warehouse_no": "XN7"},
            "虚拟仓不存在或已停用:XN7",
        ),
        ("finance.Payment.search", {"time_type": 9}, "invalid argument count"),
    ],
)
def test_wrong_parameters(caller: Caller, method: str, params: Row, message: str) -> None:
    assert caller.direct(method, params).json()["message"] == message


def test_pages_of_two_thousand_where_they_are_allowed(caller: Caller) -> None:
    for method, most in (
        ("wms.outer.OuterIn.queryWithDetail", 2000),
        ("finance.settle.process.search", 1000),
    ):
        params = caller.last(days=30)
        assert caller.direct(method, params, size=most).json()["status"] == 0
        message = caller.direct(method, params, size=most + 1).json()["message"]
        assert message == f"page_sizemust be less than or equal to {most}"


def test_stock_changes_of_a_spec_come_for_thirty_days(caller: Caller) -> None:
    method = "wms.StockSpec.queryChangeHistory"
    span = caller.last(days=30)
    params = {"start_date": span["start_time"], "end_date": span["end_time"]}
    message = caller.direct(method, params).json()["message"]
    assert message == "您的查询时间过宽,不传商家编码,查询时间不能大于1小时"
    spec_no = caller.sandbox.truth(method)[-1]["spec_no"]
    rows = caller.rows(method, {**params, "spec_no": spec_no}, "data")
    assert {row["spec_no"] for row in rows} <= {spec_no}


@pytest.mark.parametrize(
    ("method", "column", "shown"),
    [
        ("finance.invoice.InvoiceOrder.search", "status", {45}),
        ("wms.stockout.Pack.search", "src_order_type", {1}),
        ("process.Bom.search", "is_disabled", {False}),
    ],
)
def test_what_comes_by_default_is_not_all(
    caller: Caller, sandbox: Sandbox, method: str, column: str, shown: set[Any]
) -> None:
    params = caller.last(days=30)
    rows = caller.rows(method, params, INTERFACES[method].records)
    truth = sandbox.truth(method, modified_from=params["start_time"])
    assert {row[column] for row in rows} == shown
    assert {row[column] for row in truth} > shown


@pytest.mark.parametrize("method", [m for m, asked in ASKED.items() if "time_type" in asked[0]])
def test_other_times_than_the_modified_one(caller: Caller, sandbox: Sandbox, method: str) -> None:
    """Without ``time_type`` rows are missing that were modified in the range."""
    interface, now, missing = INTERFACES[method], sandbox.now(), 0
    for days in range(20):
        start, end = text(now - timedelta(days=days + 1)), text(now - timedelta(days=days))
        rows = caller.rows(method, {"start_time": start, "end_time": end}, interface.records)
        truth = sandbox.truth(method, modified_from=start, modified_to=end)
        missing += bool({*facts(interface, truth)} - {*facts(interface, rows)})
    assert missing


def test_archives_hold_what_is_long_over(caller: Caller, sandbox: Sandbox) -> None:
    limit = text(sandbox.now() - timedelta(days=30))
    for method in ("sales.RawTrade.searchHistory", "aftersales.refund.RawRefund.searchHistory"):
        live = {row["modified"] for row in sandbox.truth(method.removesuffix("History"))}
        old = {row["modified"] for row in sandbox.truth(method)}
        assert old
        assert old < live
        assert max(old) < limit.replace(" ", "T")
        assert caller.rows(method, caller.last(days=29)) == []


def test_own_orders_come_from_own_shops(sandbox: Sandbox) -> None:
    for method in ("sales.RawTrade.searchSelfOrder", "sales.TradeQuery.querySelfOrderWithDetail"):
        rows = sandbox.truth(method)
        assert {row["platform_id"] for row in rows} == {0, 127}
        assert rows == sandbox.truth(method, app_type="qimen")
        assert all(row["receiver_name"] for row in rows)


def test_merged_orders_are_thrown_away_after_a_week(sandbox: Sandbox) -> None:
    rows = sandbox.truth("sales.TradeQuery.getTradeMergedLog")
    oldest = min(datetime.fromisoformat(row["created"]) for row in rows)
    assert timedelta(days=7) < sandbox.now() - oldest < timedelta(days=14)
