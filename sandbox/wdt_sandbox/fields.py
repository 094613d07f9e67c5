"""Rows from declarations: which fields a row has, in which form, and what fills the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wdt_sandbox.declare import grouped
from wdt_sandbox.filler import Constant, filler
from wdt_sandbox.wire import ABSENT, FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """How a row is looked at."""

    truth: bool = False
    """As it is, and not as the gateway writes it."""

    own: bool = True
    """The seller's own mall or an offline shop: personal data is shown."""

    hidden: frozenset[str] = frozenset()
    """Fields and lists the caller did not ask for."""


class Plan(NamedTuple):
    """How the fields of a row are written; nearly all of the sandbox's time is spent here."""

    base: Row
    """Fields that say the same in every row that does not set them, written."""

    drawn: Sequence[tuple[str, Callable[[Row], Any]]]
    """Fields that differ from row to row where a row does not set them, and what fills them."""

    writers: Mapping[str, Callable[[Any], Any]]
    nested: Sequence[tuple[str, Fields]]
    blank: Mapping[str, None]
    """Personal data that is not shown."""


class Fields:
    """The fields of one kind of row: lines of a form and the names written in it, and lists inside.

    Keyword arguments are nested lists of rows; a nested ``Single`` is one object, or nothing.
    """

    def __init__(self, table: str, **nested: Fields) -> None:
        self.forms: Mapping[str, str] = grouped(table)
        self.nested: Mapping[str, Fields] = nested
        self._plan = lru_cache(maxsize=None)(self._make_plan)

    def without(self, *names: str, **nested: Fields) -> Fields:
        """The same fields but for some, with other nested lists in the place of theirs."""
        kept = [f"{form} {name}" for name, form in self.forms.items() if name not in names]
        return type(self)("\n".join(kept), **{**self.nested, **nested})

    def render(self, row: Row, sight: Sight) -> Row:
        """One row, and the rows inside it, as an answer or the truth states them."""
        plan = self._plan(sight)
        if plan.blank:
            row = {**row, **plan.blank}
        written = plan.base.copy()
        writers = plan.writers
        for name, value in row.items():
            write = writers.get(name)
            if write is not None:
                written[name] = write(value)
        for name, fill in plan.drawn:
            if name not in row:
                written[name] = writers[name](fill(row))
        if ABSENT in written.values():
            written = {name: value for name, value in written.items() if value is not ABSENT}
        for name, fields in plan.nested:
            inner = fields._render_inner(row.get(name), sight)  # noqa: SLF001 - of the same kind
            if inner is not ABSENT:
                written[name] = inner
        return written

    def _render_inner(self, rows: Any, sight: Sight) -> Any:  # noqa: ANN401
        return [self.render(row, sight) for row in rows or ()]

    def _make_plan(self, sight: Sight) -> Plan:
        base: Row = {}
        drawn: list[tuple[str, Callable[[Row], Any]]] = []
        writers: dict[str, Callable[[Any], Any]] = {}
        for name, form in self.forms.items():
            if name in sight.hidden:
                continue
            write = writers[name] = FORMS[form].truth if sight.truth else FORMS[form].wire
            fill = filler(name, form)
            if isinstance(fill, Constant):
                base[name] = write(fill.value)
            else:
                drawn.append((name, fill))
        private = (name for name, form in self.forms.items() if form.startswith("private"))
        return Plan(
            base,
            drawn,
            writers,
            [(name, fields) for name, fields in self.nested.items() if name not in sight.hidden],
            {} if sight.own else dict.fromkeys(private),
        )


class Single(Fields):
    """A nested object where ``Fields`` is a nested list."""

    def _render_inner(self, rows: Any, sight: Sight) -> Any:  # noqa: ANN401
        if rows is None:
            return None if sight.truth else ABSENT
        return self.render(rows, sight)
