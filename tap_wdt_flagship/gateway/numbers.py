"""Numbers with a point or an exponent: every digit that was sent, and none that nothing holds."""

from __future__ import annotations

from decimal import (
    MAX_PREC,
    Context,
    Decimal,
    DecimalException,
    Inexact,
    InvalidOperation,
    Overflow,
    Subnormal,
)
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

# What a double holds, and so any target.
LARGEST_EXPONENT: Final = 308

decimal_of: Final = Context(
    prec=MAX_PREC,
    Emin=-LARGEST_EXPONENT,
    Emax=LARGEST_EXPONENT,
    traps=[InvalidOperation, Overflow, Subnormal, Inexact],
).create_decimal
"""A Decimal with the very digits of a text; a DecimalException for what is no such number."""


def decimal_or_text(text: str) -> Decimal | str:
    """A number, or its text where it is one that nothing holds, such as 1e99999."""
    try:
        return decimal_of(text)
    except DecimalException:
        return text


def decoder_of(kind: Any) -> Callable[[bytes | str | msgspec.Raw], Any]:  # noqa: ANN401
    """What decodes JSON without floats: Decimals, or texts of numbers that nothing holds."""
    quick = msgspec.json.Decoder(kind, float_hook=decimal_of).decode
    careful = msgspec.json.Decoder(kind, float_hook=decimal_or_text).decode

    def decode(text: bytes | str | msgspec.Raw) -> Any:  # noqa: ANN401
        try:
            return quick(text)
        except DecimalException:
            return careful(text)

    return decode
