"""Commands whose packages may be missing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship import extras

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("command", "package"), [(extras.sandbox, "uvicorn"), (extras.demo, "psycopg")]
)
def test_a_command_without_its_extra_tells_what_to_install(
    monkeypatch: pytest.MonkeyPatch, command: Callable[[], None], package: str
) -> None:
    for name in list(sys.modules):
        if name.startswith(("tap_wdt_flagship.sandbox", "tap_wdt_flagship.demo")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SystemExit, match=f"缺少 {package}"):
        command()
