"""Rows decoded into structs that are encoded as they are, for the fast way to messages.

msgspec checks the types while it decodes, in C; amounts keep the very digits that were sent.
Python touches only times, and the columns that the gateway was seen to send in another form than
the schema's. A page that does not fit is learned from; one that then still does not fit goes the
general way, through `values`, to the same outcome.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tap_wdt_flagship.gateway.envelope import decode
from tap_wdt_flagship.rendering.privacy import to_itself
from tap_wdt_flagship.rendering.values import (
    LARGEST_INTEGER,
    SMALLEST_INTEGER,
    TIMES,
    Unfit,
    guarded,
    to_number,
)
from tap_wdt_flagship.schemas import EXTRA, POSITION, READ_AT, load

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tap_wdt_flagship.rendering.privacy import Guard
    from tap_wdt_flagship.rendering.values import Convert, Row

TYPES: dict[str, Any] = {
    "string": str | None,
    "integer": Annotated[int, Meta(ge=SMALLEST_INTEGER, le=LARGEST_INTEGER)] | None,
    "number": msgspec.Raw,
    "boolean": bool | None,
}

# What an absent amount is, for the encoder to leave out.
ABSENT = msgspec.Raw(b"")
# After so many looks at rows of a stream that had fields not seen before, all are reckoned with.
LESSONS = 8
# Names that are data, a field for each, would make a struct without end.
UNKNOWN_AT_MOST = 100
_not_in_names = re.compile(r'[\\"\x00-\x1f]').search
IN_PLAIN_NUMBERS = b"0123456789.-"

_cached_times = {name: lru_cache(maxsize=8192, typed=True)(to) for name, to in TIMES.items()}


class SchemaDeviations:
    """How a stream's rows were seen to differ from its schema; only ever grows."""

    def __init__(self) -> None:
        self.odd: set[str] = set()
        """Columns with values of another type."""
        self.unknown: set[str] = set()
        """Fields that are in no schema."""
        self.misspelt: dict[str, str] = {}
        """Names of lists of lines as they are documented -> as they are sent."""
        self.sent: set[str] = set()
        """Fields of the schema that rows were seen to have: a struct needs no others."""
        self._lessons = 0

    def name_of(self, column: str) -> str:
        """The name that a list of lines is sent under."""
        return self.misspelt.get(column, column)

    def learn(
        self,
        rows: list[Row],
        columns: Mapping[str, Any],
        known: Collection[str],
        misspelt_lists: Callable[[Row], dict[str, str]],
    ) -> int:
        """Look for what does not fit in rows that were decoded without types.

        Returns:
            How much is known of such forms now.
        """
        self._lessons += 1
        if self._lessons > LESSONS:
            self.sent.update(known)
        types = {column: kind for column, spec in columns.items() if (kind := expected(spec))}
        for row in rows:
            self.sent.update(name for name in row if name in known)
            misspelt = misspelt_lists(row)
            self.misspelt |= {proper: name for name, proper in misspelt.items()}
            for column, value in row.items():
                if column in types:
                    if column not in self.odd and not _fits(value, types[column]):
                        self.odd.add(column)
                elif column not in known and column not in columns and column not in misspelt:
                    self._note_unknown(column)
        return self.size

    def _note_unknown(self, column: str) -> None:
        """Take note of a field, if a struct can have it: else its rows go the general way."""
        if len(self.unknown) < UNKNOWN_AT_MOST and not _not_in_names(column):
            self.unknown.add(column)

    @property
    def size(self) -> int:
        """How much was seen."""
        return len(self.odd) + len(self.unknown) + len(self.misspelt) + len(self.sent)


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
        self._notice = notice
        self._guard = guard
        self._deviations = deviations
        self._keys = keys
        self._numbers: dict[str, str] = {}
        self._converts: list[tuple[str, str, Convert]] = []
        self._unwanted: list[str] = []
        self._unknown: list[tuple[str, str]] = []
        known = load(name)["properties"]
        # Lists must not be overlooked, by whatever name they come.
        strict = EXTRA in columns or bool(lists)
        misspelt = {*deviations.misspelt.values()}
        others = [*known, *deviations.unknown, *misspelt] if strict else []
        names = [
            *columns,
            *lists,
            *(name for name in others if name not in deviations.misspelt),
        ]
        untouched = {READ_AT, EXTRA, POSITION, *inherited}
        if strict:  # every field costs time in every row, be it sent or not
            needed = {*untouched, *keys, *lists, *deviations.unknown, *misspelt, *deviations.sent}
            names = [name for name in names if name in needed]
        kinds: list[tuple[str, Any, Any]] = []
        for column in dict.fromkeys(names):
            field = self.fields[column] = f"c{len(kinds)}"
            if column in lists:
                kind = lists[column]
                if column in columns:  # an object, with lines in it
                    self._wanted(column, field, columns[column], known, deviations)
            elif column in untouched:
                kind = Any
            elif column in columns:
                kind = self._wanted(column, field, columns[column], known, deviations)
            elif column in known or column in misspelt or EXTRA not in columns:
                self._unwanted.append(field)
                kind = msgspec.Raw | UnsetType
            else:
                self._unknown.append((column, field))
                kind = Any
            kinds.append((field, kind, ABSENT if kind is msgspec.Raw else UNSET))
        self._unwanted += [self.fields[column] for column in lists if column not in columns]
        self.struct: type[msgspec.Struct] = msgspec.defstruct(
            name,
            kinds,
            rename={field: column for column, field in self.fields.items()},
            forbid_unknown_fields=strict,
            omit_defaults=True,
            gc=False,
        )
        self._numbers_of = getter([*self._numbers.values()])
        self._values_of = getter([field for field, _, _ in self._converts])
        self._read_at = self.fields.get(READ_AT)
        self._extra = self.fields.get(EXTRA)

    def _wanted(
        self,
        column: str,
        field: str,
        spec: Row,
        known: Mapping[str, Any],
        deviations: SchemaDeviations,
    ) -> Any:  # noqa: ANN401
        kind = None if column in deviations.odd else expected(spec)
        guard = self._guard
        touched = guard is not None and (guard.hashed(column) or guard.dropped(column))
        if guard is not None and touched and kind not in {None, msgspec.Raw}:
            self._converts.append((field, column, guard.converter(column, to_itself)))
            return kind | UnsetType
        if kind is msgspec.Raw and column not in self._keys and not touched:
            self._numbers[column] = field
            return kind
        if kind not in {None, msgspec.Raw}:
            return kind | UnsetType
        convert = guarded(guard, column, spec, known.get(column, {}), self._notice, f"{column}.")
        if not touched:
            convert = _cached_times.get(spec.get("format", ""), convert)
        self._converts.append((field, column, convert))
        return Any

    def finish(self, row: Any, read_at: str) -> None:  # noqa: ANN401
        """Convert what decoding left as it came, once the lines were taken from the row."""
        if b"".join(self._numbers_of(row)).translate(None, IN_PLAIN_NUMBERS):
            self._look_at_numbers(row)
        for (field, column, convert), value in zip(
            self._converts, self._values_of(row), strict=True
        ):
            if value is not UNSET and value is not None:
                try:
                    setattr(row, field, convert(value))
                except (Unfit, TypeError):  # a time that cannot be hashed is none
                    setattr(row, field, None)
                    self._keep(row, column, value)
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

    def _look_at_numbers(self, row: Any) -> None:  # noqa: ANN401
        """Normalise the amounts of a row in which not all are plain numbers."""
        for column, field in self._numbers.items():
            text = bytes(getattr(row, field))
            if not text.translate(None, IN_PLAIN_NUMBERS):
                continue
            value = decode(text)
            if isinstance(value, Decimal):  # with an exponent, written as it was sent
                continue
            try:
                number = None if value is None else to_number(value)
            except Unfit:
                number = None
                self._keep(row, column, value)
            setattr(row, field, number)
            if value is not None:
                self._deviations.odd.add(column)

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


def getter(fields: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All these attributes at once."""
    if len(fields) > 1:
        return attrgetter(*fields)
    if not fields:
        return lambda _: ()
    value_of = attrgetter(fields[0])
    return lambda row: (value_of(row),)


def expected(spec: Row) -> Any:  # noqa: ANN401
    """The type to decode a column as; `None` where each value needs a look."""
    kinds = spec.get("type", [])
    kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), "")
    return None if spec.get("format") else TYPES.get(kind)


def _fits(value: Any, kind: Any) -> bool:  # noqa: ANN401
    if kind is msgspec.Raw:
        return value is None or (isinstance(value, (int, Decimal)) and not isinstance(value, bool))
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
