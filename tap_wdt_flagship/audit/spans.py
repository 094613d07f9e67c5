"""The windows of an audit: days as Beijing counts them, cut to what an interface allows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections import Counter

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


def whole_minute(moment: datetime) -> datetime:
    """The minute that a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def day_of(moment: datetime) -> date:
    """The Beijing day of a moment."""
    return moment.astimezone(BEIJING).date()


def midnight(day: date) -> datetime:
    """Where a Beijing day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def cut(span: Window, limit: timedelta | None, at: datetime | None = None) -> list[Window]:
    """The windows of a span, none over a day's border, over a limit, or over a moment.

    Every border is a whole minute, since that is how the warehouse's rows are counted.
    """
    limit = max(MINUTE, timedelta(minutes=(limit or DAY) // MINUTE))
    windows, start = [], span.start
    while start < span.end:
        end = min(start + limit, midnight(day_of(start)) + DAY, span.end)
        if at is not None and start < at < end:
            end = at
        windows.append(Window(start, end))
        start = end
    return windows


def rows_in(minutes: Counter[datetime], windows: list[Window]) -> dict[Window, int]:
    """How many rows each window has, by those of its minutes."""
    found = dict.fromkeys(windows, 0)
    left = iter(sorted(minutes.items()))
    moment, rows = next(left, (None, 0))
    for window in windows:
        while moment is not None and moment < window.end:
            found[window] += rows if moment >= window.start else 0
            moment, rows = next(left, (None, 0))
    return found
