"""The amounts of typed rows: the digits that were sent, be they sent as numbers or as texts.

Amounts are decoded as raw JSON and stand last in a row's struct, so that what msgspec writes of a
row ends with them as they came. Where some are texts, that end is written anew without their
quotation marks: a few steps over all of them, none for each.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_wdt_flagship.gateway.envelope import decode
from tap_wdt_flagship.gateway.numbers import LARGEST_EXPONENT
from tap_wdt_flagship.rendering.getter import getter
from tap_wdt_flagship.rendering.values import Unfit, to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# What an absent amount is, for the encoder to leave out; no JSON begins so.
ABSENT: Final = msgspec.Raw(b"~")
IN_PLAIN_NUMBERS: Final = b"0123456789.-"
MARK: Final = b"\x01"
"""Stands for the quotation marks that stay, those of names, while the others are taken away."""
_marks_to_quotes: Final = bytes.maketrans(MARK, b'"')


class _Numbers(msgspec.Struct):
    """Whatever an object holds is passed over, and found out if it is no JSON."""


_read: Final = msgspec.json.Decoder(_Numbers).decode

Ending = tuple[int, bytes]
"""How many bytes to take from the end of a row as msgspec writes it, and an object in their place.

What is taken begins with a comma, which takes the place of that object's bracket.
"""


class Amounts:
    """The columns of a stream that hold amounts.

    Args:
        fields: column -> field, in the order of the fields, which are the struct's last.
        keep: told the row, the column and the value of what is no amount.
    """

    def __init__(self, fields: Mapping[str, str], keep: Callable[[Any, str, Any], None]) -> None:
        self._fields = fields
        self._keep = keep
        self._sent_of = getter([*fields.values()])
        names = [msgspec.json.encode(column) for column in fields]
        self._names = [name.replace(b'"', MARK) + b":" for name in names]
        self._every = _Object(self._names)

    def ending(self, row: Any) -> Ending | None:  # noqa: ANN401
        """What is to be written in place of the row's end; `None` where it is right as it is."""
        sent: Sequence[Any] = self._sent_of(row)
        joined = b"".join(sent)
        strange = joined.translate(None, IN_PLAIN_NUMBERS)
        if len(joined) > LARGEST_EXPONENT and max(map(len, sent)) > LARGEST_EXPONENT:
            self._look(row)
            return None
        if not strange or not (strange := strange.replace(b"null", b"").replace(ABSENT, b"")):
            return None
        ending = None if strange.strip(b'"') else self._bare(sent, joined)
        if ending is None:
            self._look(row)
        return ending

    def _bare(self, sent: Sequence[Any], joined: bytes) -> Ending | None:
        if bytes(ABSENT) not in joined:
            return self._every.ending(sent)
        there = [at for at, value in enumerate(sent) if value is not ABSENT]
        return _Object([self._names[at] for at in there]).ending([sent[at] for at in there])

    def _look(self, row: Any) -> None:  # noqa: ANN401
        """Normalise the amounts of a row, one by one."""
        for column, field in self._fields.items():
            sent = getattr(row, field)
            if sent is ABSENT:
                continue
            text = bytes(sent)
            if len(text) <= LARGEST_EXPONENT and not text.translate(None, IN_PLAIN_NUMBERS):
                continue
            value = decode(text)
            if value is None or isinstance(value, Decimal):  # an exponent is written as it was sent
                continue
            try:
                number = to_number(value)
            except Unfit:
                number = None
                self._keep(row, column, value)
            setattr(row, field, number)


class _Object:
    """An object of amounts, whose names have marks in place of quotation marks."""

    def __init__(self, names: list[bytes]) -> None:
        pieces = [piece for name in names for piece in (b"," + name, b"")]
        self._pieces = [b"{" + pieces[0].removeprefix(b","), *pieces[1:], b"}"]

    def ending(self, sent: Sequence[Any]) -> Ending | None:
        """The object without the quotation marks of its values; `None` if that is no JSON."""
        pieces = self._pieces.copy()
        pieces[1::2] = sent
        text = b"".join(pieces)
        for candidate in (text, text.replace(b':""', b":null")):
            bare = candidate.translate(_marks_to_quotes, b'"')
            try:
                _read(bare)
            except msgspec.DecodeError:
                continue
            return len(text), bare
        return None
