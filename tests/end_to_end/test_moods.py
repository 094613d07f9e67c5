"""Gateways as they are met, not as they are documented: all rows in the end, or the right words."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.beijing import to_bookmark
from tests.helpers.running import NOW, WITHOUT_LIMIT, Run, parse_messages, quick
from tests.helpers.truth import differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from tests.helpers.running import Tap

RAW_TRADES = "sales.RawTrade.search"
TRADES = "sales.TradeQuery.queryWithDetail"
LOGS = "sales.TradeQuery.getLog2"
LOG_KEY = ("trade_no", "_position")
MAX_CONCURRENCY = 4
SINCE = "2026-06-16 00:00:00"

both_gateways = pytest.mark.parametrize("app_type", ["wdt", "qimen"])


def missing(run: Run, sandbox: Sandbox, app_type: str, since: str = SINCE) -> list[str]:
    """What differs between the raw trades that arrived and those of the shop."""
    truth = truth_of(sandbox, "raw_trades", app_type, since=since)
    assert len(truth) > 50
    return differences("raw_trades", run.table("raw_trades", "rec_id"), truth)


@both_gateways
@pytest.mark.parametrize("how", ["empty", "absent"])
def test_hollow_answers_lose_no_row(tap: Tap, sandbox: Sandbox, app_type: str, how: str) -> None:
    fault = {"kind": "hollow", "list": how, "rate": 0.2, "only_crowded": True, "times": None}
    sandbox.behave(faults=[fault])
    config = quick(sandbox, app_type, page_size=10)
    config["stream_options"] = {"raw_trades": {"max_window_minutes": 240}}
    run = tap.run(config, streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    assert "逐个重问" in run.log
    assert missing(run, sandbox, app_type) == []


@both_gateways
def test_a_total_on_the_first_page_only_costs_no_call_more(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    calls = []
    for counts in ("rows", "first_page"):
        sandbox.reset_stats()
        sandbox.behave(total_counts=counts)
        run = tap.run(quick(sandbox, app_type, page_size=20), streams=("raw_trades", "warehouses"))
        assert run.exit_code == 0, run.log
        assert missing(run, sandbox, app_type) == []
        assert len(run.records["warehouses"]) > 1
        calls.append(_calls(run))
    assert calls[0] == calls[1]


def _calls(run: Run) -> list[str]:
    return re.findall(r"调用/calls (\d+)", run.log)


@both_gateways
@pytest.mark.parametrize("status", [403, 404, 405, 408])
def test_an_http_error_between_good_answers_passes(
    tap: Tap, sandbox: Sandbox, app_type: str, status: int
) -> None:
    sandbox.behave(faults=[{"kind": f"http_{status}", "method": RAW_TRADES, "page": 1, "times": 1}])
    run = tap.run(quick(sandbox, app_type, page_size=20), streams=("raw_trades", "shops"))
    assert run.exit_code == 0, run.log
    assert missing(run, sandbox, app_type) == []


@both_gateways
def test_before_any_good_answer_an_http_error_is_a_wrong_address_and_407_the_proxy(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(faults=[{"kind": "http_404", "times": None}])
    run = tap.run(quick(sandbox, app_type), streams=("shops",))
    assert run.exit_code == 1
    assert "api_url" in run.log
    sandbox.behave(faults=[{"kind": "http_407", "times": None}])
    run = tap.run(quick(sandbox, app_type), streams=("shops",))
    assert run.exit_code == 1
    assert "代理要求登录" in run.log
    assert "api_url" not in run.log


@both_gateways
def test_a_mass_update_within_one_second_is_read_while_its_rows_change(
    tap: Tap, app_type: str
) -> None:
    with Sandbox(seed=5, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as busy:
        moved = busy.mass_update(RAW_TRADES, 600)
        busy.behave(churn={"every": 3, "limit": 40})
        busy.advance(3600)
        config = quick(busy, app_type, page_size=20)
        run = tap.run(config, streams=("raw_trades",))
        assert run.exit_code == 0, run.log
        busy.behave(churn=None)
        busy.advance(3600)
        later = tap.run(config, streams=("raw_trades",), state=run.state)
        truth = truth_of(busy, "raw_trades", app_type, since=SINCE)
        arrived = run.table("raw_trades", "rec_id") | later.table("raw_trades", "rec_id")
        assert moved["rows"] > 400
        assert differences("raw_trades", arrived, truth) == []


@both_gateways
def test_an_answer_that_trickles_is_bounded_as_a_whole(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(faults=[{"kind": "trickle", "method": RAW_TRADES, "times": 1, "seconds": 0.2}])
    config = quick(sandbox, app_type, request_timeout_seconds=1)
    run = tap.run(config, streams=("shops", "raw_trades"))
    assert run.exit_code == 0, run.log
    assert missing(run, sandbox, app_type) == []


@both_gateways
def test_a_gateway_that_ignores_the_range_is_told_and_not_followed(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(ignore_range={TRADES: True})
    run = tap.run(quick(sandbox, app_type, page_size=10), streams=("trades", "shops"))
    assert run.exit_code == 1
    assert "没有按时间范围返回数据" in run.log
    assert len(run.records["shops"]) > 1
    assert sandbox.stats()["calls"] < 100 if "calls" in sandbox.stats() else True


@both_gateways
def test_a_network_that_goes_away_is_waited_for(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    config = quick(sandbox, app_type, page_size=10, requests_per_minute=2400)
    config["stream_options"] = {"raw_trades": {"max_window_minutes": 60}}
    run = _run_through_an_outage(tap, sandbox, config, seconds=2)
    assert run.exit_code == 0, run.log
    assert "最多等待 15 分钟" in run.log
    assert missing(run, sandbox, app_type) == []


@both_gateways
def test_a_network_that_stays_away_ends_the_report_before_the_hole(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config = quick(sandbox, app_type, page_size=10, requests_per_minute=2400)
    config |= {"stream_options": {"raw_trades": {"max_window_minutes": 60}}}
    run = _run_through_an_outage(
        tap, sandbox, {**config, "outage_patience_minutes": 0.02}, seconds=60
    )
    assert run.exit_code == 1
    assert "网络中断超过 0.02 分钟" in run.log
    assert "raise outage_patience_minutes" in run.log
    assert "Traceback" not in run.log
    # The bookmark passes no row that did not arrive; the next run brings those, and not all again.
    truth = truth_of(sandbox, "raw_trades", app_type, since=SINCE)
    first = run.table("raw_trades", "rec_id")
    assert 0 < len(first) < len(truth)
    sandbox.behave(network_down=None)
    later = tap.run({**config, "lookback_minutes": 0}, streams=("raw_trades",), state=run.state)
    assert later.exit_code == 0, later.log
    second = later.table("raw_trades", "rec_id")
    assert len(second) < len(truth)
    assert differences("raw_trades", first | second, truth) == []


def _run_through_an_outage(
    tap: Tap, sandbox: Sandbox, config: dict[str, Any], *, seconds: int
) -> Run:
    """Run while the network goes away in the middle of it."""
    command = tap.command(config, streams=("raw_trades",))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as running:
        assert running.stdout is not None
        lines: list[bytes] = []
        while not any(b'"bookmarks"' in line for line in lines):
            lines.append(running.stdout.readline())
        sandbox.behave(network_down={"seconds": seconds})
        rest, log = running.communicate(timeout=120)
    output = b"".join(lines) + rest
    return Run(running.returncode, log.decode(), output.decode(), parse_messages(output))


@both_gateways
def test_a_run_that_is_cut_off_at_its_quota_reads_few_windows_again(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(latency_ms=150)
    config = quick(sandbox, app_type, requests_per_minute=300)
    state: dict[str, Any] = {}
    for states in (1, 3, 2, 1, 2):
        sandbox.reset_stats()
        command = tap.command(config, streams=("trades",), state=state)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        ) as run:
            assert run.stdout is not None
            for _ in range(states):
                state = _next_state(run.stdout)
            run.kill()
        reached = state["bookmarks"]["trades"]["replication_key_value"]
        ahead = [end for end in _windows_read(sandbox) if end > reached]
        assert len(ahead) <= 2 * MAX_CONCURRENCY, (reached, ahead)


def _next_state(output: IO[bytes]) -> dict[str, Any]:
    while line := output.readline():
        if b'"type":"STATE"' in line:
            state: dict[str, Any] = json.loads(line)["value"]
            return state
    pytest.fail("no state")


def _windows_read(sandbox: Sandbox) -> list[str]:
    """The ends of the windows that were answered, as bookmarks are written."""
    return [
        to_bookmark(datetime.fromisoformat(f"{entry['params']['end_time']}+08:00"))
        for entry in sandbox.stats()["journal"]
        if entry.get("status") == 0 and entry["method"] == TRADES
    ]


@both_gateways
def test_a_number_that_no_column_holds_is_kept_aside_and_a_null_character_left_out(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config = quick(sandbox, app_type)
    clean = tap.run(config, streams=("shops",)).table("shops", "shop_id")
    sandbox.behave(
        spoil={
            "setting.Shop.queryShop": [
                {"kind": "huge", "position": 0, "field": "platform_id"},
                {"kind": "nul", "position": 1, "field": "shop_name"},
                {"kind": "vast", "position": 2, "field": "platform_id"},
            ]
        }
    )
    run = tap.run(config, streams=("shops",))
    assert run.exit_code == 0, run.log
    assert "\\u0000" not in run.output
    assert run.log.count("U+0000 已去掉") == 1
    shops = run.table("shops", "shop_id")
    first, second, third, *others = shops.values()
    assert first["platform_id"] is None
    assert first["_extra"]["platform_id"] >= 2**63
    assert second["shop_name"]
    assert third["platform_id"] is None
    assert third["_extra"]["platform_id"] == "1e99999999999999999999"
    assert [row["shop_name"] for row in others] == [r["shop_name"] for r in clean.values()][3:]


@both_gateways
@pytest.mark.parametrize(
    ("kind", "column"),
    [("half_emoji", "remark"), ("gbk", "remark"), ("tab", "remark"), ("nan", "receivable")],
)
def test_a_row_with_characters_that_cannot_be_decoded_holds_up_nothing(
    tap: Tap, sandbox: Sandbox, app_type: str, kind: str, column: str
) -> None:
    config = quick(sandbox, app_type)
    clean = tap.run(config, streams=("raw_trades",)).table("raw_trades", "rec_id")
    (odd,) = [*clean][len(clean) // 2]
    sandbox.behave(spoil={RAW_TRADES: {"kind": kind, "row": odd, "field": column}})
    run = tap.run(config, streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    assert "已宽松读取" in run.log
    found = run.table("raw_trades", "rec_id")
    assert found.keys() == clean.keys()
    assert [key for key in found if _but_read_at(found[key]) != _but_read_at(clean[key])] == [
        (odd,)
    ]
    expected = {"half_emoji": "\ufffd", "gbk": "", "tab": "\t", "nan": ""}[kind]
    assert expected in str(found[odd,][column])


def _but_read_at(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "_read_at"}


@both_gateways
def test_logs_come_one_by_one_where_the_account_may_not_ask_for_many(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config = quick(sandbox, app_type, start_date="2026-06-18")
    streams = ("trades", "trade_logs")
    many = tap.run(config, streams=streams)
    sandbox.behave(deny=["sales.TradeQuery.getLog2"])
    singly = tap.run(config, streams=streams)
    assert singly.exit_code == 0, singly.log
    assert "逐个查询" in singly.log
    logs = [
        {key: _but_read_at(row) for key, row in run.table("trade_logs", *LOG_KEY).items()}
        for run in (many, singly)
    ]
    assert logs[0] == logs[1]
    assert len(logs[0]) > 20
    sandbox.behave(deny=["sales.TradeQuery.getLog2", "sales.TradeQuery.getLog"])
    neither = tap.run(config, streams=streams)
    assert neither.exit_code == 1
    assert "权限不足" in neither.log


@both_gateways
def test_an_empty_answer_about_rows_that_are_there_is_asked_for_again(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config = quick(sandbox, app_type, start_date="2026-06-18")
    calm = tap.run(config, streams=("trades", "trade_logs"))
    sandbox.behave(faults=[{"kind": "hollow", "list": "empty", "method": LOGS, "times": 2}])
    run = tap.run(config, streams=("trades", "trade_logs"))
    assert run.exit_code == 0, run.log
    assert "逐个重问" in run.log
    assert run.table("trade_logs", *LOG_KEY).keys() == calm.table("trade_logs", *LOG_KEY).keys()
    assert calm.records["trade_logs"]


def test_a_right_to_ask_for_many_that_is_lost_in_mid_run_mixes_up_no_rows(
    tap: Tap, sandbox: Sandbox
) -> None:
    config = quick(sandbox, start_date="2026-06-17")
    calm = tap.run(config, streams=("trades", "trade_logs"))
    # Answers to many stay under way while others are told that there is no right.
    sandbox.behave(
        latency_ms=100,
        faults=[
            {"kind": "refusal", "message": "权限不足", "method": LOGS, "rate": 0.2, "times": 3}
        ],
    )
    run = tap.run(config, streams=("trades", "trade_logs"))
    assert run.exit_code == 0, run.log
    assert "逐个查询" in run.log
    calm_logs, logs = (
        {key: _but_read_at(row) for key, row in each.table("trade_logs", *LOG_KEY).items()}
        for each in (calm, run)
    )
    assert logs == calm_logs
