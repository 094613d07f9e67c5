"""How a call becomes a request, and what an answer becomes; no connection is made."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import (
    RangeTooWideError,
    RunError,
    StreamError,
    TransientError,
    UnknownAnswerError,
)
from tap_wdt_flagship.gateway.auth import EPOCH_OFFSET, sign_direct, sign_top, sign_wdt
from tap_wdt_flagship.gateway.gateways import (
    Call,
    DirectGateway,
    Gateway,
    QimenGateway,
    make_gateway,
)
from tap_wdt_flagship.settings import read_settings
from tests.helpers.calls import CALL, CONFIG, PAGED

NOON = datetime(2026, 10, 1, 12, tzinfo=BEIJING)


def gateway(app_type: str) -> Gateway:
    return make_gateway(read_settings({**CONFIG, "app_type": app_type}, {}), lambda: NOON)


DIRECT, QIMEN = gateway("wdt"), gateway("qimen")


def sent(through: Gateway, call: Call) -> tuple[dict[str, str], str]:
    """The query string and the body of a call's signed request."""
    request = requests.Session().prepare_request(through.request(call))
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
    return dict(parse_qsl(urlsplit(request.url or "").query)), body


def answer(through: Gateway, content: dict[str, Any]) -> bytes:
    envelope = content if through is DIRECT else {"response": content}
    return json.dumps(envelope).encode()


def test_the_application_type_decides_on_the_gateway() -> None:
    assert isinstance(DIRECT, DirectGateway)
    assert isinstance(QIMEN, QimenGateway)


def test_the_direct_gateway_counts_pages_from_zero() -> None:
    query, body = sent(DIRECT, PAGED)
    assert query["method"] == "sales.TradeQuery.queryWithDetail"
    assert (query["page_no"], query["page_size"], query["calc_total"]) == ("2", "100", "1")
    assert json.loads(body) == [{"time_type": 1}]


def test_qimen_counts_pages_from_one() -> None:
    query, body = sent(QIMEN, PAGED)
    form = dict(parse_qsl(body))
    assert query["method"] == "wdt.sales.tradequery.querywithdetail"
    assert json.loads(form["pager"]) == {"page_no": 3, "page_size": 100}
    assert json.loads(form["params"]) == {"time_type": 1}


def test_a_call_without_a_pager_asks_for_no_page() -> None:
    query, _ = sent(DIRECT, CALL)
    _, body = sent(QIMEN, CALL)
    assert not {"page_no", "page_size", "calc_total"} & query.keys()
    assert "pager" not in dict(parse_qsl(body))


def test_a_direct_request_is_signed_over_the_body_that_is_sent() -> None:
    query, body = sent(DIRECT, CALL)
    assert body == '[{"brand":"好孩子 \\"A&B\\"","rate":1.50}]'
    assert query["timestamp"] == str(int(NOON.timestamp()) - EPOCH_OFFSET)
    assert query["sign"] == sign_direct({**query, "body": body}, "5f2c8e1d")
    assert query["salt"] == "9ab1c7d2"


def test_a_qimen_request_is_signed_over_what_is_sent() -> None:
    query, body = sent(QIMEN, CALL)
    form = dict(parse_qsl(body))
    assert form["params"] == '{"brand":"好孩子 \\"A&B\\"","rate":1.50}'
    assert form["wdt_sign"] == sign_wdt({**form, "method": query["method"]}, "5f2c8e1d")
    assert query["sign"] == sign_top({**query, **form}, "b6a0d2f4")
    assert query["target_app_key"] == "21363512"


both = pytest.mark.parametrize("through", [DIRECT, QIMEN], ids=["direct", "qimen"])


@both
@pytest.mark.parametrize("status", [0, "0"])
@pytest.mark.parametrize("total", [7, "7"])
def test_a_page_has_its_rows_and_its_total(through: Gateway, status: Any, total: Any) -> None:
    content = {"status": status, "data": {"total_count": total, "order": [{"id": 1}]}}
    page = through.read(CALL, answer(through, content))
    assert page.rows == [{"id": 1}]
    assert page.total == 7


@both
def test_rows_are_taken_from_the_path_of_the_call(through: Gateway) -> None:
    call = Call("a.B.c", {}, records_path="data.details", total_path="data.total")
    content = {"status": 0, "data": {"total": 3, "details": [{"id": 1}], "order": [{"id": 2}]}}
    page = through.read(call, answer(through, content))
    assert (page.rows, page.total) == ([{"id": 1}], 3)


@both
def test_rows_may_be_the_data_itself(through: Gateway) -> None:
    call = Call("a.B.c", {}, records_path="data", total_path="total")
    page = through.read(call, answer(through, {"status": 0, "total": 1, "data": [{"id": 1}]}))
    assert (page.rows, page.total) == ([{"id": 1}], 1)


def test_amounts_are_read_without_floats() -> None:
    body = b'{"status":0,"data":{"total_count":1,"order":[{"paid":0.1000,"id":12}]}}'
    (row,) = DIRECT.read(CALL, body).rows
    assert str(row["paid"]) == "0.1000"
    assert isinstance(row["paid"], Decimal)
    assert type(row["id"]) is int


@both
@pytest.mark.parametrize(
    "data",
    [
        {"total_count": 0},
        {"total_count": 0, "order": []},
        {"total_count": 0, "order": None},
    ],
)
def test_an_empty_answer_is_an_empty_page(through: Gateway, data: dict[str, Any]) -> None:
    page = through.read(CALL, answer(through, {"status": 0, "data": data}))
    assert page.rows == []
    assert page.total == 0


@both
@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"status": 100, "message": "权限不足", "data": {"order": []}}, StreamError),
        ({"status": "100", "message": "您的查询条件太过宽"}, RangeTooWideError),
        ({"status": 1, "message": "app auth fail"}, RunError),
        ({"status": 99, "message": "其他错误"}, TransientError),
        ({"message": "服务器开小差了"}, TransientError),
        ({"message": "服务器开小差了", "data": {"total_count": 0, "order": []}}, TransientError),
        ({"status": None, "data": {"order": []}}, TransientError),
        ({"status": "", "data": {"order": []}}, TransientError),
        ({"status": True, "data": {"order": []}}, TransientError),
        ({}, TransientError),
        ({"status": 0}, TransientError),
        ({"status": 0, "data": None}, TransientError),
        ({"status": 0, "data": []}, TransientError),
        ({"status": 0, "data": {"order": {"id": 1}}}, TransientError),
        ({"status": 0, "data": {"order": ["text"]}}, TransientError),
        ({"status": 0, "data": {"order": ""}}, TransientError),
    ],
)
def test_an_error_is_never_taken_for_an_empty_page(
    through: Gateway, content: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        through.read(CALL, answer(through, content))


@both
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b'{"status":0,"data":{"total_count":1,"order":[{"id":1',
        b"[]",
        b"null",
        b'"0"',
        b'{"status":0,"data":{"order":[{"nick":"\xff\xfe"}]}}',
    ],
)
def test_a_body_that_is_cut_or_no_json_is_a_passing_fault(through: Gateway, body: bytes) -> None:
    with pytest.raises(TransientError):
        assert through.read(CALL, body).rows is None


@pytest.mark.parametrize(
    ("through", "setting"), [(DIRECT, " api_url "), (QIMEN, " qimen_api_url ")]
)
def test_a_web_page_names_the_setting_that_holds_the_address(
    through: Gateway, setting: str
) -> None:
    with pytest.raises(TransientError) as caught:
        through.read(CALL, b"<html>502 Bad Gateway</html>")
    assert setting in caught.value.zh
    assert setting in caught.value.en


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": 25, "msg": "Invalid signature", "sub_code": "isv.invalid-signature"}, RunError),
        ({"code": "29", "msg": "Invalid app Key"}, RunError),
        ({"code": 15, "msg": "Remote service error", "sub_code": "isp.timeout"}, TransientError),
        ({"code": 22, "msg": "Invalid method"}, StreamError),
        ({"msg": "no code at all"}, UnknownAnswerError),
        ({}, UnknownAnswerError),
    ],
)
def test_a_fault_of_the_taobao_platform_is_an_error(
    fault: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        QIMEN.read(CALL, json.dumps({"error_response": fault}).encode())


@pytest.mark.parametrize("through", [DIRECT, QIMEN])
def test_a_secret_that_the_gateway_echoes_is_masked(through: Gateway) -> None:
    secrets = ("5f2c8e1d", "9ab1c7d2", "b6a0d2f4")
    content = {"status": 100, "message": f"unknown: {', '.join(secrets)}"}
    with pytest.raises(UnknownAnswerError) as caught:
        through.read(CALL, answer(through, content))
    assert not any(secret in str(caught.value) for secret in secrets)


def test_a_request_is_signed_for_the_moment_it_is_prepared() -> None:
    moments = iter([NOON, NOON + timedelta(seconds=5)])
    through = make_gateway(read_settings(CONFIG, {}), lambda: next(moments))
    first, second = (int(sent(through, CALL)[0]["timestamp"]) for _ in range(2))
    assert second - first == 5
