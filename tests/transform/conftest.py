"""The warehouses, made once for all workers: dbt takes its time."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.transform.building import DBT, Built, build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Built:
    """What dbt made of the sandbox's shop."""
    shared: Path = tmp_path_factory.getbasetemp().parent
    file = shared / f"transform-{testrun_uid}"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not DBT.exists() and not _installed():
            pytest.skip("dbt cannot be installed: uv sync --project transform")
        if not file.exists():
            made = build(tmp_path_factory.mktemp("transform"))
            file.write_bytes(pickle.dumps(made))
        found: Built = pickle.loads(file.read_bytes())  # noqa: S301
        return found


def _installed() -> bool:
    """Install dbt, whose dependencies would move others in the workspace's lock, by itself."""
    uv = os.environ.get("UV") or shutil.which("uv") or "uv"
    command = [uv, "sync", "--quiet", "--project", str(DBT.parents[2]), "--python", ">=3.10,<3.14"]
    try:
        return subprocess.run(command, check=False).returncode == 0
    except OSError:
        return False
