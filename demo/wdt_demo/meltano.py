"""Runs the demo's pair of plugins as its user would: with ``meltano run``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from wdt_demo.report import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EXTRACTOR = "tap-wdt-flagship-demo"
LOADER = "target-postgres-demo"
INSTALLING = "Install"
OF_A_REPORT = "行/rows: "


def sync_arguments(*, full_refresh: bool) -> list[str]:
    """Arguments of the sync.

    ``--full-refresh`` where the database is empty: Meltano may remember an earlier one.
    ``--force`` because a run that was killed counts as running for some minutes.
    """
    return ["run", "--force", *(["--full-refresh"] * full_refresh), EXTRACTOR, LOADER]


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run Meltano, and pass on what it logs."""
    with subprocess.Popen(  # noqa: S603
        [_executable(), *arguments],
        env={**os.environ, **environment, "MELTANO_CLI_LOG_FORMAT": "json"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            if message := message_of(line.rstrip()):
                say(message)
    return process.returncode


def _executable() -> str:
    """The Meltano that runs this plugin: it leaves a link to itself in its directory."""
    link = Path(os.environ.get("MELTANO_SYS_DIR_ROOT", ".meltano")) / "run" / "bin"
    return str(link) if link.exists() else shutil.which("meltano") or "meltano"


def message_of(line: str) -> str:
    """A log line without what the Meltano outside puts in front of it again.

    What goes well is told by the tap alone, and not report by report: a table follows.
    """
    try:
        entry = json.loads(line)
    except ValueError:
        return "" if "[info " in line else line  # Meltano's first one is not in JSON yet
    name = entry.get("name", "meltano")
    told = name == EXTRACTOR and OF_A_REPORT not in entry["event"]
    told = told or (name == "meltano" and entry["event"].startswith(INSTALLING))
    return f"{name}: {entry['event']}" if told or entry["level"] != "info" else ""
