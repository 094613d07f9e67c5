"""What a run tells of itself."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine import summary
from tap_wdt_flagship.engine.pace import Left, Standing

if TYPE_CHECKING:
    from tap_wdt_flagship.engine.sync import Sync


def reader(name: str, reached: datetime | None, windows_left: int) -> SimpleNamespace:
    """A report that has come so far."""
    family = SimpleNamespace(
        header=SimpleNamespace(method=name, driven_by=None, title=lambda: name), renderers=[]
    )
    return SimpleNamespace(
        name=name,
        family=family,
        pass_runs=[],
        ended=False,
        reached=reached,
        windows_left=windows_left,
    )


SHOPS = reader("shops", None, 0)
BOMS = reader("boms", datetime(2012, 1, 1, tzinfo=BEIJING), 9)
GOODS = reader("goods", datetime(2020, 1, 1, 8, tzinfo=BEIJING), 7)
SUITES = reader("suites", None, 180)
TRADES = reader("trades", datetime(2020, 6, 18, 18, tzinfo=timezone.utc), 1000)
SYNC = cast(
    "Sync",
    SimpleNamespace(
        rows={"shops": 8, "trades": 1200},
        transport=SimpleNamespace(calls={"a": 1, "b": 700}, rate=lambda _: 60),
        readers=[SHOPS, BOMS, GOODS, SUITES, TRADES],
        complete={"shops"},
        failed={"boms": None},
        left_out={},
    ),
)


def test_progress_names_the_reports_that_are_behind_in_beijing_time() -> None:
    told = summary.progress(SYNC, 180).text
    assert told.startswith("已读完 2/5 个报表，1,208 行，701 次调用，3 分钟 / 2 of 5 reports read")
    assert told.endswith("slowest at: trades 2020-06-19 02:00, goods 2020-01-01 08:00")


def standing(left: Left | None, *, ended: bool = False) -> Standing:
    return Standing(cast("Any", TRADES), ended, 0.5, 10, 55, left)


@pytest.mark.parametrize(
    ("standings", "zh", "en"),
    [
        ([], "3 分钟 /", "3 min；"),
        ([standing(None)], "3 分钟 /", "3 min；"),
        (
            [standing(Left(12.4)), standing(Left(3))],
            "，预计还要 12 分钟 /",
            ", about 12 min left；",
        ),
        ([standing(Left(12)), standing(None)], "，至少还要 12 分钟 /", ", at least 12 min left；"),
        ([standing(Left(0.2)), standing(None, ended=True)], "还要 1 分钟 /", "about 1 min left；"),
        ([standing(Left(200))], "，预计还要 3.3 小时 /", ", about 3.3 hours left；"),
        ([standing(Left(2700))], "，预计还要 45 小时 /", ", about 45 hours left；"),
    ],
)
def test_progress_tells_what_is_left(standings: list[Standing], zh: str, en: str) -> None:
    told = summary.progress(SYNC, 180, standings)
    assert zh in told.text
    assert en in told.text
    assert ("minutes_left" in told.fields) == ("还要" in zh)


def test_progress_is_told_while_a_run_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PROGRESS_SECONDS", 0.01)
    told = threading.Event()
    with summary.log_progress(SYNC, lambda _: told.set()):
        assert told.wait(10)
