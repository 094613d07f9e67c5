"""The record of a run, as a table in the target and as a file: was yesterday complete?"""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.streams import REPORTS
from tests.helpers.running import parse_messages, quick

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

TRADES = "sales.TradeQuery.queryWithDetail"
REFUNDS = "aftersales.refund.Refund.search"
STREAMS = ("trades", "trade_lines", "refunds", "shops", "sync_log")
END = "2026-06-18T19:58:00+08:00"
both_gateways = pytest.mark.parametrize("app_type", ["wdt", "qimen"])


def log_of(run: Run) -> dict[str, dict[str, Any]]:
    """Report -> its row of the run."""
    return {row["report"]: row for row in run.records["sync_log"]}


@both_gateways
def test_a_run_leaves_a_row_for_each_report(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    run = tap.run(quick(sandbox, app_type), streams=STREAMS)
    assert run.exit_code == 0, run.log
    log = log_of(run)
    assert log.keys() == {"trades", "refunds", "shops"}
    assert {row["outcome"] for row in log.values()} == {"complete"}
    assert {row["complete_to"] for row in log.values()} == {END}
    assert len({row["run_id"] for row in log.values()}) == 1
    trades = log["trades"]
    assert trades["report_title"] == "系统订单"
    assert trades["account"] == sandbox.config(app_type)["sid"]
    assert trades["row_count"] == trades["gateway_total"] == len(run.records["trades"]) > 0
    assert trades["line_count"] == len(run.records["trade_lines"]) > 0
    assert trades["windows"] == trades["calls"] == 68
    assert trades["range_start"] == "2026-06-16T00:00:00+08:00"
    assert log["shops"]["range_start"] is None


@both_gateways
def test_a_failed_report_says_why_and_how_far_it_came(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    first = tap.run(quick(sandbox, app_type, end_date="2026-06-17"), streams=STREAMS)
    sandbox.behave(deny=[REFUNDS], deny_after={TRADES: 5})
    config = quick(sandbox, app_type, max_concurrency=1)
    run = tap.run(config, streams=STREAMS, state=first.state)
    assert run.exit_code == 1
    log = log_of(run)
    refunds, trades = log["refunds"], log["trades"]
    assert refunds["outcome"] == trades["outcome"] == "failed"
    assert "应用管理" in refunds["error_zh"]
    assert "apply for it" in refunds["error_en"]
    # Nothing was read of refunds, and five hours of trades, from half an hour before the bookmark.
    assert refunds["complete_to"] == "2026-06-17T00:00:00+08:00"
    assert "2026-06-17T03:30:00+08:00" <= trades["complete_to"] <= "2026-06-17T04:30:00+08:00"
    assert log["shops"]["outcome"] == "complete"


def test_a_run_without_news_says_so(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, end_date="2026-06-17")
    first = tap.run(config, streams=STREAMS)
    again = tap.run(config, streams=STREAMS, state=first.state)
    log = log_of(again)
    assert log["trades"]["outcome"] == "nothing_new"
    assert "end_date" in log["trades"]["notes"]
    assert log["trades"]["complete_to"] == "2026-06-17T00:00:00+08:00"


def test_rows_of_the_log_follow_all_others(tap: Tap, sandbox: Sandbox) -> None:
    """`meltano config test` takes the first record for proof that the credentials are right."""
    run = tap.run(quick(sandbox), streams=(*STREAMS, "code_labels"))
    streams = [m["stream"] for m in run.messages if m["type"] == "RECORD"]
    assert streams.index("sync_log") == len(streams) - 3


def test_wrong_credentials_leave_no_row(tap: Tap, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    config = quick(sandbox, app_secret="wrong:salt", receipt_path=str(path))
    run = tap.run(config, streams=STREAMS)
    assert run.exit_code == 1
    assert not run.records
    reports = json.loads(path.read_text(encoding="utf-8"))["reports"]
    assert {row["outcome"] for row in reports} == {"interrupted"}


def test_the_receipt_holds_the_same(tap: Tap, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    run = tap.run(quick(sandbox, receipt_path=str(path)), streams=STREAMS)
    reports = json.loads(path.read_text(encoding="utf-8"))["reports"]
    log = log_of(run)
    assert {row["report"]: row["row_count"] for row in reports} == {
        name: row["row_count"] for name, row in log.items()
    }
    assert {row["run_id"] for row in reports} == {row["run_id"] for row in log.values()}


def test_the_command_line_names_the_receipt_too(tap: Tap, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    run = tap.run(quick(sandbox), streams=("shops",), arguments=("--receipt", str(path)))
    assert run.exit_code == 0, run.log
    (shops,) = json.loads(path.read_text(encoding="utf-8"))["reports"]
    assert shops["report"] == "shops"
    nowhere = tap.run(
        quick(sandbox), streams=("shops",), arguments=("--receipt", "/no/such/r.json")
    )
    assert nowhere.exit_code == 1
    assert "receipt_path" in nowhere.log


def test_a_run_that_is_interrupted_leaves_its_rows(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(latency_ms=100)
    config = quick(sandbox, max_concurrency=1)
    command = tap.command(config, streams=STREAMS)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        read = [next(line for line in process.stdout if b'"trades"' in line and b"RECORD" in line)]
        process.send_signal(signal.SIGTERM)
        read += process.stdout.readlines()
    log = {
        message["record"]["report"]: message["record"]
        for message in parse_messages(b"".join(read))
        if message["type"] == "RECORD" and message["stream"] == "sync_log"
    }
    assert log["trades"]["outcome"] == "interrupted"
    assert log["trades"]["complete_to"] is None or log["trades"]["complete_to"] < END


def test_structured_lines_have_counts_of_their_own(
    tap: Tap, sandbox: Sandbox, tmp_path: Path
) -> None:
    logging = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": {"()": "singer_sdk.logging.StructuredFormatter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "INFO", "handlers": ["console"]},
    }
    path = tmp_path / "logging.json"
    path.write_text(json.dumps(logging), encoding="utf-8")
    run = tap.run(quick(sandbox), streams=STREAMS, env={"SINGER_SDK_LOG_CONFIG": str(path)})
    lines = [json.loads(line) for line in run.log.splitlines() if line.startswith("{")]
    told = {line["extra"]["report"]: line["extra"] for line in lines if "report" in line["extra"]}
    assert told["trades"]["rows"]["trades"] == len(run.records["trades"])
    assert told["trades"]["outcome"] == "complete"
    (whole,) = [line["extra"] for line in lines if "reports" in line.get("extra", {})]
    assert whole["done"] == whole["reports"] == 3
    assert "系统订单" in run.log


def test_every_selected_report_has_a_row(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox))
    titles = {report.name: report.title() for report in REPORTS}
    assert len(log_of(run)) > 70
    assert all(row["report_title"] == titles[name] for name, row in log_of(run).items())
