"""What a run tells of itself."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tap_wdt_flagship.engine import summary

if TYPE_CHECKING:
    import pytest

    from tap_wdt_flagship.engine.sync import Sync

SPANS = {"shops": None, "trades": 1, "boms": 24, "goods": 720, "suites": 720}


def reader(name: str, hours: int | None) -> SimpleNamespace:
    header = SimpleNamespace(window_limit=hours and timedelta(hours=hours))
    return SimpleNamespace(name=name, family=SimpleNamespace(header=header))


SYNC = cast(
    "Sync",
    SimpleNamespace(
        rows={"shops": 8, "trades": 1200},
        transport=SimpleNamespace(calls={"a": 1, "b": 700}),
        readers=[reader(name, hours) for name, hours in SPANS.items()],
        complete={"shops"},
        failed={"boms": None},
    ),
)
STATE: dict[str, Any] = {
    "bookmarks": {
        "goods": {"replication_key_value": "2020-01-01T00:00:00+00:00"},
        "trades": {"replication_key_value": "2020-06-18T18:00:00+00:00"},
        "suites": {},
    }
}


def test_progress_names_the_reports_that_are_behind_in_beijing_time() -> None:
    told = summary.progress(SYNC, STATE, 180)
    assert told.startswith("已读完 2/5 个报表，1,208 行，701 次调用，3 分钟 / 2 of 5 reports read")
    assert told.endswith("slowest at: trades 2020-06-19 02:00, goods 2020-01-01 08:00")


def test_progress_is_told_while_a_run_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PROGRESS_SECONDS", 0.01)
    told = threading.Event()
    with summary.telling(SYNC, STATE, lambda _: told.set()):
        assert told.wait(10)
