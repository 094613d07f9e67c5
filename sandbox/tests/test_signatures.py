"""The sandbox's own signatures against values of two independent implementations."""

from __future__ import annotations

import pytest

from wdt_sandbox import signatures

SPEC_NOS = '"is_slave":true,"spec_nos":["A1","B2"]'
RANGE = '"start_time":"2026-10-01 00:00:00","end_time":"2026-10-01 01:00:00"'

DIRECT = [
    (
        "secret",
        {
            "sid": "wdtapi3",
            "key": "appkey",
            "salt": "salt",
            "method": "goods.Goods.queryWithSpec",
            "timestamp": "100",
            "v": "1.0",
        },
        '[{"goods_no":"G001"}]',
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
        },
        f"[{{{RANGE}}}]",
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
        },
        r'[{"brand_name":"好孩子 \"A&B\"","hide_deleted":0}]',
        "5e06213ff2df12487c5de828f31bae58",
    ),
]

WDT = [
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
            "params": f"{{{RANGE},{SPEC_NOS}}}",
        },
        "a5fdc21e1869e80944aae09a166d2789",
    ),
]

TOP = {
    "app_key": "33400001",
    "method": "wdt.sales.tradequery.querywithdetail",
    "format": "json",
    "v": "2.0",
    "sign_method": "md5",
    "timestamp": "2026-10-01 12:00:00",
    "target_app_key": "21363512",
    "params": f"{{{RANGE},{SPEC_NOS}}}",
    "pager": '{"page_no":2,"page_size":100}',
    "datetime": "2026-10-01 12:00:00",
    "wdt_appkey": "seller3-api",
    "wdt_salt": "9ab1",
    "wdt3_customer_id": "seller3",
    "wdt_sign": "a5fdc21e1869e80944aae09a166d2789",
}


@pytest.mark.parametrize(("secret", "query", "body", "sign"), DIRECT)
def test_direct(secret: str, query: dict[str, str], body: str, sign: str) -> None:
    assert signatures.direct(secret, query, body) == sign
    assert signatures.direct(secret, {**query, "sign": "of no matter"}, body) == sign


@pytest.mark.parametrize(("secret", "parameters", "sign"), WDT)
def test_wdt(secret: str, parameters: dict[str, str], sign: str) -> None:
    assert signatures.wdt(secret, parameters) == sign
    assert signatures.wdt(secret, {**parameters, "wdt3_customer_id": "other"}) == sign


def test_wdt_leaves_nulls_out() -> None:
    parameters = dict(WDT[1][1])
    parameters["params"] = parameters["params"].replace("{", '{"status":null,', 1)
    assert signatures.wdt("5f2c", parameters) == WDT[1][2]


def test_top() -> None:
    sign = "417E911B620091F37488B41F786A516F"
    assert signatures.top("q-secret", TOP) == sign
    assert signatures.top("q-secret", {**TOP, "sign": "of no matter"}) == sign
