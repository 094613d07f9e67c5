"""Conversions of values that come again and again, without a call of Python for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from tap_wdt_flagship.rendering.values import Unfit

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.values import Convert

AT_MOST: Final = 8192
NOTHING: Final = {None: None, UNSET: UNSET}
SECOND, HOUR = 1000, 3_600_000
TO_HOUR: Final = len("2026-01-01 00")
_is_hour: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T](?:[01][0-9]|2[0-3])").fullmatch
_is_rest: Final = re.compile(r":[0-9]{2}:[0-9]{2}(?:\.0{0,6})?").fullmatch


class Memo(dict[Any, Any]):
    """Value -> what it becomes; what is not there yet is converted when it is looked up.

    Values that are equal must become the same: where 1 and true do not, a type keeps one out.

    Args:
        convert: raises `Unfit` where a value becomes nothing.
    """

    def __init__(self, convert: Convert) -> None:
        super().__init__(NOTHING)
        self._convert = convert

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401
        converted = self._convert(value)
        if len(self) > AT_MOST:
            self.clear()
            self.update(NOTHING)
        self[value] = converted
        return converted


class Times(Memo):
    """Times as texts and as milliseconds.

    Those of many rows are many, their hours are few, and so is what there is within an hour. What
    becomes of a regular time is put together of what becomes of these; offsets are whole hours.
    """

    def __init__(self, convert: Convert) -> None:
        super().__init__(lambda value: self._put_together(value) or convert(value))
        self._time_of = convert
        self._hours = Memo(self._hour)
        self._rests = Memo(self._rest)

    def _put_together(self, value: int | str) -> str | None:
        try:
            if isinstance(value, str):
                time = self._hours[value[:TO_HOUR]] + self._rests[value[TO_HOUR:]]
            elif value % SECOND:  # too many to come again
                return None
            else:
                hour, rest = divmod(value, HOUR)
                time = self._hours[hour] + self._rests[rest]
        except Unfit:
            return None
        return str(time)

    def _hour(self, hour: int | str) -> str:
        if isinstance(hour, int):
            return self._sure(hour * HOUR)[:TO_HOUR]
        return self._sure(f"{hour}:00:00" if _is_hour(hour) else None)[:TO_HOUR]

    def _rest(self, rest: int | str) -> str:
        if isinstance(rest, int):
            return self._sure(HOUR + rest)[TO_HOUR:]
        return self._sure(f"2000-01-01 00{rest}" if _is_rest(rest) else None)[TO_HOUR:]

    def _sure(self, time: int | str | None) -> str:
        converted: str | None = None if time is None else self._time_of(time)
        if converted is None:
            raise Unfit
        return converted
