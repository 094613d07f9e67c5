"""What goes wrong with the answers of real gateways, at either of them."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests
from caller import RAW_TRADES, SHOPS, TRADES, Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from wdt_sandbox import Sandbox

Content = dict[str, Any]


def answered(caller: Caller, gateway: str, method: str, *given: Any, **more: Any) -> Any:
    """The response, its first page being 0 at either gateway."""
    if gateway == "direct":
        return caller.direct(method, *given, **more)
    return caller.qimen(method, *given, **{**more, "page": more.get("page", 0) + 1})


@pytest.fixture(params=["direct", "qimen"])
def gateway(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def ask(caller: Caller, gateway: str) -> Callable[..., Content]:
    """Asks one of the gateways for content."""

    def content(method: str, *given: Any, **more: Any) -> Content:
        response: Content = answered(caller, gateway, method, *given, **more).json()
        return response["response"] if gateway == "qimen" else response

    return content


@pytest.fixture
def data(ask: Callable[..., Content]) -> Callable[..., Content]:
    """The data of an answer that is right."""

    def inner(method: str, *given: Any, **more: Any) -> Content:
        content = ask(method, *given, **more)
        assert int(content["status"]) == 0, content
        found: Content = content["data"]
        return found

    return inner


def test_hollow_pages(sandbox: Sandbox, data: Callable[..., Content]) -> None:
    sandbox.behave(faults=[{"kind": "hollow", "page": 1}, {"kind": "hollow", "list": "absent"}])
    assert data(SHOPS, size=5) == {}
    assert data(SHOPS, size=5, page=1) == {"details": []}
    assert len(data(SHOPS, size=5, page=1)["details"]) == 3


def test_hollow_only_where_it_is_crowded(sandbox: Sandbox, data: Callable[..., Content]) -> None:
    sandbox.behave(faults=[{"kind": "hollow", "times": None, "only_crowded": True}])
    assert data(SHOPS)["details"]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: data(SHOPS), range(4)))
    assert pages == [{"details": []}] * 4
    assert data(SHOPS)["details"]


def test_a_total_on_the_first_page_only(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    sandbox.behave(total_counts="first_page", total_off={SHOPS: 3})
    total = data(SHOPS, size=5)["total_count"]
    sandbox.behave(total_off=None)
    assert int(total) == int(data(SHOPS, size=5)["total_count"]) + 3
    assert "total_count" not in data(SHOPS, size=5, page=1)
    assert "total_count" not in caller.direct(SHOPS, size=5, page=1).json()["data"]


def test_answers_word_for_word(sandbox: Sandbox, ask: Callable[..., Content]) -> None:
    unheard = "sales.Unheard.search"
    rows = {"data": {"total_count": 2, "order": [{"id": "x"}, {"id": "y"}]}}
    sandbox.behave(answers={SHOPS: rows, unheard: {"data": [{"a": 1}], "total": 1}})
    assert [ask(SHOPS) for _ in range(2)] == [{"status": 0, **rows}] * 2
    assert ask(SHOPS, page=1)["data"] == {"total_count": 2, "order": []}
    assert ask(unheard, {"any": 1}) == {"status": 0, "data": [{"a": 1}], "total": 1}
    assert ask(unheard, page=3) == {"status": 0, "data": [], "total": 1}


def test_refusals_narrowed(sandbox: Sandbox, ask: Callable[..., Content]) -> None:
    fault = {"kind": "refusal", "status": 99, "message": "坏", "times": None}
    sandbox.behave(faults=[{**fault, "page": 1, "method": [SHOPS, TRADES]}])
    assert [int(ask(SHOPS, size=5, page=page)["status"]) for page in (0, 1, 2)] == [0, 99, 0]
    sandbox.behave(faults=[{**fault, "params": {"shop_no": "00"}}])
    assert ask(SHOPS, {"shop_no": "S001"})["message"] == "坏"
    assert int(ask(SHOPS, {"shop_no": "S1"})["status"]) == 0
    assert int(ask(SHOPS)["status"]) == 0


def test_any_refusal_of_the_platform(caller: Caller, sandbox: Sandbox) -> None:
    said = {"code": 10, "msg": "Service Unavailable", "sub_code": "isp.x", "sub_msg": "忙"}
    sandbox.behave(faults=[{"kind": "top", **said}, {"kind": "top"}])
    error = caller.qimen(SHOPS).json()["error_response"]
    assert {name: error[name] for name in said} == said
    assert caller.qimen(SHOPS).json()["error_response"]["sub_code"] == "isv.remote-service-timeout"
    wrong = caller.qimen(SHOPS, query={"target_app_key": "1"}).json()["error_response"]
    assert (wrong["code"], wrong["sub_code"]) == (41, "isv.invalid-target-app-key")


@pytest.mark.parametrize("status", [403, 404, 405, 407, 408, 413, 502])
def test_any_http_status(caller: Caller, sandbox: Sandbox, gateway: str, status: int) -> None:
    sandbox.behave(faults=[{"kind": f"http_{status}"}])
    assert answered(caller, gateway, SHOPS).status_code == status
    assert answered(caller, gateway, SHOPS).status_code == 200


def a_trade(caller: Caller) -> dict[str, Any]:
    rows = caller.rows(TRADES, caller.last(minutes=60))
    return rows[len(rows) // 2]


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("half_emoji", b"\\ud83d"),
        ("gbk", "旺店".encode("gbk")),
        ("tab", b"a\tb"),
        ("quote", b'"a"b'),
        ("nul", b"a\\u0000b"),
        ("nan", b":NaN"),
        ("huge", b":9223372036854775808"),
    ],
)
def test_a_row_spoiled(
    caller: Caller, sandbox: Sandbox, gateway: str, kind: str, there: bytes
) -> None:
    trade = a_trade(caller)
    sandbox.behave(spoil={TRADES: {"kind": kind, "row": trade["trade_id"]}})
    body = answered(caller, gateway, TRADES, caller.last(minutes=60)).content
    assert body.count(there) == 1
    narrow = {"start_time": trade["modified"], "end_time": trade["modified"]}
    if isinstance(trade["modified"], str):
        assert answered(caller, gateway, TRADES, narrow).content.count(there) == 1
    sandbox.behave(spoil={TRADES: {"kind": kind, "row": trade["trade_no"], "key": "trade_no"}})
    assert there in answered(caller, gateway, TRADES, caller.last(minutes=60)).content
    sandbox.behave(spoil={TRADES: {"kind": kind, "row": -5}})
    assert there not in answered(caller, gateway, TRADES, caller.last(minutes=60)).content


def test_a_row_without_its_key(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    trade = a_trade(caller)
    sandbox.behave(spoil={TRADES: {"kind": "no_key", "row": trade["trade_id"]}})
    rows = data(TRADES, caller.last(minutes=60))["order"]
    assert [row["trade_no"] for row in rows if "trade_id" not in row] == [trade["trade_no"]]


def test_a_twin(caller: Caller, sandbox: Sandbox, data: Callable[..., Content]) -> None:
    trade = a_trade(caller)
    before = data(TRADES, caller.last(minutes=60))
    sandbox.behave(spoil={TRADES: [{"kind": "twin", "row": trade["trade_id"]}]})
    after = data(TRADES, caller.last(minutes=60))
    twins = [row for row in after["order"] if row["trade_id"] == trade["trade_id"]]
    assert len(twins) == 2
    assert twins[0] != twins[1]
    assert int(after["total_count"]) == int(before["total_count"]) + 1 == len(after["order"])


def test_the_place_and_the_field_of_what_is_spoiled(
    caller: Caller, sandbox: Sandbox, gateway: str
) -> None:
    order = {"kind": "half_emoji", "position": 1, "field": "trade_orders.remark"}
    sandbox.behave(spoil={RAW_TRADES: order})
    body = answered(caller, gateway, RAW_TRADES, caller.last(days=1)).text
    spoiled = json.loads(body.replace("\\ud83d", "HALF"))
    rows = (spoiled["response"] if gateway == "qimen" else spoiled)["data"]["order"]
    assert [row["trade_orders"][0]["remark"] == "HALF" for row in rows[:3]] == [False, True, False]


def test_a_busy_second(sandbox: Sandbox, data: Callable[..., Content]) -> None:
    sandbox.advance(3600)
    told = sandbox.mass_update(TRADES, 150)
    second = {"start_time": told["modified"], "end_time": told["modified"]}
    assert told["rows"] == 150
    assert int(data(TRADES, second)["total_count"]) >= 150
    sandbox.behave(churn={TRADES: {"every": 2}})
    totals = [int(data(TRADES, second)["total_count"]) for _ in range(4)]
    assert [totals[0] - total for total in totals] == [0, 0, 1, 1]
    earlier = sandbox.mass_update(TRADES, 5, "2026-06-10 10:00:00")
    assert earlier == {"rows": 5, "modified": "2026-06-10 10:00:00"}
    found = data(TRADES, dict.fromkeys(second, "2026-06-10 10:00:00"))
    assert int(found["total_count"]) >= 5


def test_pages_that_are_too_large(
    caller: Caller, sandbox: Sandbox, ask: Callable[..., Content]
) -> None:
    sandbox.behave(max_page_size={TRADES: 50})
    assert int(ask(TRADES, caller.last(minutes=5), size=50)["status"]) == 0
    told = ask(TRADES, caller.last(minutes=5), size=51)["message"]
    assert told == "page_sizemust be less than or equal to 50"


def test_the_range_is_ignored(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    sandbox.behave(ignore_range={TRADES: True})
    older = {"start_time": "2020-01-01 00:00:00", "end_time": "2020-01-01 00:10:00"}
    page, other = data(TRADES, older, size=20), data(TRADES, caller.last(minutes=5), size=20)
    assert page["order"] == other["order"]
    assert len(page["order"]) == 20


def test_a_trickle(caller: Caller, sandbox: Sandbox, gateway: str) -> None:
    whole = answered(caller, gateway, SHOPS, size=1)
    sandbox.behave(faults=[{"kind": "trickle", "chunk": 100, "seconds": 0.02}])
    began = time.monotonic()
    slow = answered(caller, gateway, SHOPS, size=1)
    assert time.monotonic() - began > 0.02 * (len(slow.content) // 100 - 1)
    assert abs(len(slow.content) - len(whole.content)) < 10


def test_the_network_is_down(caller: Caller, sandbox: Sandbox, gateway: str) -> None:
    sandbox.behave(network_down={"seconds": 0.3})
    with pytest.raises(requests.RequestException):
        answered(caller, gateway, SHOPS)
    time.sleep(0.3)
    assert answered(caller, gateway, SHOPS).status_code == 200
    sandbox.behave(latency_ms=300)
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(answered, caller, gateway, SHOPS)
        time.sleep(0.1)
        sandbox.behave(network_down={"seconds": 60})
        with pytest.raises(requests.RequestException):
            under_way.result()
    sandbox.behave(network_down=None)
    assert answered(caller, gateway, SHOPS).status_code == 200


def test_words_of_one_interface(
    caller: Caller, sandbox: Sandbox, ask: Callable[..., Content]
) -> None:
    sandbox.behave(span_message={TRADES: "起止时间差最大1小时", "*": "您的查询条件太过宽"})
    assert ask(TRADES, caller.last(days=1))["message"] == "起止时间差最大1小时"
    assert ask(RAW_TRADES, caller.last(days=90))["message"] == "您的查询条件太过宽"


def test_rights_and_rows_that_go(
    caller: Caller, sandbox: Sandbox, ask: Callable[..., Content]
) -> None:
    sandbox.behave(deny_after={SHOPS: 2})
    assert [int(ask(SHOPS)["status"]) for _ in range(4)] == [0, 0, 100, 100]
    sandbox.behave(deny_after=None, emptied=[SHOPS])
    assert ask(SHOPS)["data"] in (
        {"total_count": 0, "details": []},
        {"total_count": "0", "details": []},
    )
    assert ask(RAW_TRADES, caller.last(days=1))["data"]["order"]


def test_a_range_on_another_time(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    sandbox.behave(range_on={RAW_TRADES: "created"})
    rows = data(RAW_TRADES, caller.last(days=1))["order"]
    since = caller.last(days=1)["start_time"]
    assert rows
    assert all(row["created"] >= since for row in rows)
    told = requests.post(
        f"{sandbox.url}/_sandbox/behaviour", json={"range_on": {RAW_TRADES: "x"}}, timeout=5
    )
    assert (told.status_code, "created" in told.text) == (400, True)


def test_lists_of_other_names(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    sandbox.behave(rename_list={RAW_TRADES: "Order", SHOPS: {"details": "shop_List"}})
    assert data(RAW_TRADES, caller.last(days=1))["Order"]
    assert data(SHOPS)["shop_List"]
    sandbox.behave(rename_list={RAW_TRADES: {"trade_orders": "trade_Orders"}})
    row = data(RAW_TRADES, caller.last(days=1))["order"][0]
    assert row["trade_Orders"]
    assert "trade_orders" not in row


def test_fields_other_than_documented(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    sandbox.behave(
        wrong_type={RAW_TRADES: {"trade_orders.num": "many"}},
        unknown_code={RAW_TRADES: {"trade_status": 987}},
        null_column={RAW_TRADES: ["shop_no", "remark"]},
    )
    rows = data(RAW_TRADES, caller.last(days=1))["order"]
    assert {row["trade_status"] for row in rows} == {987}
    assert {line["num"] for row in rows for line in row["trade_orders"]} == {"many"}
    assert {row["shop_no"] for row in rows} == {row["remark"] for row in rows} == {None}
    sandbox.behave(wrong_type=None, unknown_code=None, null_column=None)
    assert {row["trade_status"] for row in data(RAW_TRADES, caller.last(days=1))["order"]} != {987}


def test_platforms_and_people_that_should_not_show(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    before = data(RAW_TRADES, caller.last(days=2), size=1000)["order"]
    sandbox.behave(show_platforms={RAW_TRADES: True}, show_private={RAW_TRADES: True})
    after = data(RAW_TRADES, caller.last(days=2), size=1000)["order"]
    assert {row["platform_id"] for row in before} < {row["platform_id"] for row in after}
    assert sum(row["receiver_name"] == "" for row in before)
    assert sum(row["receiver_name"] == "" for row in after) == 0


def test_the_overview(sandbox: Sandbox) -> None:
    sandbox.behave(page_limit=7)
    told = sandbox.overview()
    assert told["settings"]["page_limit"]["in_force"] == 7
    assert {"hollow", "http_NNN", "top"} <= told["faults"].keys()
    assert SHOPS in told["interfaces"]
    page = requests.get(f"{sandbox.url}/_sandbox", headers={"accept": "text/html"}, timeout=5)
    assert page.headers["content-type"].startswith("text/html")
    for endpoint in told["endpoints"]:
        assert endpoint["path"] in page.text
        verb = "GET" if endpoint["verb"] == "POST" else "POST"
        assert (
            requests.request(verb, f"{sandbox.url}{endpoint['path']}", timeout=5).status_code == 405
        )


def test_what_cannot_be_is_told(sandbox: Sandbox) -> None:
    for body in (
        {"faults": [{"kind": "http_99"}]},
        {"faults": [{"kind": "cut", "tmies": 1}]},
        {"spoil": {TRADES: {"kind": "rot", "row": 1}}},
        {"spoil": {TRADES: {"kind": "nan"}}},
        {"spoil": {"kind": "nan", "row": 1}},
    ):
        answer = requests.post(f"{sandbox.url}/_sandbox/behaviour", json=body, timeout=5)
        assert answer.status_code == 400, body


def test_texts_planted_in_fields(
    caller: Caller, sandbox: Sandbox, data: Callable[..., Content]
) -> None:
    params = caller.last(days=2)
    before = {row["rec_id"]: row for row in data(RAW_TRADES, params, size=1000)["order"]}
    sandbox.behave(plant={RAW_TRADES: {"receiver_name": "A", "remark": "B", "*": "C", "+new": "D"}})
    after = {row["rec_id"]: row for row in data(RAW_TRADES, params, size=1000)["order"]}
    assert after.keys() == before.keys()
    shown = {row["receiver_name"][-1:] for row in after.values()}
    assert shown == {"A", ""}
    assert {row["new"] for row in after.values()} == {"D"}
    for key, row in after.items():
        assert row["tid"] == before[key]["tid"]
        assert row["remark"] == f"{before[key]['remark']} B".strip()
        assert row["buyer_message"] == f"{before[key]['buyer_message']} C".strip()
        assert all(line["remark"][-1] == "B" for line in row["trade_orders"])
        assert all(line["oid"][-1] == "C" for line in row["trade_orders"])
        assert row["paid"] == before[key]["paid"]
