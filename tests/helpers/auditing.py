"""`wdt-audit`, run as its user runs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from tap_wdt_flagship.audit.command import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

KINDS = ("missing", "coming", "gone", "surplus")


@dataclass
class Audited:
    """What an audit told."""

    exit_code: int
    log: str
    rows: list[dict[str, Any]]
    windows: list[dict[str, str]]

    def found(self, stream: str) -> dict[str, int]:
        """How many rows of a report differ, and how."""
        own = [row for row in self.rows if row["stream"] == stream]
        assert own, f"{stream} was not audited"
        return {kind: n for kind in KINDS if (n := sum(row[kind] for row in own))}

    @property
    def differing(self) -> dict[str, dict[str, int]]:
        """The reports that differ."""
        names = dict.fromkeys(row["stream"] for row in self.rows)
        return {name: found for name in names if (found := self.found(name))}

    @property
    def failed(self) -> dict[str, str]:
        """Reports that could not be compared, and why."""
        return {row["stream"]: row["cause"] for row in self.rows if row["outcome"] == "failed"}


class Auditor:
    """Runs audits of one database."""

    def __init__(self, folder: Path, config: dict[str, Any], address: str) -> None:
        self._folder = folder
        self._address = address
        self._config = folder / "audit-config.json"
        self._config.write_text(json.dumps(config, default=str), encoding="utf-8")

    def run(self, *arguments: str, state: dict[str, Any] | None = None) -> Audited:
        """Audit, and parse what was told."""
        repair = self._folder / "repair.json"
        options = ["--json", "--repair", str(repair), *arguments]
        if state is not None:
            file = self._folder / "audit-state.json"
            file.write_text(json.dumps(state), encoding="utf-8")
            options += ["--state", str(file)]
        done = self.raw(*options)
        assert done.exit_code in (0, 1), done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        windows = json.loads(repair.read_text(encoding="utf-8"))
        return Audited(done.exit_code, done.stderr, rows, windows)

    def raw(self, *arguments: str, address: str | None = None) -> Result:
        """Audit, whatever comes of it."""
        return CliRunner().invoke(
            main,
            ["--config", str(self._config), *arguments],
            env={"WDT_AUDIT_DATABASE": self._address if address is None else address},
        )
