"""The quota of one interface: when calls go, in which order, and how refusals change that."""

from __future__ import annotations

import math
import threading
from contextlib import ExitStack
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.gateway.throttle import Throttle
from tests.helpers.stopped_time import StoppedTime

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_wdt_flagship.gateway.throttle import Order

SOON = 5
"""Seconds after which a thread is not waited for any more."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedTime:
    """The time that the throttle lives in."""
    stopped = StoppedTime()
    stopped.stop(monkeypatch)
    return stopped


def times(throttle: Throttle, clock: StoppedTime, calls: int) -> list[float]:
    """When so many calls went, one after another, without an answer that took any time."""
    went = []
    for _ in range(calls):
        with throttle.turn():
            went.append(round(clock.now, 6))
    return went


def gaps(throttle: Throttle, clock: StoppedTime) -> list[float]:
    """Seconds that the next two calls keep from the one before, which went just now."""
    went = [clock.now, *times(throttle, clock, 2)]
    return [round(later - sooner, 6) for sooner, later in pairwise(went)]


def calm(throttle: Throttle, clock: StoppedTime, seconds: float) -> float:
    """The rate at which a call goes after so many seconds without a refusal."""
    clock.now += seconds
    times(throttle, clock, 1)
    return throttle.rate


# Evenly over the minute.


@pytest.mark.parametrize(
    ("per_minute", "at_once", "seconds"),
    [
        (0.5, 1, 120),
        (1, 1, 60),
        (55, 1, 1.091),
        (60, 1, 1),
        (600, 1, 0.1),
        (894, 1, 0.068),  # one call at a time, as long as sleeps are exact enough for that
        (905, 2, 0.133),
        (6000, 10, 0.1),
    ],
)
def test_calls_go_evenly_over_the_minute(
    clock: StoppedTime, per_minute: float, at_once: int, seconds: float
) -> None:
    went = times(Throttle(per_minute), clock, at_once * 3)
    expected = [seconds * group for group in range(3) for _ in range(at_once)]
    assert went == pytest.approx(expected)


def test_no_minute_has_more_calls_than_the_quota(clock: StoppedTime) -> None:
    went = times(Throttle(55), clock, 200)
    assert all(later - sooner >= 60 for sooner, later in zip(went, went[55:], strict=False))


def test_a_long_run_takes_no_more_memory_and_no_thread(clock: StoppedTime) -> None:
    threads = threading.active_count()
    throttle = Throttle(600)
    times(throttle, clock, 200)
    assert throttle._bucket.count() <= 2
    assert threading.active_count() == threads


def test_it_tells_how_long_the_quota_kept_calls_waiting(clock: StoppedTime) -> None:
    throttle = Throttle(60)
    clock.now = 1000
    with throttle.turn():
        clock.now += 20  # the answer's time is not the quota's
    times(throttle, clock, 3)
    assert throttle.waited == pytest.approx(2)
    throttle.refused(30)
    times(throttle, clock, 1)
    assert throttle.waited == pytest.approx(32)


# After the gateway said that the quota is used up.


@pytest.mark.parametrize("configured", [0.5, 1.0, 55.0, 6000.0])
def test_a_refusal_never_makes_calls_faster(configured: float) -> None:
    throttle = Throttle(configured)
    for _ in range(60):
        before = throttle.rate
        throttle.refused(0)
        assert throttle.rate <= before
    assert throttle.rate == min(configured, 1.0)


@pytest.mark.parametrize("pause", [0.5, 30])
def test_everyone_pauses_as_long_as_the_gateway_says_and_goes_slower(
    clock: StoppedTime, pause: float
) -> None:
    throttle = Throttle(100)
    throttle.refused(pause)
    assert times(throttle, clock, 3) == [pause, pause + 0.75, pause + 1.5]


def test_a_pause_is_never_made_shorter(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(60)
    throttle.refused(1)
    assert times(throttle, clock, 1) == [60]


def test_a_pause_that_grows_while_it_is_waited_for_is_waited_for(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(60)
    clock.meanwhile = lambda: throttle.refused(90)
    assert times(throttle, clock, 1) == [90]


def test_calls_refused_together_lower_the_rate_once() -> None:
    throttle = Throttle(100)
    for _ in range(4):
        throttle.refused(60)
    assert throttle.rate == 80


def test_calls_refused_again_after_the_pause_lower_the_rate_again(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(30)
    times(throttle, clock, 1)
    throttle.refused(30)
    assert throttle.rate == 64


# More again, once all has been calm.


def test_after_a_calm_minute_calls_go_a_little_faster(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(0)
    assert calm(throttle, clock, 59.5) == 80
    assert calm(throttle, clock, 1) == 84
    assert gaps(throttle, clock) == [0.715, 0.715]  # the first such call does not go at once


def test_a_calm_hour_brings_back_the_whole_quota_and_no_more(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(0)
    throttle.refused(0)
    rates = [calm(throttle, clock, 61) for _ in range(60)]
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(67.2)
    assert rates[-1] == 100
    assert gaps(throttle, clock) == [0.6, 0.6]


def test_a_try_in_vain_goes_back_to_what_held_and_no_lower(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(0)
    calm(throttle, clock, 61)
    assert calm(throttle, clock, 61) == pytest.approx(88.2)
    throttle.refused(0)
    assert throttle.rate == 84  # and not 70.56
    throttle.refused(0)  # what held does so no longer
    assert throttle.rate == pytest.approx(67.2)


def test_each_try_in_vain_doubles_the_calm_before_the_next_up_to_an_hour(
    clock: StoppedTime,
) -> None:
    throttle = Throttle(100)
    throttle.refused(0)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        assert calm(throttle, clock, minutes * 60 - 0.5) == 80
        assert calm(throttle, clock, 1) == 84
        throttle.refused(0)
        assert throttle.rate == 80


def test_what_was_refused_for_good_is_tried_again_after_the_same_calm(clock: StoppedTime) -> None:
    throttle = Throttle(100)
    throttle.refused(0)
    calm(throttle, clock, 61)
    throttle.refused(0)  # in vain: two minutes
    throttle.refused(0)
    assert calm(throttle, clock, 119) == 64
    assert calm(throttle, clock, 2) == pytest.approx(67.2)


# Calls at a time.


def test_too_many_calls_at_a_time_make_fewer_and_no_slower() -> None:
    throttle = Throttle(6000)
    with throttle.turn(), throttle.turn():
        with throttle.turn():
            pass  # refused
        throttle.crowded()
        throttle.crowded()  # refused together
        assert throttle.at_once == 2
    assert throttle.rate == 6000


def test_calls_at_a_time_become_fewer_by_one_as_often_as_they_are_refused(
    clock: StoppedTime,
) -> None:
    throttle = Throttle(6000)
    seen = []
    with ExitStack() as under_way:
        for _ in range(3):
            under_way.enter_context(throttle.turn())
        for _ in range(5):
            clock.now += 1.5
            throttle.crowded()
            seen.append(throttle.at_once)
    assert seen == [3, 2, 1, 1, 1]


def test_answers_that_come_in_together_count_once(clock: StoppedTime) -> None:
    throttle = Throttle(6000)
    with throttle.turn(), throttle.turn():
        throttle.crowded()
        clock.now += 0.5
        throttle.crowded()
        assert throttle.at_once == 2


def test_a_call_that_was_alone_is_not_kept_from_going_again(clock: StoppedTime) -> None:
    throttle = Throttle(6000)
    throttle.crowded()
    assert throttle.at_once == 1
    assert times(throttle, clock, 1) == [0]


def test_one_at_a_time_until_a_calm_minute_lets_one_more_be_tried(clock: StoppedTime) -> None:
    throttle = Throttle(6000)
    throttle.alone()
    seen = []
    for seconds in (0, 59.5, 1, 61):
        calm(throttle, clock, seconds)
        seen.append(throttle.at_once)
    assert seen == [1, 1, 2, 3]


def test_what_comes_back_empty_again_takes_longer_to_be_tried_again(clock: StoppedTime) -> None:
    throttle = Throttle(6000)
    throttle.alone()
    calm(throttle, clock, 61)
    assert throttle.at_once == 2
    throttle.alone()
    assert throttle.at_once == 1
    calm(throttle, clock, 119)
    assert throttle.at_once == 1
    calm(throttle, clock, 2)
    assert throttle.at_once == 2


# Turns.


class Callers:
    """Threads that make a call each, and note in which order they go."""

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self.went: list[str] = []
        self._threads: list[threading.Thread] = []

    def arrive(self, name: str, order: Order | None = None) -> None:
        """Let a caller come, and see it wait or go."""
        before = len(self.throttle._waiting) + len(self.went)
        thread = threading.Thread(target=self._call, args=(name, order), daemon=True)
        thread.start()
        self._threads.append(thread)
        until(lambda: len(self.throttle._waiting) + len(self.went) > before)

    def _call(self, name: str, order: Order | None) -> None:
        with self.throttle.turn(order) if order else self.throttle.turn():
            self.went.append(name)

    def all_went(self) -> list[str]:
        for thread in self._threads:
            thread.join(SOON)
            assert not thread.is_alive()
        return self.went


def until(true: Callable[[], bool]) -> None:
    """Wait for other threads."""
    pause = threading.Event()
    for _ in range(SOON * 1000):
        if true():
            return
        pause.wait(0.001)
    raise AssertionError


def test_calls_that_wait_go_by_their_order_and_then_by_arrival() -> None:
    throttle = Throttle(6000)
    throttle.alone()
    callers = Callers(throttle)
    with throttle.turn():
        callers.arrive("late", (3, 0))
        callers.arrive("middle", (2, 0))
        callers.arrive("middle, but later", (2, 0))
        callers.arrive("middle, less urgent", (2, 1))
        callers.arrive("early", (1, 9))
        callers.arrive("earliest", (-math.inf, 0))
        callers.arrive("without an order")
        assert callers.went == []  # none goes while another is under way
    assert callers.all_went() == [
        *("without an order", "earliest", "early", "middle", "middle, but later"),
        *("middle, less urgent", "late"),
    ]


def test_an_earlier_call_goes_first_even_if_it_came_while_another_waited(
    clock: StoppedTime,
) -> None:
    throttle = Throttle(60)
    callers = Callers(throttle)
    times(throttle, clock, 1)

    def meanwhile() -> None:
        callers.arrive("late", (2, 0))
        callers.arrive("early", (1, 0))

    clock.meanwhile = meanwhile
    with throttle.turn((9, 9)):
        until(lambda: len(callers.went) == 2)  # and does not wait for this call's answer
    assert callers.all_went() == ["early", "late"]


def test_a_call_that_ends_lets_the_next_go_however_it_ends() -> None:
    throttle = Throttle(6000)
    throttle.alone()
    callers = Callers(throttle)

    def fail() -> None:
        with throttle.turn():
            callers.arrive("next")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert callers.all_went() == ["next"]
