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
    DeniedError,
    PageTooLargeError,
    QuotaError,
    RangeTooWideError,
    RefusedError,
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


# Everything that a gateway is known to say: where it stands in the envelope, and what is raised.
KNOWN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "answers" / "messages.json").read_text(encoding="utf-8")
)


def answer_of(known: dict[str, Any]) -> Answer:
    return Answer(
        known.get("status"), known["message"], known.get("top_code"), known.get("sub_code", "")
    )


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["message"])
def test_every_known_message_is_classified(known: dict[str, Any]) -> None:
    assert type(raised(answer_of(known))).__name__ == known["error"]


def test_an_answer_without_a_status_says_so_and_what_the_gateway_said() -> None:
    error = raised(Answer(None, "服务暂时不可用"))
    assert type(error) is TransientError
    assert "（no status: 服务暂时不可用）" in error.zh
    assert "None" not in str(error)


def test_an_answer_that_nobody_knows_is_asked_for_again() -> None:
    assert type(raised(Answer(100, "something new"))) is UnknownAnswerError
    assert issubclass(UnknownAnswerError, TransientError)


@pytest.mark.parametrize("status", [1, 2, 100])
@pytest.mark.parametrize("message", ["未知错误", "未知错误1", "未知异常：xxx", "Unknown error"])
def test_an_answer_that_does_not_know_itself_is_asked_for_again(status: int, message: str) -> None:
    assert type(raised(Answer(status, message))) is UnknownAnswerError


@pytest.mark.parametrize(
    "message",
    [
        "请输入单号",
        "请填写仓库编号",
        "开始时间不能大于结束时间",
        "开始时间不能超过当前时间",
        "开始时间不能大于90天前",
        "只能查询最近3个月的数据",
        "page_no必须大于0",
    ],
)
def test_a_parameter_that_is_refused_narrows_nothing(message: str) -> None:
    assert type(raised(Answer(100, message))) is RefusedError


def test_a_row_that_is_not_there_is_told_from_a_request_that_is_wrong() -> None:
    assert type(raised(Answer(100, "盘点单不存在"))) is RowRefusedError
    assert type(raised(Answer(100, "pd_no不能为空"))) is RefusedError
    assert issubclass(RowRefusedError, RefusedError)


def test_what_is_denied_is_denied_to_one_stream_only() -> None:
    assert issubclass(DeniedError, StreamError)
    assert not issubclass(DeniedError, RunError)


def test_a_qimen_answer_without_a_status_is_a_passing_fault() -> None:
    assert type(raised(Answer(None, "服务器开小差了"))) is TransientError
    assert type(raised(Answer(None, "请求过于频繁"))) is QuotaError


def test_an_answer_with_data_passes() -> None:
    check(Answer(0))
    check(Answer(0, "ok"))


@settings(deadline=None)
@given(
    st.builds(
        Answer,
        status=st.one_of(st.none(), st.integers().filter(bool)),
        message=st.one_of(st.text(), st.sampled_from([known["message"] for known in KNOWN])),
        top_code=st.one_of(st.none(), st.integers()),
        sub_code=st.one_of(
            st.text(), st.sampled_from([known.get("sub_code", "") for known in KNOWN])
        ),
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
        ("您的查询时间过宽,查询时间不能大于1天", timedelta(days=1)),
        ("您的查询时间过宽,最大为31日", timedelta(days=31)),
        ("查询时间跨度不能超过一个月", timedelta(days=28)),
        ("时间范围不得超过3个月", timedelta(days=84)),
        ("时间跨度最大两周", timedelta(days=14)),
        ("查询时间不能大于1个月", timedelta(days=28)),
        ("时间跨度不能超过1月", timedelta(days=28)),
        ("查询时间跨度不允许超过一个月", timedelta(days=28)),
        ("开始时间和结束时间相差不能超过半个月", timedelta(days=14)),
        ("查询区间不能超过3个月", timedelta(days=84)),
        ("时间跨度需在1个月内", timedelta(days=28)),
        ("时间跨度请控制在30天以内", timedelta(days=30)),
        ("查询时间不能大于0天", None),
        ("查询时间不能大于99999999999天", None),
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
        ("page_sizemust be less than or equal to 2000", 2000),
        ("page_size must be between 1 and 500", 500),
        ("page_size不能大于1000", 1000),
        ("pageSize最大值为100", 100),
        ("每页最多200条", 200),
        ("每页条数超过上限", None),
        ("page_size超过最大限制", None),
        ("page_size取值范围为1~200", 200),
        ("page_size的取值范围是[1,200]", 200),
        ("page_size应在1到200之间", 200),
        ("分页大小范围1-500", 500),
        ("page_size must be ≤ 0", None),
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
        (Answer(None, "Invalid app Key", 29), "qimen_app_key"),
        (Answer(None, "Invalid method", 22), "自助对接"),
        (Answer(None, "Invalid Arguments:target_app_key", 41), "qimen_target_app_key"),
        (Answer(None, "x", 41, "isv.invalid-target-app-key"), "qimen_target_app_key"),
        (Answer(100, "没有该仓库权限"), "员工权限"),
        (Answer(100, "传入店铺编号全部错误"), "stream_options"),
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
