"""The time left that a run told, against what it took.

Reports of different sizes at 300 calls a minute, the longest with a row a page, so that a window
takes one page at night and several by day. Then the same where the gateway allows half of what the
settings say, which the tap has to find out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import table
from benchmarks.run import command
from wdt_sandbox import Sandbox

NOW = "2026-06-18 20:00:00"
START = "2026-05-30"
CALLS_A_MINUTE = 300
STREAMS = ("trades", "trade_lines", "refunds", "stock_changes", "stockouts", "stock_specs", "shops")
OPTIONS = {
    "trades": {"page_size": 1},
    "stockouts": {"page_size": 2},
    "stock_changes": {"start_date": "2026-06-13"},  # two passes
}
AT = (0.1, 0.5, 0.9)
# Progress is told once a minute; here once a second, to be asked at any moment.
TAP = (
    "from tap_wdt_flagship.engine import summary;"
    "summary.PROGRESS_SECONDS = 1.0;"
    "from tap_wdt_flagship.tap import TapWdtFlagship;"
    "TapWdtFlagship.cli()"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "singer_sdk.logging.StructuredFormatter"}},
    "handlers": {
        "file": {"class": "logging.FileHandler", "formatter": "lines", "encoding": "utf-8"},
    },
    "root": {"level": "INFO", "handlers": ["file"]},
}


@dataclass
class Told:
    """What a run said of itself."""

    before: float | None
    left: list[tuple[float, float]]
    """Seconds since its beginning, and the minutes that were left by then."""
    took: float


def run(folder: Path, sandbox: Sandbox, start: str) -> Told:
    """The tap, run to its end."""
    config = sandbox.config(
        start_date=start,
        end_date=NOW.replace(" ", "T"),
        requests_per_minute=CALLS_A_MINUTE,
        stream_options=OPTIONS,
    )
    log, logging = folder / "log", folder / "logging.json"
    logging.write_text(json.dumps(LOGGING).replace('"class"', f'"filename": "{log}", "class"', 1))
    _, _, _, *arguments = command(folder, config, STREAMS)
    subprocess.run(
        [sys.executable, "-c", TAP, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"SINGER_SDK_LOG_CONFIG": str(logging)},
        check=True,
    )
    lines = [json.loads(line)["extra"] for line in log.read_text(encoding="utf-8").splitlines()]
    log.unlink()
    return read(lines)


def read(lines: list[dict[str, Any]]) -> Told:
    """The figures of structured log lines."""
    before = next((line["minutes"] for line in lines if "slowest" in line), None)
    left = [(line["seconds"], line["minutes_left"]) for line in lines if "minutes_left" in line]
    took = max(line["seconds"] for line in lines if "reports" in line)
    return Told(before, left, took)


def report(title: str, told: Told) -> None:
    """Print what was told at some moments beside what was left then."""
    before = "nothing" if told.before is None else f"{told.before:.1f} min"
    print(f"{title}: {told.took / 60:.1f} min; told before the first call: {before}\n")
    rows = []
    for share in AT:
        seconds, minutes = min(told.left, key=lambda one: abs(one[0] - share * told.took))
        left = (told.took - seconds) / 60
        off = 100 * (minutes - left) * 60 / told.took
        rows.append((f"{share:.0%}", f"{minutes:.1f}", f"{left:.1f}", f"{off:+.1f} %"))
    table(("of the run", "told: min left", "it took", "off, of the whole run"), rows)


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder, Sandbox(seed=7, now=NOW, time_scale=0) as sandbox:
        for title, allowed in (
            ("quota as set", 2 * CALLS_A_MINUTE),
            ("half of the quota that is set", CALLS_A_MINUTE // 2),
        ):
            sandbox.behave(quota={"calls": allowed, "seconds": 60}, latency_ms=50)
            report(title, run(Path(folder), sandbox, START))


if __name__ == "__main__":
    main()
