"""Fixtures: a sandbox, and the tap run against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap
from tests.servers.mariadb import mariadb, mariadb_server
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["mariadb", "mariadb_server"]


@pytest.fixture
def tap(tmp_path: Path) -> Tap:
    """The tap."""
    return Tap(tmp_path)


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Sandbox]:
    """One world for the tests of a module."""
    with Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as running:
        yield running


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The module's world, with a gateway that behaves."""
    shared_sandbox.reset()
    yield shared_sandbox
    shared_sandbox.reset()
