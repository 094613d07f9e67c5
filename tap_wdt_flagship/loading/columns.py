"""JSON schema -> the columns of a table, as dlt and as Arrow describe them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dlt.common.schema.typing import TColumnSchema

PRECISION, SCALE = 38, 9
"""What every warehouse holds exactly: BigQuery's NUMERIC is that, DuckDB's DECIMAL no wider."""
KEY_LENGTH: Final = 191
"""Characters of a text in a key: what an index of MySQL takes."""
ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True)
class Kind:
    """What a column holds."""

    hints: Mapping[str, Any]
    arrow: pa.DataType
    python: Any
    """What msgspec decodes its values to."""


JSON_TEXT: Final = Kind({"data_type": "json"}, pa.string(), msgspec.Raw)
KINDS: Final = {
    "integer": Kind({"data_type": "bigint"}, pa.int64(), int),
    "number": Kind(
        {"data_type": "decimal", "precision": PRECISION, "scale": SCALE},
        pa.decimal128(PRECISION, SCALE),
        Decimal,
    ),
    "boolean": Kind({"data_type": "bool"}, pa.bool_(), bool),
    "string": Kind({"data_type": "text"}, pa.string(), str),
    "date": Kind({"data_type": "date"}, pa.date32(), date),
    "date-time": Kind(
        {"data_type": "timestamp", "timezone": True}, pa.timestamp("us", ZONE), datetime
    ),
}


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind
    in_key: bool
    description: str

    @classmethod
    def of(cls, name: str, spec: Mapping[str, Any], keys: tuple[str, ...]) -> Column:
        """The column for a property of a stream's schema."""
        told = "：".join(filter(None, (spec.get("title"), spec.get("description"))))
        return cls(name, kind_of(spec), name in keys, told)

    def hints(self, longest: int) -> TColumnSchema:
        """The column as dlt describes it.

        Args:
            longest: characters that a description may have.
        """
        hints: dict[str, Any] = {"name": self.name, **self.kind.hints, "nullable": not self.in_key}
        if self.in_key and self.kind.python is str:
            hints["precision"] = KEY_LENGTH
        if self.description and longest:
            hints["description"] = shortened(self.description, longest)
        return hints  # type: ignore[return-value]


def kind_of(spec: Mapping[str, Any]) -> Kind:
    """What a property holds; all that is more than a plain value is kept as JSON."""
    types = spec.get("type", ())
    found = {types} if isinstance(types, str) else {*types} - {"null"}
    if len(found) != 1:
        return JSON_TEXT
    (kind,) = found
    if kind == "string":
        kind = spec.get("format", kind)
        return KINDS.get(kind, KINDS["string"])
    return KINDS.get(kind, JSON_TEXT)


def shortened(text: str, longest: int) -> str:
    """A text that is no longer than that."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
