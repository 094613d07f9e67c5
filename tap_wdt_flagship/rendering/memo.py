"""Conversions of values that come again and again, without a call of Python for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.values import Convert

AT_MOST = 8192
NOTHING = {None: None, UNSET: UNSET}


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
