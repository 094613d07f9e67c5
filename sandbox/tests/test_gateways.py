"""What the gateways accept, what they refuse, and in which words."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
from caller import RAW_TRADES, SHOPS, STOCK, STOCKOUTS, TRADES, Caller

if TYPE_CHECKING:
    from wdt_sandbox import Sandbox

A_DAY = {"start_time": "2026-06-01 00:00:00", "end_time": "2026-06-02 00:00:00"}


def test_both_gateways_answer_the_same_rows(caller: Caller) -> None:
    direct = caller.direct(SHOPS)
    answers = [caller.qimen(SHOPS).json()["response"] for _ in range(2)]
    assert direct.json()["status"] == 0
    assert direct.json()["data"]["total_count"] == len(direct.json()["data"]["details"])
    assert {type(answer["status"]) for answer in answers} == {int, str}
    assert {type(answer["data"]["total_count"]) for answer in answers} == {int, str}
    for answer in answers:
        assert answer["data"]["details"] == direct.json()["data"]["details"]


def test_the_total_comes_when_it_is_asked_for(caller: Caller) -> None:
    assert "total_count" not in caller.direct(SHOPS, query={"calc_total": "0"}).json()["data"]


def test_pages_begin_at_0_and_at_1(caller: Caller) -> None:
    first = caller.direct(SHOPS, page=0, size=5).json()["data"]["details"]
    second = caller.direct(SHOPS, page=1, size=5).json()["data"]["details"]
    assert len(first) == 5
    assert caller.qimen(SHOPS, page=1, size=5).json()["response"]["data"]["details"] == first
    assert caller.qimen(SHOPS, page=2, size=5).json()["response"]["data"]["details"] == second
    assert caller.qimen(SHOPS, page=0).json()["response"]["status"] == 100


@pytest.mark.parametrize(
    ("replaced", "status", "message"),
    [
        ({"sid": "other"}, 1, "sid is not found"),
        ({"key": "other"}, 1, "app auth fail"),
        ({"salt": "other"}, 1, "验证失败"),
        ({"sign": "0" * 32}, 1, "验证失败"),
        ({"timestamp": "1665947116495"}, 1, 'For input string: "1665947116495"'),
        ({"timestamp": "100"}, 7, "时间戳错误"),
        ({"v": "2.0"}, 8, "版本错误"),
        ({"nonsense": "1"}, 2, "nonsense"),
        ({"page_no": "x"}, 1, "argument type mismatch"),
        ({"page_size": "1001"}, 100, "page_sizemust be less than or equal to 1000"),
    ],
)
def test_direct_refusals(
    caller: Caller, replaced: dict[str, str], status: int, message: str
) -> None:
    answer = caller.direct(SHOPS, query=replaced)
    assert answer.status_code == 200
    assert answer.json() == {"status": status, "message": message}


@pytest.mark.parametrize(
    ("replaced", "code"),
    [
        ({"method": "wdt.no.such.method"}, 22),
        ({"sign": "0" * 32}, 25),
        ({"app_key": "1"}, 29),
        ({"timestamp": "2012-01-01 00:00:00"}, 31),
        ({"v": "1.0"}, 33),
        ({"sign": ""}, 24),
    ],
)
def test_top_refusals(caller: Caller, replaced: dict[str, str], code: int) -> None:
    assert caller.qimen(SHOPS, query=replaced).json()["error_response"]["code"] == code


@pytest.mark.parametrize(
    ("inner", "status", "message"),
    [
        ({"wdt_sign": "0" * 32}, 1, "验证失败"),
        ({"wdt_salt": "other"}, 1, "验证失败"),
        ({"wdt_appkey": "other"}, 1, "app auth fail"),
        ({"wdt3_customer_id": "other"}, 1, "sid is not found"),
        ({"datetime": "2012-01-01 00:00:00"}, 7, "时间戳错误"),
    ],
)
def test_refusals_inside_qimen(
    caller: Caller, inner: dict[str, str], status: int, message: str
) -> None:
    answer = caller.qimen(SHOPS, inner=inner).json()["response"]
    assert answer == {"flag": "failure", "status": status, "message": message}


@pytest.mark.parametrize(
    ("method", "params", "status", "message"),
    [
        (TRADES, {}, 100, "参数中必须包含起止时间"),
        (TRADES, A_DAY, 100, "您的查询时间过宽,查询时间不能大于60分钟"),
        (
            RAW_TRADES,
            {**A_DAY, "start_time": "2026-05-02 23:59:59"},
            100,
            "您的查询时间过宽,查询时间不能大于30天",
        ),
        (
            TRADES,
            {**A_DAY, "end_time": "2026/06/01"},
            100,
            "Unparseable date: 2026/06/01",
        ),
        (TRADES, {**A_DAY, "colour": "red"}, 2, "colour"),
        (
            STOCKOUTS,
            {**A_DAY, "status": "5;110"},
            100,
            "状态应该是由逗号分隔开的整数数组",
        ),
        ("sales.Trade.nothing", {}, 100, "接口不存在: sales.Trade.nothing"),
        (
            "wms.stockin.PreStockin.search",
            {},
            100,
            "The API used internal only: wms.stockin.PreStockin.search",
        ),
    ],
)
def test_interfaces_refuse_what_they_do_not_take(
    caller: Caller, method: str, params: dict[str, Any], status: int, message: str
) -> None:
    assert caller.direct(method, params).json() == {"status": status, "message": message}


def test_paging_is_mandatory(caller: Caller) -> None:
    assert caller.direct(STOCK, caller.last(days=1), page=None).json() == {
        "status": 100,
        "message": f"此方法仅支持分页查询：{STOCK}",
    }


def test_what_only_qimen_serves(caller: Caller) -> None:
    span = caller.last(days=30)
    params = {"mt_from": span["start_time"], "mt_to": span["end_time"]}
    rows = caller.qimen("wms.stockin.PreStockin.search", params).json()["response"]["data"]["order"]
    assert {row["src_order_type"] for row in rows} == {22}
    assert all(row["detail_list"] for row in rows)


def test_a_list_may_stand_in_data_itself(caller: Caller) -> None:
    answer = caller.direct("sales.LogisticsSync.getSyncListExt", size=5).json()
    assert (answer["total"], len(answer["data"])) == (12, 5)


def test_the_date_is_the_gateways_clock(caller: Caller, sandbox: Sandbox) -> None:
    told = parsedate_to_datetime(caller.direct(SHOPS).headers["date"])
    assert told == sandbox.now()
    sandbox.behave(clock_skew_seconds=-400)
    answer = caller.direct(SHOPS)
    assert answer.json()["status"] == 7
    assert (told - parsedate_to_datetime(answer.headers["date"])).total_seconds() == 400


def test_time_stamps_of_callers_that_lag_behind_are_taken_where_told_to(
    caller: Caller, sandbox: Sandbox
) -> None:
    sandbox.behave(clock_skew_seconds=700, clock_tolerance_seconds=800)
    assert caller.direct(SHOPS).json()["status"] == 0
    assert caller.qimen(SHOPS).json()["response"]["status"] in {0, "0"}
    sandbox.behave(clock_skew_seconds=900)
    assert caller.direct(SHOPS).json()["status"] == 7
    assert caller.qimen(SHOPS).json()["error_response"]["code"] == 31
