"""What goes wrong at the gateway, and what the user gets to read and keep."""

from __future__ import annotations

import subprocess
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import NOW, quick
from tests.helpers.truth import BY_NAME, differences, truth_of

if TYPE_CHECKING:
    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

TRADES = "sales.TradeQuery.queryWithDetail"
RAW_TRADES = "sales.RawTrade.search"


def test_a_denied_stream_leaves_the_others_complete(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(deny=[TRADES])
    streams = ("trades", "trade_lines", "raw_trades", "shops")
    run = tap.run(quick(sandbox), streams=streams)
    assert run.exit_code == 1
    assert "权限不足" in run.log
    assert "自助对接 → 应用管理 → 新增/变更" in run.log
    assert "Traceback" not in run.log
    assert set(run.records) == {"raw_trades", "shops"}
    assert "trades" not in run.state["bookmarks"]
    truth = truth_of(sandbox, "raw_trades", "wdt", since="2026-06-16 00:00:00")
    assert differences("raw_trades", run.table("raw_trades", "rec_id"), truth) == []
    # With the permission granted, the denied stream catches up from its own bookmark.
    sandbox.behave(deny=[])
    second = tap.run(quick(sandbox), streams=streams, state=run.state)
    truth = truth_of(sandbox, "trades", "wdt", since="2026-06-16 00:00:00")
    assert differences("trades", second.table("trades", "trade_id"), truth) == []


def test_an_error_names_the_report_and_its_interface(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(deny=[TRADES])
    run = tap.run(quick(sandbox), streams=("trades", "shops"))
    (told,) = (line for line in run.log.splitlines() if "ERROR" in line and "权限不足" in line)
    assert f"trades 系统订单（订单查询 {TRADES}）：没有该接口的权限" in told
    (last,) = (line for line in run.log.splitlines() if "个报表失败" in line)
    assert "1 个报表失败，其余已完成：trades / 1 report failed, the others are complete" in last


def test_nothing_is_called_complete_where_all_failed(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(deny=[TRADES, RAW_TRADES])
    run = tap.run(quick(sandbox), streams=("trades", "raw_trades"))
    assert run.exit_code == 1
    assert "其余" not in run.log
    assert "2 个报表失败，没有一个完成" in run.log
    assert "2 reports failed, none is complete" in run.log


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_what_was_not_applied_for_may_be_skipped(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    sandbox.behave(deny=[TRADES, "setting.Warehouse.queryWarehouse"])
    streams = ("trades", "trade_logs", "position_moves", "shops")
    config = quick(sandbox, app_type, skip_ungranted=True)
    run = tap.run(config, streams=streams)
    assert run.exit_code == 0, run.log
    assert set(run.records) == {"shops"}
    (told,) = (line for line in run.log.splitlines() if "skip_ungranted" in line)
    # With those that cannot be read without it.
    assert "跳过 3 个未申请的报表" in told
    for skipped in ("trades 系统订单（订单查询）", "logged_trades", "position_moves"):
        assert skipped in told
    assert "ERROR" not in run.log
    assert "trades" not in run.state["bookmarks"]


def test_a_right_that_was_lost_is_no_reason_to_skip(tap: Tap, sandbox: Sandbox) -> None:
    streams, config = ("raw_trades", "shops"), quick(sandbox, skip_ungranted=True)
    first = tap.run(config, streams=streams)
    sandbox.behave(deny=[RAW_TRADES])
    second = tap.run(config, streams=streams, state=first.state)
    assert second.exit_code == 1
    assert "1 个报表失败，其余已完成：raw_trades" in second.log
    # Nor one that is taken away while it is read.
    sandbox.behave(deny=[], deny_after={RAW_TRADES: 1})
    third = tap.run({**config, "page_size": 25}, streams=streams)
    assert third.exit_code == 1


def test_a_sync_that_may_skip_all_is_told_that_the_application_may_be_offline(
    tap: Tap, sandbox: Sandbox
) -> None:
    sandbox.behave(deny=[TRADES, RAW_TRADES])
    run = tap.run(quick(sandbox, skip_ungranted=True), streams=("trades", "raw_trades"))
    assert run.exit_code == 1
    assert "2 个接口全部被拒绝：应用可能尚未上线" in run.log


def test_a_stream_that_needs_a_denied_one_is_not_told_to_be_complete(
    tap: Tap, sandbox: Sandbox
) -> None:
    sandbox.behave(deny=[TRADES])
    run = tap.run(quick(sandbox), streams=("trades", "trade_logs", "shops"))
    assert run.exit_code == 1
    assert "完成 1/3" in run.log
    (told,) = (line for line in run.log.splitlines() if "有日志的订单: " in line)
    assert "失败/failed" in told
    assert "trade_logs" not in run.state.get("bookmarks", {})


def test_a_stream_whose_passes_need_a_denied_one_names_it(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(deny=["setting.Warehouse.queryWarehouse"])
    run = tap.run(quick(sandbox), streams=("position_moves", "shops"))
    assert run.exit_code == 1
    assert set(run.records) == {"shops"}
    (told,) = (line for line in run.log.splitlines() if "ERROR" in line and "权限不足" in line)
    assert "warehouses" in told


PASSING = [
    ("wdt", {"kind": kind, "times": 1})
    for kind in ("http_502", "cut", "html", "empty", "reset", "database_4", "other_99")
] + [
    ("qimen", {"kind": "no_status", "times": 1}),
    ("qimen", {"kind": "top_isp", "times": 1}),
    ("qimen", {"kind": "top_ban", "times": 1, "seconds": 1}),
    ("wdt", {"kind": "quota", "times": 1, "comma": 0}),
    ("wdt", {"kind": "concurrency", "times": 1, "comma": 1}),
]


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_passing_faults_are_tried_again(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    faults = [{**fault, "method": RAW_TRADES} for at, fault in PASSING if at == app_type]
    sandbox.behave(faults=faults)
    run = tap.run(quick(sandbox, app_type, page_size=50), streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    truth = truth_of(sandbox, "raw_trades", app_type, since="2026-06-16 00:00:00")
    assert differences("raw_trades", run.table("raw_trades", "rec_id"), truth) == []


@pytest.mark.parametrize(
    ("app_type", "change", "told"),
    [
        ("wdt", {"sid": "nobody"}, "sid"),
        ("wdt", {"app_key": "nobody"}, "app_key"),
        ("wdt", {"app_secret": "wr0ngsecret:wr0ngsalt"}, "app_secret"),
        ("qimen", {"qimen_app_secret": "wr0ngsecret"}, "qimen_app_secret"),
        ("qimen", {"qimen_app_key": "nobody"}, "qimen_app_key"),
        ("qimen", {"qimen_target_app_key": "21363513"}, "qimen_target_app_key"),
        ("wdt", {"api_url": "http://127.0.0.1:1/openapi"}, "api_url (http://127.0.0.1:1/openapi)"),
        ("qimen", {"qimen_api_url": "http://127.0.0.1:1/qm"}, "qimen_api_url (http://127.0.0.1:1/"),
    ],
)
def test_wrong_credentials_end_the_run_with_one_remedy(
    tap: Tap, sandbox: Sandbox, app_type: str, change: dict[str, Any], told: str
) -> None:
    run = tap.run(quick(sandbox, app_type, **change), streams=("shops", "trades", "goods"))
    assert run.exit_code == 1
    errors = [line for line in run.log.splitlines() if "ERROR" in line]
    assert len(errors) == 1
    assert told in errors[0]
    assert "wr0ng" not in run.log
    assert "Traceback" not in run.log
    assert not run.records
    assert "0/3" in run.log
    # One call to learn the gateway's clock, one to be refused; no other stream asks as well.
    assert sandbox.stats()["calls"] <= 2


@pytest.mark.parametrize(
    ("kind", "told"), [("dynamic_password", "动态口令"), ("ip_restricted", "白名单")]
)
def test_what_concerns_the_account_ends_the_run(
    tap: Tap, sandbox: Sandbox, kind: str, told: str
) -> None:
    sandbox.behave(faults=[{"kind": kind, "rate": 1}])
    run = tap.run(quick(sandbox), streams=("shops", "trades"))
    assert run.exit_code == 1
    assert told in run.log
    assert not run.records


@pytest.mark.parametrize("refused", [RAW_TRADES, TRADES])
def test_an_interface_whose_quota_is_used_up_holds_up_no_other(
    tap: Tap, sandbox: Sandbox, refused: str
) -> None:
    sandbox.behave(faults=[{"kind": "http_429", "retry_after": 900, "rate": 1, "method": refused}])
    config = quick(sandbox, max_connections=2)  # fewer than the calls that wait for their turn
    names = {RAW_TRADES: "raw_trades", TRADES: "trades"}
    command = tap.command(config, streams=tuple(names.values()))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        threading.Timer(60, process.terminate).start()
        assert process.stdout
        for line in process.stdout:
            if "2026-06-18T11:58:" in line:  # the end of the run: all is read
                process.terminate()
                break
        else:
            line = ""
    assert [name for name in names.values() if f'"{name}":' in line] == [
        name for method, name in names.items() if method != refused
    ]


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_pages_that_are_too_large_are_asked_for_in_smaller_ones(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    # Reports of windows, one that another's rows drive, one in passes over another's values.
    sizes = {"raw_trades": 40, "stocktakes": 100, "stocktake_lines": 100, "position_moves": 100}
    sandbox.behave(max_page_size={"*": 100, RAW_TRADES: 40})
    run = tap.run(quick(sandbox, app_type, page_size=500), streams=(*sizes,))
    assert run.exit_code == 0, run.log
    for stream, size in sizes.items():
        keys = BY_NAME[stream].primary_keys
        truth = truth_of(sandbox, stream, app_type, since="2026-06-16 00:00:00")
        assert truth
        assert differences(stream, run.table(stream, *keys), truth) == []
        told = [line for line in run.log.splitlines() if f"每页最多 {size} 行" in line]
        # Once when it shows, and once in the summary.
        assert sum(f"{stream} " in line for line in told) == 2, run.log


def test_an_unknown_error_shows_its_words_and_is_no_empty_page(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(
        faults=[{"kind": "unknown_100", "message": "仓储服务开小差了", "rate": 1, "method": TRADES}]
    )
    run = tap.run(quick(sandbox), streams=("shops", "trades"))
    assert run.exit_code == 1
    assert "仓储服务开小差了" in run.log
    assert "trades" not in run.state["bookmarks"] if run.state else True
    assert run.records["shops"]


def test_a_machine_whose_clock_is_slow_reads_to_the_gateways_present(
    tap: Tap, sandbox: Sandbox
) -> None:
    years = timedelta(days=50 * 365)
    sandbox.behave(clock_skew_seconds=int(years.total_seconds()))
    now = datetime.fromisoformat(NOW) + years
    config = quick(sandbox, start_date=str(now - timedelta(days=1)))
    run = tap.run(config, streams=("trades", "raw_trades"))
    assert run.exit_code == 0, run.log
    for name in ("trades", "raw_trades"):
        reached = run.state["bookmarks"][name]["replication_key_value"]
        assert reached.startswith(f"{now - timedelta(hours=8, minutes=2):%Y-%m-%dT%H:%M}")


def test_a_machine_whose_clock_is_wrong_is_set_right_by_the_gateway(
    tap: Tap, sandbox: Sandbox
) -> None:
    sandbox.behave(clock_skew_seconds=-3600)
    run = tap.run(quick(sandbox), streams=("warehouses",))
    assert run.exit_code == 0, run.log
    # An hour before the world's 20:00 in Beijing, less the safety delay, in UTC.
    reached = run.state["bookmarks"]["warehouses"]["replication_key_value"]
    assert reached == "2026-06-18T10:58:00+00:00"


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_no_secret_and_no_signature_is_logged_at_any_level(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(
        faults=[{"kind": kind, "times": 2} for kind in ("reset", "http_502", "html", "quota")]
    )
    key = "7d1e0c9b5a3f4426"
    config = quick(sandbox, app_type, privacy="hash", privacy_key=key)
    run = tap.run(config, streams=("shops", "trades", "raw_trades"), env={"LOGLEVEL": "DEBUG"})
    assert run.exit_code == 0
    assert "DEBUG" in run.log
    secret, salt = config["app_secret"].split(":")
    told = run.log + str(run.messages)
    qimen = config["qimen_app_secret"] if app_type == "qimen" else secret
    for hidden in (secret, salt, qimen, key):
        assert hidden not in told
    assert "sign=" not in told
    assert "wdt_sign" not in told


def test_quota_is_used_and_not_run_into(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(quota={"calls": 20, "seconds": 1})
    config = quick(sandbox, requests_per_minute=1100, start_date="2026-06-17")
    run = tap.run(config, streams=("trades", "sales_stockouts", "raw_trades"))
    assert run.exit_code == 0, run.log
    refused = sum(i["quota_refusals"] for i in sandbox.stats()["interfaces"])
    assert refused == 0
