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
NESTED: Final = b"{["
SIMPLE: Final = {
    rb"\n": b"\n",
    rb"\r": b"\r",
    rb"\t": b"\t",
    rb"\/": b"/",
    rb"\b": b"\b",
    rb"\f": b"\f",
}
ESCAPES: Final = SIMPLE.keys() | {rb"\u"}

_HIGH, _LOW = rb"u[dD][89abAB][0-9a-fA-F]{2}", rb"u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE: Final = re.compile(rb"\\(?:" + _HIGH + rb"\\" + _LOW + rb"|u[0-9a-fA-F]{4}|.)")
_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_ODD: Final = re.compile(rb'\\[^"\\]')  # finds every escape but two, and some that are none
_BARE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b')
_UNKNOWN: Final = b"\\ufffd"
_SURROGATES: Final = range(0xD800, 0xE000)

_encode = msgspec.json.Encoder().encode
_text = msgspec.json.Decoder(str).decode


def line_of(values: tuple[object, ...], json_columns: tuple[int, ...]) -> bytes:
    """A row's line: the short way where it is one already, else field by field."""
    line = _encode(values)[1:-1]
    for i in json_columns:
        if bytes(values[i])[0] in COMPOSITE:  # type: ignore[call-overload]
            return _by_field(values, json_columns)
    if (b"{" in line or b"[" in line) and (b",{" in line or b",[" in line or line[0] in NESTED):
        return _by_field(values, json_columns)
    odd = ESCAPES.intersection(_ODD.findall(line))
    if not odd:
        return line
    masked = line.replace(b"\\\\", b"\0")  # which JSON never holds
    if b"\\u" in masked:
        return _by_field(values, json_columns)
    for escape in odd & SIMPLE.keys():
        masked = masked.replace(escape, SIMPLE[escape])
    return masked.replace(b"\0", b"\\\\")


def _by_field(values: tuple[object, ...], json_columns: tuple[int, ...]) -> bytes:
    fields = [bytes(v) if isinstance(v, Raw) else _encode(v) for v in values]
    quoted = {i: _quoted(mended(fields[i])) for i in json_columns if fields[i][0] in COMPOSITE}
    for i in quoted:
        fields[i] = b"null"
    fields = [_plain(field) if b"\\" in field or field[0] in NESTED else field for field in fields]
    for i, field in quoted.items():
        fields[i] = field
    return b",".join(fields)


def _plain(raw: bytes) -> bytes:
    """A value of a column that is not of JSON: a text is what it means, all else as written."""
    return _quoted(_text(mended(raw)).encode() if raw[:1] == b'"' else raw)


def _quoted(text: bytes) -> bytes:
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def mended(raw: bytes) -> bytes:
    """JSON without what PostgreSQL has no place for: U+0000, and halves of surrogate pairs."""
    return _ESCAPE.sub(_mend, raw) if _SUSPECT.search(raw) else raw


def _mend(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    if len(escape) != len(_UNKNOWN):
        return escape
    code = int(escape.removeprefix(b"\\u").decode(), 16)
    return _UNKNOWN if code == 0 or code in _SURROGATES else escape


def as_json(line: bytes) -> bytes:
    """A line that some taps write and that is no JSON: ``NaN``, half a surrogate pair."""
    return _BARE.sub(lambda m: m[0] if m[0][:1] == b'"' else b'"' + m[0] + b'"', mended(line))
