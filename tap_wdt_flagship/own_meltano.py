"""The Meltano that runs the plugin which a command is of."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def executable() -> str:
    """Its path: it leaves a link to itself in its directory."""
    link = Path(os.environ.get("MELTANO_SYS_DIR_ROOT", ".meltano")) / "run" / "bin"
    return str(link) if link.exists() else shutil.which("meltano") or "meltano"
