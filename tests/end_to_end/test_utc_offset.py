"""The setting `utc_offset`: the same instants, written as a loader without offsets reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import parse_moment
from tests.helpers.running import quick

if TYPE_CHECKING:
    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

STREAMS = ("trades", "trade_lines", "refunds", "stock_changes", "sync_log")
OF_THE_RUN = ("_read_at", "started_at", "finished_at")


def times_of(run: Run) -> list[tuple[str, str]]:
    """Every time: its stream and column, and its text."""
    schemas = {m["stream"]: m["schema"] for m in run.messages if m["type"] == "SCHEMA"}
    assert schemas.keys() == set(STREAMS)
    return [
        (f"{stream}.{name}", record[name])
        for stream in STREAMS
        for record in run.records[stream]
        for name, spec in schemas[stream]["properties"].items()
        if spec.get("format") == "date-time" and record.get(name) is not None
    ]


def bookmarks_of(run: Run) -> dict[str, Any]:
    """The bookmarks; those of passes stand in the order in which the passes ended."""
    return {
        name: {**bookmark, "partitions": sorted(bookmark.get("partitions", []), key=str)}
        for name, bookmark in run.state["bookmarks"].items()
    }


def test_all_times_are_the_same_instants_in_utc(tap: Tap, sandbox: Sandbox) -> None:
    in_beijing, in_utc = (
        tap.run(quick(sandbox, "qimen", utc_offset=offset), streams=STREAMS)
        for offset in ("+08:00", "Z")
    )
    assert in_beijing.exit_code == in_utc.exit_code == 0, in_utc.log
    before, after = sorted(times_of(in_beijing)), sorted(times_of(in_utc))
    of_the_erp = {"trades.modified", "stock_changes.created"}  # the latter is part of a key
    assert {name for name, _ in after} >= {*of_the_erp, "refunds._read_at", "sync_log.complete_to"}
    assert len(before) == len(after)
    for (name, local), (_, utc) in zip(before, after, strict=True):
        assert (local[-6:], utc[-1]) == ("+08:00", "Z"), name
        if not name.endswith(OF_THE_RUN):
            assert parse_moment(local) == parse_moment(utc), name
    assert bookmarks_of(in_utc) == bookmarks_of(in_beijing)
