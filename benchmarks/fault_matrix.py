"""Every fault the sandbox knows, at four places of a run, once and for good, at both gateways.

In the end all rows are there; or the run failed with words, and the one after it, from the state
that was left, brought what was missing. `python -m benchmarks.fault_matrix [workers]`; `--gateway`,
`--fault`, `--place` and `--lasts` run some cells again. What went wrong is kept in `--logs`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.forked_tap import ForkedTap, preload
from benchmarks.measure import table, verdict
from tests.helpers.catalogs import catalog_of
from tests.helpers.running import NOW, WITHOUT_LIMIT, Run
from wdt_sandbox import Sandbox
from wdt_sandbox.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GATEWAYS = ("wdt", "qimen")
RAW_TRADES, LOGS = "sales.RawTrade.search", "sales.TradeQuery.getLog2"
KEYS = {
    "raw_trades": ("rec_id",),
    "raw_trade_lines": ("raw_trade_rec_id", "rec_id"),
    "trades": ("trade_id",),
    "trade_logs": ("trade_no", "_position"),
}
PAGE_SIZE = 10
PLACES: dict[str, dict[str, Any]] = {
    "first call": {"method": RAW_TRADES},
    "mid-window": {"method": RAW_TRADES, "page": 1},
    "last page": {"method": RAW_TRADES},
    "driven call": {"method": LOGS},
}
AFFECTED = {
    RAW_TRADES: ("raw_trades", {"raw_trades", "raw_trade_lines"}),
    LOGS: ("logged_trades", {"trade_logs"}),
}
HTTP = (400, 403, 404, 405, 408, 429, 500, 502, 503, 504)
MESSAGES = ("invalid http status 502", "未知错误", "Deadlock found", "系统异常", "请求过于频繁")
# What the error of a run that failed has to say; of others, the fault's own name.
SAID = {
    **dict.fromkeys(("database_4", "database_5"), "数据库错误"),
    "other_99": "其他错误",
    "dynamic_password": "动态口令",
    "ip_restricted": "白名单",
    "refusal": "权限不足",
    "quota": "频率",
    "concurrency": "并发",
    "top_ban": "限流",
    **dict.fromkeys(("top_isp", "top"), "奇门平台暂时故障"),
    "no_status": "no status",
    **{f"http_{status}": f"HTTP {status}" for status in HTTP},
    "html": "网页",
    "empty": "JSON",
    **dict.fromkeys(("cut", "reset"), "中断|没有应答"),
    **dict.fromkeys(("timeout", "trickle"), "请求超时"),
    **dict.fromkeys(("hollow, empty", "hollow, absent"), "空结果"),
}
TIMES = {"once": 1, "lasting": None}
SETTINGS = {
    "start_date": "2026-06-18",
    "page_size": PAGE_SIZE,
    "requests_per_minute": 10**6,
    "outage_patience_minutes": 0.1,
}
SLOW = {"timeout", "trickle"}
ERROR = re.compile(r"ERROR .*[\u4e00-\u9fff].* / .*[a-z]{3}")
CURE = re.compile("请(?!求)")
# What is always empty and tells no total cannot be told from what has no data.
TOLD_NOTHING = "raw_trades：每次回答都没有行，也没有总数"
# A report failed, and not the run as a whole.
REPORT_FAILED = "个报表失败"
EVERY_SECONDS = 60.0


@dataclass(frozen=True)
class Cell:
    """A fault at a place."""

    gateway: str
    name: str
    fault: dict[str, Any]
    place: str
    lasts: str


def faults() -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every kind, in its forms: a name, what the sandbox is told, and whether only Qimen has it."""
    for kind, meaning in KINDS.items():
        if kind == "http_NNN":
            for status in HTTP:
                yield f"http_{status}", {"kind": f"http_{status}"}, False
        elif kind == "unknown_100":
            for message in MESSAGES:
                yield message, {"kind": kind, "message": message}, False
        elif kind == "refusal":
            yield "refusal", {"kind": kind, "status": 100, "message": "权限不足"}, False
        elif kind == "hollow":
            for how in ("empty", "absent"):
                yield f"hollow, {how}", {"kind": kind, "list": how}, False
        elif kind in SLOW:
            yield (
                kind,
                {"kind": kind, "seconds": 8, **({"chunk": 1} if kind == "trickle" else {})},
                False,
            )
        else:
            yield kind, {"kind": kind}, meaning.qimen


def cells() -> Iterator[Cell]:
    """All of them."""
    for gateway, (name, fault, only_qimen), place, lasts in product(
        GATEWAYS, list(faults()), PLACES, TIMES
    ):
        if not only_qimen or gateway == "qimen":
            yield Cell(gateway, name, fault, place, lasts)


class World:
    """A sandbox and what a calm run of each gateway brings; one for each worker."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._sandbox = Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT)
        self._sandbox.__enter__()
        self._tap = ForkedTap(Path(self._folder.name))
        self._catalogs: dict[str, Any] = {}
        self.calm = {gateway: tables(self._run(gateway)) for gateway in GATEWAYS}
        self.logs: list[str] = []

    def _run(self, gateway: str, state: dict[str, Any] | None = None, **settings: Any) -> Run:
        config = self._sandbox.config(gateway, **SETTINGS, **settings)
        if gateway not in self._catalogs:
            catalog = catalog_of(config, KEYS)
            wanted = [each for each in catalog["streams"] if each["tap_stream_id"] in KEYS]
            self._catalogs[gateway] = {"streams": wanted}
        return self._tap.run(config, catalog=self._catalogs[gateway], state=state)

    def outcome(self, cell: Cell) -> str:
        """What came of a cell, in a word, or what is wrong."""
        calm = self.calm[cell.gateway]
        where = dict(PLACES[cell.place])
        if cell.place == "last page":
            where["page"] = (len(calm["raw_trades"]) - 1) // PAGE_SIZE
        self._sandbox.reset()
        self._sandbox.behave(faults=[{**cell.fault, **where, "times": TIMES[cell.lasts]}])
        slow = cell.fault["kind"] in SLOW
        self._tap.impatient = cell.lasts == "lasting"
        try:
            first = self._run(cell.gateway, request_timeout_seconds=6 if slow else 60)
        except subprocess.TimeoutExpired:
            return "WRONG: no end"
        self.logs = [first.log]
        if self._sandbox.behave()["faults"][0].get("times"):
            return "WRONG: never met"
        arrived = tables(first)
        if first.exit_code == 0:
            return _of_success(first, complete=arrived == calm)
        if wrong := _wrong_words(cell, first.log) or self._wrong_elsewhere(cell, first, arrived):
            return f"WRONG: {wrong}"
        self._sandbox.reset()
        second = self._run(cell.gateway, first.state)
        self.logs.append(second.log)
        after = tables(second)
        together = {stream: arrived[stream] | after[stream] for stream in KEYS}
        if second.exit_code or together != calm:
            return "WRONG: rows missing after the next run"
        return "failed with words, complete after the next"

    def _wrong_elsewhere(self, cell: Cell, run: Run, arrived: dict[str, Any]) -> str | None:
        """What is wrong with reports that the fault is not about."""
        others = KEYS.keys() - AFFECTED[PLACES[cell.place]["method"]][1]
        complete = all(arrived[stream] == self.calm[cell.gateway][stream] for stream in others)
        if complete or REPORT_FAILED not in run.log:
            return None
        return "another report is not complete"

    def close(self) -> None:
        """Stop the sandbox."""
        self._sandbox.__exit__(None, None, None)
        self._folder.cleanup()


def tables(run: Run) -> dict[str, dict[tuple[Any, ...], Any]]:
    """What a target would hold, but for the times of reading."""
    return {
        stream: {
            key: {name: value for name, value in row.items() if name != "_read_at"}
            for key, row in run.table(stream, *keys).items()
        }
        for stream, keys in KEYS.items()
    }


def _of_success(run: Run, *, complete: bool) -> str:
    """What came of a run that ended with exit code 0."""
    if not complete and TOLD_NOTHING in run.log and not run.records["raw_trades"]:
        return "warned that neither a row nor a total came"
    return "complete" if complete else "WRONG: exit code 0, rows missing"


def _wrong_words(cell: Cell, log: str) -> str | None:
    """What is wrong with what a run that failed says of it."""
    if "Traceback" in log:
        return "a traceback"
    errors = [line for line in log.splitlines() if ERROR.search(line)]
    about = [line for line in errors if re.search(SAID.get(cell.name, cell.name), line)]
    if not about:
        return "other words"
    report = AFFECTED[PLACES[cell.place]["method"]][0]
    if REPORT_FAILED in log and not any(re.search(rf"{report} \S+（", line) for line in about):
        return "the report is not named"
    return None if any(CURE.search(line) for line in about) else "no cure"


class Progress:
    """Cells that are done of all, told once a minute."""

    def __init__(self, cells: int, logs: Path) -> None:
        self._cells = cells
        self._logs = logs
        self._lock = threading.Lock()
        self._done: Counter[bool] = Counter()
        self._told_at = self._begun = time.monotonic()

    def note(self, cell: Cell, found: str, logs: Sequence[str]) -> None:
        """Take note of a cell; what went wrong is told at once, and its logs are kept."""
        wrong = found.startswith("WRONG")
        with self._lock:
            self._done[wrong] += 1
            if wrong:
                name = f"{cell.gateway} {cell.name}, {cell.place}, {cell.lasts}"
                print(f"{name}: {found}", flush=True)
                self._logs.mkdir(parents=True, exist_ok=True)
                (self._logs / f"{name}.log").write_text("\n-- next run --\n".join(logs))
            now, done = time.monotonic(), self._done.total()
            if now - self._told_at >= EVERY_SECONDS or done == self._cells:
                self._told_at = now
                minutes = (now - self._begun) / 60
                print(
                    f"{done}/{self._cells}, {self._done[True]} wrong, {minutes:.0f} min", flush=True
                )


def main() -> None:
    """Run all cells, or some, and print what came of them."""
    asked = _arguments()
    preload("wdt_sandbox")
    every = [
        cell
        for cell in cells()
        if asked.fault in cell.name
        and all(
            wanted in {None, here}
            for wanted, here in (
                (asked.gateway, cell.gateway),
                (asked.place, cell.place),
                (asked.lasts, cell.lasts),
            )
        )
    ]
    local = threading.local()
    worlds: list[World] = []
    progress = Progress(len(every), asked.logs)

    def outcome(cell: Cell) -> str:
        if not hasattr(local, "world"):
            local.world = World()
            worlds.append(local.world)
        found: str = local.world.outcome(cell)
        progress.note(cell, found, local.world.logs)
        return found

    with ThreadPoolExecutor(asked.workers) as pool:
        outcomes = list(pool.map(outcome, every))
    for world in worlds:
        world.close()
    _print_outcomes(every, outcomes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workers", nargs="?", type=int, default=4)
    parser.add_argument("--gateway", choices=GATEWAYS)
    parser.add_argument("--fault", default="", help="part of its name")
    parser.add_argument("--place", choices=[*PLACES])
    parser.add_argument("--lasts", choices=[*TIMES])
    parser.add_argument("--logs", type=Path, default=Path("output/fault_matrix"))
    return parser.parse_args()


def _print_outcomes(every: Sequence[Cell], outcomes: Sequence[str]) -> None:
    by = Counter(
        (cell.name, cell.lasts, found) for cell, found in zip(every, outcomes, strict=True)
    )
    table(("fault", "how often", "outcome", "cells"), [(*key, f"{by[key]}") for key in sorted(by)])
    total = Counter(outcomes)
    table(("outcome", "cells"), [(found, f"{total[found]}") for found in sorted(total)])
    wrong = sum(found.startswith("WRONG") for found in outcomes)
    print(f"{len(every)} cells, {len(every) - wrong} passed")
    verdict("cells that went wrong", wrong, 0, at_most=True)


if __name__ == "__main__":
    main()
