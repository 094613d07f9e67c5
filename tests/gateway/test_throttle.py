"""The quota of one interface: how refusals change its rate."""

from __future__ import annotations

import pytest

from tap_wdt_flagship.gateway.throttle import Throttle


@pytest.mark.parametrize("configured", [0.5, 1.0, 55.0, 6000.0])
def test_a_refusal_never_makes_calls_faster(configured: float) -> None:
    throttle = Throttle(configured)
    for _ in range(60):
        before = throttle.rate
        throttle.refused(0)
        assert throttle.rate <= before
    assert throttle.rate == min(configured, 1.0)


def test_too_many_calls_at_a_time_make_fewer_and_no_slower() -> None:
    throttle = Throttle(6000)
    with throttle.turn(), throttle.turn():
        with throttle.turn():
            pass  # refused
        throttle.crowded()
        throttle.crowded()  # refused together
        assert throttle.at_once == 2
    assert throttle.rate == 6000


def test_calls_refused_together_lower_the_rate_once() -> None:
    throttle = Throttle(100)
    for _ in range(4):
        throttle.refused(60)
    assert throttle.rate == 80
