"""The README says what there is, and what it shows works."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import msgspec
import pytest

from wdt_sandbox import Sandbox, overview
from wdt_sandbox.interfaces import INTERFACES

README: Final = (Path(__file__).parents[1] / "README.md").read_text()


@pytest.mark.parametrize("table", ["endpoints", "settings", "faults", "narrowed", "spoils"])
def test_every_switch_is_named(table: str) -> None:
    wanted = overview.markdown(table)
    assert wanted in README, wanted


def test_the_interfaces_are_counted() -> None:
    assert f"{len(INTERFACES)} 个查询接口" in README
    assert f"{len(INTERFACES)} query interfaces" in README


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "md5sum"))), reason="a shell with curl and md5sum"
)
def test_the_signed_call_works() -> None:
    (block,) = re.findall(r"```sh\n(url=.*?)```", README, re.DOTALL)
    with Sandbox(days=2) as sandbox:
        script = block.replace("http://127.0.0.1:8712", sandbox.url)
        told = subprocess.run(["bash", "-ec", script], capture_output=True, check=True).stdout
    assert msgspec.json.decode(told)["status"] == 0


def test_the_python_works(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(block, {})  # noqa: S102 - our own
    assert "sandbox-api" in capsys.readouterr().out
