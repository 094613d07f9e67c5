r"""JSON values to the fields of a CSV line, without ever parsing a value.

A JSON array without its brackets is a line for ``COPY … (FORMAT csv, QUOTE '"', ESCAPE '\',
NULL 'null')``, as long as it holds no object, no array, and no escapes but ``\"`` and ``\\``.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

Raw = msgspec.Raw

NULL: Final = Raw(b"null")
COMPOSITE: Final = b'"{['  # how a JSON value begins that jsonb takes as a quoted text only

_HIGH, _LOW = rb"u[dD][89abAB][0-9a-fA-F]{2}", rb"u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE: Final = re.compile(rb"\\(?:" + _HIGH + rb"\\" + _LOW + rb"|u[0-9a-fA-F]{4}|.)")
_BARE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b')
_UNKNOWN: Final = b"\\ufffd"
_SURROGATES: Final = range(0xD800, 0xE000)

_encode = msgspec.json.Encoder().encode
_text = msgspec.json.Decoder(str).decode


def line_of(values: tuple[object, ...], json_columns: tuple[int, ...]) -> bytes:
    """A row's line: the short way where it is one already, else field by field."""
    line = _encode(values)[1:-1]
    if any(bytes(values[i])[0] in COMPOSITE for i in json_columns) or _needs_care(line):  # type: ignore[call-overload]
        raws = [bytes(v) if isinstance(v, Raw) else _encode(v) for v in values]
        return b",".join(_field(raw, i in json_columns) for i, raw in enumerate(raws))
    return line


def _needs_care(line: bytes) -> bool:
    if b",{" in line or b",[" in line or line[:1] in {b"{", b"["}:
        return True
    return b"\\" in line and b"\\" in line.replace(b"\\\\", b"").replace(b'\\"', b"")


def _field(raw: bytes, as_json: bool) -> bytes:  # noqa: FBT001
    if raw[0] not in COMPOSITE:
        return raw
    if raw[:1] == b'"' and not as_json:
        if b"\\" not in raw:
            return raw
        text = _text(mended(raw)).encode()
    else:
        text = mended(raw)
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def mended(raw: bytes) -> bytes:
    """JSON without what PostgreSQL has no place for: U+0000, and halves of surrogate pairs."""
    return _ESCAPE.sub(_mend, raw) if b"\\u" in raw else raw


def _mend(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    if len(escape) != len(_UNKNOWN):
        return escape
    code = int(escape.removeprefix(b"\\u").decode(), 16)
    return _UNKNOWN if code == 0 or code in _SURROGATES else escape


def as_json(line: bytes) -> bytes:
    """A line that some taps write and that is no JSON: ``NaN``, half a surrogate pair."""
    return _BARE.sub(lambda m: m[0] if m[0][:1] == b'"' else b'"' + m[0] + b'"', mended(line))
