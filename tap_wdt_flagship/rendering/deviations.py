"""What was seen of a stream's rows, and what of that its schema does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from tap_wdt_flagship.rendering.values import BY_FORMAT, LARGEST_INTEGER, SMALLEST_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tap_wdt_flagship.rendering.values import Row

TYPES: dict[str, Any] = {
    "string": str | None,
    "integer": Annotated[int, Meta(ge=SMALLEST_INTEGER, le=LARGEST_INTEGER)] | None,
    "number": msgspec.Raw,
    "boolean": bool | None,
}
TIME: Any = int | str | None
# After so many looks at rows of a stream that had fields not seen before, all are reckoned with.
LESSONS = 8
# Names that are data, a field for each, would make a struct without end.
UNKNOWN_AT_MOST = 100
_not_in_names = re.compile(r'[\\"\x00-\x1f]').search


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
        self._order: dict[str, int] = {}
        self._lessons = 0

    def name_of(self, column: str) -> str:
        """The name that a list of lines is sent under."""
        return self.misspelt.get(column, column)

    def place_of(self, field: str) -> int:
        """Its place in the rows: fields that stand in a struct as they are sent are found first."""
        return self._order.get(field, len(self._order))

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
        self._note_places(rows)
        return self.size

    def _note_unknown(self, column: str) -> None:
        """Take note of a field, if a struct can have it: else its rows go the general way."""
        if len(self.unknown) < UNKNOWN_AT_MOST and not _not_in_names(column):
            self.unknown.add(column)

    def _note_places(self, rows: list[Row]) -> None:
        if not self._order and rows:
            longest: Row = max(rows, key=len)
            self._order = {field: place for place, field in enumerate(longest)}

    @property
    def size(self) -> int:
        """How much was seen."""
        return len(self.odd) + len(self.unknown) + len(self.misspelt) + len(self.sent)


def expected(spec: Row) -> Any:  # noqa: ANN401
    """The type to decode a column as; `None` where each value needs a look."""
    if spec.get("format") in BY_FORMAT:
        return TIME
    kinds = spec.get("type", [])
    kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), "")
    return None if spec.get("format") else TYPES.get(kind)


def _fits(value: Any, kind: Any) -> bool:  # noqa: ANN401
    if kind is msgspec.Raw:  # taken in whatever form it comes
        return True
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
