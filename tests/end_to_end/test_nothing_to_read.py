"""Runs that read nothing, or less than was asked for, say so and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import quick

if TYPE_CHECKING:
    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

VALUE = "replication_key_value"
STREAMS = ("trades", "raw_trades")


def bookmarks_at(moment: str) -> dict[str, Any]:
    return {"bookmarks": {name: {VALUE: moment} for name in STREAMS}}


def told(run: Run, words: str, *streams: str) -> str:
    """The one warning with these words, which the lines of the reports repeat."""
    assert run.exit_code == 0, run.log
    assert "Traceback" not in run.log
    lines = [line for line in run.log.splitlines() if words in line]
    (warning,) = (line for line in lines if "WARNING" in line)
    assert len(lines) == 1 + sum(name in warning for name in (streams or STREAMS))
    return warning


def activated(run: Run) -> set[str]:
    return {m["stream"] for m in run.messages if m["type"] == "ACTIVATE_VERSION"}


def test_a_table_that_comes_back_empty_drops_no_row_of_the_target(
    tap: Tap, sandbox: Sandbox
) -> None:
    config = quick(sandbox, emit_activate_version_messages=True)
    tables = ("shops", "logistics_companies")
    first = tap.run(config, streams=tables)
    assert activated(first) == {*tables}
    assert "以前有行" not in first.log
    sandbox.behave(emptied=["setting.Shop.queryShop"])
    again = first
    for _ in range(2):
        again = tap.run(config, streams=tables, state=again.state)
        warning = told(again, "以前有行", "shops")
        assert "shops" in warning
        assert "logistics_companies" not in warning
        assert activated(again) == {"logistics_companies"}
    assert activated(tap.run(config, streams=tables)) == {*tables}  # --full-refresh
    sandbox.behave(emptied=[])
    assert activated(tap.run(config, streams=tables, state=again.state)) == {*tables}


@pytest.mark.parametrize("lookback", [30, 0])
def test_a_bookmark_in_the_future_is_brought_back(
    tap: Tap, sandbox: Sandbox, lookback: int
) -> None:
    config = quick(sandbox, lookback_minutes=lookback)
    run = tap.run(config, streams=STREAMS, state=bookmarks_at("2099-01-01T00:00:00+00:00"))
    warning = told(run, "同步进度（书签）在未来")
    assert all(name in warning for name in STREAMS)
    assert "meltano run" in warning
    for name in STREAMS:
        assert "2026-06-18T11:5" in run.state["bookmarks"][name][VALUE]
    again = tap.run(config, streams=STREAMS, state=run.state)
    assert "同步进度（书签）在未来" not in again.log


def test_an_end_that_is_read_already_is_told(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, end_date="2026-06-17")
    first = tap.run(config, streams=STREAMS)
    assert first.exit_code == 0
    assert "end_date" not in first.log
    for state in (first.state, bookmarks_at("2026-06-17T16:00:00+00:00")):
        run = tap.run(config, streams=STREAMS, state=state)
        warning = told(run, "end_date 不晚于同步进度（书签）")
        assert all(name in warning for name in STREAMS)
        assert "完成 0/2 个报表，2 个没有可读的" in run.log
        assert "0 of 2 reports, 2 with nothing to read" in run.log


def test_a_start_in_the_future_is_told(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox, start_date="2027-01-01"), streams=(*STREAMS, "shops"))
    warning = told(run, "start_date 在未来")
    assert "shops" not in warning
    assert run.records["shops"]
    assert not run.records["trades"]
    assert "完成 1/3 个报表" in run.log


def test_a_start_that_is_moved_back_is_told_with_the_command_that_reads_the_rest(
    tap: Tap, sandbox: Sandbox
) -> None:
    first = tap.run(quick(sandbox, start_date="2026-06-17"), streams=("trades", "trade_lines"))
    assert first.exit_code == 0
    assert "早于首次同步的起点" not in first.log
    moved = quick(sandbox, start_date="2026-06-16")
    for _ in range(2):
        run = tap.run(moved, streams=("trades", "trade_lines"), state=first.state)
        warning = told(run, "早于首次同步的起点")
        assert "TAP_WDT_FLAGSHIP_START_DATE=2026-06-16T00:00:00" in warning
        assert "TAP_WDT_FLAGSHIP_END_DATE=2026-06-17T00:00:00" in warning
        first = run
    same = tap.run(
        quick(sandbox, start_date="2026-06-17"),
        streams=("trades", "trade_lines"),
        state=first.state,
    )
    assert "早于首次同步的起点" not in same.log


def test_bookmarks_of_a_later_range_fail_a_backfill_with_the_command_for_it(
    tap: Tap, sandbox: Sandbox
) -> None:
    """As when Meltano's folder gave it the daily sync's."""
    state = bookmarks_at("2026-06-18T04:00:00+00:00")
    for own in state["bookmarks"].values():
        own["since"] = "2026-06-16T16:00:00+00:00"
    config = quick(sandbox, start_date="2026-06-10", end_date="2026-06-16")
    run = tap.run(config, streams=STREAMS, state=state)
    assert run.exit_code == 1
    assert not run.records
    (warning,) = (line for line in run.log.splitlines() if "WARNING" in line and "更晚" in line)
    assert "the bookmark is of a later range" in warning
    assert "raw_trades, trades" in warning
    assert "END_DATE=2026-06-16T00:00:00 uvx meltano run --state-id-suffix=again-2026" in warning
    assert run.state["bookmarks"]["trades"][VALUE] == state["bookmarks"]["trades"][VALUE]


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_a_backfill_leaves_out_what_has_no_past(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    config = quick(sandbox, app_type, emit_activate_version_messages=True)
    tables = ("shops", "warehouses", "raw_trades")
    month = config | {"start_date": "2026-06-01", "end_date": "2026-06-02"}
    run = tap.run(month, streams=tables, state={"bookmarks": {"shops": {"rows": 8}}})
    warning = told(run, "补七天以前的历史时不读", "shops", "warehouses")
    assert "shops, warehouses" in warning
    assert "remove end_date" in warning
    assert set(run.records) == {"raw_trades"}
    assert not activated(run)
    assert run.state["bookmarks"]["shops"]["rows"] == 8
    assert "完成 1/3 个报表，2 个没有可读的" in run.log


def test_a_run_that_ends_at_midnight_reads_what_has_no_past(tap: Tap, sandbox: Sandbox) -> None:
    """By the gateway's clock: on this machine the day is long gone, or still to come."""
    config = quick(sandbox, end_date="2026-06-17", emit_activate_version_messages=True)
    run = tap.run(config, streams=("shops", "warehouses"))
    assert set(run.records) == {"shops", "warehouses"}
    assert activated(run) == {"shops"}


def test_answers_that_tell_neither_rows_nor_a_total_are_no_empty_report(
    tap: Tap, sandbox: Sandbox
) -> None:
    fault = {"kind": "hollow", "method": "sales.RawTrade.search", "times": None}
    sandbox.behave(faults=[fault])
    config = quick(sandbox)
    warning = told(tap.run(config, streams=STREAMS), "没有行，也没有总数", "raw_trades")
    assert "raw_trades" in warning
    assert "END_DATE=" in warning  # the command that reads it later
    sandbox.behave(faults=[], emptied=["sales.RawTrade.search"])
    assert "没有行，也没有总数" not in tap.run(config, streams=STREAMS).log
