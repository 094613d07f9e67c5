"""Words of messages that depend on a number."""

from __future__ import annotations

from datetime import timedelta


def counted(number: int, noun: str) -> str:
    """A number of things in English: `1 row`, `2 rows`."""
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"


def span_of(span: timedelta) -> tuple[str, str]:
    """The length of a range, in both languages."""
    if span >= timedelta(days=1) and span % timedelta(days=1) == timedelta():
        return f"{span.days} 天", counted(span.days, "day")
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} 分钟", counted(minutes, "minute")
