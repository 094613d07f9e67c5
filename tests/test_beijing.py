"""Beijing time in and out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.beijing import BEIJING, months_before, parse_moment, to_bookmark, to_wire

UTC = timezone.utc
NOON = datetime(2026, 10, 1, 12, tzinfo=BEIJING)
moments = st.builds(
    lambda days, seconds, zone: NOON.astimezone(zone) + timedelta(days=days, seconds=seconds),
    st.integers(-5_000, 20_000),
    st.integers(0, 86_400),
    st.sampled_from([UTC, BEIJING]),
)


@pytest.mark.parametrize("zone", [BEIJING, UTC, timezone(timedelta(hours=-5))])
def test_the_wire_has_beijing_time_without_an_offset(zone: timezone) -> None:
    assert to_wire(NOON.astimezone(zone)) == "2026-10-01 12:00:00"


@pytest.mark.parametrize("zone", [BEIJING, UTC, timezone(timedelta(hours=-5))])
def test_a_bookmark_is_in_utc(zone: timezone) -> None:
    assert to_bookmark(NOON.astimezone(zone)) == "2026-10-01T04:00:00+00:00"


@settings(deadline=None)
@given(moments, moments)
def test_bookmarks_compare_as_text_and_as_times_alike(a: datetime, b: datetime) -> None:
    assert (to_bookmark(a) < to_bookmark(b)) == (a < b)


@settings(deadline=None)
@given(moments)
def test_what_is_written_is_read_back(moment: datetime) -> None:
    assert parse_moment(to_bookmark(moment)) == moment
    assert parse_moment(to_wire(moment)) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=BEIJING)),
        (" 2026-10-01T12:00:00 ", NOON),
        ("2026-10-01T04:00:00Z", NOON),
        ("2026-10-01T04:00:00z", NOON),
        ("2026-10-01T12:00:00+08:00", NOON),
        ("2026-10-01T12:00:00.999999", NOON),
    ],
)
def test_a_moment_is_beijing_time_unless_it_says_otherwise(text: str, moment: datetime) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", " ", "yesterday", "2026-02-30", "2026/10/01", "Z"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_moment(text)


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        (datetime(2026, 10, 1, 12, tzinfo=BEIJING), 3, datetime(2026, 7, 1, 12, tzinfo=BEIJING)),
        (datetime(2026, 1, 15, tzinfo=BEIJING), 3, datetime(2025, 10, 15, tzinfo=BEIJING)),
        (datetime(2026, 3, 15, tzinfo=BEIJING), 3, datetime(2025, 12, 15, tzinfo=BEIJING)),
        (datetime(2026, 5, 31, tzinfo=BEIJING), 3, datetime(2026, 2, 28, tzinfo=BEIJING)),
        (datetime(2028, 5, 31, tzinfo=BEIJING), 3, datetime(2028, 2, 29, tzinfo=BEIJING)),
        (datetime(2026, 7, 31, tzinfo=BEIJING), 1, datetime(2026, 6, 30, tzinfo=BEIJING)),
        (datetime(2026, 9, 30, 16, tzinfo=UTC), 3, datetime(2026, 7, 1, tzinfo=BEIJING)),
        (datetime(2026, 10, 1, tzinfo=BEIJING), 0, datetime(2026, 10, 1, tzinfo=BEIJING)),
        (datetime(2026, 12, 31, tzinfo=BEIJING), 12, datetime(2025, 12, 31, tzinfo=BEIJING)),
    ],
)
def test_months_before_is_the_same_beijing_day(
    moment: datetime, months: int, expected: datetime
) -> None:
    assert months_before(moment, months) == expected
