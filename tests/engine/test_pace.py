"""When a run will end, by what it did so far."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.events import PassRun
from tap_wdt_flagship.engine.pace import Left, Pace, calls_left, left_of_all, share_of
from tap_wdt_flagship.windows import Frontier, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_wdt_flagship.engine.sync import Sync

START = datetime(2026, 3, 1, tzinfo=BEIJING)
HOUR = timedelta(hours=1)


def a_pass(hours: int, *, read: int = 0, taken: int = 0) -> PassRun:
    """A pass of windows of an hour, some of which were read and some more taken."""
    plan, frontier = Plan(START, START + hours * HOUR, HOUR), Frontier(START)
    windows = [plan.take() for _ in range(read + taken)]
    for window in windows[:read]:
        assert window
        frontier.finish(window)
    return PassRun({}, plan, frontier, START + hours * HOUR, since=START)


def test_calls_left_are_those_of_the_windows_left_at_the_pages_so_far() -> None:
    assert calls_left([a_pass(100, read=20)], 60) == (240, False)
    assert share_of([a_pass(100, read=20)]) == 0.2


def test_windows_under_way_count_half() -> None:
    assert calls_left([a_pass(100, read=20, taken=10)], 100) == (300, False)
    assert calls_left([a_pass(3, read=1, taken=2)], 150) == (75, False)


def test_a_pass_that_is_not_begun_takes_a_page_a_window_at_least() -> None:
    assert calls_left([a_pass(10, read=5), a_pass(10)], 10) == (20, True)
    assert share_of([a_pass(10, read=5), a_pass(10)]) == 0.25


def test_without_figures_nothing_is_told() -> None:
    assert calls_left([], 0) is None
    assert calls_left([a_pass(10, taken=8)], 8) is None
    assert share_of([PassRun({}, None, None, START)]) is None


def run_of(passes: Mapping[str, list[PassRun]], *, rate: float, driven: str = "") -> Any:
    """A run whose reports have these passes."""

    def reader(name: str) -> Any:
        header = SimpleNamespace(method=name, driven_by=name == driven)
        family = SimpleNamespace(header=header, renderers=[])
        return SimpleNamespace(name=name, family=family, pass_runs=passes[name], ended=False)

    transport = SimpleNamespace(calls=dict.fromkeys(passes, 0), rate=lambda _: rate)
    readers = [reader(name) for name in passes]
    return SimpleNamespace(transport=transport, readers=readers, rows=Counter())


def left(run: Any, **calls: int) -> Left | None:
    """What is left ten seconds after the beginning, after so many calls."""
    run.transport.calls.update(calls)
    return left_of_all(Pace(cast("Sync", run), 0).look(10))


@pytest.mark.parametrize(("given", "minutes"), [(60, 4), (20, 8)])
def test_the_slower_of_measured_and_given_rate_counts(given: float, minutes: float) -> None:
    run = run_of({"trades": [a_pass(90, read=10)]}, rate=given)
    run.transport.calls["trades"] = 20
    pace = Pace(cast("Sync", run), 0)
    (standing,) = pace.look(30)
    assert standing.rate == 40
    assert standing.left == Left(minutes)


def test_the_run_takes_as_long_as_its_slowest_report() -> None:
    passes = {"trades": [a_pass(1000, read=10)], "refunds": [a_pass(20, read=10)]}
    assert left(run_of(passes, rate=60), trades=10, refunds=10) == Left(16.5)


def test_where_some_are_not_known_it_is_at_least_that() -> None:
    run = run_of({"trades": [a_pass(190, read=10)], "logs": [a_pass(9, read=5)]}, rate=60)
    assert left(run, trades=10) == Left(3, at_least=True)
    driven = run_of({"trades": [a_pass(190, read=10)], "logs": []}, rate=60, driven="logs")
    assert left(driven, trades=10, logs=10) == Left(3, at_least=True)
    short = run_of({"trades": [a_pass(20, read=10)], "logs": []}, rate=60)
    assert left(short, trades=10) is None


def test_a_report_that_ended_leaves_nothing() -> None:
    run = run_of({"trades": [a_pass(190, read=10)], "shops": []}, rate=60)
    run.readers[1].ended = True
    assert left(run, trades=10) == Left(3)


def test_only_the_last_minute_is_measured() -> None:
    run = run_of({"trades": [a_pass(1000, read=100)]}, rate=1000)
    pace = Pace(cast("Sync", run), 0)
    for second, calls in ((60, 1000), (120, 1060), (180, 1120)):
        run.transport.calls["trades"] = calls
        standings = pace.look(second)
    assert [standing.rate for standing in standings] == [60]
