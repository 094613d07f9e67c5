"""Runs that end early, and what the next run makes of them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.catalogs import catalog_of
from tests.helpers.running import WITHOUT_LIMIT, Run, parse_messages, quick
from tests.helpers.truth import differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from tests.helpers.running import Tap

REPORTS = ("trades", "trade_lines", "raw_trades", "goods", "specs", "warehouses")
KEYS = {
    "trades": ["trade_id"],
    "trade_lines": ["trade_id", "rec_id"],
    "raw_trades": ["rec_id"],
    "goods": ["goods_id"],
    "specs": ["goods_id", "spec_id"],
    "warehouses": ["warehouse_id"],
}
DOCUMENTS = ("trades", "trade_lines", "raw_trades")
START = "2026-06-12"


def ended_after(
    tap: Tap, config: dict[str, Any], lines: int, signum: signal.Signals, **kwargs: Any
) -> Run:
    """A run that gets a signal after so many lines of output."""
    command = tap.command(config, streams=REPORTS, **kwargs)
    # As in many containers: writes that a signal cuts short must be taken up again.
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=env) as process,
    ):
        assert process.stdout
        output = b"".join(process.stdout.readline() for _ in range(lines))
        process.send_signal(signum)
        output += process.stdout.read()
        exit_code = process.wait()
        log.seek(0)
        return Run(exit_code, log.read().decode(), messages=parse_messages(output))


def wrong_rows(sandbox: Sandbox, *runs: Run) -> list[str]:
    """How the tables, filled by the runs one after the other, differ from the truth."""
    wrong: list[str] = []
    for stream, keys in KEYS.items():
        since = f"{START} 00:00:00" if stream in DOCUMENTS else None
        arrived: dict[Any, Any] = {}
        for run in runs:
            arrived |= run.table(stream, *keys)
        wrong += differences(stream, arrived, truth_of(sandbox, stream, "wdt", since=since))
    return wrong


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_was_killed_is_finished_by_the_next(
    tap: Tap, sandbox: Sandbox, seed: int, signum: signal.Signals
) -> None:
    sandbox.behave(latency_ms=3)
    config = quick(sandbox, start_date=START)
    lines = random.Random(seed).randrange(8, 500)
    killed = ended_after(tap, config, lines, signum)
    assert killed.exit_code == (-signum if signum == signal.SIGKILL else 128 + signum)
    resumed = tap.run(config, streams=REPORTS, state=killed.state)
    assert resumed.exit_code == 0, resumed.log
    assert wrong_rows(sandbox, killed, resumed) == []


def test_every_state_covers_only_what_was_written_before_it(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(latency_ms=60)
    config = quick(sandbox, start_date=START)
    full = tap.run(config, streams=REPORTS)
    states = [i for i, m in enumerate(full.messages) if m["type"] == "STATE"]
    assert len(states) > 1
    sandbox.behave(latency_ms=0)
    for at in states[:-1]:
        before = Run(0, "", messages=full.messages[: at + 1])
        resumed = tap.run(config, streams=REPORTS, state=before.state)
        assert wrong_rows(sandbox, before, resumed) == []


def test_the_second_run_asks_only_for_what_changed(tap: Tap) -> None:
    # In real time: a run whose clock is wrong spends a call on finding out.
    with Sandbox(seed=7, quota=WITHOUT_LIMIT) as sandbox:
        config = sandbox.config(requests_per_minute=10**6)
        streams = ("trades", "raw_trades", "goods")
        first = tap.run(config, streams=streams)
        sandbox.reset_stats()
        second = tap.run(config, streams=streams, state=first.state)
        calls = {i["method"]: i["calls"] for i in sandbox.stats()["interfaces"] if i["calls"]}
    assert set(calls.values()) == {1}, calls
    assert len(second.records["trades"]) < len(first.records["trades"])


def test_bookmarks_are_the_frozen_end_of_the_run_even_over_empty_windows(
    tap: Tap, sandbox: Sandbox
) -> None:
    run = tap.run(quick(sandbox, end_date="2026-06-17"), streams=("trades", "purchase_orders"))
    values = {name: mark["replication_key_value"] for name, mark in run.state["bookmarks"].items()}
    assert values == dict.fromkeys(("trades", "purchase_orders"), "2026-06-16T16:00:00+00:00")


def test_bookmarks_do_not_move_backwards_in_the_lookback(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, start_date=START)
    first = tap.run(config, streams=REPORTS)
    options = {"trades": {"lookback_minutes": 3000}}
    sandbox.behave(latency_ms=100)
    killed = ended_after(
        tap, {**config, "stream_options": options}, 12, signal.SIGTERM, state=first.state
    )
    before = first.state["bookmarks"]["trades"]["replication_key_value"]
    assert killed.state["bookmarks"]["trades"]["replication_key_value"] >= before


def test_a_stream_of_lines_selected_later_gets_its_history(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, start_date=START)
    first = tap.run(config, streams=("trades",))
    second = tap.run(config, streams=("trades", "trade_lines"), state=first.state)
    truth = truth_of(sandbox, "trade_lines", "wdt", since=f"{START} 00:00:00")
    arrived = second.table("trade_lines", "trade_id", "rec_id")
    assert differences("trade_lines", arrived, truth) == []


@pytest.mark.parametrize("method", ["INCREMENTAL", "FULL_TABLE"])
def test_an_unreadable_bookmark_stops_its_stream_alone(
    tap: Tap, sandbox: Sandbox, method: str
) -> None:
    state = {"bookmarks": {"trades": {"replication_key_value": "yesterday"}}}
    catalog = catalog_of(quick(sandbox), ("trades", "shops"))
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == "trades":
            entry["replication_method"] = method
    run = tap.run(quick(sandbox), catalog=catalog, state=json.loads(json.dumps(state)))
    assert run.exit_code == 1
    assert "yesterday" in run.log
    assert "Traceback" not in run.log
    assert "失败/failed: state 中 trades 的同步进度（书签）" in run.log
    assert run.records["shops"]
