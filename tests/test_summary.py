"""What a run tells of itself."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tap_wdt_flagship import summary

if TYPE_CHECKING:
    import pytest

    from tap_wdt_flagship.sync import Sync

SYNC = cast(
    "Sync",
    SimpleNamespace(
        rows={"shops": 8, "trades": 1200},
        transport=SimpleNamespace(calls={"a": 1, "b": 700}),
        readers=[SimpleNamespace(name=name) for name in ("shops", "trades", "boms", "goods")],
        complete={"shops"},
        failed={"boms": None},
    ),
)
STATE: dict[str, Any] = {
    "bookmarks": {"trades": {"replication_key_value": "2026-06-18T18:00:00+00:00"}, "goods": {}}
}


def test_progress_names_the_reports_that_are_behind_in_beijing_time() -> None:
    told = summary.progress(SYNC, STATE, 180)
    assert told.startswith("已读完 2/4 个报表，1,208 行，701 次调用，3 分钟 / 2 of 4 reports read")
    assert told.endswith("最慢的读到/slowest at: trades 2026-06-19 02:00")


def test_progress_is_told_while_a_run_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PROGRESS_SECONDS", 0.01)
    told = threading.Event()
    with summary.telling(SYNC, STATE, lambda _: told.set()):
        assert told.wait(10)
