"""Run time under a quota: eight streams of different lengths, beside a plain sequential loop.

The quota is that of an ordinary account, ten times as fast: 60 calls in six seconds for each
interface. Every answer takes 200 ms.
"""

from __future__ import annotations

import json
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import requests

from benchmarks import plot
from benchmarks.measure import ROUNDS, Figures, run_process, table, verdict
from benchmarks.run import command
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.streams import REPORTS
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from tap_wdt_flagship.streams._base import Report

NOW = "2026-06-18 20:00:00"
HOURS = 300
# Minutes of a window, so that the streams are of different lengths: 300, 200, 150 … calls.
WINDOWS = {
    "trades": 60,
    "raw_trades": 90,
    "refunds": 120,
    "raw_refunds": 150,
    "purchase_orders": 180,
    "refund_stockins": 225,
    "transfers": 300,
    "other_stockins": 450,
}
QUOTA = {"calls": 60, "seconds": 6}
CALLS_A_SECOND = QUOTA["calls"] / QUOTA["seconds"]
# A little below the quota, as the tap's default of 55 is below the usual 60.
REQUESTS_PER_MINUTE = 590
LATENCY_MS = 200
BY_NAME = {cls.name: cls for cls in REPORTS}


def settings(sandbox: Sandbox) -> dict[str, Any]:
    """The tap's."""
    end = sandbox.now() - timedelta(hours=1)
    return sandbox.config(
        start_date=(end - timedelta(hours=HOURS)).isoformat(),
        end_date=end.isoformat(),
        requests_per_minute=REQUESTS_PER_MINUTE,
        stream_options={name: {"max_window_minutes": span} for name, span in WINDOWS.items()},
    )


def sequential(config: dict[str, Any]) -> float:
    """Seconds of a loop over streams, windows and pages, as the vendor's samples lead one to."""
    begun = time.perf_counter()
    for name, minutes in WINDOWS.items():
        step, at = timedelta(minutes=minutes), datetime.fromisoformat(config["start_date"])
        while at < datetime.fromisoformat(config["end_date"]):
            _loop_over_pages(BY_NAME[name], config, at, at + step)
            at += step
    return time.perf_counter() - begun


def _loop_over_pages(
    cls: type[Report], config: dict[str, Any], start: datetime, end: datetime
) -> None:
    assert cls.range_params
    times = dict(
        zip(cls.range_params, (f"{t:%Y-%m-%d %H:%M:%S}" for t in (start, end)), strict=True)
    )
    skew = start.fromisoformat(f"{NOW}+08:00") - datetime.now(start.tzinfo)
    gateway = make_gateway(
        read_settings(config, dict.fromkeys(BY_NAME, True)),
        lambda: datetime.now(start.tzinfo) + skew,
    )
    page, total = 0, 1
    while page * 200 < total:
        call = Call(cls.method, {**cls.params, **times}, page, 200, records_path=cls.records_path)
        with requests.Session() as session:
            answer = session.send(session.prepare_request(gateway.request(call))).json()
        total = answer["data"]["total_count"]
        json.dumps(answer)
        page += 1


def main() -> None:
    """Measure and print."""
    seconds = Figures()
    with (
        TemporaryDirectory() as folder,
        Sandbox(seed=7, now=NOW, time_scale=0, days=16) as sandbox,
    ):
        sandbox.behave(quota=QUOTA, latency_ms=LATENCY_MS)
        config = settings(sandbox)
        run = command(Path(folder), config, tuple(WINDOWS))
        sandbox.reset_stats()
        for _ in range(ROUNDS):
            took, _ = run_process(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.values.append(took)
            time.sleep(QUOTA["seconds"])  # the next run starts with its whole quota
        interfaces = sandbox.stats()["interfaces"]
        loop = sequential(config)
    calls = sum(i["calls"] for i in interfaces)
    refused = sum(i["quota_refusals"] for i in interfaces)
    longest = max(i["calls"] for i in interfaces) / ROUNDS
    bound = longest / CALLS_A_SECOND
    print(
        f"{len(WINDOWS)} streams, {calls / ROUNDS:,.0f} calls a run, the longest {longest:,.0f}; "
        f"{CALLS_A_SECOND:g} calls a second for each interface, {LATENCY_MS} ms an answer\n"
    )
    table(
        ("way", "seconds (lowest to highest)"),
        [
            ("longest stream's calls / quota", f"{bound:.1f}"),
            ("tap", seconds.spread(".1f")),
            ("sequential loop", f"{loop:.1f}"),
        ],
    )
    verdict("tap / bound", seconds.middle / bound, 1.1, at_most=True)
    verdict("quota answers, % of calls", 100 * refused / calls, 0.5, at_most=True)
    verdict("sequential loop / tap", loop / seconds.middle, 6)
    plot.quota({"tap": seconds.middle, "sequential loop": loop}, bound)


if __name__ == "__main__":
    main()
