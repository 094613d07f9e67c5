"""The mutation tests are run by hand; what they are told has to be there when they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.modules import MODULES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_its_tests_and_its_figures_are_there(module: str) -> None:
    assert (ROOT / "tap_wdt_flagship" / f"{module}.py").is_file()
    assert MODULES[module]
    assert not [test for test in MODULES[module] if not (ROOT / test).is_file()]
    assert f"| `{module}` |" in (HERE / "README.md").read_text(encoding="utf-8")
