"""When a network that is away is told of, and when it is given up."""

from __future__ import annotations

import logging

import pytest

from tap_wdt_flagship.errors import NoAnswerError
from tap_wdt_flagship.gateway.outage import Outage
from tests.helpers.stopped_time import StoppedTime

AWAY = NoAnswerError("连接中断", "connection failed")
BACK = "网络已恢复"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedTime:
    """The time that calls live in, which begins long after the machine did."""
    stopped = StoppedTime()
    stopped.stop(monkeypatch)
    stopped.now = 1000
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    return stopped


class Attempt:
    """A call that fails so often, and what was told of its retries."""

    def __init__(self, outage: Outage, failures: float) -> None:
        self.tries, self.retries = 0, 0
        self._failures = failures
        self._patient = outage.outlasted(self._once, tell_of_retry=self._retried)

    def __call__(self) -> str:
        return self._patient()

    def _once(self) -> str:
        self.tries += 1
        if self.tries <= self._failures:
            raise AWAY
        return "a page"

    def _retried(self, _: object) -> None:
        self.retries += 1


def test_short_interruptions_are_told_of_at_most_once_a_minute(
    clock: StoppedTime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outage = Outage(900)
    told = []
    for at in (0, 10, 59.5, 60.5):
        clock.now = 1000 + at
        attempt = Attempt(outage, failures=1)
        assert attempt() == "a page"
        lines = [line.split(" / ")[0] for line in caplog.messages]
        told.append(lines)
        assert attempt.retries == (not lines)  # else it is a retry like any other
        caplog.clear()
    away = "网络中断 0 秒，最多等待 15 分钟：连接中断"
    assert told == [[away, f"{BACK}，中断约 1 秒"], [], [], [away, f"{BACK}，中断约 1 秒"]]


def test_a_long_outage_is_told_of_with_its_length(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    Attempt(Outage(900), failures=10)()
    assert "no network for 65 s, waiting for up to 15 minutes: " in caplog.messages[1]
    told = [line.split(" / ")[0] for line in caplog.messages]
    assert [line.split("，")[0] for line in told] == ["网络中断 0 秒", "网络中断 65 秒", BACK]
    assert told[-1].endswith("中断约 75 秒")


@pytest.mark.parametrize(("patience", "tries"), [(0, 3), (3, 3), (4, 4)])
def test_a_call_is_given_up_when_patience_ends_but_not_before_three_tries(
    patience: float, tries: int
) -> None:
    attempt = Attempt(Outage(patience), failures=99)
    with pytest.raises(NoAnswerError):
        attempt()
    assert attempt.tries == tries


def test_a_call_that_is_made_again_later_has_patience_anew(clock: StoppedTime) -> None:
    attempt = Attempt(Outage(3), failures=3)
    with pytest.raises(NoAnswerError):
        attempt()
    attempt.tries = 1  # two more failures
    clock.now += 100
    assert attempt() == "a page"
