"""When a window counts as read: no row that stays is lost, whatever leaves between the pages.

The simulated interface serves pages of a list that rows leave at any moment; the reads are driven
as the package's reader drives them: several windows and several pages at a time, in any order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.completeness import (
    HOLLOW_READS,
    PAGES_PER_WINDOW,
    READS_AT_MOST,
    READS_BEFORE_TURN,
    WindowRead,
)
from tap_wdt_flagship.engine.outcomes import Again, Complete, InterfaceTraits, More, Outcome, Split
from tap_wdt_flagship.engine.whole_list import read_whole
from tap_wdt_flagship.errors import PageTooLargeError, StreamError
from tap_wdt_flagship.windows import Frontier, Plan, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

START = datetime(2026, 10, 1, tzinfo=BEIJING)
SECONDS = 16
END = START + timedelta(seconds=SECONDS)
RANGE = Window(START, END)
MOMENT = Window(START, START + timedelta(seconds=1))
CALLS_AT_MOST = 20_000


@dataclass(frozen=True)
class Row:
    """A row of the ERP: its key, the second it was last modified in, and how many lines it has."""

    key: int
    second: int
    lines: int = 1


Total: TypeAlias = "Callable[[Sequence[Row]], int | None]"


def rows_counted(rows: Sequence[Row]) -> int | None:
    return len(rows)


def lines_counted(rows: Sequence[Row]) -> int | None:
    return sum(row.lines for row in rows)


def nothing_counted(rows: Sequence[Row]) -> int | None:  # noqa: ARG001
    return None


class Interface:
    """Serves pages of the rows in a window, at most `page_limit` rows a page.

    Where it `skips`, a page begins where the page size that was asked for puts it; else where the
    rows of the page before ended. Where it `repeats`, its last page stands for all behind it.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        total: Total = rows_counted,
        page_limit: int | None = None,
        *,
        skips: bool = False,
        repeats: bool = False,
    ) -> None:
        self.rows = list(rows)
        self.calls = 0
        self.page_limit = page_limit
        self._total = total
        self._skips = skips
        self._repeats = repeats

    def within(self, window: Window | None) -> list[Row]:
        if window is None:
            return list(self.rows)
        first, last = (
            (edge - START) // timedelta(seconds=1) for edge in (window.start, window.end)
        )
        return [row for row in self.rows if first <= row.second <= last]

    def total(self, window: Window | None) -> int | None:
        self.calls += 1
        assert self.calls < CALLS_AT_MOST
        return self._total(self.within(window))

    def page(self, window: Window | None, index: int, size: int | None) -> list[Row]:
        rows = self.within(window)
        if size is None:
            return rows
        most = min(size, self.page_limit or size)
        if self._repeats:
            index = min(index, max(0, -(-len(rows) // most) - 1))
        start = index * (size if self._skips else most)
        return rows[start : start + most]


@dataclass(eq=False)
class Call:
    """A call under way: counted when it began, listed some time later."""

    read: WindowRead
    index: int
    total: int | None = None
    rows: list[Row] | None = None


class Reader:
    """Reads a range to its end and checks at every step that no row was lost."""

    def __init__(
        self,
        interface: Interface,
        traits: InterfaceTraits,
        window: Window | None = RANGE,
        *,
        limit: timedelta | None = None,
        at_a_time: int = 1,
    ) -> None:
        self.traits = traits
        self.completed: list[Window | None] = []
        self.handed_over: set[Row] = set()
        self.plan = Plan(window.start, window.end, limit) if window else None
        self.frontier = Frontier(START)
        self.interface = interface
        self._at_a_time = at_a_time
        self._under_way: list[Call] = []
        self._pending: deque[Call] = deque()
        if window is None:
            self._pending.append(Call(WindowRead(None, traits), 0))

    def run(self, order: Random | None = None, leaving: Sequence[Row] = ()) -> None:
        """Read to the end, while rows leave in between; `order` decides what happens next."""
        leaving = list(leaving)
        while True:
            steps: list[Callable[[], None]] = []
            if len(self._under_way) < self._at_a_time and self._more():
                steps.append(self._begin)
            steps += [partial(self._advance, call) for call in self._under_way]
            if not steps:
                return
            if leaving:
                steps.append(lambda: self.interface.rows.remove(leaving.pop()))
            step = order.choice(steps) if order else steps[-1]
            step()

    @property
    def finished(self) -> bool:
        """Whether everything was read, and every window once."""
        assert len(set(self.completed)) == len(self.completed)
        return None in self.completed or self.frontier.reached == END

    def _more(self) -> bool:
        return bool(self._pending) or (self.plan is not None and self.plan.remaining > 0)

    def _begin(self) -> None:
        if self._pending:
            call = self._pending.popleft()
        else:
            assert self.plan is not None
            call = Call(WindowRead(self.plan.take(), self.traits), 0)
        call.total = self.interface.total(call.read.window)
        self._under_way.append(call)

    def _advance(self, call: Call) -> None:
        read = call.read
        if call.rows is None:
            call.rows = self.interface.page(read.window, call.index, read.page_size)
            return
        self._under_way.remove(call)
        outcome = read.add(call.index, [row.key for row in call.rows], call.total)
        if not (call.index == 0 and isinstance(outcome, Again | Split)):
            self.handed_over.update(call.rows)
        if isinstance(outcome, More):
            self._pending.extend(Call(read, index) for index in outcome.pages)
        else:
            self._ended(read, outcome)

    def _ended(self, read: WindowRead, outcome: Again | Split | Complete) -> None:
        # All pages of an attempt are in before it counts and before the next one begins.
        assert not any(call.read is read for call in (*self._under_way, *self._pending))
        if isinstance(outcome, Again):
            self._pending.append(Call(read.again(), 0))
        elif isinstance(outcome, Split):
            assert read.window is not None
            assert self.plan is not None
            windows = read.window.split(outcome.parts)
            if outcome.dense:
                self.plan.shrink(windows[0].span)
            self._pending.extend(Call(WindowRead(each, self.traits), 0) for each in windows)
        else:
            self._completed(read, outcome)

    def _completed(self, read: WindowRead, outcome: Complete) -> None:
        assert set(self.interface.within(read.window)) <= self.handed_over
        self.completed.append(read.window)
        if self.plan is not None and read.window is not None:
            self.frontier.finish(read.window)
            if outcome.sparse:
                self.plan.grow()


@st.composite
def some_rows(draw: st.DrawFn) -> list[Row]:
    places = draw(st.lists(st.tuples(st.integers(0, SECONDS), st.integers(1, 4)), max_size=60))
    return [Row(key, second, lines) for key, (second, lines) in enumerate(places)]


orders = st.randoms(use_true_random=False)


@st.composite
def readers(
    draw: st.DrawFn,
    *totals: Total,
    windows: Sequence[Window | None] = (RANGE,),
    skips: bool = False,
) -> Reader:
    """Readers of interfaces that count in one of these ways."""
    page_size = draw(st.integers(1, 7))
    page_limit = draw(st.one_of(st.none(), st.integers(1, 7)))
    interface = Interface(
        draw(some_rows()),
        draw(st.sampled_from(totals)),
        page_limit,
        skips=skips and draw(st.booleans()),
    )
    return Reader(
        interface,
        InterfaceTraits(page_size),
        draw(st.sampled_from(windows)),
        limit=draw(st.sampled_from([None, timedelta(seconds=3), timedelta(seconds=8)])),
        at_a_time=draw(st.integers(1, 5)),
    )


def run_while_rows_leave(reader: Reader, order: Random) -> None:
    """Read to the end or give up; the reader itself checks what it calls complete."""
    rows = reader.interface.rows
    try:
        reader.run(order, leaving=order.sample(rows, order.randint(0, len(rows))))
    except StreamError:
        event("gave up")
    else:
        event("read to the end")
        assert reader.finished
        assert set(reader.interface.rows) <= reader.handed_over


@settings(deadline=None, max_examples=300)
@given(readers(rows_counted, windows=(RANGE, None), skips=True), orders)
def test_no_row_that_stays_is_lost_where_the_total_counts_rows(
    reader: Reader, order: Random
) -> None:
    size, limit = reader.traits.page_size, reader.interface.page_limit
    run_while_rows_leave(reader, order)
    assert reader.traits.total_counts_rows
    assert reader.traits.page_size in {size, limit}


@settings(deadline=None, max_examples=300)
@given(readers(lines_counted, windows=(RANGE, None)), orders)
def test_no_row_that_stays_is_lost_where_the_total_counts_lines(
    reader: Reader, order: Random
) -> None:
    run_while_rows_leave(reader, order)


@settings(deadline=None)
@given(readers(rows_counted, nothing_counted), orders)
def test_a_range_that_no_row_leaves_is_always_read_to_its_end(
    reader: Reader, order: Random
) -> None:
    reader.run(order)
    assert reader.finished
    assert reader.handed_over == set(reader.interface.rows)


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=SECONDS, max_size=SECONDS),
    st.integers(2, 7),
    st.one_of(st.none(), st.integers(2, 7)),
    orders,
)
def test_a_range_whose_seconds_fit_a_page_is_read_though_the_total_counts_lines(
    lines: list[int], page_size: int, page_limit: int | None, order: Random
) -> None:
    rows = [Row(second, second, count) for second, count in enumerate(lines)]
    interface = Interface(rows, lines_counted, page_limit)
    reader = Reader(interface, InterfaceTraits(page_size), at_a_time=order.randint(1, 5))
    reader.run(order)
    assert reader.finished
    assert reader.handed_over == set(rows)


def test_what_a_total_counts_is_learned_before_the_direction_is_changed() -> None:
    rows = [Row(at, at, count) for at, count in enumerate([3, 4, 2, 2, 1, 2, 1, 3])]
    reader = Reader(Interface(rows, lines_counted, page_limit=2), InterfaceTraits(6))
    reader.run(Random(0))
    assert reader.handed_over == set(rows)


@settings(deadline=None)
@given(readers(rows_counted, nothing_counted, windows=(None,)), orders)
def test_a_call_without_a_range_is_read_to_its_end(reader: Reader, order: Random) -> None:
    reader.run(order)
    assert reader.finished
    assert reader.handed_over == set(reader.interface.rows)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, SECONDS), max_size=40, unique=True),
    st.integers(2, 7),
    orders,
)
def test_a_range_is_read_though_the_last_page_comes_for_any_behind_it(
    seconds: list[int], page_size: int, order: Random
) -> None:
    rows = [Row(key, second) for key, second in enumerate(seconds)]
    reader = Reader(Interface(rows, nothing_counted, repeats=True), InterfaceTraits(page_size))
    try:
        reader.run(order)
    except StreamError:
        # Two seconds share a window at least, and two rows may fill the page.
        assert page_size == 2
    else:
        assert reader.finished
        assert reader.handed_over == set(rows)


def test_an_interface_that_takes_no_page_number_is_not_read_for_ever() -> None:
    read = read_of(2, window=None)
    for attempt in range(1, READS_AT_MOST + 1):
        assert read.add(0, [1, 2], None) == More((1,))
        if attempt < READS_AT_MOST:
            assert isinstance(read.add(1, [1, 2], None), Again)
            read = read.again()
    with pytest.raises(StreamError):
        read.add(1, [1, 2], None)


def test_an_interface_without_a_pager_is_read_in_one_call() -> None:
    rows = [Row(key, 0) for key in range(1000)]
    interface = Interface(rows, nothing_counted)
    reader = Reader(interface, InterfaceTraits(None), None)
    reader.run()
    assert reader.handed_over == set(rows)
    assert interface.calls == 1


@settings(deadline=None)
@given(st.integers(0, 100), st.integers(5, 7), orders)
def test_nothing_is_read_twice_where_nothing_moves(
    count: int, page_size: int, order: Random
) -> None:
    rows = [Row(key, key % SECONDS) for key in range(count)]
    interface = Interface(rows)
    Reader(interface, InterfaceTraits(page_size), at_a_time=3).run(order)
    assert interface.calls == max(1, -(-count // page_size))


@pytest.mark.parametrize("page_limit", [1, 3, 99])
def test_a_lower_page_limit_is_learned(page_limit: int) -> None:
    rows = [Row(key, key % SECONDS) for key in range(100)]
    traits = InterfaceTraits(200)
    reader = Reader(Interface(rows, page_limit=page_limit), traits)
    reader.run()
    assert reader.handed_over == set(rows)
    assert traits.page_size == page_limit


@pytest.mark.parametrize(("rows", "total"), [(10, 3), (9, 2), (4, 3), (5, 1)])
def test_rows_behind_a_full_page_are_read_though_the_total_is_smaller(
    rows: int, total: int
) -> None:
    served = [Row(key, 0) for key in range(rows)]
    traits = InterfaceTraits(4)
    reader = Reader(Interface(served, lambda _: total), traits, MOMENT)
    reader.run()
    assert reader.handed_over == set(served)
    assert not traits.total_counts_rows


# What a single read answers to its pages.


def read_of(
    page_size: int | None, window: Window | None = RANGE, *, counts_rows: bool = True
) -> WindowRead:
    return WindowRead(window, InterfaceTraits(page_size, counts_rows))


def answered(read: WindowRead, *pages: Sequence[int], total: int | None) -> Outcome:
    """The outcome after these pages, all of them reporting one total."""
    for index, keys in enumerate(pages):
        outcome = read.add(index, keys, total)
    return outcome


def test_a_single_page_with_all_its_rows_is_complete() -> None:
    assert isinstance(read_of(3).add(0, [1, 2, 3], 3), Complete)


def test_an_empty_window_is_complete() -> None:
    assert isinstance(read_of(3).add(0, [], 0), Complete)


def test_the_other_pages_are_asked_for_at_once_and_once() -> None:
    read = read_of(2)
    assert read.add(0, [1, 2], 5) == More((1, 2))
    assert read.add(2, [5], 5) == More(())
    assert isinstance(read.add(1, [3, 4], 5), Complete)


def test_a_short_page_makes_the_window_be_read_at_that_size() -> None:
    read = read_of(200)
    assert isinstance(read.add(0, range(50), 120), Again)
    again = read.again()
    assert again.page_size == 50
    assert again.traits.page_size == 200
    assert again.add(0, range(50), 120) == More((1, 2))
    again.add(1, range(50, 100), 120)
    assert isinstance(again.add(2, range(100, 120), 120), Complete)
    assert again.traits.page_size == 50


def test_rows_that_left_a_single_page_are_not_taken_for_a_page_limit() -> None:
    read = read_of(200)
    assert isinstance(read.add(0, range(3), 5), Again)
    again = read.again()
    assert isinstance(again.add(0, range(3), 3), Complete)
    assert again.traits.page_size == 200
    assert again.traits.total_counts_rows


@pytest.mark.parametrize(
    ("pages", "total"),
    [
        ([(1, 2), (2, 3)], 4),  # as many rows as the total, but one of them twice
        ([(1, 2), (3, 3)], 4),
        ([(1, 2), (1, 2)], 4),
        ([(1, 2), (3,)], 4),
        ([(1, 2), (), (5,)], 5),
    ],
)
def test_pages_with_fewer_distinct_rows_than_the_total_are_read_again(
    pages: list[tuple[int, ...]], total: int
) -> None:
    assert isinstance(answered(read_of(2), *pages, total=total), Again)


def test_a_total_that_moved_between_pages_is_not_complete_whatever_the_rows() -> None:
    read = read_of(2)
    read.add(0, [1, 2], 4)
    assert isinstance(read.add(1, [3, 4], 3), Again)
    read = read_of(2)
    read.add(0, [1, 2], 4)
    assert isinstance(read.add(1, [3], 3), Again)


def test_no_attempt_counts_the_rows_of_the_one_before() -> None:
    read = read_of(2)
    answered(read, (1, 2), (2, 3), total=4)
    again = read.again()
    assert not isinstance(answered(again, (1, 3), (3, 4), total=4), Complete)


def test_a_window_that_does_not_settle_is_split() -> None:
    read = read_of(2)
    assert isinstance(answered(read, (1, 2), (2, 3), total=4), Again)
    outcome = answered(read.again(), (1, 2), (2, 3), total=4)
    assert isinstance(outcome, Split)
    assert outcome.parts == 2
    assert not outcome.dense


def test_a_read_that_cannot_be_split_gives_up_rather_than_lose_rows() -> None:
    read = read_of(2, None)
    for _ in range(READS_AT_MOST - 1):
        assert isinstance(answered(read, (1, 2), (2, 3), total=4), Again)
        read = read.again()
    with pytest.raises(StreamError, match=r"书签.*bookmark"):
        answered(read, (1, 2), (2, 3), total=4)


def test_a_read_that_settles_at_last_is_complete() -> None:
    read = read_of(2, None)
    for _ in range(READS_AT_MOST - 1):
        answered(read, (1, 2), (2, 3), total=4)
        read = read.again()
    assert isinstance(answered(read, (1, 2), (3, 4), total=4), Complete)


def test_a_window_of_too_many_pages_is_split_before_it_is_read() -> None:
    outcome = read_of(10).add(0, range(10), 10 * PAGES_PER_WINDOW + 1)
    assert isinstance(outcome, Split)
    assert outcome.dense
    assert outcome.parts > 1
    assert isinstance(read_of(10).add(0, range(10), 10 * PAGES_PER_WINDOW), More)


def test_what_cannot_be_split_is_read_however_many_its_pages() -> None:
    pages = 3 * PAGES_PER_WINDOW
    outcome = read_of(10, MOMENT).add(0, range(10), 10 * pages)
    assert outcome == More(tuple(range(1, pages)))


def test_a_window_of_few_rows_could_have_been_longer() -> None:
    assert answered(read_of(10), range(10), total=10) == Complete(sparse=True)
    many = [range(start, start + 10) for start in range(0, 10 * PAGES_PER_WINDOW, 10)]
    assert answered(read_of(10), *many, total=10 * PAGES_PER_WINDOW) == Complete(sparse=False)


def test_without_a_pager_the_answer_is_everything() -> None:
    assert isinstance(read_of(None).add(0, range(1000), None), Complete)


def test_without_a_total_pages_are_read_to_an_empty_one() -> None:
    read = read_of(2)
    assert read.add(0, [1, 2], None) == More((1,))
    assert read.add(1, [3], None) == More((2,))
    assert isinstance(read.add(2, [], None), Complete)


def test_a_total_that_counts_lines_is_found_out_by_a_single_page_read_twice() -> None:
    read = read_of(10)
    assert isinstance(read.add(0, [1, 2, 3], 7), Again)
    read = read.again()
    while isinstance(outcome := answered(read, (1, 2, 3), (), (), total=7), Again):
        read = read.again()
    assert isinstance(outcome, Complete)
    assert not read.traits.total_counts_rows
    assert read.traits.page_size == 10


@pytest.mark.parametrize(
    "pages",
    [
        [(1, 2), (3, 4), (5,)],
        [(1, 2), (3, 4), ()],
        [(1, 2), (2, 3), (3, 4)],
    ],
)
def test_several_pages_never_show_that_a_total_counts_something_else(
    pages: list[tuple[int, ...]],
) -> None:
    read = read_of(2, None)
    for _ in range(READS_AT_MOST - 1):
        assert isinstance(answered(read, *pages, total=6), Again)
        read = read.again()
    with pytest.raises(StreamError):
        answered(read, *pages, total=6)
    assert read.traits.total_counts_rows


def test_a_row_lost_behind_a_lower_page_limit_is_not_taken_for_another_way_of_counting() -> None:
    read = read_of(4)
    assert isinstance(read.add(0, [1, 2, 3], 4), Again)
    read = read.again()
    assert read.add(0, [1, 2, 3], 4) == More((1,))
    # The page was counted, row 1 left, and row 4 moved up to the page before.
    assert isinstance(read.add(1, [], 4), Again | Split)
    assert read.traits.total_counts_rows


def test_a_read_goes_on_as_it_began_when_another_learns_that_the_total_counts_lines() -> None:
    read = read_of(2)
    assert read.add(0, [1, 2], 5) == More((1, 2))
    read.traits.total_counts_rows = False
    assert read.add(2, [], 5) == More(())  # page 1 is still under way
    assert not isinstance(read.add(1, [3, 4], 5), Complete)


def test_where_totals_count_lines_pages_are_read_to_an_empty_one() -> None:
    read = read_of(3, counts_rows=False)
    assert read.add(0, [1, 2, 3], 9) == More((1,))
    assert read.add(1, [4], 9) == More((2,))
    assert isinstance(read.add(2, [], 9), Complete)


def test_where_totals_count_lines_a_total_that_moved_is_read_again() -> None:
    read = read_of(3, counts_rows=False)
    read.add(0, [1, 2, 3], 9)
    assert isinstance(read.add(1, [4], 8), Again)


def test_where_totals_count_lines_a_row_that_moved_up_from_an_emptied_page_is_not_lost() -> None:
    read = read_of(3, counts_rows=False)
    read.add(0, [1, 2, 3], 9)
    # The page was counted, row 1 left, and row 4 moved up to the page before.
    assert not isinstance(read.add(1, [], 9), Complete)


# What cannot be split any more is read backwards.


def turned(page_size: int) -> WindowRead:
    """A read of one second that has not settled in as many attempts as a split takes."""
    read = read_of(page_size, MOMENT)
    while not read.backwards:
        answered(read, (1, 2), (2, 3), total=4)
        read = read.again()
    return read


def test_what_cannot_be_split_is_read_from_the_last_page_to_the_first() -> None:
    read = turned(2)
    assert read.attempt == READS_BEFORE_TURN + 1
    assert read.add(0, [1, 2], 5) == More((2,))
    assert read.add(2, [5], 5) == More((1,))
    # Row 1 leaves: row 3 moves to the first page, which is still to come.
    assert read.add(1, [4, 5], 4) == More((0,))
    assert isinstance(read.add(0, [2, 3], 4), Complete)


def test_backwards_too_a_total_above_the_distinct_rows_is_not_complete() -> None:
    read = turned(2)
    read.add(0, [1, 2], 4)
    read.add(1, [3], 4)
    assert isinstance(read.add(0, [1, 2], 4), Again)


@settings(deadline=None, max_examples=300)
@given(st.integers(2, 60), st.integers(1, 7), orders)
def test_rows_that_leave_while_pages_are_read_backwards_hide_none(
    number: int, page_size: int, order: Random
) -> None:
    rows = [*range(number)]
    read, seen = turned(page_size), set[int]()
    outcome: Outcome = More((0,))
    while isinstance(outcome, More):
        (index,) = outcome.pages
        page = rows[index * page_size :][:page_size]
        seen.update(page)
        outcome = read.add(index, page, len(rows))
        while rows and order.random() < 0.5:
            rows.remove(order.choice(rows))
    assert isinstance(outcome, Complete)
    assert set(rows) <= seen


# Answers without the total that was asked for.


def hollow(page_size: int = 2, *, known: bool | None = None) -> WindowRead:
    traits = InterfaceTraits(page_size, asks_for_totals=True, reports_totals=known)
    return WindowRead(RANGE, traits)


def test_an_empty_answer_without_the_total_that_others_have_is_asked_for_again_alone() -> None:
    read = hollow(known=True)
    outcome = read.add(0, [], None)
    assert isinstance(outcome, Again)
    assert outcome.alone
    assert isinstance(read.again().add(0, [1], 1), Complete)
    assert read.traits.hollow


def test_an_interface_that_was_hollow_has_its_empty_windows_confirmed() -> None:
    read = hollow(known=True)
    read.traits.hollow = True
    assert isinstance(read.add(0, [], 0), Again)
    assert isinstance(read.again().add(0, [], 0), Complete)
    filled = hollow(known=True)
    filled.traits.hollow = True
    assert isinstance(filled.add(0, [1], 1), Complete)


def test_hollow_answers_without_end_are_no_agreement() -> None:
    read = hollow(known=True)
    for _ in range(READS_AT_MOST - 1):
        assert isinstance(read.add(0, [], None), Again)
        read = read.again()
    with pytest.raises(StreamError, match=r"没有总数.*without a total"):
        read.add(0, [], None)


def test_an_interface_that_never_reports_totals_is_found_out() -> None:
    read = hollow()
    while isinstance(outcome := read.add(0, [], None), Again):
        assert outcome.alone
        read = read.again()
    assert isinstance(outcome, Complete)
    assert read.attempt == HOLLOW_READS + 1
    assert isinstance(WindowRead(RANGE, read.traits).add(0, [], None), Complete)
    with_rows = hollow()
    assert with_rows.add(0, [1, 2], None) == More((1,))


def test_a_total_on_the_first_page_only_holds_for_all() -> None:
    read = hollow()
    assert read.add(0, [1, 2], 5) == More((1, 2))
    read.add(1, [3, 4], None)
    assert isinstance(read.add(2, [5], None), Complete)


def test_a_hollow_page_behind_the_first_is_told_by_the_missing_rows() -> None:
    read = hollow()
    read.add(0, [1, 2], 4)
    outcome = read.add(1, [], None)
    assert isinstance(outcome, Again)
    assert outcome.alone


# Lists without windows, read one page after the other.


@settings(deadline=None, max_examples=300)
@given(
    some_rows(),
    st.sampled_from([rows_counted, lines_counted]),
    st.integers(1, 7),
    st.one_of(st.none(), st.integers(1, 7)),
    orders,
)
def test_no_row_that_stays_is_lost_from_a_whole_list(
    rows: list[Row], total: Total, page_size: int, page_limit: int | None, order: Random
) -> None:
    interface = Interface(rows, total, page_limit)
    leaving = order.sample(rows, order.randint(0, len(rows)))

    def some_leave() -> None:
        while leaving and order.random() < 0.3:
            interface.rows.remove(leaving.pop())

    def ask(index: int, size: int | None) -> tuple[list[Row], list[int], int | None]:
        counted = interface.total(None)
        some_leave()
        page = interface.page(None, index, size)
        some_leave()
        return page, [row.key for row in page], counted

    try:
        pages = read_whole(InterfaceTraits(page_size), ask)
    except StreamError:
        event("gave up")
    else:
        event("read to the end")
        read = [row for page in pages for row in page]
        assert set(interface.rows) <= set(read)
        assert len(read) == len(set(read))
        assert [row.key for row in read] == sorted(row.key for row in read)


def test_a_whole_list_is_that_of_the_last_attempt() -> None:
    answers = iter(
        [([1, 2], 4), ([2, 3], 4), ([1, 2], 3), ([3], 3)],
    )

    def ask(_: int, __: int | None) -> tuple[list[int], list[int], int]:
        page, total = next(answers)
        return page, page, total

    assert read_whole(InterfaceTraits(2), ask) == [[1, 2], [3]]


def refusing(
    above: int, asked: list[int | None], *, rows: int = 300, named: bool = True, from_page: int = 0
) -> Callable[[int, int | None], tuple[range, range, int]]:
    """An interface that refuses larger pages, be it from some page on."""

    def ask(index: int, size: int | None) -> tuple[range, range, int]:
        asked.append(size)
        if (size or 0) > above and index >= from_page:
            raise PageTooLargeError("太大", "too large", above if named else None)
        page = range(index * (size or 0), min(rows, (index + 1) * (size or 0)))
        return page, page, rows

    return ask


@pytest.mark.parametrize("from_page", [0, 1])
@pytest.mark.parametrize(("named", "size"), [(True, 60), (False, 50)])
def test_where_pages_are_refused_smaller_ones_are_read(
    *, named: bool, size: int, from_page: int
) -> None:
    asked: list[int | None] = []
    traits = InterfaceTraits(200)
    ask = refusing(60, asked, named=named, from_page=from_page)
    assert [row for page in read_whole(traits, ask) for row in page] == [*range(300)]
    assert traits.page_size == size
    assert asked[-1] == size


def test_a_limit_that_refuses_the_pages_that_it_allows_is_halved() -> None:
    read = WindowRead(RANGE, InterfaceTraits(100))
    assert isinstance(read.too_large(0, PageTooLargeError("太大", "too large", 100)), Again)
    assert read.traits.page_size == 50


@pytest.mark.parametrize("size", [None, 25, 10])
def test_pages_that_cannot_be_smaller_end_the_report(size: int | None) -> None:
    asked: list[int | None] = []

    def ask(_: int, size: int | None) -> tuple[int, list[int], int]:
        asked.append(size)
        raise PageTooLargeError("太大", "too large")

    with pytest.raises(StreamError, match="too large"):
        read_whole(InterfaceTraits(size), ask)
    assert asked == [size]
