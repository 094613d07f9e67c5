"""Windows cover their range without a gap, and the frontier never passes an unread one."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.windows import SHORTEST, Frontier, Plan, Window, whole_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

START = datetime(2026, 10, 1, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
CUTS = 200

seconds = st.integers(1, 40 * 86_400)
spans = st.builds(timedelta, seconds=seconds)
fractions = st.builds(timedelta, microseconds=st.integers(1, 40 * 86_400 * 10**6))


def window(length: timedelta, start: datetime = START) -> Window:
    return Window(start, start + length)


def assert_covered(windows: Sequence[Window], start: datetime, end: datetime) -> None:
    """The windows follow each other from start to end and share their boundary seconds."""
    assert windows[0].start == start
    assert windows[-1].end == end
    assert all(a.end == b.start for a, b in pairwise(windows))
    for each in windows:
        assert each.start < each.end
        assert each.start.microsecond == each.end.microsecond == 0


def take_all(plan: Plan) -> list[Window]:
    return list(iter(plan.take, None))


def at_least(limit: timedelta, span: timedelta) -> timedelta:
    """A limit that does not cut a span into too many windows for a test."""
    return max(limit, SHORTEST, span / CUTS)


@pytest.mark.parametrize(
    ("length", "whole"),
    [
        (timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(seconds=1.9), SECOND),
        (timedelta(seconds=0.2), SECOND),
        (timedelta(), SECOND),
        (timedelta(days=-1), SECOND),
    ],
)
def test_lengths_are_whole_seconds_and_at_least_one(length: timedelta, whole: timedelta) -> None:
    assert whole_seconds(length) == whole


@settings(deadline=None)
@given(spans, st.integers(1, CUTS))
def test_split_covers_the_window_in_pieces_of_about_one_length(span: timedelta, parts: int) -> None:
    pieces = window(span).split(parts)
    assert_covered(pieces, START, START + span)
    assert len(pieces) == min(parts, span // SECOND)
    lengths = [piece.span for piece in pieces]
    assert max(lengths) - min(lengths) <= SECOND


@pytest.mark.parametrize("parts", [-1, 0, 1])
def test_split_into_nothing_is_the_window_itself(parts: int) -> None:
    assert window(DAY).split(parts) == [window(DAY)]


@settings(deadline=None)
@given(spans)
def test_only_the_shortest_window_cannot_be_split(span: timedelta) -> None:
    assert window(span).splittable == (len(window(span).split(2)) == 2)
    assert window(span).splittable == (span > SHORTEST)


@settings(deadline=None)
@given(spans, fractions)
def test_split_to_covers_the_window_in_pieces_within_the_limit(
    span: timedelta, limit: timedelta
) -> None:
    limit = at_least(limit, span)
    pieces = window(span).split_to(limit)
    assert_covered(pieces, START, START + span)
    assert all(piece.span <= limit for piece in pieces)


@settings(deadline=None)
@given(spans, st.one_of(st.none(), fractions))
def test_a_plan_covers_its_range_in_windows_within_the_limit(
    span: timedelta, limit: timedelta | None
) -> None:
    limit = None if limit is None else at_least(limit, span)
    plan = Plan(START, START + span, limit)
    expected = plan.remaining
    windows = take_all(plan)
    assert_covered(windows, START, START + span)
    assert all(each.span <= (limit or span) for each in windows)
    assert len(windows) == expected
    assert plan.remaining == 0


@settings(deadline=None)
@given(spans, fractions, st.data())
def test_a_plan_covers_its_range_however_its_windows_change(
    span: timedelta, limit: timedelta, data: st.DataObject
) -> None:
    limit = at_least(limit, span)
    plan = Plan(START, START + span, limit)
    windows: list[Window] = []
    while len(windows) < 20:
        change = data.draw(st.sampled_from(["narrow", "shrink", "grow", "nothing"]))
        length = data.draw(fractions)
        if change == "narrow":
            plan.narrow(length)
            limit = at_least(min(limit, length), timedelta())
        elif change == "shrink":
            plan.shrink(length)
        elif change == "grow":
            plan.grow()
        taken = plan.take()
        if taken is None:
            break
        assert taken.span <= limit
        windows.append(taken)
    assert_covered(windows, START, windows[-1].end)
    assert plan.remaining > 0 or windows[-1].end == START + span


@pytest.mark.parametrize("span", [timedelta(), -DAY])
def test_an_empty_range_has_no_windows(span: timedelta) -> None:
    plan = Plan(START, START + span, DAY)
    assert plan.remaining == 0
    assert plan.take() is None


def test_without_a_limit_one_window_takes_it_all() -> None:
    assert take_all(Plan(START, START + 90 * DAY, None)) == [window(90 * DAY)]


def test_a_narrowed_plan_stays_narrow() -> None:
    plan = Plan(START, START + 30 * DAY, 7 * DAY)
    plan.take()
    plan.narrow(DAY)
    plan.grow()
    plan.narrow(7 * DAY)
    plan.grow()
    assert plan.limit == DAY
    assert plan.take() == window(DAY, START + 7 * DAY)


def test_a_shrunken_plan_grows_back_by_doubling_up_to_its_limit() -> None:
    plan = Plan(START, START + 300 * DAY, 7 * DAY)
    plan.shrink(2 * DAY)
    plan.shrink(3 * DAY)  # shrinking never lengthens
    lengths = []
    for _ in range(4):
        taken = plan.take()
        assert taken is not None
        lengths.append(taken.span)
        plan.grow()
    assert lengths == [2 * DAY, 4 * DAY, 7 * DAY, 7 * DAY]


@st.composite
def pieces_of_a_range(draw: st.DrawFn) -> list[Window]:
    """Windows of uneven lengths that follow each other."""
    edges = [START]
    for length in draw(st.lists(st.integers(1, 100), min_size=1, max_size=20)):
        edges.append(edges[-1] + length * SECOND)
    return [Window(a, b) for a, b in pairwise(edges)]


@settings(deadline=None)
@given(pieces_of_a_range(), st.randoms(use_true_random=False))
def test_the_frontier_stops_before_the_first_unread_window(
    windows: list[Window], order: Random
) -> None:
    frontier = Frontier(START)
    unread = list(windows)
    for finished in order.sample(windows, len(windows)):
        before = frontier.reached
        unread.remove(finished)
        moved = frontier.finish(finished)
        expected = min((each.start for each in unread), default=windows[-1].end)
        assert frontier.reached == expected
        assert moved == (frontier.reached > before)


def test_the_frontier_passes_a_window_only_when_all_its_pieces_are_read() -> None:
    whole = window(DAY)
    first, second, third = whole.split(3)
    frontier = Frontier(START)
    assert not frontier.finish(window(DAY, whole.end))
    assert not frontier.finish(third)
    assert not frontier.finish(second)
    assert frontier.waiting == 3
    assert frontier.reached == START
    assert frontier.finish(first)
    assert frontier.reached == START + 2 * DAY
    assert frontier.waiting == 0


def test_the_last_window_taken_can_be_given_back_and_no_other() -> None:
    plan = Plan(START, START + 3 * DAY, DAY)
    first, second = plan.take(), plan.take()
    assert first is not None
    assert second is not None
    assert not plan.give_back(first)
    assert plan.give_back(second)
    plan.narrow(DAY / 2)
    rest = take_all(plan)
    assert rest[0] == window(DAY / 2, second.start)
    assert_covered(rest, second.start, START + 3 * DAY)
