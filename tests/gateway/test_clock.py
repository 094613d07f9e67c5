"""The gateway's clock: read off the first answer, corrected when asked to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from tap_wdt_flagship.gateway.clock import GatewayClock

HOUR = timedelta(hours=1)
# Between reading two clocks in one test, by far.
SOME_TIME = timedelta(minutes=5)


def here() -> datetime:
    return datetime.now(timezone.utc)


def header(ahead: timedelta) -> str:
    """The Date header of a gateway whose clock is ahead of this machine's."""
    return format_datetime((here() + ahead).replace(microsecond=0), usegmt=True)


def is_about(moment: timedelta, expected: timedelta) -> bool:
    return abs(moment - expected) < SOME_TIME


def test_until_an_answer_the_clock_is_this_machines() -> None:
    clock = GatewayClock()
    assert not clock.known
    assert clock.offset == timedelta()
    assert is_about(clock.now() - here(), timedelta())
    assert clock.now().tzinfo is not None


@pytest.mark.parametrize("ahead", [3 * HOUR, -3 * HOUR, 8760 * HOUR])
def test_an_answer_sets_the_clock_to_the_gateways(ahead: timedelta) -> None:
    clock = GatewayClock()
    clock.observe(header(ahead))
    assert clock.known
    assert is_about(clock.offset, ahead)
    assert is_about(clock.now() - here(), ahead)


def test_the_clock_never_runs_ahead_of_the_gateways() -> None:
    clock = GatewayClock()
    clock.observe(header(timedelta()))
    assert clock.offset <= timedelta()


def test_later_answers_do_not_move_the_clock() -> None:
    clock = GatewayClock()
    clock.observe(header(3 * HOUR))
    clock.observe(header(9 * HOUR))
    assert is_about(clock.offset, 3 * HOUR)


def test_a_refused_time_stamp_corrects_the_clock() -> None:
    clock = GatewayClock()
    clock.observe(header(3 * HOUR))
    clock.observe(header(-HOUR), correct=True)
    assert is_about(clock.offset, -HOUR)


@pytest.mark.parametrize("text", [None, "", "now", "Thu, 99 Oct 2026 04:00:00 GMT"])
@pytest.mark.parametrize("correct", [False, True])
def test_a_header_without_a_time_tells_nothing(text: str | None, *, correct: bool) -> None:
    clock = GatewayClock()
    clock.observe(text, correct=correct)
    assert not clock.known
    clock.observe(header(3 * HOUR))
    clock.observe(text, correct=correct)
    assert is_about(clock.offset, 3 * HOUR)


def test_a_header_without_a_zone_is_utc() -> None:
    clock = GatewayClock()
    clock.observe(f"{here() + 3 * HOUR:%a, %d %b %Y %H:%M:%S} -0000")
    assert is_about(clock.offset, 3 * HOUR)
