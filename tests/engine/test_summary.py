"""What a run tells of itself."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine import summary

if TYPE_CHECKING:
    import pytest

    from tap_wdt_flagship.engine.sync import Sync

SHOPS = SimpleNamespace(name="shops", reached=None, windows_left=0)
BOMS = SimpleNamespace(name="boms", reached=datetime(2012, 1, 1, tzinfo=BEIJING), windows_left=9)
GOODS = SimpleNamespace(
    name="goods", reached=datetime(2020, 1, 1, 8, tzinfo=BEIJING), windows_left=7
)
SUITES = SimpleNamespace(name="suites", reached=None, windows_left=180)
TRADES = SimpleNamespace(
    name="trades", reached=datetime(2020, 6, 18, 18, tzinfo=timezone.utc), windows_left=1000
)
SYNC = cast(
    "Sync",
    SimpleNamespace(
        rows={"shops": 8, "trades": 1200},
        transport=SimpleNamespace(calls={"a": 1, "b": 700}),
        readers=[SHOPS, BOMS, GOODS, SUITES, TRADES],
        complete={"shops"},
        failed={"boms": None},
    ),
)


def test_progress_names_the_reports_that_are_behind_in_beijing_time() -> None:
    told = summary.progress(SYNC, 180).text
    assert told.startswith("已读完 2/5 个报表，1,208 行，701 次调用，3 分钟 / 2 of 5 reports read")
    assert told.endswith("slowest at: trades 2020-06-19 02:00, goods 2020-01-01 08:00")


def test_progress_is_told_while_a_run_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PROGRESS_SECONDS", 0.01)
    told = threading.Event()
    with summary.log_progress(SYNC, lambda _: told.set()):
        assert told.wait(10)
