"""Two runs of one plugin share Meltano's folder; the tap tells them before they mix up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.run_folder import MARK, PREPARING_SECONDS, check_alone, note_others

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_600_000_000.0  # long gone: a mark is made in the present


def config(folder: Path, number: int, age: float = 0.0) -> Path:
    """The configuration of a run that began so many seconds before the others."""
    file = folder / f"tap.{UUID(int=number)}.config.json"
    file.write_text("{}")
    os.utime(file, (NOW - age, NOW - age))
    return file


def test_a_run_alone_goes_on(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{}")
    (tmp_path / "tap.properties.json").write_text("{}")
    check_alone([config(tmp_path, 1)])
    assert not (tmp_path / MARK).exists()


@pytest.mark.parametrize("age", [-10.0, 0.0, PREPARING_SECONDS - 1])
def test_two_that_begin_together_both_end(tmp_path: Path, age: float) -> None:
    first, second = config(tmp_path, 1), config(tmp_path, 2, age)
    with pytest.raises(RunError, match="--inherit-from"):
        check_alone([first])
    first.unlink()  # as Meltano does when its tap has ended
    with pytest.raises(RunError, match="同时开始"):
        check_alone([second])


def test_one_that_began_long_ago_has_read_its_files(tmp_path: Path) -> None:
    config(tmp_path, 1, PREPARING_SECONDS + 1)
    check_alone([config(tmp_path, 2)])


def test_a_mark_of_before_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    os.utime(tmp_path / MARK, (NOW - 1, NOW - 1))
    check_alone([config(tmp_path, 1)])


def test_a_discovery_marks_the_folder_for_the_other(tmp_path: Path) -> None:
    first, second = config(tmp_path, 1), config(tmp_path, 2)
    assert note_others([second])
    second.unlink()
    with pytest.raises(RunError):
        check_alone([first])


def test_other_folders_and_files_of_ones_own_are_let_be(tmp_path: Path) -> None:
    for name in ("tap.one.config.json", "tap.two.config.json", "config.json"):
        (tmp_path / name).write_text("{}")
    check_alone([tmp_path / "tap.one.config.json", tmp_path / "config.json"])
    check_alone([tmp_path / f"tap.{UUID(int=1)}.config.json"])  # gone meanwhile
