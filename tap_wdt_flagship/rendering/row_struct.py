"""Rows decoded into structs that are encoded as they are, for the fast way to messages.

msgspec checks the types while it decodes, in C; amounts keep the very digits that were sent, as
numbers or as texts. Python touches only times, and the columns that the gateway was seen to send
in another form than the schema's. A row that does not fit is learned from; one that then still
does not fit goes the general way, through `values`, to the same outcome.
"""

from __future__ import annotations

from functools import cache
from operator import getitem
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from tap_wdt_flagship.rendering.amounts import ABSENT, Amounts
from tap_wdt_flagship.rendering.deviations import TIME, expected
from tap_wdt_flagship.rendering.getter import getter
from tap_wdt_flagship.rendering.memo import Memo, Times
from tap_wdt_flagship.rendering.privacy import to_itself
from tap_wdt_flagship.rendering.values import BY_FORMAT, Unfit, guarded, to_boolean
from tap_wdt_flagship.schemas import EXTRA, POSITION, READ_AT, load

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tap_wdt_flagship.rendering.amounts import Ending
    from tap_wdt_flagship.rendering.deviations import SchemaDeviations
    from tap_wdt_flagship.rendering.privacy import Guard
    from tap_wdt_flagship.rendering.values import Convert


class Layout:
    """The struct for one stream's rows, and what is left to do for each row.

    Args:
        name: the stream.
        columns: the wanted ones with their schemas, those that the tap adds among them.
        deviations: what was seen of its rows so far.
        lists: the types of the columns that hold lines; other code takes them from the row.
        keys: the columns of the key.
        inherited: columns that get their values from elsewhere.
        notice: told the name of each field that goes to `_extra`.
        guard: of the personal data in the rows, if anything is to become of it.
    """

    def __init__(  # noqa: PLR0913
        self,
        name: str,
        columns: Mapping[str, Any],
        deviations: SchemaDeviations,
        *,
        lists: Mapping[str, Any],
        keys: Collection[str],
        inherited: Collection[str],
        notice: Callable[[str], None],
        guard: Guard | None = None,
    ) -> None:
        self.fields: dict[str, str] = {}
        """Column -> name of its field."""
        self._columns = columns
        self._known = load(name)["properties"]
        self._deviations = deviations
        self._lists = lists
        self._keys = keys
        self._untouched = {READ_AT, EXTRA, POSITION, *inherited}
        self._notice = notice
        self._guard = guard
        self._memos: list[tuple[str, str, Convert]] = []
        self._converts: list[tuple[str, str, Convert]] = []
        self._unwanted: list[str] = []
        self._unknown: list[tuple[str, str]] = []
        # Lists must not be overlooked, by whatever name they come.
        strict = EXTRA in columns or bool(lists)
        names = self._names(strict=strict)
        self.fields = {column: f"c{place}" for place, column in enumerate(names)}
        kinds = {column: self._kind(column) for column in names}
        self.struct: type[msgspec.Struct] = msgspec.defstruct(
            name,
            [
                (self.fields[column], kind, ABSENT if kind is msgspec.Raw else UNSET)
                for column, kind in kinds.items()
            ],
            rename={field: column for column, field in self.fields.items()},
            forbid_unknown_fields=strict,
            omit_defaults=True,
            gc=False,
        )
        self._unwanted += [self.fields[column] for column in lists if column not in columns]
        amounts = {c: self.fields[c] for c, kind in kinds.items() if kind is msgspec.Raw}
        self._amounts = Amounts(amounts, self._keep) if amounts else None
        self._memo_of = [_memo_of(convert) for _, _, convert in self._memos]
        self._memo_fields = [field for field, _, _ in self._memos]
        self._memo_values_of = getter(self._memo_fields)
        self._values_of = getter([field for field, _, _ in self._converts])
        self._read_at = self.fields.get(READ_AT)
        self._extra = self.fields.get(EXTRA)

    def _names(self, *, strict: bool) -> list[str]:
        """The columns of the struct, those with amounts last, the others as they are sent."""
        seen = self._deviations
        misspelt = {*seen.misspelt.values()}
        others = [*self._known, *seen.unknown, *misspelt] if strict else []
        names = [
            *self._columns,
            *self._lists,
            *(name for name in others if name not in seen.misspelt),
        ]
        if strict:  # every field costs time in every row, be it sent or not
            needed = {*self._untouched, *self._keys, *self._lists, *seen.unknown, *misspelt}
            names = [name for name in names if name in needed or name in seen.sent]
        names = sorted(dict.fromkeys(names), key=seen.place_of)
        return sorted(names, key=self._is_amount)

    def _is_amount(self, column: str) -> bool:
        return (
            expected(self._columns.get(column, {})) is msgspec.Raw
            and not {column} & {*self._untouched, *self._keys, *self._lists}
            and not self._is_touched(column)
        )

    def _is_touched(self, column: str) -> bool:
        guard = self._guard
        return guard is not None and (guard.hashed(column) or guard.dropped(column))

    def _kind(self, column: str) -> Any:  # noqa: ANN401
        """The type to decode a column as; notes what is to be done with its values."""
        field = self.fields[column]
        if column in self._lists:
            if column in self._columns:  # an object, with lines in it
                self._wanted(column, field)
            return self._lists[column]
        if column in self._untouched:
            return Any
        if column in self._columns:
            return self._wanted(column, field)
        misspelt = self._deviations.misspelt.values()
        if column in self._known or column in misspelt or EXTRA not in self._columns:
            self._unwanted.append(field)
            return msgspec.Raw | UnsetType
        self._unknown.append((column, field))
        return Any

    def _wanted(self, column: str, field: str) -> Any:  # noqa: ANN401
        if self._is_amount(column):
            return msgspec.Raw
        spec, guard = self._columns[column], self._guard
        kind = None if column in self._deviations.odd else expected(spec)
        touched = self._is_touched(column)
        if touched and guard is not None and kind not in {None, TIME, msgspec.Raw}:
            self._converts.append((field, column, guard.converter(column, to_itself)))
            return kind | UnsetType
        if kind is TIME and not touched:
            self._memos.append((field, column, BY_FORMAT[spec["format"]]))
            return kind | UnsetType
        if kind not in {None, TIME, msgspec.Raw}:
            return kind | UnsetType
        known = self._known.get(column, {})
        convert = guarded(guard, column, spec, known, self._notice, f"{column}.")
        if convert is to_boolean:
            self._memos.append((field, column, convert))
        else:
            self._converts.append((field, column, convert))
        return Any

    def finish(self, row: Any, read_at: str) -> Ending | None:  # noqa: ANN401
        """Convert what decoding left as it came, once the lines were taken from the row.

        Returns:
            What is to be written in place of the row's end.
        """
        ending = None if self._amounts is None else self._amounts.ending(row)
        sent = self._memo_values_of(row)
        try:
            for field, value in zip(
                self._memo_fields, [*map(getitem, self._memo_of, sent)], strict=True
            ):
                setattr(row, field, value)
        except (Unfit, TypeError):
            self._convert(row, self._memos, sent)
        if self._converts:
            self._convert(row, self._converts, self._values_of(row))
        for column, field in self._unknown:
            value = getattr(row, field)
            if value is not UNSET:
                setattr(row, field, UNSET)
                if value is not None:
                    self._keep(row, column, value)
        for field in self._unwanted:
            setattr(row, field, UNSET)
        if self._read_at is not None:
            setattr(row, self._read_at, read_at)
        return ending

    def _convert(
        self,
        row: Any,  # noqa: ANN401
        converts: list[tuple[str, str, Convert]],
        sent: tuple[Any, ...],
    ) -> None:
        """Convert values one by one; what becomes nothing is kept aside."""
        for (field, column, convert), value in zip(converts, sent, strict=True):
            if value is not UNSET and value is not None:
                try:
                    setattr(row, field, convert(value))
                except (Unfit, TypeError):  # a time that cannot be hashed is none
                    setattr(row, field, None)
                    self._keep(row, column, value)

    def _keep(self, row: Any, column: str, value: Any) -> None:  # noqa: ANN401
        self._notice(column)
        if self._guard is not None:
            value = self._guard.aside(column, value)
        if self._extra is not None and value is not None:
            kept = getattr(row, self._extra)
            if kept is UNSET:
                kept = {}
                setattr(row, self._extra, kept)
            kept[column] = value


@cache
def _memo_of(convert: Convert) -> Memo:
    return Memo(convert) if convert is to_boolean else Times(convert)
