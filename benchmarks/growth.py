"""Run time against rows, and against selected streams where the quota is the limit."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import plot
from benchmarks.measure import Figures, run_process, table, verdict
from benchmarks.replay import replay, span
from benchmarks.run import command
from tap_wdt_flagship.streams import REPORTS
from wdt_sandbox import Sandbox

ORDERS = {10_000: 5, 100_000: 3, 1_000_000: 1}  # and rounds
PAGES = 10
STREAM_COUNTS = (1, 8, 32)
CALLS = 150
ROUNDS = 3
NOW = "2026-06-18 20:00:00"
DAYS = 5
REQUESTS_PER_MINUTE = 600
# Streams that take one call a window.
PLAIN = [
    cls.name
    for cls in REPORTS
    if cls.range_params
    and not (cls.passes or cls.driven_by or cls.qimen_only or cls.lookback)
    and (cls.max_window or timedelta()) >= timedelta(days=1)
    and not cls.master_data
]


def measure(run: list[str], rounds: int) -> Figures:
    """Seconds of a command."""
    found = Figures()
    for _ in range(rounds):
        took, _ = run_process(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found.values.append(took)
    return found


def by_rows(folder: Path) -> dict[int, Figures]:
    """Seconds for so many orders."""
    with replay(PAGES) as account:
        return {
            orders: measure(command(folder, {**account, **span(orders, PAGES)}), rounds)
            for orders, rounds in ORDERS.items()
        }


def by_streams(folder: Path) -> dict[int, Figures]:
    """Seconds for so many streams, of as many calls each."""
    with Sandbox(seed=7, now=NOW, time_scale=0, days=DAYS + 2, quota=10**9) as sandbox:
        end = sandbox.now() - timedelta(hours=1)
        minutes = DAYS * 24 * 60 // CALLS
        config: dict[str, Any] = sandbox.config(
            start_date=(end - timedelta(days=DAYS)).isoformat(),
            end_date=end.isoformat(),
            requests_per_minute=REQUESTS_PER_MINUTE,
            stream_options={name: {"max_window_minutes": minutes} for name in PLAIN},
        )
        return {
            count: measure(command(folder, config, tuple(PLAIN[:count])), ROUNDS)
            for count in STREAM_COUNTS
        }


def main() -> None:
    """Measure and print."""
    assert len(PLAIN) >= max(STREAM_COUNTS), len(PLAIN)
    with TemporaryDirectory() as folder:
        rows, streams = by_rows(Path(folder)), by_streams(Path(folder))
    _few, *_, many = ORDERS
    table(
        ("orders, three lines each", "seconds", "orders a second"),
        [(f"{n:,}", f.spread(".1f"), f"{n / f.middle:,.0f}") for n, f in rows.items()],
    )
    bound = CALLS / (REQUESTS_PER_MINUTE / 60)
    table(
        ("streams", "calls", "seconds"),
        [(f"{n}", f"{n * CALLS:,}", f.spread(".1f")) for n, f in streams.items()],
    )
    slower = (rows[many].middle / many) / (rows[many // 10].middle / (many // 10))
    verdict("time an order, of a million / of a hundred thousand", slower, 1.1, at_most=True)
    widest = streams[max(STREAM_COUNTS)].middle / streams[1].middle
    verdict("32 streams / 1 stream", widest, 1.2, at_most=True)
    plot.growth(
        [(n, f.middle) for n, f in rows.items()],
        [(n, f.middle) for n, f in streams.items()],
        bound,
    )


if __name__ == "__main__":
    main()
