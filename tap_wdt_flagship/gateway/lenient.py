"""Reads what is JSON but for some characters in the texts of a row.

Shops put anything into a remark, and gateways pass it on: half an emoji, bytes of GBK, a raw tab,
NaN for an amount. One such row must not hold up a table. Pure; no I/O.
"""

from __future__ import annotations

import codecs
import json
from decimal import Decimal
from typing import Any, Final

import msgspec

ERRORS: Final = "tap_wdt_flagship.gb18030"

_encode = msgspec.json.Encoder(decimal_format="number").encode


def mended(text: bytes) -> bytes:
    """The same JSON in clean form; what no encoding makes sense of becomes U+FFFD, NaN null.

    Raises:
        ValueError: it is no JSON, or not all of it.
    """
    value = json.loads(
        text.decode("utf-8", ERRORS),
        strict=False,  # control characters in texts
        parse_float=Decimal,
        parse_constant=lambda _: None,
    )
    return _encode(_sound(value))


def _as_gb18030(error: UnicodeError) -> tuple[str, int]:
    """The rest of a text as GB18030 from where it is no UTF-8.

    All of the rest: some characters of GBK are valid UTF-8 too. The quotation mark behind it is a
    part of none.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.object.find(b'"', error.start)
    try:
        return error.object[error.start : end].decode("gb18030"), end
    except UnicodeDecodeError:
        return "\ufffd", error.start + 1


codecs.register_error(ERRORS, _as_gb18030)


def _sound(value: Any) -> Any:  # noqa: ANN401
    """Without halves of characters, which no encoding writes."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(name): _sound(inner) for name, inner in value.items()}
    return value
