"""A stream as its SCHEMA message declares it, and blocks of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from singer_sdk.exceptions import MissingKeyPropertiesError

from target_pgcopy.columns import BIGINT, JSONB, TIMESTAMPTZ, sql_name, type_of
from target_pgcopy.errors import LoadError
from target_pgcopy.rows import NULL, Raw, line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_pgcopy.messages import Message

EXTRACTED, RECEIVED, BATCHED = "_sdc_extracted_at", "_sdc_received_at", "_sdc_batched_at"
DELETED, SEQUENCE, VERSION = "_sdc_deleted_at", "_sdc_sequence", "_sdc_table_version"
STARTED: Final = "_sdc_sync_started_at"
# In the order in which a row's values are put together; the first comes from the record.
METADATA: Final = {
    **dict.fromkeys((DELETED, EXTRACTED, RECEIVED, BATCHED), TIMESTAMPTZ),
    **dict.fromkeys((SEQUENCE, VERSION, STARTED), BIGINT),
}
UNNAMEABLE: Final = frozenset('"\\').union(map(chr, range(32)))  # in a struct


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    comment: str


@dataclass(eq=False)
class Stream:
    """What a SCHEMA message says, and how its records become lines."""

    table: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    comment: str
    metadata: bool
    _values: Callable[[Raw], tuple[object, ...]] = field(repr=False)
    _keys: tuple[int, ...]
    _json: tuple[int, ...]

    def add(self, message: Message, block: Block) -> None:
        """Put a record into a block; the last one of a key stays."""
        values = self._values(message.record)
        if self.metadata:
            now = datetime.now(timezone.utc)
            milliseconds = int(now.timestamp() * 1000)
            known = (message.time_extracted, now, block.began, milliseconds, message.version)
            values += (*known, block.run)
        key: object = len(block.lines)
        if self._keys:
            keys = tuple(bytes(values[i]) for i in self._keys)  # type: ignore[call-overload]
            if b"null" in keys:
                raise MissingKeyPropertiesError(
                    f"{self.table} 的一行缺少主键 {', '.join(self.keys)}"
                    f" / a row of {self.table} lacks its key {', '.join(self.keys)}"
                )
            key = keys
        line = line_of(values, self._json)
        block.lines[key] = line
        block.size += len(line)


@dataclass
class Block:
    """Rows of a stream that are written together."""

    stream: Stream
    run: int
    """When this run began, in milliseconds."""
    new: bool = False
    """Whether its table may lack something, though there be no rows."""
    lines: dict[object, bytes] = field(default_factory=dict)
    size: int = 0
    began: datetime = field(default_factory=lambda: datetime.now(timezone.utc))


def declared(message: Message, *, metadata: bool) -> Stream:
    """The stream of a SCHEMA message."""
    schema: Any = msgspec.json.decode(message.schema)
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        raise LoadError(
            f"{message.stream} 的 SCHEMA 没有 properties"
            f" / the SCHEMA of {message.stream} has no properties"
        )
    kept = {name: kind for name, kind in properties.items() if name not in METADATA}
    columns = [Column(sql_name(name), type_of(kind), _comment(kind)) for name, kind in kept.items()]
    keys = tuple(message.key_properties or ())
    if unknown := [key for key in keys if key not in kept]:
        raise LoadError(
            f"{message.stream} 的主键不在 SCHEMA 中：{', '.join(unknown)}"
            f" / keys of {message.stream} that are not in its SCHEMA: {', '.join(unknown)}"
        )
    names = [*kept]
    if metadata:
        columns += [Column(name, kind, "") for name, kind in METADATA.items()]
        names.append(DELETED)
    return Stream(
        table=sql_name(message.stream.rsplit("-", 1)[-1]),
        columns=tuple(columns),
        keys=tuple(sql_name(key) for key in keys),
        comment=_comment(schema),
        metadata=metadata,
        _values=_reader(names),
        _keys=tuple(names.index(key) for key in keys),
        _json=tuple(i for i, column in enumerate(columns) if column.type == JSONB),
    )


def _comment(schema: Any) -> str:  # noqa: ANN401
    if not isinstance(schema, dict):
        return ""
    texts = [schema.get("title"), schema.get("description")]
    return ": ".join(text for text in texts if isinstance(text, str) and text).replace("\0", "")


def _reader(names: list[str]) -> Callable[[Raw], tuple[object, ...]]:
    """From a record to the JSON of its values, in order; what it lacks is null."""
    if UNNAMEABLE.intersection("".join(names)):
        read = msgspec.json.Decoder(dict[str, Raw]).decode

        def values(record: Raw) -> tuple[object, ...]:
            row = read(record)
            return tuple([row.get(name, NULL) for name in names])

        return values
    fields = [
        (f"f{i}", Raw, msgspec.field(default=NULL, name=name)) for i, name in enumerate(names)
    ]
    decode = msgspec.json.Decoder(msgspec.defstruct("Row", fields, gc=False)).decode
    astuple = msgspec.structs.astuple
    return lambda record: astuple(decode(record))
