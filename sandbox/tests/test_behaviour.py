"""What tests can switch on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests
from caller import RAW_TRADES, SHOPS, TRADES, Caller

if TYPE_CHECKING:
    from wdt_sandbox import Sandbox


def of(sandbox: Sandbox, method: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in sandbox.stats()["interfaces"] if one["method"] == method
    )
    return found


def test_quota_in_either_comma(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(quota={SHOPS: {"calls": 2, "seconds": 0.5}})
    messages = [caller.direct(SHOPS).json().get("message") for _ in range(4)]
    assert messages == [
        None,
        None,
        "超过每分钟最大调用频率限制,请稍后重试",
        "超过每分钟最大调用频率限制，请稍后重试",
    ]
    tally = of(sandbox, SHOPS)
    assert (tally["calls"], tally["ok"], tally["quota_refusals"]) == (4, 2, 2)
    time.sleep(0.5)
    assert caller.direct(SHOPS).json()["status"] == 0


def test_calls_at_once(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(concurrency=2, latency_ms={SHOPS: 200})
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: caller.direct(SHOPS).json(), range(4)))
    refused = [answer["message"] for answer in answers if answer["status"]]
    assert len(refused) == 2
    assert all("并发" in message for message in refused)
    assert of(sandbox, SHOPS)["max_concurrent"] > 2


def test_denied(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(deny=[SHOPS])
    assert caller.direct(SHOPS).json() == {"status": 100, "message": "权限不足"}
    assert of(sandbox, SHOPS)["refusals"] == {"100 权限不足": 1}


def test_narrower_spans_and_shorter_pages(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(max_span={TRADES: 10}, page_limit={RAW_TRADES: 7})
    narrow = caller.direct(TRADES, caller.last(minutes=11)).json()
    assert narrow["message"] == "您的查询时间过宽,查询时间不能大于10分钟"
    sandbox.behave(span_message="间隔最大30天")
    assert caller.direct(TRADES, caller.last(minutes=11)).json()["message"] == "间隔最大30天"
    pages = [
        caller.direct(RAW_TRADES, caller.last(days=3), page=page).json()["data"]["order"]
        for page in (0, 1)
    ]
    assert [len(page) for page in pages] == [7, 7]
    assert not {row["rec_id"] for row in pages[0]} & {row["rec_id"] for row in pages[1]}


def test_totals(caller: Caller, sandbox: Sandbox) -> None:
    rows = caller.rows(RAW_TRADES, caller.last(days=2))
    sandbox.behave(total_counts="lines")
    data = caller.direct(RAW_TRADES, caller.last(days=2)).json()["data"]
    assert data["total_count"] == sum(len(row["trade_orders"]) for row in rows)
    sandbox.behave(total_counts={RAW_TRADES: "absent"})
    assert "total_count" not in caller.direct(RAW_TRADES, caller.last(days=2)).json()["data"]


def test_an_undocumented_field(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(extra_field={SHOPS: "brand_new"})
    assert all("brand_new" in row for row in caller.direct(SHOPS).json()["data"]["details"])
    sandbox.behave(extra_field=None)
    assert "brand_new" not in caller.direct(SHOPS).text


def test_churn_ends_and_loses_nothing_but_to_paging(caller: Caller, sandbox: Sandbox) -> None:
    params = caller.last(days=5)
    whole = {row["rec_id"] for row in caller.rows(RAW_TRADES, params)}
    sandbox.behave(churn={"fraction": 0.2, "limit": 30})
    paged = {row["rec_id"] for row in caller.rows(RAW_TRADES, params)}
    assert paged < whole
    for _ in range(10):
        caller.rows(RAW_TRADES, params)
    left = {row["rec_id"] for row in caller.rows(RAW_TRADES, params)}
    moved = {row["rec_id"] for row in caller.rows(RAW_TRADES, caller.last(minutes=1))}
    assert len(whole - left) == 30
    assert whole - left <= moved


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("database_4", 4, "数据库错误"),
        ("dynamic_password", 3, "需要动态口令"),
        ("ip_restricted", 6, "ip限制"),
        ("other_99", 99, "其他错误"),
    ],
)
def test_faults_in_words(
    caller: Caller, sandbox: Sandbox, kind: str, status: int, message: str
) -> None:
    sandbox.behave(faults=[{"kind": kind, "times": 2}])
    assert caller.direct(SHOPS).json() == {"status": status, "message": message}
    assert caller.qimen(SHOPS).json()["response"]["message"] == message
    assert caller.direct(SHOPS).json()["status"] == 0


def test_faults_of_the_platform(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(faults=[{"kind": "top_ban"}, {"kind": "top_isp"}, {"kind": "no_status"}])
    ban = caller.qimen(SHOPS).json()["error_response"]
    assert (ban["code"], ban["sub_msg"]) == (7, "This ban will last for 1 more seconds")
    assert caller.qimen(SHOPS).json()["error_response"]["sub_code"].startswith("isp.")
    assert "status" not in caller.qimen(SHOPS).json()["response"]


def test_faults_on_the_way(caller: Caller, sandbox: Sandbox) -> None:
    kinds = ["http_502", "http_429", "html", "empty"]
    sandbox.behave(faults=[{"kind": kind} for kind in kinds])
    answers = [caller.direct(SHOPS) for _ in kinds]
    assert [answer.status_code for answer in answers] == [502, 429, 200, 200]
    assert answers[2].text.startswith("<html>")
    assert answers[3].content == b""
    assert of(sandbox, SHOPS)["refusals"]["fault http_502"] == 1


@pytest.mark.parametrize("kind", ["cut", "reset", "timeout"])
def test_broken_connections(caller: Caller, sandbox: Sandbox, kind: str) -> None:
    sandbox.behave(faults=[{"kind": kind, "method": SHOPS, "gateway": "direct"}])
    with pytest.raises(requests.RequestException):
        caller.direct(SHOPS, timeout=0.3)
    assert caller.direct(SHOPS).json()["status"] == 0


def test_faults_at_a_rate(caller: Caller, sandbox: Sandbox) -> None:
    sandbox.behave(faults=[{"kind": "http_500", "rate": 0.5}])
    codes = [caller.direct(SHOPS).status_code for _ in range(30)]
    assert 5 < codes.count(500) < 25
    assert of(sandbox, SHOPS)["faults"] == {"http_500": codes.count(500)}


def test_the_journal(caller: Caller, sandbox: Sandbox) -> None:
    caller.direct(RAW_TRADES, caller.last(days=1), page=1, size=3)
    entry = sandbox.stats()["journal"][-1]
    assert (entry["method"], entry["page_no"], entry["page_size"]) == (RAW_TRADES, 1, 3)
    assert entry["params"] == caller.last(days=1)
    assert (entry["status"], entry["rows"]) == (0, 3)


def test_unknown_settings_are_told(sandbox: Sandbox) -> None:
    for body in ({"chrun": 1}, {"faults": [{"kind": "flood"}]}):
        answer = requests.post(f"{sandbox.url}/_sandbox/behaviour", json=body, timeout=5)
        assert answer.status_code == 400
