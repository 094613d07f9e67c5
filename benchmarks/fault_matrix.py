"""Every fault the sandbox knows, at four places of a run, at both gateways.

In the end all rows are there; or the run failed with words, and the one after it, from the state
that was left, brought what was missing. `python -m benchmarks.fault_matrix [workers]`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table, verdict
from tests.helpers.running import NOW, WITHOUT_LIMIT, Run, Tap
from wdt_sandbox import Sandbox
from wdt_sandbox.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
HTTP = (400, 403, 404, 405, 408, 429, 500, 502, 503, 504)
MESSAGES = ("invalid http status 502", "未知错误", "Deadlock found", "系统异常", "请求过于频繁")
# The tap is patient with these for longer than a program should run; and an interface that is
# always empty and tells no total cannot be told from an empty one.
NEVER_LASTING = {
    *("quota", "concurrency", "top_ban", "http_429", "请求过于频繁"),
    *("hollow, empty", "hollow, absent"),
}
TIMES = {"once": 1, "lasting": None}
SETTINGS = {
    "start_date": "2026-06-18",
    "page_size": PAGE_SIZE,
    "requests_per_minute": 10**6,
    "request_timeout_seconds": 2,
    "outage_patience_minutes": 0.1,
}
BILINGUAL = re.compile(r"ERROR .*[\u4e00-\u9fff].* / .*[a-z]{3}")


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
        elif kind in {"timeout", "trickle"}:
            yield (
                kind,
                {"kind": kind, "seconds": 3, **({"chunk": 1} if kind == "trickle" else {})},
                False,
            )
        else:
            yield kind, {"kind": kind}, meaning.qimen


def cells() -> Iterator[Cell]:
    """All of them."""
    for gateway, (name, fault, only_qimen), place, lasts in product(
        GATEWAYS, list(faults()), PLACES, TIMES
    ):
        if (only_qimen and gateway != "qimen") or (lasts == "lasting" and name in NEVER_LASTING):
            continue
        yield Cell(gateway, name, fault, place, lasts)


class World:
    """A sandbox and what a calm run of each gateway brings; one for each worker."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._sandbox = Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT)
        self._sandbox.__enter__()
        self._tap = Tap(Path(self._folder.name))
        self.calm = {gateway: tables(self._run(gateway)) for gateway in GATEWAYS}

    def _run(self, gateway: str, state: dict[str, Any] | None = None) -> Run:
        config = self._sandbox.config(gateway, **SETTINGS)
        return self._tap.run(config, streams=tuple(KEYS), state=state)

    def outcome(self, cell: Cell) -> str:
        """What came of a cell, in a word, or what is wrong."""
        calm = self.calm[cell.gateway]
        where = dict(PLACES[cell.place])
        if cell.place == "last page":
            where["page"] = (len(calm["raw_trades"]) - 1) // PAGE_SIZE
        self._sandbox.reset()
        self._sandbox.behave(faults=[{**cell.fault, **where, "times": TIMES[cell.lasts]}])
        try:
            first = self._run(cell.gateway)
        except subprocess.TimeoutExpired:
            return "WRONG: no end"
        if "Traceback" in first.log:
            return "WRONG: a traceback"
        arrived = tables(first)
        if first.exit_code == 0:
            return "complete" if arrived == calm else "WRONG: exit code 0, rows missing"
        if not BILINGUAL.search(first.log):
            return "WRONG: no words"
        self._sandbox.reset()
        second = self._run(cell.gateway, first.state)
        after = tables(second)
        together = {stream: arrived[stream] | after[stream] for stream in KEYS}
        if second.exit_code or together != calm:
            return "WRONG: rows missing after the next run"
        return "failed with words, complete after the next"

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


def main() -> None:
    """Run all cells and print what came of them."""
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    local = threading.local()
    worlds: list[World] = []

    def outcome(cell: Cell) -> str:
        if not hasattr(local, "world"):
            local.world = World()
            worlds.append(local.world)
        found: str = local.world.outcome(cell)
        if found.startswith("WRONG"):
            print(f"{cell.gateway} {cell.name}, {cell.place}, {cell.lasts}: {found}", flush=True)
        return found

    every = list(cells())
    with ThreadPoolExecutor(workers) as pool:
        outcomes = list(pool.map(outcome, every))
    for world in worlds:
        world.close()
    by = Counter((cell.lasts, found) for cell, found in zip(every, outcomes, strict=True))
    table(
        ("fault", "outcome", "cells"),
        [(lasts, found, f"{count}") for (lasts, found), count in sorted(by.items())],
    )
    wrong = sum(found.startswith("WRONG") for found in outcomes)
    verdict("cells that went wrong", wrong, 0, at_most=True)


if __name__ == "__main__":
    main()
