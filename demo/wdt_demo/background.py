"""The demo's services, seen from the process that uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class ServicesError(Exception):
    """The services did not start; they said why."""


@dataclass(frozen=True)
class Ready:
    """What the services tell once they run."""

    now: datetime
    """The time in the sandbox."""
    database_url: str
    settings: Mapping[str, Any]
    """The tap's settings for the sandbox."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the demo's plugins in ``meltano.yml`` refer to."""
        scheme, address = self.database_url.split(":", 1)
        return {
            "WDT_DEMO_DATABASE_URL": f"{scheme}+psycopg:{address}",
            **{f"WDT_DEMO_{name.upper()}": str(value) for name, value in self.settings.items()},
        }


@contextmanager
def services(home: Path) -> Iterator[Ready]:
    """The services, for as long as the ``with`` block runs.

    They have a session of their own, so that Ctrl+C leaves it to this process to end them.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "wdt_demo.services", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        if not (line := process.stdout.readline() if process.stdout else b""):
            raise ServicesError
        told = json.loads(line)
        yield Ready(**{**told, "now": datetime.fromisoformat(told["now"])})
