"""Records of a stream as Arrow tables: every digit, and of each key the last."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from tap_wdt_flagship.loading.columns import Column, JSON_TEXT

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from tap_wdt_flagship.loading.spool import Bin

NULL = msgspec.Raw(b"null")


class Table:
    """A stream as the warehouse has it."""

    def __init__(self, name: str, schema: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        self.name, self.keys = name, keys
        self.columns = [
            Column.of(column, spec, keys) for column, spec in schema["properties"].items()
        ]
        self._schema = pa.schema(
            [pa.field(c.name, c.kind.arrow, nullable=not c.in_key) for c in self.columns]
        )
        fields = {f"f{at}": column for at, column in enumerate(self.columns)}
        self._fields = fields
        struct = msgspec.defstruct(
            "Record",
            [(name, *self._field(column)) for name, column in fields.items()],
            rename={name: column.name for name, column in fields.items()},
            gc=False,
        )
        self._decode = msgspec.json.Decoder(struct).decode_lines
        self._key = [name for name, column in fields.items() if column.in_key]

    @staticmethod
    def _field(column: Column) -> tuple[Any, Any]:
        if column.kind is JSON_TEXT:
            return msgspec.Raw, NULL
        return column.kind.python | None, None

    def empty(self) -> pa.Table:
        """The table without a row, so that it is made."""
        return self._schema.empty_table()

    def read(self, bin_: Bin) -> Iterator[pa.Table]:
        """The records of a bin: of those with one key the last, else all."""
        if not self._key:
            for file in bin_.files:
                yield self._arrow(self._decode(file.read_bytes()))
            return
        seen: set[Hashable] = set()
        for file in reversed(bin_.files):  # later records first: they win
            rows = self._decode(file.read_bytes())
            last: dict[Hashable, Any] = {}
            for row in reversed(rows):
                last.setdefault(tuple([getattr(row, name) for name in self._key]), row)
            for key in last.keys() & seen:
                del last[key]
            seen |= last.keys()
            if last:
                yield self._arrow([*last.values()])

    def _arrow(self, rows: list[Any]) -> pa.Table:
        arrays = [
            self._array([getattr(row, name) for row in rows], column)
            for name, column in self._fields.items()
        ]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    @staticmethod
    def _array(values: list[Any], column: Column) -> pa.Array:
        if column.kind is JSON_TEXT:
            texts = [bytes(value).decode() for value in values]
            values = [None if text == "null" else text for text in texts]
        return pa.array(values, column.kind.arrow)


def fits(value: Decimal) -> bool:
    return True
