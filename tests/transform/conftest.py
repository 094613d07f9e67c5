"""The warehouses, made once for all workers: dbt takes its time."""

from __future__ import annotations

import fcntl
import pickle
from typing import TYPE_CHECKING

import pytest

from tests.transform.building import DBT, Built, build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Built:
    """What dbt made of the sandbox's shop."""
    if not DBT.exists():
        pytest.skip("dbt is not installed: uv sync --project transform")
    shared: Path = tmp_path_factory.getbasetemp().parent
    file = shared / f"transform-{testrun_uid}"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            made = build(tmp_path_factory.mktemp("transform"))
            file.write_bytes(pickle.dumps(made))
        found: Built = pickle.loads(file.read_bytes())  # noqa: S301
        return found
