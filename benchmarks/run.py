"""The tap as its user runs it: a process with a configuration file and a catalog."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

FAMILY = ("trades", "trade_lines")


def command(folder: Path, config: dict[str, Any], streams: tuple[str, ...] = FAMILY) -> list[str]:
    """The command line of a run of these streams; its files are put into the folder."""
    files = {"config": config, "catalog": catalog_of(config, streams)}
    arguments = [sys.executable, "-m", "tap_wdt_flagship"]
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(content, default=str), encoding="utf-8")
        arguments += [f"--{name}", str(path)]
    return arguments
