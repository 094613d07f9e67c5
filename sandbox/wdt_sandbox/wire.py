"""Fields: what a value looks like on the wire, and what it is.

Inside the sandbox an amount is an integer of 1/10,000, a time is seconds since 1970, and a value
that is not there is None. The table below says, for every form in which the gateways write such
values, how it goes onto the wire and how ``/_sandbox/truth`` states it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BEIJING: Final = timezone(timedelta(hours=8))
DAY: Final = 86_400
SCALE: Final = 10_000
ABSENT: Final = object()
"""Stands for a field that is left out of the answer."""

_OFFSET: Final = 8 * 3_600


def day_of(moment: int) -> int:
    """The Beijing day of a moment, counted from 1970."""
    return (moment + _OFFSET) // DAY


def day_start(day: int) -> int:
    """The first moment of a Beijing day."""
    return day * DAY - _OFFSET


def date_of(day: int) -> date:
    """The date of a Beijing day."""
    return datetime.fromtimestamp(day * DAY, timezone.utc).date()


@lru_cache(maxsize=8192)
def _date(day: int) -> str:
    return date_of(day).isoformat()


def beijing(moment: int, separator: str = " ") -> str:
    """``yyyy-MM-dd HH:mm:ss`` in Beijing."""
    day, second = divmod(moment + _OFFSET, DAY)
    return f"{_date(day)}{separator}{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def amount_text(value: int, decimals: int = 4) -> str:
    """An amount with all its decimals."""
    whole, rest = divmod(abs(value), SCALE)
    return f"{'-' if value < 0 else ''}{whole}.{rest:04}{'0' * (decimals - 4)}"


def _number(value: int) -> Any:  # noqa: ANN401 - an integer, or JSON text that never was a float
    if value % SCALE == 0:
        return value // SCALE
    return msgspec.Raw(amount_text(value).rstrip("0").encode())


def _rfc3339(moment: int) -> str:
    return f"{beijing(moment, 'T')}+08:00"


def _or(missing: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """A value as it is, or what stands for none."""
    return lambda value: missing if value is None else value


def _kept(missing: Any, write: Callable[[Any], Any]) -> Callable[[Any], Any]:  # noqa: ANN401
    """A value written; the same few come again and again, so what was written is kept."""
    return lru_cache(maxsize=1 << 14)(lambda value: missing if value is None else write(value))


class Form(NamedTuple):
    """How one kind of value is written, and how it is stated in truth."""

    wire: Callable[[Any], Any]
    truth: Callable[[Any], Any]


def _milliseconds(moment: int) -> int:
    return moment * 1000


def _said(value: Any) -> Any:  # noqa: ANN401
    return value or ABSENT


def _said_truth(value: Any) -> Any:  # noqa: ANN401
    return value or None


def _listed(value: str | None) -> Any:  # noqa: ANN401
    return value.split(",") if value else ABSENT


def _listed_truth(value: str | None) -> list[str] | None:
    return value.split(",") if value else None


_TIME_TRUTH: Final = _kept(None, _rfc3339)
_AMOUNT_TRUTH: Final = _kept("0.0000", amount_text)

# A question mark: left out where there is nothing to say.
FORMS: Final[Mapping[str, Form]] = {
    "int": Form(_or(0), _or(0)),
    "int?": Form(_or(ABSENT), _or(None)),
    # A number that is not there, as empty text.
    "blank": Form(_or(""), _or(None)),
    "vacant": Form(_kept("", _number), _kept(None, amount_text)),
    # A quantity that is written as a whole number, whatever it is.
    "pieces": Form(_kept(0, lambda value: value // SCALE), _kept(0, lambda value: value // SCALE)),
    "digits": Form(_kept("0", str), _or(0)),
    "text": Form(_or(""), _or("")),
    "text?": Form(_said, _said_truth),
    "texts": Form(_listed, _listed_truth),
    "private": Form(_or(""), _or("")),
    "private?": Form(_said, _said_truth),
    "amount": Form(_kept(0, _number), _AMOUNT_TRUTH),
    "amount?": Form(_kept(ABSENT, _number), _kept(None, amount_text)),
    "decimal": Form(_kept("0.0000", amount_text), _AMOUNT_TRUTH),
    "volume": Form(_kept("0.000000000000", lambda value: amount_text(value, 12)), _AMOUNT_TRUTH),
    "flag": Form(bool, bool),
    "told": Form(lambda value: str(int(bool(value))), bool),
    "bit": Form(lambda value: int(bool(value)), bool),
    "time": Form(_kept("", beijing), _TIME_TRUTH),
    "time?": Form(_kept(ABSENT, beijing), _TIME_TRUTH),
    "zero": Form(_kept("0000-00-00 00:00:00", beijing), _TIME_TRUTH),
    "ms": Form(_kept("", _milliseconds), _TIME_TRUTH),
    "ms?": Form(_kept(ABSENT, _milliseconds), _TIME_TRUTH),
}
