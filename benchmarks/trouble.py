"""Completeness in trouble, on both gateways: rows are counted against the shop's own truth.

First a gateway whose rows are modified while they are paged, without and with faults on the way,
beside the same world left alone. Then a second in which thousands of rows were modified together,
some of them modified again while they are read. What leaves its window while it is read is newer
than the run: the next run brings it, so each trial is two runs, and the calls are the first one's.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from benchmarks.measure import Figures, table, verdict
from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap
from tests.helpers.truth import by_key, differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.helpers.truth import Rows

GATEWAYS = ("wdt", "qimen")
STREAMS = (
    *("raw_trades", "raw_trade_lines", "trades", "trade_lines"),
    *("sales_stockouts", "sales_stockout_lines", "raw_refunds", "refunds"),
)
WORLD: dict[str, Any] = {"seed": 7, "days": 8, "orders_per_day": 500}
SINCE = "2026-06-15 00:00:00"
PAGE_SIZE = 10
LATENCY_MS = 10  # so that calls of an interface meet
CHURN = {"fraction": 0.2, "limit": 10**6}

PASSING = (
    *("invalid http status 502", "SQL异常,请联系旺店通", "Deadlock found when trying to get lock"),
    *("Read timed out", "系统异常", "查询超时", "请求过于频繁", "未知错误"),
)
TOP = (
    {"code": 10, "msg": "Service Currently Unavailable", "sub_code": ""},
    {"code": 15, "sub_code": "isp.http-read-timeout"},
    {"code": 15, "sub_code": "isv.remote-service-timeout"},
)
HOLLOW_RATE, PASSING_RATE = 0.05, 0.005
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "hollow", "list": "empty", "rate": HOLLOW_RATE / 2, "only_crowded": True},
    {"kind": "hollow", "list": "absent", "rate": HOLLOW_RATE / 2, "only_crowded": True},
    *({"kind": "unknown_100", "message": said, "rate": PASSING_RATE} for said in PASSING),
    *({"kind": "top", **said, "rate": PASSING_RATE} for said in TOP),
)
SITUATIONS: dict[str, dict[str, Any]] = {
    "clean": {},
    "churn": {"churn": CHURN},
    "churn + faults": {"churn": CHURN, "faults": FAULTS, "total_counts": "first_page"},
}

RAW_TRADES = "sales.RawTrade.search"
BUSY_WORLD: dict[str, Any] = {"days": 60, "orders_per_day": 320}
BUSY_SINCE = "2026-06-18 00:00:00"
BUSY_ROWS, BUSY_RUNS, CALLS_A_CHANGE = 6_000, 10, 3


AGAIN, SPLIT = r"read again (\d+)", r"/split (\d+)"
CLOCK = "时间戳|(?i:timestamp)"
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True)
class Trial:
    """What two runs brought, and what the first one took."""

    rows: int
    missing: int
    wrong: int
    """Rows that differ in any column, or that the shop does not have."""

    calls: int
    refused: int
    again: int
    splits: int

    @property
    def unsound(self) -> int:
        """Rows that a user would miss or be misled by."""
        return self.missing + self.wrong


def trial(sandbox: Sandbox, config: dict[str, Any], streams: tuple[str, ...], since: str) -> Trial:
    """A run while the gateway behaves as it was told to, and one when all is calm again."""
    arrived: dict[str, Rows] = {stream: {} for stream in streams}
    with TemporaryDirectory() as folder:
        tap = Tap(Path(folder))
        sandbox.reset_stats()
        log, state = _run(tap.command(config, streams=streams), arrived)
        stats = sandbox.stats()
        sandbox.reset()
        sandbox.advance(3600)
        until = (sandbox.now() - timedelta(seconds=config["delay_seconds"])).isoformat()
        _run(tap.command(config, streams=streams, state=state), arrived)
    counts = Counter[str]()
    for stream, rows in arrived.items():
        counts.update(_compared(sandbox, config["app_type"], stream, rows, since, until))
    again, splits = (sum(int(n) for n in re.findall(word, log)) for word in (AGAIN, SPLIT))
    return Trial(
        rows=counts["rows"],
        missing=counts["missing"],
        wrong=counts["wrong"],
        calls=stats["calls"],
        refused=_refused(stats),
        again=again,
        splits=splits,
    )


def _run(command: list[str], arrived: Mapping[str, Rows]) -> tuple[str, dict[str, Any]]:
    """The log and the last state of a run; its records go where a target would have them."""
    done = subprocess.run(command, capture_output=True, check=False)
    log = done.stderr.decode(errors="replace")
    if done.returncode:
        raise SystemExit(log)
    state: dict[str, Any] = {}
    for line in done.stdout.split(b"\n")[:-1]:
        message = _decode(line)
        if message["type"] == "RECORD":
            arrived[message["stream"]].update(by_key(message["stream"], [message["record"]]))
        elif message["type"] == "STATE":
            state = message["value"]
    return log, state


def _refused(stats: dict[str, Any]) -> int:
    """Calls that were refused or answered with nothing.

    Not those by which the tap finds out that the world's clock is not this machine's.
    """
    said = Counter[str]()
    for interface in stats["interfaces"]:
        said.update(interface["refusals"])
    hollow = [entry for entry in stats["journal"] if entry.get("fault") == "hollow"]
    refused = sum(count for words, count in said.items() if not re.search(CLOCK, words))
    return refused + len(hollow)


def _compared(  # noqa: PLR0913, PLR0917
    sandbox: Sandbox, app_type: str, stream: str, arrived: Rows, since: str, until: str
) -> Mapping[str, int]:
    """How many rows there should be, are missing, and are wrong.

    Rows that changed behind the second run's end are the next run's.
    """
    truth = truth_of(sandbox, stream, app_type, since=since, until=until)
    invented = arrived.keys() - truth.keys()
    if invented:
        invented -= truth_of(sandbox, stream, app_type, since=until).keys()
    different = [
        key
        for key in truth.keys() & arrived.keys()
        if differences(stream, {key: arrived[key]}, {key: truth[key]})
    ]
    return {
        "rows": len(truth),
        "missing": len(truth.keys() - arrived.keys()),
        "wrong": len(different) + len(invented),
    }


def troubled(app_type: str) -> dict[str, Trial]:
    """A trial of each situation, each in the same world."""
    found = {}
    for name, behaviour in SITUATIONS.items():
        with Sandbox(**WORLD, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as sandbox:
            sandbox.behave(latency_ms=LATENCY_MS, **behaviour)
            config = _config(sandbox, app_type, SINCE, page_size=PAGE_SIZE)
            found[name] = trial(sandbox, config, STREAMS, SINCE)
    return found


def busy(app_type: str) -> Iterator[Trial]:
    """Trials of a second in which many rows were modified, each in a world of its own.

    In the first none of them is modified again.
    """
    for seed in range(BUSY_RUNS + 1):
        with Sandbox(
            **BUSY_WORLD, seed=seed, now=NOW, time_scale=0, quota=WITHOUT_LIMIT
        ) as sandbox:
            moved = sandbox.mass_update(RAW_TRADES, BUSY_ROWS)
            assert moved["rows"] == BUSY_ROWS
            if seed:
                sandbox.behave(churn={"every": CALLS_A_CHANGE, "limit": 10**6})
            sandbox.advance(3600)
            config = _config(sandbox, app_type, BUSY_SINCE)
            yield trial(sandbox, config, ("raw_trades",), BUSY_SINCE)


def _config(sandbox: Sandbox, app_type: str, since: str, **settings: Any) -> dict[str, Any]:
    return sandbox.config(
        app_type,
        start_date=since,
        delay_seconds=120,
        requests_per_minute=10**6,
        **settings,
    )


def _row(*cells: object) -> list[str]:
    return [f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells]


def _print_troubled() -> None:
    rows, unsound, ratio = [], 0, 0.0
    for app_type in GATEWAYS:
        found = troubled(app_type)
        clean = found["clean"].calls
        for name, it in found.items():
            unsound += it.unsound
            counts = (it.rows, it.calls, f"{it.calls / clean:.2f}", it.refused)
            rows.append(_row(app_type, name, *counts, it.again, it.splits, it.missing, it.wrong))
        ratio = max(ratio, found["churn + faults"].calls / found["churn"].calls)
    print(
        f"{len(STREAMS)} streams, {PAGE_SIZE} rows a page; churn modifies "
        f"{CHURN['fraction']:.0%} of the rows served while their window is paged; faults: "
        f"{HOLLOW_RATE:.0%} hollow answers where calls meet, totals on the first page only, "
        f"{PASSING_RATE:.1%} of each of {len(PASSING)} passing messages and, at Qimen, of "
        f"{len(TOP)} of Taobao's\n"
    )
    table(
        (
            *("gateway", "situation", "rows", "calls", "of clean", "refused or hollow"),
            *("read again", "split", "rows missing", "rows wrong"),
        ),
        rows,
    )
    verdict("rows missing or wrong", unsound, 0, at_most=True)
    verdict("calls with churn and faults / with churn", ratio, 1.15, at_most=True)


def _print_busy() -> None:
    rows, complete = [], 0
    for app_type in GATEWAYS:
        calm, *runs = busy(app_type)
        calls, reads = Figures([it.calls for it in runs]), Figures([1 + it.again for it in runs])
        sound = sum(not it.unsound for it in runs)
        complete += sound
        cells = (app_type, sound, calls.spread(), f"{calls.middle / calm.calls:.1f}")
        rows.append(_row(*cells, reads.spread()))
    print(
        f"\n{BUSY_ROWS:,} rows modified in one second, one of them again every {CALLS_A_CHANGE} "
        f"calls; {BUSY_RUNS} runs a gateway, beside one in which none is modified again\n"
    )
    table(("gateway", "complete", "calls (lowest to highest)", "of calm", "reads"), rows)
    verdict("runs complete", complete, BUSY_RUNS * len(GATEWAYS))


def main() -> None:
    """Measure and print."""
    _print_troubled()
    _print_busy()


if __name__ == "__main__":
    main()
