"""How far the bookmark stands behind what is read, when a run is killed at a quota.

One-hour windows, four at a time, at two speeds of the quota and with some latency. A window that
was answered behind the last bookmark is read again by the next run.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table, verdict
from tap_wdt_flagship.beijing import to_bookmark
from tests.helpers.running import NOW, WITHOUT_LIMIT, Run, Tap, parse_messages
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

GATEWAYS = ("wdt", "qimen")
STREAM = "trades"
CONCURRENCY = 4
LATENCY_MS = 150
# Seconds from the first answer to the kill, for each run, at so many calls a minute.
MOMENTS = {300: (2.0, 4.5, 7.0, 9.5, 12.0), 55: (50.0,)}


@dataclass(frozen=True)
class CutOff:
    """What a run had done when it was killed."""

    read: int
    behind: int
    """Windows that were read and that the bookmark does not cover."""


def cut_off(
    sandbox: Sandbox, app_type: str, requests_per_minute: int, moments: tuple[float, ...]
) -> Iterator[CutOff]:
    """Runs that are killed; each goes on from the state of the one before."""
    config = sandbox.config(
        app_type,
        start_date="2026-06-01",
        requests_per_minute=requests_per_minute,
        max_concurrency=CONCURRENCY,
    )
    state: dict[str, Any] = {}
    for seconds in moments:
        sandbox.reset_stats()
        written = _killed(sandbox, config, state, seconds)
        state = Run(0, "", messages=parse_messages(written)).state or state
        bookmark = state.get("bookmarks", {}).get(STREAM, {})
        reached = bookmark.get("replication_key_value", "")
        ends = _windows_read(sandbox)
        yield CutOff(len(ends), sum(end > reached for end in ends))


def _killed(
    sandbox: Sandbox, config: dict[str, Any], state: dict[str, Any], seconds: float
) -> bytes:
    """What a run had written so long after its first answer."""
    with TemporaryDirectory() as folder:
        command = Tap(Path(folder)).command(config, streams=(STREAM,), state=state)
        output = Path(folder) / "messages"
        with (
            output.open("wb") as out,
            subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL) as run,
        ):
            while not _windows_read(sandbox):
                time.sleep(0.05)
            time.sleep(seconds)
            run.kill()
        return output.read_bytes()


def _windows_read(sandbox: Sandbox) -> set[str]:
    """The ends of the windows that were answered, as bookmarks are written."""
    return {
        to_bookmark(datetime.fromisoformat(f"{entry['params']['end_time']}+08:00"))
        for entry in sandbox.stats()["journal"]
        if entry.get("status") == 0
    }


def main() -> None:
    """Measure and print."""
    rows, worst = [], 0
    with Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as sandbox:
        sandbox.behave(latency_ms=LATENCY_MS)
        for app_type in GATEWAYS:
            for rate, moments in MOMENTS.items():
                found = cut_off(sandbox, app_type, rate, moments)
                for seconds, it in zip(moments, found, strict=True):
                    worst = max(worst, it.behind)
                    rows.append((app_type, f"{rate}", f"{seconds:g}", f"{it.read}", f"{it.behind}"))
    print(f"{CONCURRENCY} windows of an hour at a time, {LATENCY_MS} ms an answer\n")
    table(("gateway", "calls a minute", "killed after s", "windows read", "read again"), rows)
    verdict("most windows read again", worst, 2 * CONCURRENCY, at_most=True)


if __name__ == "__main__":
    main()
