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


def by_meltano(extractor: str, loader: str, arguments: Sequence[str]) -> int:
    """Invoke the extractor's command `audit`, with the state of its runs into a loader.

    Returns:
        The exit code.
    """
    at = arguments.index(OPTION)
    left = [*arguments[:at], *arguments[at + 3 :]]
    meltano = executable()
    environment = os.environ.get("MELTANO_ENVIRONMENT") or "dev"
    with TemporaryDirectory() as folder:
        state = Path(folder) / "state.json"
        asked = [meltano, "state", "get", f"{environment}:{extractor}-to-{loader}"]
        told = subprocess.run(asked, check=False, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)  # noqa: S603
        if told.returncode == 0 and told.stdout.strip():
            state.write_bytes(told.stdout)
            left += ["--state", str(state)]
        command = [meltano, "invoke", f"{extractor}:audit", *left]
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode  # noqa: S603
