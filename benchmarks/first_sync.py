"""A first sync, scaled: one day of orders in place of ninety, at the quota of an ordinary account.

The tap reads what follows from orders into nothing, `target-postgres` and `target-pgcopy`, at 55
calls a minute and then as fast as it may. What takes longer, the calls of the longest interface or
the loader, decides; ninety days take ninety times as long.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections import Counter
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Figures, run_process, table
from benchmarks.pipeline import targets
from benchmarks.run import command
from tap_wdt_flagship.tap import TapWdtFlagship
from wdt_demo.postgres import postgres
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERS = [1_000, 20_000]
NOW = "2026-06-18 20:00:00"
# The reports that grow with orders; master data and stock are read once and take four minutes.
REPORTS = ("trade*", "raw_trade*", "sales_stockout*", "shipments", "refund*", "raw_refund*")
USUAL = 55
QUOTAS = {"55 calls a minute": USUAL, "no quota": 10**6}
LOADERS = ("target-postgres", "target-pgcopy")


def chosen() -> tuple[str, ...]:
    """Streams of those reports that are selected by default."""
    streams = TapWdtFlagship(validate_config=False).streams.items()
    return tuple(
        name
        for name, stream in streams
        if stream.selected_by_default and any(fnmatch(name, report) for report in REPORTS)
    )


def seconds_of(tap: Sequence[str], target: Sequence[str] | None) -> float:
    """How long `tap | target` takes, or the tap alone."""
    quiet = subprocess.DEVNULL
    if target is None:
        return run_process(tap, stdout=quiet, stderr=quiet)[0]
    begun = time.perf_counter()
    with subprocess.Popen(tap, stdout=subprocess.PIPE, stderr=quiet) as source:
        run_process(target, stdin=source.stdout, stdout=quiet, stderr=quiet)
    assert source.returncode == 0
    return time.perf_counter() - begun


def rows_of(tap: Sequence[str]) -> int:
    """How many rows the tap writes."""
    with subprocess.Popen(tap, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as source:
        kinds = Counter(line[:16] for line in source.stdout or ())
    return kinds[b'{"type":"RECORD"']


def measure(orders: int, rounds: int, loaders: dict[str, list[str]]) -> list[list[str]]:
    """A table's lines for so many orders a day."""
    found: dict[tuple[str, str], Figures] = {}
    with (
        TemporaryDirectory() as folder,
        Sandbox(seed=7, now=NOW, time_scale=0, days=2, orders_per_day=orders) as sandbox,
    ):
        end = sandbox.now() - timedelta(hours=1)
        day = {"start_date": (end - timedelta(days=1)).isoformat(), "end_date": end.isoformat()}

        def tap(calls: int) -> list[str]:
            settings: dict[str, Any] = sandbox.config(**day, requests_per_minute=calls)
            sandbox.behave(quota={"calls": calls + 5, "seconds": 60})
            return command(Path(folder), settings, chosen())

        rows = rows_of(tap(10**6))
        longest = max(i["calls"] for i in sandbox.stats()["interfaces"])
        bound = longest / USUAL * 60
        for _ in range(rounds):
            for quota, calls in QUOTAS.items():
                for name, target in {"tap": None, **loaders}.items():
                    took = seconds_of(tap(calls), target)
                    found.setdefault((quota, name), Figures()).values.append(took)
                    time.sleep(60 if calls == USUAL else 0)  # the next one has its whole quota
    told = f"{orders:,} orders a day, {rows:,} rows, {longest} calls: {bound:.0f} s at {USUAL}"
    return [[told, *way, figures.spread(".0f")] for way, figures in found.items()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="*", default=ORDERS, help="a day")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory() as name, postgres(Path(name) / "data") as address:
        commands = targets(Path(name), address)
        loaders = {f"tap | {loader}": commands[loader] for loader in LOADERS}
        lines = [line for n in given.orders for line in measure(n, given.rounds, loaders)]
    table(("a day", "quota", "way", "seconds"), lines)


if __name__ == "__main__":
    main()
