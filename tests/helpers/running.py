"""The tap, run against the sandbox as its user would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

    from wdt_sandbox import Sandbox

# The sandbox's world ends here; nothing depends on the day the tests run.
NOW = "2026-06-18 20:00:00"
WITHOUT_LIMIT = 10**9


@dataclass
class Run:
    """What a run of the tap gave its user."""

    exit_code: int
    log: str
    output: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Records per stream, in the order they came."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for message in self.messages:
            if message["type"] == "RECORD":
                found[message["stream"]].append(message["record"])
        return found

    @property
    def state(self) -> dict[str, Any]:
        """The last state."""
        return next(
            (m["value"] for m in reversed(self.messages) if m["type"] == "STATE"),
            {},
        )

    def table(self, stream: str, *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        """What a target's table holds: the last record of each key."""
        return {tuple(row[key] for key in keys): row for row in self.records[stream]}


def parse_messages(output: bytes) -> list[dict[str, Any]]:
    """Singer messages, numbers with every digit; an unfinished last line is left out."""
    return [_parse(line) for line in output.split(b"\n")[:-1]]


def _parse(line: bytes) -> dict[str, Any]:
    try:
        message: dict[str, Any] = json.loads(line, parse_float=Decimal)
    except ValueError:
        pytest.fail(f"not a message: {line[:300]!r} … {line[-300:]!r}")
    return message


class Tap:
    """Runs the tap in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def command(  # noqa: PLR0913
        self,
        config: dict[str, Any],
        *,
        streams: tuple[str, ...] = (),
        state: dict[str, Any] | None = None,
        catalog: dict[str, Any] | None = None,
        before: tuple[str, ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> list[str]:
        """The command line of a run."""
        command = [
            sys.executable,
            "-m",
            "tap_wdt_flagship",
            *before,
            "--config",
            self.file("config", config),
        ]
        if streams:
            catalog = catalog_of(config, streams)
        if catalog is not None:
            command += ["--catalog", self.file("catalog", catalog)]
        if state:
            command += ["--state", self.file("state", state)]
        return [*command, *arguments]

    def run(
        self, config: dict[str, Any], *, env: dict[str, str] | None = None, **kwargs: Any
    ) -> Run:
        """Run to the end."""
        run = self.raw(config, env=env, **kwargs)
        run.messages = parse_messages(run.output.encode())
        return run

    def raw(
        self, config: dict[str, Any], *, env: dict[str, str] | None = None, **kwargs: Any
    ) -> Run:
        """Run to the end, whatever it writes."""
        done = subprocess.run(
            self.command(config, **kwargs),
            capture_output=True,
            check=False,
            timeout=240,
            env={**os.environ, **(env or {})},
        )
        return Run(done.returncode, done.stderr.decode(errors="replace"), done.stdout.decode())

    def file(self, name: str, content: dict[str, Any]) -> str:
        """The path of a file that holds this."""
        path = self._folder / f"{name}.json"
        path.write_text(json.dumps(content, default=str), encoding="utf-8")
        return str(path)


def quick(sandbox: Sandbox, app_type: str = "wdt", **settings: Any) -> dict[str, Any]:
    """Settings for a run that no quota slows down, over the last days of the world."""
    defaults = {"start_date": "2026-06-16", "requests_per_minute": 10**6}
    return sandbox.config(app_type, **{**defaults, **settings})
