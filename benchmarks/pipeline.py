"""The whole pipe, `tap | target-jsonl`, `tap | target-postgres`, `tap | target-pgcopy`: what costs.

Each target is run once more on the same messages from a file, to tell what it takes by itself.
`wdt-load`, where it is installed, reads and loads in one process: it takes no messages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measure import ROUNDS, Figures, table
from benchmarks.pages import LINES, SIZE
from benchmarks.replay import replay, span
from benchmarks.run import FAMILY, command
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGES = 20
ORDERS = PAGES * SIZE
JSONL = ["uvx", "--quiet", "--from", "target-jsonl~=0.1.4", "target-jsonl"]
POSTGRES, FAST, WHOLE = "target-postgres", "target-pgcopy", "wdt-load"
# A dataset of its own for each round, or it would go on where the last one stopped.
AFRESH = 'exec "$0" "$@" --dataset "dlt_$$"'
# As meltano.yml sets them.
EXACT = {"use_copy": False, "validate_records": False, "default_target_schema": "wdt"}
COPY = {**EXACT, "use_copy": True}


@dataclass
class Cost:
    """What rounds of one way took: seconds, and seconds of CPU of the tap and of the target."""

    seconds: Figures = field(default_factory=Figures)
    tap: Figures = field(default_factory=Figures)
    target: Figures = field(default_factory=Figures)


def measure(cost: Cost, tap: Sequence[str] | Path, target: Sequence[str] | None) -> None:
    """Run a tap, or a file of its messages, into a target, or into nothing."""
    begun = time.perf_counter()
    source = None
    if isinstance(tap, Path):
        feed: Any = tap.open("rb")
    else:
        out = subprocess.DEVNULL if target is None else subprocess.PIPE
        source = subprocess.Popen(tap, stdout=out, stderr=subprocess.DEVNULL)
        feed = source.stdout
    if target is not None:
        sink = subprocess.Popen(
            target, stdin=feed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        feed.close()
        cost.target.values.append(_cpu(sink))
    if source is not None:
        cost.tap.values.append(_cpu(source))
    cost.seconds.values.append(time.perf_counter() - begun)


def _cpu(process: subprocess.Popen[bytes]) -> float:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def targets(folder: Path, address: str) -> dict[str, list[str]]:
    """Name -> command line."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    configs = {
        "jsonl": {"destination_path": str(folder)},
        "exact": {**EXACT, "sqlalchemy_url": url},
        "copy": {**COPY, "sqlalchemy_url": url},
        "fast": {"default_target_schema": "fast", "sqlalchemy_url": url},
    }
    for name, config in configs.items():
        (folder / f"{name}.json").write_text(json.dumps(config), encoding="utf-8")
    programs = Path(sys.executable).parent
    program, fast = (shutil.which(name, path=str(programs)) or name for name in (POSTGRES, FAST))
    return {
        "target-jsonl": [*JSONL, "--config", str(folder / "jsonl.json")],
        "target-postgres": [program, "--config", str(folder / "exact.json")],
        "target-postgres, use_copy": [program, "--config", str(folder / "copy.json")],
        "target-pgcopy": [fast, "--config", str(folder / "fast.json")],
    }


def whole(folder: Path, address: str) -> dict[str, list[str]]:
    """The command line of `wdt-load`, with the settings that the tap has in this folder."""
    program = shutil.which(WHOLE, path=str(Path(sys.executable).parent))
    if program is None:
        return {}
    options = [part for stream in FAMILY for part in ("--select", stream)]
    options += ["--config", str(folder / "config.json")]
    # dlt asks for a host and a password, though the server is behind a socket and needs neither.
    address = address.replace("postgres@/", "postgres:none@localhost/")
    return {WHOLE: ["sh", "-c", AFRESH, program, "--to", address, *options]}


def main() -> None:
    """Measure and print."""
    with (
        TemporaryDirectory() as name,
        postgres(Path(name) / "data") as address,
        replay(PAGES) as account,
    ):
        folder = Path(name)
        tap = command(folder, {**account, **span(ORDERS, PAGES)})
        messages = folder / "messages.jsonl"
        with messages.open("wb") as out:
            subprocess.run(tap, stdout=out, stderr=subprocess.DEVNULL, check=True)
        ways: dict[str, tuple[Sequence[str] | Path, Sequence[str] | None]] = {
            "tap > /dev/null": (tap, None)
        }
        for target, run in targets(folder, address).items():
            measure(Cost(), messages, run)  # makes tables and environments
            ways |= {f"tap | {target}": (tap, run), f"{target} < file": (messages, run)}
        ways |= {name: (run, None) for name, run in whole(folder, address).items()}
        costs = {way: Cost() for way in ways}
        for _ in range(ROUNDS):
            for way, (source, sink) in ways.items():
                measure(costs[way], source, sink)
    print(f"{ORDERS:,} orders, {LINES} lines each; {os.cpu_count()} processors\n")
    table(
        ("way", "seconds (lowest to highest)", "CPU of the tap", "CPU of the target", "orders/s"),
        [
            (
                way,
                cost.seconds.spread(".1f"),
                f"{cost.tap.middle:.1f} s" if cost.tap.values else "",
                f"{cost.target.middle:.1f} s" if cost.target.values else "",
                f"{ORDERS / cost.seconds.middle:,.0f}",
            )
            for way, cost in costs.items()
        ],
    )


if __name__ == "__main__":
    main()
