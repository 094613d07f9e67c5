"""The audit as a Meltano job: settings and secrets from the extractor, the state from Meltano.

A job can run commands of utilities only, and those see no other plugin's settings. So the utility
asks the Meltano that runs it to invoke the extractor's command.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.own_meltano import executable

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTION: Final = "--meltano"
NO_STATE: Final = b"{}"


def by_meltano(extractor: str, loader: str, arguments: Sequence[str]) -> int:
    """Invoke the extractor's command `audit`, with the state of its runs into a loader.

    Of several loaders, with commas in between, the first that has one.

    Returns:
        The exit code.
    """
    at = arguments.index(OPTION)
    left = [*arguments[:at], *arguments[at + 3 :]]
    meltano = executable()
    environment = os.environ.get("MELTANO_ENVIRONMENT") or "dev"
    with TemporaryDirectory() as folder:
        for name in loader.split(","):
            asked = [meltano, "state", "get", f"{environment}:{extractor}-to-{name}"]
            if told := _told(asked):
                state = Path(folder) / "state.json"
                state.write_bytes(told)
                left += ["--state", str(state)]
                break
        command = [meltano, "invoke", f"{extractor}:audit", *left]
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode  # noqa: S603


def _told(asked: Sequence[str]) -> bytes:
    """A state, if Meltano has one."""
    quiet = subprocess.DEVNULL
    done = subprocess.run(asked, check=False, stdout=subprocess.PIPE, stdin=quiet)  # noqa: S603
    told = done.stdout.strip()
    return b"" if done.returncode or told == NO_STATE else told
