"""Answers that differ from what the documents say, so that a report on the field can be tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.behaviour import Behaviour

Row = dict[str, Any]

IN_ROWS: Final = (
    "extra_field",
    "wrong_type",
    "unknown_code",
    "null_column",
    "rename_list",
    "show_private",
    "plant",
)


class Bends(NamedTuple):
    """What rows of an interface say otherwise than documented."""

    told: Mapping[str, Any]
    key: bytes
    """The same, to keep rows by."""


STRAIGHT: Final = Bends({}, b"")


def bends(behaviour: Behaviour, method: str) -> Bends:
    """What is told of an interface."""
    found = {name: behaviour.of(name, method) for name in IN_ROWS}
    told = {name: value for name, value in found.items() if value}
    return Bends(told, msgspec.json.encode(told)) if told else STRAIGHT


def records_name(behaviour: Behaviour, method: str, documented: str) -> str:
    """The name of the list of rows."""
    renamed = behaviour.of("rename_list", method)
    if isinstance(renamed, str):
        return renamed
    name: str = (renamed or {}).get(documented, documented)
    return name


def bend(row: Row, bent: Mapping[str, Any], ordinal: int) -> Row:
    """A written row, as it is claimed not to be."""
    for path, value in {**bent.get("wrong_type", {}), **bent.get("unknown_code", {})}.items():
        _put(row, path, value)
    empty = bent.get("null_column", ())
    for path in [empty] if isinstance(empty, str) else empty:
        _put(row, path, None)
    if "extra_field" in bent:
        row[bent["extra_field"]] = f"undocumented {ordinal}"
    renamed = bent.get("rename_list")
    if isinstance(renamed, dict):
        return {renamed.get(name, name): value for name, value in row.items()}
    return row


def _put(row: Row, path: str, value: Any) -> None:  # noqa: ANN401
    """Put a value in a field, or in a field of every row of a list."""
    outer, dot, inner = path.partition(".")
    if not dot:
        row[outer] = value
        return
    lines = row.get(outer)
    for line in lines if isinstance(lines, list) else [lines]:
        if isinstance(line, dict):
            _put(line, inner, value)
