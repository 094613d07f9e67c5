"""A sandbox whose clock stands still, and a caller of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from caller import NOW, Caller

from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_LIMIT = 10**9


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


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    """Calls the module's sandbox."""
    one = Caller(sandbox)
    yield one
    one.session.close()
