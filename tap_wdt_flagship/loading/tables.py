"""Records of a stream as Arrow tables: every digit, and of each key the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.gateway.numbers import decoder_of
from tap_wdt_flagship.loading.columns import JSON_TEXT, KINDS, Column
from tap_wdt_flagship.schemas import EXTRA

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from pathlib import Path

    from tap_wdt_flagship.loading.spool import Bin

NULL = msgspec.Raw(b"null")
_decode = decoder_of(dict[str, Any] | None)
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Table:
    """A stream as the warehouse has it."""

    def __init__(self, name: str, schema: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        self.name, self.keys = name, keys
        columns = [Column.of(column, spec, keys) for column, spec in schema["properties"].items()]
        # Those of the key come first: StarRocks insists on it.
        self.columns = sorted(columns, key=lambda column: not column.in_key)
        self._schema = pa.schema(
            [pa.field(c.name, c.kind.arrow, nullable=not c.in_key) for c in self.columns]
        )
        # Names of columns need not be names in Python.
        self._fields = {f"f{at}": column for at, column in enumerate(self.columns)}
        struct = msgspec.defstruct(
            "Record",
            [(name, *_field(column)) for name, column in self._fields.items()],
            rename={name: column.name for name, column in self._fields.items()},
            gc=False,
        )
        self._decode_lines = msgspec.json.Decoder(struct).decode_lines
        self._key = [name for name, column in self._fields.items() if column.in_key]
        self._extra = next((n for n, c in self._fields.items() if c.name == EXTRA), None)

    def empty(self) -> pa.Table:
        """The table without a row."""
        return self._schema.empty_table()

    def read(self, bin_: Bin) -> Iterator[pa.Table]:
        """The records of a bin: of those with one key the last, else all.

        Raises:
            StreamError: a record is not what its schema says, as a stream map may make it.
        """
        if not self._key:
            for file in bin_.files:
                yield self._arrow(self._decoded(file))
            return
        seen: set[Hashable] = set()
        for file in reversed(bin_.files):  # who comes last wins
            last: dict[Hashable, Any] = {}
            for row in reversed(self._decoded(file)):
                last.setdefault(tuple([getattr(row, name) for name in self._key]), row)
            for key in last.keys() & seen:
                del last[key]
            seen |= last.keys()
            if last:
                yield self._arrow([*last.values()])

    def _decoded(self, file: Path) -> list[Any]:
        try:
            return self._decode_lines(file.read_bytes())
        except msgspec.ValidationError:
            raise StreamError(
                f"{self.name} 的记录与其类型不符，请检查 stream_maps",
                f"a record of {self.name} does not fit its schema; check stream_maps",
            ) from None

    def _arrow(self, rows: list[Any]) -> pa.Table:
        arrays = [self._array(name, column, rows) for name, column in self._fields.items()]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _array(self, name: str, column: Column, rows: list[Any]) -> pa.Array:
        values = [getattr(row, name) for row in rows]
        if column.kind is JSON_TEXT:
            return pa.array([_text_of(value) for value in values], column.kind.arrow)
        try:
            return pa.array(values, column.kind.arrow)
        except pa.ArrowInvalid:
            if column.kind is not KINDS["number"]:
                raise
        return pa.array([self._fitting(name, column, row) for row in rows], column.kind.arrow)

    def _fitting(self, name: str, column: Column, row: Any) -> Any:  # noqa: ANN401
        """A number, if the column has the digits for it; else it is kept in `_extra`.

        That column comes last in every schema, and is built when all others are.
        """
        value = getattr(row, name)
        try:
            pa.scalar(value, column.kind.arrow)
        except pa.ArrowInvalid:
            if self._extra is None:
                raise StreamError(
                    f"{self.name}.{column.name} 的数字超出 38 位（小数 9 位），而 _extra 没有选中",
                    f"a number in {self.name}.{column.name} has more than 38 digits, or 9 behind "
                    "the point, and _extra is not selected to keep it",
                ) from None
            kept = _decode(getattr(row, self._extra)) or {}
            setattr(row, self._extra, msgspec.Raw(_encode({**kept, column.name: str(value)})))
            return None
        return value


def _field(column: Column) -> tuple[Any, Any]:
    """Type and default of a field: gateways leave out what is empty."""
    if column.kind is JSON_TEXT:
        return msgspec.Raw, NULL
    return column.kind.python | None, None


def _text_of(value: msgspec.Raw) -> str | None:
    text = str(bytes(value), "utf-8")
    return None if text == "null" else text
