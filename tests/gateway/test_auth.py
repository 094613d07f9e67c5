"""The signatures of both gateways, and the authenticators that put them on a request."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.gateway.auth import (
    EPOCH_OFFSET,
    QimenAuth,
    WdtAuth,
    sign_direct,
    sign_top,
    sign_wdt,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR_OF_TRADES = '{"start_time":"2026-10-01 00:00:00","end_time":"2026-10-01 01:00:00"}'
SLAVE_OF_TRADES = (
    '{"start_time":"2026-10-01 00:00:00","end_time":"2026-10-01 01:00:00",'
    '"is_slave":true,"spec_nos":["A1","B2"]}'
)
CHINESE_AND_QUOTES = '[{"brand_name":"好孩子 \\"A&B\\"","hide_deleted":0}]'

# The first vectors of `DIRECT` and `WDT` are also those of an independent client.
DIRECT: list[tuple[str, dict[str, str], str]] = [
    (
        "secret",
        {
            "sid": "wdtapi3",
            "key": "appkey",
            "salt": "salt",
            "method": "goods.Goods.queryWithSpec",
            "timestamp": "100",
            "v": "1.0",
            "body": '[{"goods_no":"G001"}]',
        },
        "703b2c4b5b16565883e6b58d18e254a2",
    ),
    (
        "5f2c",
        {
            "sid": "seller3",
            "key": "seller3-api",
            "salt": "9ab1",
            "method": "sales.TradeQuery.queryWithDetail",
            "timestamp": "466000000",
            "v": "1.0",
            "page_size": "200",
            "page_no": "0",
            "calc_total": "1",
            "body": f"[{HOUR_OF_TRADES}]",
        },
        "c104150ea3b957470e821967dca7fbe2",
    ),
    (
        "5f2c",
        {
            "sid": "seller3",
            "key": "seller3-api",
            "salt": "9ab1",
            "method": "goods.Goods.queryWithSpec",
            "timestamp": "466000001",
            "v": "1.0",
            "page_size": "50",
            "page_no": "3",
            "calc_total": "0",
            "body": CHINESE_AND_QUOTES,
        },
        "5e06213ff2df12487c5de828f31bae58",
    ),
]
WDT: list[tuple[str, dict[str, str], str]] = [
    (
        "secret",
        {
            "method": "wdt.wms.stockspec.querychangehistory",
            "datetime": "2020-09-17 19:22:26",
            "wdt_salt": "salt",
            "wdt3_customer_id": "wdtapi3",
            "pager": '{"page_no":1,"page_size":10}',
            "wdt_appkey": "wdt_appkey",
            "params": '{"end_date":"2020-09-20 00:00:00","start_date":"2020-08-23 00:00:00",'
            '"warehouse_no":"1001"}',
        },
        "1f5e87bbbc8bc68f4f0af70f79620b7d",
    ),
    (
        "5f2c",
        {
            "method": "wdt.sales.tradequery.querywithdetail",
            "datetime": "2026-10-01 12:00:00",
            "wdt_salt": "9ab1",
            "wdt3_customer_id": "seller3",
            "pager": '{"page_no":2,"page_size":100}',
            "wdt_appkey": "seller3-api",
            "params": SLAVE_OF_TRADES,
        },
        "a5fdc21e1869e80944aae09a166d2789",
    ),
]
TOP: list[tuple[str, dict[str, str], str]] = [
    (
        "q-secret",
        {
            "app_key": "33400001",
            "method": "wdt.sales.tradequery.querywithdetail",
            "format": "json",
            "v": "2.0",
            "sign_method": "md5",
            "timestamp": "2026-10-01 12:00:00",
            "target_app_key": "21363512",
            "params": SLAVE_OF_TRADES,
            "pager": '{"page_no":2,"page_size":100}',
            "datetime": "2026-10-01 12:00:00",
            "wdt_appkey": "seller3-api",
            "wdt_salt": "9ab1",
            "wdt3_customer_id": "seller3",
            "wdt_sign": "a5fdc21e1869e80944aae09a166d2789",
        },
        "417E911B620091F37488B41F786A516F",
    ),
]

SECRETS = ("a-long-secret", "the-taobao-secret")
NOON = datetime(2026, 10, 1, 12, tzinfo=BEIJING)
LATER = NOON + timedelta(minutes=5)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def wdt_auth(now: Callable[[], datetime], **changed: str) -> WdtAuth:
    settings = {"sid": "seller3", "key": "seller3-api", "secret": "5f2c", "salt": "9ab1"}
    return WdtAuth(**{**settings, **changed}, now=now)


def qimen_auth(now: Callable[[], datetime], **changed: str) -> QimenAuth:
    secrets = {"wdt_secret": "5f2c", "top_secret": "q-secret", **changed}
    return QimenAuth(
        wdt={"wdt_appkey": "seller3-api", "wdt_salt": "9ab1", "wdt3_customer_id": "seller3"},
        top={"app_key": "33400001", "target_app_key": "21363512"},
        now=now,
        **secrets,
    )


def direct_request(
    auth: WdtAuth, query: dict[str, str], body: str = CHINESE_AND_QUOTES
) -> requests.PreparedRequest:
    url = "https://wdt.example/openapi"
    return requests.Request("POST", url, params=query, data=body.encode(), auth=auth).prepare()


def qimen_request(auth: QimenAuth, form: dict[str, str]) -> requests.PreparedRequest:
    query = {
        "method": "wdt.sales.tradequery.querywithdetail",
        "format": "json",
        "v": "2.0",
        "sign_method": "md5",
    }
    url = "https://qimen.example/router/qm"
    return requests.Request("POST", url, params=query, data=form, auth=auth).prepare()


def fields(text: str | None) -> dict[str, str]:
    """The parameters in a query or form; each must stand there once."""
    found = parse_qs(text, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values()), found
    return {name: values[0] for name, values in found.items()}


def query_of(request: requests.PreparedRequest) -> dict[str, str]:
    return fields(urlsplit(request.url or "").query)


def form_of(request: requests.PreparedRequest) -> dict[str, str]:
    assert isinstance(request.body, str)
    return fields(request.body)


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324


@pytest.mark.parametrize(("secret", "parameters", "sign"), DIRECT)
def test_sign_direct_reproduces_the_vectors(
    secret: str, parameters: dict[str, str], sign: str
) -> None:
    assert sign_direct(parameters, secret) == sign


@pytest.mark.parametrize(("secret", "parameters", "sign"), WDT)
def test_sign_wdt_reproduces_the_vectors(
    secret: str, parameters: dict[str, str], sign: str
) -> None:
    assert sign_wdt(parameters, secret) == sign


@pytest.mark.parametrize(("secret", "parameters", "sign"), TOP)
def test_sign_top_reproduces_the_vectors(
    secret: str, parameters: dict[str, str], sign: str
) -> None:
    assert sign_top(parameters, secret) == sign


@pytest.mark.parametrize(("sign", "vectors"), [(sign_direct, DIRECT), (sign_top, TOP)])
def test_an_earlier_signature_is_not_signed(sign: Any, vectors: list[Any]) -> None:
    for secret, parameters, expected in vectors:
        assert sign({**parameters, "sign": "an earlier one"}, secret) == expected


@pytest.mark.parametrize("unsigned", ["wdt3_customer_id", "wdt_sign", "app_key", "sign"])
def test_wdt_sign_leaves_other_parameters_out(unsigned: str) -> None:
    secret, parameters, expected = WDT[1]
    assert sign_wdt({**parameters, unsigned: "something else"}, secret) == expected


@pytest.mark.parametrize(
    ("params", "walked"),
    [
        ('{"b":1,"a":2}', "a2b1"),
        ('{"a":true,"b":false}', "atruebfalse"),
        ('{"a":null,"b":1}', "b1"),
        ('{"a":[1,null,"x"],"b":[]}', "a1xb"),
        ('{"a":{"d":1,"c":[{"f":1,"e":2}]}}', "ace2f1d1"),
        ('{"a":"{\\"c\\":1,\\"b\\":2}"}', "ab2c1"),
        ('{"a":1.50,"b":0.0000,"c":12345678901234567890}', "a1.50b0.0000c12345678901234567890"),
        ('{"a":"{not JSON","b":"[neither"}', "a{not JSONb[neither"),
        ('{"a":"好孩子 \\"A&B\\""}', 'a好孩子 "A&B"'),
    ],
)
def test_wdt_sign_walks_nested_values(params: str, walked: str) -> None:
    assert sign_wdt({"params": params}, "s") == md5(f"sparams{walked}s")


@pytest.mark.parametrize(("secret", "parameters", "sign"), DIRECT[1:])
def test_a_direct_request_carries_the_signature_of_its_vector(
    secret: str, parameters: dict[str, str], sign: str
) -> None:
    moment = datetime.fromtimestamp(int(parameters["timestamp"]) + EPOCH_OFFSET, timezone.utc)
    auth = wdt_auth(lambda: moment, secret=secret)
    own = {"sid", "key", "salt", "timestamp", "body"}
    query = {key: value for key, value in parameters.items() if key not in own}

    request = direct_request(auth, query, parameters["body"])

    sent = query_of(request)
    assert sent.pop("sign") == sign
    assert request.body == parameters["body"].encode()
    assert sent == {key: value for key, value in parameters.items() if key != "body"}


def test_a_qimen_request_carries_both_signatures_of_the_vector() -> None:
    _, parameters, sign = TOP[0]
    form = {"params": parameters["params"], "pager": parameters["pager"]}

    request = qimen_request(qimen_auth(lambda: NOON), form)

    sent = query_of(request) | form_of(request)
    assert sent.pop("sign") == sign
    assert sent == parameters


def test_the_direct_time_stamp_counts_from_2012_in_beijing() -> None:
    moment = datetime(2012, 1, 1, 0, 1, 40, tzinfo=BEIJING)
    assert query_of(direct_request(wdt_auth(lambda: moment), {}))["timestamp"] == "100"


def test_qimen_time_stamps_are_beijing_time_whatever_the_clock_is_in() -> None:
    request = qimen_request(qimen_auth(lambda: NOON.astimezone(timezone.utc)), {"params": "{}"})
    assert query_of(request)["timestamp"] == "2026-10-01 12:00:00"
    assert form_of(request)["datetime"] == "2026-10-01 12:00:00"


def test_signing_a_direct_request_again_gives_one_signature_for_the_later_moment() -> None:
    clock = Clock(NOON)
    query = {"method": "goods.Goods.queryWithSpec", "v": "1.0", "page_no": "0"}
    auth = wdt_auth(clock)
    request = direct_request(auth, query)
    first = query_of(request)

    clock.moment = LATER
    auth(request)

    second = query_of(request)
    fresh = direct_request(wdt_auth(clock), query)
    assert second == query_of(fresh)
    assert request.body == fresh.body
    assert int(second["timestamp"]) - int(first["timestamp"]) == 300
    assert second["sign"] != first["sign"]


def test_signing_a_qimen_request_again_gives_one_pair_of_signatures_for_the_later_moment() -> None:
    clock = Clock(NOON)
    form = {"params": '{"brand_name":"好孩子 \\"A&B\\" = 100% + 1"}', "pager": '{"page_no":1}'}
    auth = qimen_auth(clock)
    request = qimen_request(auth, form)
    first = query_of(request) | form_of(request)

    clock.moment = LATER
    auth(request)

    second = query_of(request) | form_of(request)
    fresh = qimen_request(qimen_auth(clock), form)
    assert second == query_of(fresh) | form_of(fresh)
    assert second["timestamp"] == second["datetime"] == "2026-10-01 12:05:00"
    assert {"sign", "wdt_sign"} == {
        name for name in first if "sign" in name and first[name] != second[name]
    }
    assert request.headers["Content-Length"] == str(len(request.body or ""))


def test_the_form_arrives_as_it_was_signed_with_chinese_text_and_quotes() -> None:
    params = json.dumps({"brand_name": '好孩子 "A&B" = 100% + 1', "empty": ""}, ensure_ascii=False)
    sent = form_of(qimen_request(qimen_auth(lambda: NOON), {"params": params}))
    assert sent["params"] == params
    assert sent["wdt_sign"] == sign_wdt({**sent, "method": TOP[0][1]["method"]}, "5f2c")


def test_what_is_sent_empty_arrives_and_is_signed() -> None:
    direct = query_of(direct_request(wdt_auth(lambda: NOON), {"method": "x", "calc_total": ""}))
    assert direct["calc_total"] == ""
    assert direct["sign"] == sign_direct({**direct, "body": CHINESE_AND_QUOTES}, "5f2c")
    request = qimen_request(qimen_auth(lambda: NOON), {"params": "{}", "pager": ""})
    sent = query_of(request) | form_of(request)
    assert sent["pager"] == ""
    assert sent["sign"] == sign_top(sent, "q-secret")


@pytest.mark.parametrize(
    "auth",
    [
        wdt_auth(lambda: NOON, secret=SECRETS[0], salt="the-salt"),
        qimen_auth(lambda: NOON, wdt_secret=SECRETS[0], top_secret=SECRETS[1]),
    ],
    ids=["direct", "qimen"],
)
def test_no_secret_is_shown_or_sent(auth: WdtAuth | QimenAuth) -> None:
    if isinstance(auth, WdtAuth):
        request = direct_request(auth, {"method": "setting.Shop.queryShop"})
    else:
        request = qimen_request(auth, {"params": "{}"})
    for text in (repr(auth), f"{auth}", request.url, str(request.body), str(request.headers)):
        assert not any(secret in str(text) for secret in SECRETS)
