"""How often a window is read, in which pages and in how many pieces, and what reads teach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.engine.completeness import WindowRead
from tap_wdt_flagship.engine.outcomes import Again, Complete, InterfaceTraits, More, Outcome, Split
from tap_wdt_flagship.errors import PageTooLargeError, StreamError
from tests.engine.test_completeness import MOMENT, RANGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tap_wdt_flagship.windows import Window

TOO_LARGE = PageTooLargeError("太大", "too large")


def read_of(size: int | None, window: Window | None = RANGE, **traits: Any) -> WindowRead:
    return WindowRead(window, InterfaceTraits(size, **traits))


def answered(read: WindowRead, *pages: Sequence[int], total: int | None) -> list[Outcome]:
    """The outcomes of these pages, all of them reporting one total."""
    return [read.add(index, keys, total) for index, keys in enumerate(pages)]


def reads_until_given_up(read: WindowRead, answer: Callable[[WindowRead], Outcome]) -> int:
    """How often a window is read whose pages never agree."""
    reads = []

    def read_on(read: WindowRead) -> None:
        for number in range(1, 100):
            reads.append(number)
            assert isinstance(answer(read), Again)
            read = read.again()

    with pytest.raises(StreamError) as given_up:
        read_on(read)
    assert f" {reads[-1]} " in given_up.value.zh
    assert f"{reads[-1]} " in given_up.value.en
    return reads[-1]


# How often.


def test_pages_that_never_agree_are_read_eight_times() -> None:
    def disagreeing(read: WindowRead) -> Outcome:
        return answered(read, (1, 2), (2, 3), total=4)[-1]

    assert reads_until_given_up(read_of(2, None), disagreeing) == 8


def test_rows_beyond_the_total_that_are_others_each_time_are_read_eight_times() -> None:
    read = read_of(4, None)
    assert reads_until_given_up(read, lambda read: read.add(0, [read.attempt] * 4, 3)) == 8


def test_empty_answers_without_their_total_are_asked_for_eight_times() -> None:
    read = read_of(2, asks_for_totals=True, reports_totals=True)
    assert reads_until_given_up(read, lambda read: read.add(0, [], None)) == 8
    assert read.traits.hollow_answers == 7


def test_an_empty_answer_without_a_total_is_believed_the_third_time_where_none_was_seen() -> None:
    read = read_of(2, asks_for_totals=True)
    for _ in range(2):
        assert read.add(0, [], None) == Again("an answer without a total", alone=True)
        read = read.again()
    assert isinstance(read.add(0, [], None), Complete)
    assert read.traits.reports_totals is False


def test_what_cannot_be_split_is_read_backwards_from_the_fifth_time_on() -> None:
    read, directions = read_of(2, MOMENT), []
    for _ in range(7):
        directions.append(read.backwards)
        answered(read, (1, 2), (2, 3), total=4)
        read = read.again()
    assert directions == [False] * 4 + [True] * 3


@pytest.mark.parametrize("window", [RANGE, None])
def test_what_has_no_single_second_is_never_read_backwards(window: Window | None) -> None:
    read = WindowRead(window, InterfaceTraits(2), attempt=6)
    assert not read.again().backwards


def test_a_page_missing_behind_the_first_makes_the_next_reads_go_alone() -> None:
    read = read_of(2, MOMENT, asks_for_totals=True)
    for _ in range(2):
        outcome = answered(read, (1, 2), total=4)[0]
        assert outcome == More((1,))
        again = read.add(1, [], None)
        assert isinstance(again, Again)
        assert again.alone
        read = read.again()
    assert read.traits.hollow


def test_rows_missing_behind_pages_that_tell_no_total_need_no_read_alone() -> None:
    read = read_of(2, asks_for_totals=True)
    read.add(0, [1, 2], 4)
    again = read.add(1, [3], None)
    assert isinstance(again, Again)
    assert not again.alone


def test_an_empty_window_of_an_interface_that_was_hollow_is_confirmed_alone() -> None:
    read = read_of(2, asks_for_totals=True, hollow=True)
    assert read.add(0, [], 0) == Again("confirming an empty window", alone=True)


# Which pages.


def test_a_page_of_fewer_rows_than_asked_for_and_counted_shows_the_size_of_pages() -> None:
    read = read_of(10)
    assert read.add(0, [1, 2, 3], 7) == Again("a page of 3 rows instead of 7")
    read = read.again()
    assert read.page_size == 3
    assert answered(read, (1, 2, 3), (4, 5, 6), (7,), total=7)[0] == More((1, 2))
    assert read.traits.page_size == 3


def test_an_empty_page_shows_no_size_of_pages() -> None:
    read = read_of(10)
    assert isinstance(read.add(0, [], 5), Again)
    assert read.again().page_size == 10


def test_a_total_on_the_first_page_is_enough() -> None:
    read = read_of(2, asks_for_totals=True)
    assert read.add(0, [1, 2], 5) == More((1, 2))
    assert read.add(1, [3, 4], None) == More(())
    assert isinstance(read.add(2, [5], None), Complete)


def test_without_a_total_an_empty_page_ends_the_list_even_behind_a_full_one() -> None:
    read = read_of(2)
    assert read.add(0, [1, 2], None) == More((1,))
    assert isinstance(read.add(1, [], None), Complete)


def test_where_a_total_counts_lines_the_page_behind_an_empty_one_is_asked_for_too() -> None:
    read = read_of(2, total_counts_rows=False)
    assert read.add(0, [1, 2], 9) == More((1,))
    assert read.add(1, [], 9) == More((2,))
    assert isinstance(read.add(2, [], 9), Complete)


def test_a_page_with_more_rows_than_the_total_is_read_on_from_once_that_came_twice() -> None:
    read = read_of(4)
    assert read.add(0, [1, 2, 3, 4], 3) == Again("4 rows on one page, total 3")
    read = read.again()
    assert read.add(0, [1, 2, 3, 4], 3) == More((1,))
    assert not read.traits.total_counts_rows
    assert read.add(1, [5], 3) == More((2,))
    assert isinstance(read.add(2, [], 3), Complete)


def test_a_page_with_fewer_rows_than_the_total_shows_no_other_way_of_counting() -> None:
    read = WindowRead(None, InterfaceTraits(100), supposed_limit=50)
    for _ in range(7):
        assert isinstance(read.add(0, range(10), 30), Again)
        read = read.again()
    assert read.traits.total_counts_rows


def test_where_a_total_counts_lines_an_empty_first_page_is_the_end() -> None:
    assert isinstance(read_of(2, total_counts_rows=False).add(0, [], 0), Complete)


# In how many pieces.


def test_a_window_has_twenty_pages_at_most_and_is_split_into_pieces_of_ten() -> None:
    assert isinstance(read_of(10).add(0, range(10), 200), More)
    assert read_of(10).add(0, range(10), 201) == Split(3, "201 rows", dense=True)
    assert read_of(10).add(0, range(10), 1000) == Split(10, "1000 rows", dense=True)


def test_a_window_with_less_than_a_quarter_of_its_rows_could_be_longer() -> None:
    def pages(rows: int) -> list[range]:
        return [range(start, min(start + 10, rows)) for start in range(0, rows, 10)]

    assert answered(read_of(10), *pages(49), total=49)[-1] == Complete(sparse=True)
    assert answered(read_of(10), *pages(50), total=50)[-1] == Complete(sparse=False)


# Pages that take too long.


def test_a_page_that_took_too_long_is_read_in_halves_once_the_others_have_come() -> None:
    read = read_of(100)
    read.add(0, range(100), 250)
    assert read.lost(1) == More(())
    assert read.add(2, range(200, 250), 250) == Again("a page timed out")
    halves = read.again()
    assert halves.page_size == 50
    assert halves.attempt == 1
    assert halves.traits.page_size == 100


def test_one_page_that_took_too_long_teaches_nothing_and_two_a_smaller_size() -> None:
    read = read_of(100)
    assert read.lost(0) == Again("a page timed out")
    halves = read.again()
    assert answered(halves, range(50), range(50, 80), total=80)[-1] == Complete(sparse=True)
    assert read.traits.page_size == 100
    assert isinstance(WindowRead(RANGE, read.traits).lost(0), Again)
    other = WindowRead(RANGE, read.traits)
    other.lost(0)
    other.again()
    assert read.traits.page_size == 50


def test_a_read_in_halves_that_does_not_agree_is_read_in_halves_again() -> None:
    read = read_of(100, None)
    read.lost(0)
    halves = read.again()
    assert isinstance(answered(halves, range(50), range(20, 60), total=80)[-1], Again)
    again = halves.again()
    assert again.page_size == 50
    assert again.attempt == 2
    assert answered(again, range(50), range(50, 80), total=80)[-1] == Complete(sparse=True)
    assert read.traits.page_size == 100


@pytest.mark.parametrize(("size", "half"), [(100, 50), (51, 25), (50, 25), (40, 25)])
def test_halves_are_no_smaller_than_a_page_may_be(size: int, half: int) -> None:
    read = read_of(size)
    read.lost(0)
    assert read.again().page_size == half


def test_a_smaller_size_that_was_learned_meanwhile_stays() -> None:
    slow, large = read_of(100, timeouts=1), read_of(100)
    slow.traits.page_size = large.traits.page_size = 30
    slow.lost(0)
    slow.again()
    assert slow.traits.page_size == 30
    large.too_large(0, TOO_LARGE)
    assert large.traits.page_size == 30


def test_a_refused_page_is_read_anew_once_the_others_have_come() -> None:
    read = read_of(100)
    read.add(0, range(100), 250)
    assert read.too_large(2, TOO_LARGE) == More(())
    assert read.add(1, range(100, 200), 250) == Again("a page of 100 rows was refused")
    again = read.again()
    assert (again.page_size, again.attempt) == (50, 1)


# What is told of an interface.


def test_it_is_counted_which_pages_told_a_total_and_which_keys_came_twice() -> None:
    read = read_of(2, asks_for_totals=True)
    read.add(0, [1, 2], 6)
    read.add(1, [3, 4], None)
    read.add(2, [5, 5], 7)
    read.add(3, [6, 7], 7)
    read.add(4, [], 7)
    assert (read.traits.later_pages, read.traits.later_totals) == (3, 2)
    assert read.total == 7
    assert read_of(2).total is None
    assert read.traits.repeated_keys == 0
    single = read_of(5)
    assert isinstance(single.add(0, [1, 1, 1, 2], 4), Complete)
    assert single.traits.repeated_keys == 2
    silent = read_of(2)  # not asked for totals
    answered(silent, (1, 2), (3,), total=3)
    assert silent.traits.later_pages == 0
    assert silent.traits.repeated_keys == 0
