"""Words of messages that depend on a number."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number of things in English: `1 row`, `2 rows`."""
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"
