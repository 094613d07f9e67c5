"""The windows of an audit, and the warehouse's rows in them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from tap_wdt_flagship.audit.spans import cut, rows_in
from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.windows import Window

HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=BEIJING)


def test_windows_end_with_their_day_and_meet() -> None:
    windows = cut(Window(at(16, 9), at(18, 3)), timedelta(days=30))
    assert windows == [
        Window(at(16, 9), at(17, 0)),
        Window(at(17, 0), at(18, 0)),
        Window(at(18, 0), at(18, 3)),
    ]


def test_windows_keep_to_the_limit_in_whole_minutes() -> None:
    windows = cut(Window(at(16, 0), at(16, 2)), HOUR - timedelta(seconds=1))
    assert [window.span for window in windows] == [timedelta(minutes=59)] * 2 + [
        timedelta(minutes=2)
    ]


def test_a_window_ends_where_syncing_did() -> None:
    windows = cut(Window(at(16, 0), at(16, 2)), HOUR, at(16, 1, 20))
    assert windows[1:] == [Window(at(16, 1), at(16, 1, 20)), Window(at(16, 1, 20), at(16, 2))]


def test_rows_belong_to_the_window_that_their_minute_lies_in() -> None:
    windows = cut(Window(at(16, 0), at(16, 3)), HOUR)
    minutes = Counter({at(16, 0): 2, at(16, 0, 59): 3, at(16, 1): 5, at(16, 2, 59): 7})
    assert rows_in(minutes, windows) == dict(zip(windows, (5, 5, 7), strict=True))
