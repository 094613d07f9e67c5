"""One row spoiled in the bytes of the answer, as no writer of JSON would write it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = dict[str, Any]

MARK: Final = "@spoiled@"
HUGE: Final = 1 << 63

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Way(NamedTuple):
    """One way to spoil a row: a value for a field, and the bytes that stand in for the mark."""

    meaning: str
    takes: Callable[[Any], bool]
    """Whether a field can be spoiled, by its value."""

    value: Any
    mark: bytes = MARK.encode()
    bytes: bytes = MARK.encode()


def _said(value: Any) -> bool:  # noqa: ANN401
    """A text that is neither a time nor a number."""
    return isinstance(value, str) and value != "" and not value[0].isdigit()


def _whole(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


_QUOTED: Final = f'"{MARK}"'.encode()

WAYS: Final[Mapping[str, Way]] = {
    "half_emoji": Way(
        "文本里有半个表情符号 / half of an emoji in a text: an escape that stands for no character",
        _said,
        MARK,
        bytes=b"\\ud83d",
    ),
    "gbk": Way(
        "文本里有 GBK 字节 / raw GBK bytes in a text, which are no UTF-8",
        _said,
        MARK,
        bytes="旺店".encode("gbk"),
    ),
    "tab": Way(
        "文本里有未转义的控制字符 / a raw control character in a text",
        _said,
        f"a{MARK}b",
        bytes=b"\t",
    ),
    "quote": Way(
        "文本里有未转义的引号 / a raw quotation mark in a text", _said, f"a{MARK}b", bytes=b'"'
    ),
    "nul": Way("文本里有 NUL / an escaped NUL in a text", _said, f"a{MARK}b", bytes=b"\\u0000"),
    "nan": Way("数字是 NaN / NaN in place of a number", _number, MARK, _QUOTED, b"NaN"),
    "vast": Way(
        "数字大得无处可存 / a number that nothing holds: 1e99999999999999999999",
        _number,
        MARK,
        _QUOTED,
        b"1e99999999999999999999",
    ),
    "huge": Way("整数是 2**63 / 2**63 in place of an integer", _whole, HUGE),
}
"""``field`` says which field is spoiled; without it the first that the way takes."""

REMADE: Final[Mapping[str, str]] = {
    "no_key": "没有主键 / the row lacks its id",
    "twin": "后面还有一行主键相同、内容不同，计入总数"
    " / another row with the same id and other content follows; the total counts it",
}
"""Ways that leave no spoiled field."""

MEANINGS: Final[Mapping[str, str]] = {**{n: way.meaning for n, way in WAYS.items()}, **REMADE}


def check(spoils: Mapping[str, Any]) -> None:
    """Raise ValueError for what cannot be done."""
    for method, order in spoils.items():
        for one in orders(order):
            known = isinstance(one, dict) and one.get("kind") in MEANINGS
            if not known or not one.keys() & {"row", "position"}:
                message = f"{method}: a kind of {', '.join(MEANINGS)}, and a row or a position"
                raise ValueError(message)


def orders(value: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401
    """What is to be spoiled: one order, or several."""
    return value if isinstance(value, list) else [value] if value else []


def meant(order: Mapping[str, Any], position: int, row: Mapping[str, Any], number: int) -> bool:
    """Whether a row is meant: by its place in the page, by its ``key``, or by its number."""
    if "row" not in order:
        return position == int(order["position"])
    key = order.get("key")
    return str(row.get(key) if key else number) == str(order["row"])


def spoiled(order: Mapping[str, Any], raw: bytes, number: int) -> list[msgspec.Raw]:
    """The row, spoiled; a twin is two."""
    row: Row = json.loads(raw, parse_float=Decimal)
    key = order.get("key") or _key(row, number)
    kind = order["kind"]
    if kind == "no_key":
        del row[key]
        return [msgspec.Raw(_ENCODER.encode(row))]
    if kind == "twin":
        field = order.get("field") or _first(row, key, _said)
        twin = {**row, field: f"{row[field]} again"}
        return [msgspec.Raw(raw), msgspec.Raw(_ENCODER.encode(twin))]
    way = WAYS[kind]
    _put(row, order.get("field") or _first(row, key, way.takes), way.value)
    return [msgspec.Raw(_ENCODER.encode(row).replace(way.mark, way.bytes))]


def _key(row: Row, number: int) -> str:
    """The field that holds the row's number; its first where none does."""
    found = (
        name for name, value in row.items() if name.endswith("id") and str(value) == str(number)
    )
    return next(found, next(iter(row)))


def _first(row: Row, key: str, takes: Callable[[Any], bool]) -> str:
    return next((name for name, value in row.items() if name != key and takes(value)), key)


def _put(row: Row, path: str, value: Any) -> None:  # noqa: ANN401
    """Put a value in a field, or in a field of the first row of a list."""
    outer, dot, inner = path.partition(".")
    if dot:
        _put(row[outer][0], inner, value)
    else:
        row[outer] = value
