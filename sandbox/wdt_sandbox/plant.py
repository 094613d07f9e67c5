"""Texts planted in the rows of answers, so that it can be told where they end up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wdt_sandbox.params import declared

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from wdt_sandbox.declare import Interface
    from wdt_sandbox.fields import Fields

Row = dict[str, Any]

OTHERS: Final = "*"
UNDOCUMENTED: Final = "+"
_TEXTS: Final = frozenset({"text", "text?", "private", "private?"})


def planted(row: Row, interface: Interface, texts: Mapping[str, str], *, own: bool) -> Row:
    """A written row with texts behind what its fields say.

    Args:
        row: as it is written.
        interface: whose row it is; what calls ask by stays as it is under `*`.
        texts: field, at any depth -> text; `*` for all other texts; `+name` for a field that no
            document mentions.
        own: whether personal data is shown.
    """
    asked = {parameter.column for parameter in declared(interface.params).values()}
    _plant(row, interface.fields, texts, asked, own=own)
    new = {name[1:]: text for name, text in texts.items() if name.startswith(UNDOCUMENTED)}
    return {**row, **new}


def _plant(
    row: Row, fields: Fields, texts: Mapping[str, str], asked: Container[str], *, own: bool
) -> None:
    for name, form in fields.forms.items():
        text = texts.get(name) or ("" if name in asked else texts.get(OTHERS, ""))
        if text and form in _TEXTS and (own or not form.startswith("private")):
            row[name] = f"{row.get(name) or ''} {text}".strip()
    for name, inner in fields.nested.items():
        rows = row.get(name)
        for line in rows if isinstance(rows, list) else [rows]:
            if isinstance(line, dict):
                _plant(line, inner, texts, asked, own=own)
