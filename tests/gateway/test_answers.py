"""What an answer means: every message that a query can meet, and what is raised for it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    DeniedError,
    PageTooLargeError,
    QuotaError,
    RangeTooWideError,
    RefusedError,
    RowDeniedError,
    RowRefusedError,
    RunError,
    StreamError,
    TransientError,
    UnknownAnswerError,
    WdtError,
)
from tap_wdt_flagship.gateway.answers import Answer, check


def raised(answer: Answer, secrets: tuple[str, ...] = ()) -> WdtError:
    """What `check` raises for an answer."""
    with pytest.raises(WdtError) as caught:
        check(answer, secrets=secrets)
    return caught.value


# Status and message as the gateway sends them, and what becomes of the call.
DIRECT: list[tuple[int, str, type[WdtError]]] = [
    (1, "参数错误", RefusedError),
    (1, "invalid argument count", RefusedError),
    (1, "参数个数错误", RefusedError),
    (1, "argument type mismatch", RefusedError),
    (1, "sid is not exists", RunError),
    (1, "sid is not found", RunError),
    (1, "验证失败", RunError),
    (1, "app auth fail", RunError),
    (2, "shop_no", RefusedError),
    (3, "需要动态口令", RunError),
    (4, "数据库错误", TransientError),
    (5, "数据库错误", TransientError),
    (6, "ip限制", RunError),
    (7, "时间戳错误", ClockError),
    (8, "版本错误", RunError),
    (99, "其他错误", TransientError),
    (100, "系统繁忙，请稍后再试", TransientError),
    (100, "服务器繁忙", TransientError),
    (100, "invalid http status 502", TransientError),
    (100, "SQL异常:Lock wait timeout exceeded; try restarting transaction", TransientError),
    (100, "Deadlock found when trying to get lock; try restarting transaction", TransientError),
    (100, "Read timed out", TransientError),
    (100, "系统异常", TransientError),
    (1, "系统异常", TransientError),
    (100, "查询超时", TransientError),
    (100, "未知错误", UnknownAnswerError),
    (1, "未知错误", UnknownAnswerError),
    (100, "请求过于频繁", QuotaError),
    (100, "请求过于频繁，请稍后重试", QuotaError),
    (100, "应用错误", RefusedError),
    (100, "page_noshould not be given", UnknownAnswerError),
    (100, "page_size must be ≤ 1000", PageTooLargeError),
    (100, "page_sizemust be less than or equal to 1000", PageTooLargeError),
    (100, "page_sizemust be greater than or equal to 1", RefusedError),
    (100, "page_size不能为空", RefusedError),
    (100, "page_nomust be less than or equal to 100", RefusedError),
    (100, "此方法仅支持分页查询：goods.Goods.queryWithSpec", RefusedError),
    (100, "店铺编号不存在或已停用", RowRefusedError),
    (100, "未找到符合条件的订单", RowRefusedError),
    (100, "参数中必须包含起止时间", RefusedError),
    (100, "参数中必须包含状态", RefusedError),
    (100, "单据不存在", RowRefusedError),
    (100, "订单不存在或无店铺权限", RowDeniedError),
    (100, "仓库编号不可为空", RefusedError),
    (100, "仓库不存在 仓库编号: daba1", RowRefusedError),
    (100, "虚拟仓不存在或已停用:sss02x", RowRefusedError),
    (100, "请指定仓库", RefusedError),
    (100, "商家编码不能为空", RefusedError),
    (100, "字段名must not be null", RefusedError),
    (100, "日期格式不合法", RefusedError),
    (100, "Unparseable date: 2023/02/06 17:59:19", RefusedError),
    (100, "状态应该是由逗号分隔开的整数数组", RefusedError),
    (100, "状态参数格式不正确，请用以逗号隔开的整数字符串为参数", RefusedError),
    (100, "The API used internal only: wms.stockin.PreStockin.search", DeniedError),
    (100, "无仓库访问权限", DeniedError),
    (100, "收货仓库列表为空或无权限", DeniedError),
    (100, "没有该仓库权限", DeniedError),
    (100, "无该仓库权限", DeniedError),
    (100, "无店铺权限", RowDeniedError),
    (100, "权限不足", DeniedError),
    (100, "没有接口权限", DeniedError),
    (100, "接口不存在: sales.Trade.nothing", DeniedError),
    (100, "传入店铺编号全部错误", RowDeniedError),
    (100, "something nobody has seen before", UnknownAnswerError),
    (100, "您的查询时间过宽,查询时间不能大于30天", RangeTooWideError),
    (100, "您的查询时间过宽，查询时间不能大于60分钟", RangeTooWideError),
    (100, "您的查询时间过宽,不传商家编码,查询时间不能大于1小时", RangeTooWideError),
    (100, "不传商家编码,查询时间不能大于1小时", RangeTooWideError),
    (100, "查询时间不能大于7天", RangeTooWideError),
    (100, "开始时间不能大于结束时间", RefusedError),
    (100, "您的查询条件太过宽，请增加查询条件", RangeTooWideError),
    (100, "起止时间差最大1小时", RangeTooWideError),
    (100, "开始时间与结束时间间隔最大30天", RangeTooWideError),
    (100, "超过每分钟最大调用频率限制，请稍后重试", QuotaError),
    (100, "超过每分钟最大调用频率限制,请稍后重试", QuotaError),
    (100, "超过每分钟最大并发次数限制，请稍后重试", ConcurrencyError),
    (100, "超过每分钟最大并发次数限制,请稍后重试", ConcurrencyError),
]

# Faults of the Taobao platform itself: code, sub-code, and what becomes of the call.
TOP: list[tuple[int, str, type[WdtError]]] = [
    (7, "accesscontrol.limited-by-api-access-count", QuotaError),
    (7, "accesscontrol.limited-by-app-access-count", QuotaError),
    (7, "", QuotaError),
    (-1, "accesscontrol.limited-by-dynamic-access-count", QuotaError),
    (15, "isp.remote-service-error", TransientError),
    (15, "isp.remote-service-timeout", TransientError),
    (15, "", TransientError),
    (15, "isv.remote-service-timeout", TransientError),
    (-1, "isv.remote-service-timeout", TransientError),
    (10, "", TransientError),
    (10, "isp.http-connection-timeout", TransientError),
    (25, "isv.invalid-signature", RunError),
    (28, "isv.appkey-not-exists", RunError),
    (29, "isv.appkey-not-exists", RunError),
    (29, "", RunError),
    (22, "isv.invalid-method", DeniedError),
    (11, "isv.permission-api-package-limit", DeniedError),
    (31, "isv.invalid-timestamp", ClockError),
    (41, "isv.invalid-target-app-key", RunError),
    (-1, "isv.targetAppKey-not-exists", RunError),
    (41, "isv.invalid-parameter", RefusedError),
    (-1, "", UnknownAnswerError),
]


@pytest.mark.parametrize(("status", "message", "error"), DIRECT)
def test_an_error_of_the_erp_is_classified(
    status: int, message: str, error: type[WdtError]
) -> None:
    assert type(raised(Answer(status, message))) is error


# The vendor's list of error messages, those of interfaces that write among them.
LISTED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("answers.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("listed", LISTED, ids=lambda one: f"{one['status']} {one['message']}")
def test_every_message_that_the_vendor_lists_is_known(listed: dict[str, Any]) -> None:
    error = raised(Answer(listed["status"], listed["message"]))
    assert type(error).__name__ == listed["raises"]


@pytest.mark.parametrize("message", ["订单不存在或无店铺权限", "店铺不存在/无权限/类型错误"])
def test_a_row_that_may_not_be_seen_is_both_refused_and_denied(message: str) -> None:
    error = raised(Answer(100, message))
    assert isinstance(error, RowRefusedError)
    assert isinstance(error, DeniedError)


@pytest.mark.parametrize(("code", "sub_code", "error"), TOP)
def test_a_fault_of_the_taobao_platform_is_classified(
    code: int, sub_code: str, error: type[WdtError]
) -> None:
    assert type(raised(Answer(None, "some message", code, sub_code))) is error


def test_what_is_denied_is_denied_to_one_stream_only() -> None:
    assert issubclass(DeniedError, StreamError)
    assert not issubclass(DeniedError, RunError)


def test_a_qimen_answer_without_a_status_is_a_passing_fault() -> None:
    assert type(raised(Answer(None, "服务器开小差了"))) is TransientError


def test_an_answer_with_data_passes() -> None:
    check(Answer(0))
    check(Answer(0, "ok"))


@settings(deadline=None)
@given(
    st.builds(
        Answer,
        status=st.one_of(st.none(), st.integers().filter(bool)),
        message=st.one_of(st.text(), st.sampled_from([message for _, message, _ in DIRECT])),
        top_code=st.one_of(st.none(), st.integers()),
        sub_code=st.one_of(st.text(), st.sampled_from([sub_code for _, sub_code, _ in TOP])),
    )
)
def test_an_error_never_passes_for_an_answer(answer: Answer) -> None:
    error = raised(answer)
    assert error.zh
    assert error.en


@given(st.builds(Answer, status=st.just(0), top_code=st.integers()))
@settings(deadline=None)
def test_a_platform_fault_never_passes_whatever_the_status(answer: Answer) -> None:
    raised(answer)


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("您的查询时间过宽,查询时间不能大于30天", timedelta(days=30)),
        ("您的查询时间过宽，查询时间不能大于7天", timedelta(days=7)),
        ("您的查询时间过宽,查询时间不能大于60分钟", timedelta(minutes=60)),
        ("您的查询时间过宽,不传商家编码,查询时间不能大于1小时", timedelta(hours=1)),
        ("起止时间差最大1小时", timedelta(hours=1)),
        ("开始时间与结束时间间隔最大30天", timedelta(days=30)),
        ("您的查询时间过宽,查询时间不能超过 24 小时", timedelta(days=1)),
        ("不传商家编码,查询时间不能大于1小时", timedelta(hours=1)),
        ("查询时间不能大于7天", timedelta(days=7)),
        ("查询时间跨度不允许超过3个月", timedelta(days=90)),
        ("您的查询条件太过宽，请增加查询条件", None),
        ("您的查询时间过宽", None),
    ],
)
def test_a_range_too_wide_carries_the_limit_that_its_message_names(
    message: str, limit: timedelta | None
) -> None:
    error = raised(Answer(100, message))
    assert isinstance(error, RangeTooWideError)
    assert error.limit == limit


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("page_size must be ≤ 1000", 1000),
        ("page_size must be <= 200", 200),
        ("page_sizemust be less than or equal to 1000", 1000),
        ("pageSize must be less than or equal to 50", 50),
        ("page_size must be between 1 and 500", 500),
        ("page_size 5000 exceeds the limit of 2000", 2000),
        ("page_size不能大于100", 100),
        ("page_size取值范围为1~200", 200),
        ("每页条数最大为200", 200),
        ("分页大小不能超过100条", 100),
        ("page_size超出范围", None),
        ("page_size过大", None),
    ],
)
def test_a_page_too_large_carries_the_limit_that_its_message_names(
    message: str, limit: int | None
) -> None:
    error = raised(Answer(100, message))
    assert isinstance(error, PageTooLargeError)
    assert error.limit == limit


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("App Call Limited This ban will last for 3 more seconds", 3.0),
        ("this ban will last for 86400 more seconds", 86400.0),
        ("This ban will last for 1 more second", 1.0),
        ("App Call Limited", None),
    ],
)
def test_flow_control_carries_the_seconds_it_names(message: str, seconds: float | None) -> None:
    error = raised(Answer(None, message, 7, "accesscontrol.limited-by-api-access-count"))
    assert isinstance(error, QuotaError)
    assert error.wait_seconds == seconds


def test_a_quota_of_the_erp_names_no_seconds() -> None:
    error = raised(Answer(100, "超过每分钟最大调用频率限制,请稍后重试"))
    assert isinstance(error, QuotaError)
    assert error.wait_seconds is None


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (Answer(1, "验证失败"), "app_secret"),
        (Answer(1, "app auth fail"), "app_key"),
        (Answer(1, "sid is not exists"), "sid"),
        (Answer(1, "sid is not found"), "api_url"),
        (Answer(3, "需要动态口令"), "安全设置"),
        (Answer(6, "ip限制"), "应用管理"),
        (Answer(8, "版本错误"), "tap-wdt-flagship"),
        (Answer(100, "权限不足"), "应用管理"),
        (Answer(100, "无仓库访问权限"), "员工权限"),
        (Answer(100, "The API used internal only: wms.stockin.PreStockin.search"), "qimen"),
        (Answer(2, "shop_no"), "stream_options"),
        (Answer(100, "店铺编号不存在或已停用"), "stream_options"),
        (Answer(None, "Invalid signature", 25, "isv.invalid-signature"), "qimen_app_secret"),
        (Answer(None, "no", 41, "isv.invalid-target-app-key"), "qimen_target_app_key"),
        (Answer(None, "Invalid Arguments target_app_key", 41), "21363512"),
        (Answer(100, "没有该仓库权限"), "员工权限"),
        (Answer(None, "Invalid app Key", 29), "qimen_app_key"),
        (Answer(None, "Invalid method", 22), "自助对接"),
    ],
)
def test_a_fatal_error_says_in_both_languages_where_to_mend_it(answer: Answer, place: str) -> None:
    error = raised(answer)
    assert place in error.zh
    assert place in error.en


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (Answer(100, "something nobody has seen before"), "something nobody has seen before"),
        (Answer(100, "something nobody has seen before"), "100"),
        (Answer(None, "Invalid method", 22, "isv.invalid-method"), "isv.invalid-method"),
        (Answer(None, "Invalid method", 22, "isv.invalid-method"), "22"),
    ],
)
def test_an_error_shows_what_the_gateway_said(answer: Answer, shown: str) -> None:
    error = raised(answer)
    assert shown in error.zh
    assert shown in error.en
    assert shown in str(error)


SECRET, SALT = "5f2c8e1d0b7a4c39", "9ab1c7d2e8f04653"
SECRETS = (f"{SECRET}:{SALT}", SECRET, SALT)


@pytest.mark.parametrize("echoed", [f"{SECRET}:{SALT}", SECRET, SALT])
@pytest.mark.parametrize("status", [1, 4, 7, 100])
def test_a_secret_that_the_gateway_echoes_is_masked(status: int, echoed: str) -> None:
    said = str(raised(Answer(status, f"key {echoed} is not known, {echoed}"), SECRETS))
    assert "***" in said
    assert SECRET not in said
    assert SALT not in said


def test_a_secret_in_a_sub_code_is_masked() -> None:
    answer = Answer(None, "Invalid signature", 25, f"isv.invalid-signature {SECRET}")
    assert SECRET not in str(raised(answer, SECRETS))


@pytest.mark.parametrize("before", [265, 270, 275, 280, 285, 290, 295, 300])
def test_no_part_of_a_secret_is_left_where_a_long_message_is_cut(before: int) -> None:
    said = str(raised(Answer(100, f"{'x' * before}{SECRET}"), SECRETS))
    assert SECRET[:6] not in said


def test_an_overlong_message_is_cut() -> None:
    assert len(raised(Answer(100, "x" * 100_000)).zh) < 1_000
