"""A caller of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_wdt_flagship.sandbox import Sandbox


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    """Calls the module's sandbox."""
    one = Caller(sandbox)
    yield one
    one.session.close()
