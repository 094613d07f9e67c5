"""Values that come again become what they would become by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tap_wdt_flagship.rendering.memo import AT_MOST, Memo, Times
from tap_wdt_flagship.rendering.values import Unfit, to_time

if TYPE_CHECKING:
    from collections.abc import Callable

MEMO = Times(to_time)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1))  # noqa: DTZ001
regular = moments.map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}")
parts = [
    *("0000-00-00", "2026-02-30", "2026-06-18", "20260618", "２０26-06-18"),
    *(" ", "T", "", "08", "24", "00", "60", ":", ":59", ":60", ".", ".0", ".000", ".25", "Z", "7"),
]
texts = st.lists(st.sampled_from(parts), max_size=6).map("".join)


def outcome(of: Callable[[int | str], str | None], value: int | str) -> object:
    try:
        return of(value)
    except Unfit:
        return Unfit


@given(regular | texts | moments.map(str) | st.integers(-(2**70), 2**70) | st.integers(0, 10**8))
@example("2026-06-18 24:00:00")
@example("2026-06-18T15:26:57.0")
@example(1781767132000)
@example(1781767132001)
@example(-1000)
@example(0)
def test_a_time_put_together_is_the_time(value: int | str) -> None:
    for _ in range(2):
        assert outcome(MEMO.__getitem__, value) == outcome(to_time, value)


def test_a_memo_is_no_larger_than_it_may_be() -> None:
    converted = Memo(lambda value: value + 1)
    for value in range(3 * AT_MOST):
        assert converted[value] == value + 1
    assert len(converted) <= AT_MOST + 2
    assert converted[None] is None


def test_regular_times_are_converted_by_the_hour() -> None:
    asked: list[int | str] = []

    def convert(value: int | str) -> str | None:
        asked.append(value)
        return to_time(value)

    memo = Times(convert)
    begin = datetime(2026, 6, 18)  # noqa: DTZ001
    for second in range(0, 24 * 3600, 60):
        assert memo[f"{begin + timedelta(seconds=second)}"]
    assert len(asked) == 24 + 60


@pytest.mark.parametrize("value", ["soon", "2026-06-18 15:26:61", "2026-02-30 15:00:00", 10**18])
def test_what_is_no_time_is_none_the_second_time_either(value: int | str) -> None:
    for _ in range(2):
        with pytest.raises(Unfit):
            MEMO[value]
