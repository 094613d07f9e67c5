"""Rows from declarations: which fields a row has, in which form, and what fills those nobody set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.sandbox.filler import filler
from tap_wdt_flagship.sandbox.wire import ABSENT, FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

Row = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """How a row is looked at."""

    truth: bool = False
    """As it is, and not as the gateway writes it."""

    own: bool = True
    """The seller's own mall or an offline shop: personal data is shown."""

    hidden: Collection[str] = ()
    """Fields and lists the caller did not ask for."""


class Fields:
    """The fields of one kind of row: lines of a form and the names written in it, and lists inside.

    Keyword arguments are nested lists of rows; a nested ``Single`` is one object, or nothing.
    """

    single = False

    def __init__(self, table: str, **nested: Fields) -> None:
        self.forms = dict(_parse(table))
        self.nested: Mapping[str, Fields] = nested
        fields = [(name, filler(name, form), FORMS[form]) for name, form in self.forms.items()]
        self._wire = [(name, fill, form.wire) for name, fill, form in fields]
        self._truth = [(name, fill, form.truth) for name, fill, form in fields]
        self._blank = {n: None for n, form in self.forms.items() if form.startswith("private")}

    def render(self, row: Row, sight: Sight) -> Row:
        """One row, and the rows inside it, as an answer or the truth states them."""
        if self._blank and not sight.own:
            row = {**row, **self._blank}
        written: Row = {}
        plan: list[tuple[str, Callable[[Row], Any], Callable[[Any], Any]]]
        plan = self._truth if sight.truth else self._wire
        for name, fill, write in plan:
            if name in sight.hidden:
                continue
            value = write(row[name] if name in row else fill(row))
            if value is not ABSENT:
                written[name] = value
        for name, fields in self.nested.items():
            if name in sight.hidden:
                continue
            inner = row.get(name)
            if fields.single:
                if inner is not None:
                    written[name] = fields.render(inner, sight)
                elif sight.truth:
                    written[name] = None
            else:
                written[name] = [fields.render(line, sight) for line in inner or ()]
        return written


class Single(Fields):
    """A nested object where ``Fields`` is a nested list."""

    single = True


def _parse(table: str) -> Iterator[tuple[str, str]]:
    """A line begins with its form; a line whose first word is no form goes on with the one before."""
    form = ""
    for line in table.splitlines():
        for position, word in enumerate(line.split()):
            if position == 0 and word in FORMS:
                form = word
            else:
                yield word, form
