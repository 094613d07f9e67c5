"""The first sync, by the Meltano that there is."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from tap_wdt_flagship.own_meltano import executable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EXTRACTOR = "tap-wdt-flagship"


def sync(loader: str, variables: Mapping[str, str | None], folder: Path) -> int:
    """Run it; the exit code.

    The Meltano around this process gave it what `.env` held before, which would go before what it
    holds now.
    """
    environment = {name: value for name, value in os.environ.items() if name not in variables}
    environment |= {name: value for name, value in variables.items() if value is not None}
    command = [*_meltano(), "run", EXTRACTOR, loader]
    return subprocess.run(command, check=False, cwd=folder, env=environment).returncode  # noqa: S603


def _meltano() -> list[str]:
    meltano = executable()
    if shutil.which(meltano) is None and shutil.which("uvx"):
        return ["uvx", "meltano"]
    return [meltano]
