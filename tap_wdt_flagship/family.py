"""A report and its lines: one answer's rows rendered as blocks of Singer messages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.helpers._catalog import get_selected_schema
from singer_sdk.mapper import RemoveRecordTransform, SameRecordTransform
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.lines import LineStream, lines_at
from tap_wdt_flagship.records import Row, compile_record
from tap_wdt_flagship.schema import COMMON, POSITION, READ_AT, load

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import datetime

    from tap_wdt_flagship.client import ReportStream, WdtStream

encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)


@dataclass(frozen=True)
class Rendered:
    """One page as Singer messages: the text, rows per stream, and the keys of the header rows."""

    text: bytes
    counts: Counter[str]
    keys: list[Hashable]


class Member:
    """One stream of a family: its compiled normaliser, its messages, and the lines below it."""

    def __init__(self, stream: ReportStream, lines: list[LineStream]) -> None:
        self.stream = stream
        self.selected = stream.selected
        self.keys = tuple(stream.primary_keys)
        self.columns = self._columns()
        self._noticed: set[str] = set()
        self._normalise = compile_record(
            self.columns, load(stream.name)["properties"] | COMMON, self._notice
        )
        self._path = tuple(stream.lines_path.split(".")) if isinstance(stream, LineStream) else ()
        self._inherited = stream.inherited()
        self._maps = None if self._plain() else stream.stream_maps
        self._version = self._table_version()
        self.children = [
            Member(line, lines) for line in lines if line.parent_stream is type(stream)
        ]
        self.needed: bool = self.selected or any(child.needed for child in self.children)

    def _columns(self) -> dict[str, Any]:
        """The wanted properties; an unselected parent's rows are read for their keys alone."""
        stream = self.stream
        properties: dict[str, Any] = get_selected_schema(
            stream.name, stream.effective_schema, stream.mask
        )["properties"]
        if self.selected:
            return properties
        return {k: v for k, v in stream.schema["properties"].items() if k in self.keys}

    def _plain(self) -> bool:
        """No stream map and no flattening: records are written as they are."""
        maps = self.stream.stream_maps
        return (
            len(maps) == 1
            and type(maps[0]) is SameRecordTransform
            and maps[0].stream_alias == self.stream.name
            and not getattr(maps[0], "flattening_enabled", False)
        )

    def _table_version(self) -> int | None:
        full = self.stream.replication_method == REPLICATION_FULL_TABLE
        if not (full and self.stream.emit_activate_version_messages):
            return None
        return self.stream._initialized_at // 1000  # noqa: SLF001

    @property
    def version(self) -> int | None:
        """The table version of full-table rows, where ACTIVATE_VERSION was asked for."""
        return self._version

    def _notice(self, field: str) -> None:
        if field not in self._noticed:
            self._noticed.add(field)
            self.stream.logger.warning(
                "字段 %s 没有对应的列或与列类型不符，原值保存在 _extra / field %s has no column or "
                "does not fit it; its value is kept in _extra",
                field,
                field,
            )

    def record(self, row: Row, parent: Row, position: int, read_at: str) -> Row:
        """The Singer record of a row.

        Raises:
            StreamError: a column of its key is empty.
        """
        record = self._normalise(row)
        for column, source in self._inherited.items():
            record[column] = parent[source]
        if READ_AT in self.columns:
            record[READ_AT] = read_at
        for key in self.keys:
            if key == POSITION:
                record[POSITION] = position
            elif record.get(key) is None:
                raise StreamError(
                    f"{self.stream.name} 有一行缺少主键 {key}，请报告此问题",
                    f"a row of {self.stream.name} has no {key}, which is part of its key; "
                    "please report this",
                )
        return record

    def rows(self, parent_row: Row) -> Iterator[tuple[int, Row]]:
        """The rows of this stream of lines inside a row of its parent, with their positions."""
        for position, row in enumerate(lines_at(parent_row, self._path)):
            if isinstance(row, dict):
                yield position, row

    def write(self, record: Row, stamp: str, block: bytearray) -> None:
        """Append the record's message, or those that the stream's maps make of it."""
        if self._maps is None:
            self._append(self.stream.name, record, stamp, block)
            return
        for stream_map in self._maps:
            if isinstance(stream_map, RemoveRecordTransform):
                continue
            mapped = stream_map.transform(dict(record))
            if mapped is not None:
                self._append(stream_map.stream_alias, mapped, stamp, block)

    def _append(self, name: str, record: Row, stamp: str, block: bytearray) -> None:
        message: Row = {"type": "RECORD", "stream": name, "record": record, "time_extracted": stamp}
        if self._version is not None:
            message["version"] = self._version
        encoder.encode_into(message, block, -1)
        block += b"\n"


def render_table(member: Member, rows: list[Row], made: datetime) -> Rendered:
    """The messages for rows that need no report: those of a table that comes with the tap."""
    block = bytearray()
    read_at, stamp = _times(made)
    for position, row in enumerate(rows):
        member.write(member.record(row, {}, position, read_at), stamp, block)
    return Rendered(bytes(block), Counter({member.stream.name: len(rows)}), [])


def _times(received: datetime) -> tuple[str, str]:
    """`_read_at` in Beijing time, and the messages' time_extracted in UTC."""
    return (
        received.astimezone(BEIJING).isoformat(timespec="milliseconds"),
        received.astimezone(timezone(timedelta())).isoformat(timespec="milliseconds"),
    )


class Family:
    """A report with the selected streams of its lines."""

    def __init__(self, header: WdtStream, lines: list[LineStream]) -> None:
        self.header = header
        self.root = Member(header, lines)
        self.members = [m for m in self._walk(self.root) if m.selected]

    def _walk(self, member: Member) -> Iterator[Member]:
        yield member
        for child in member.children:
            yield from self._walk(child)

    def render(
        self,
        rows: list[Row],
        received: datetime,
        given: Callable[[Row], tuple[Row, int]] = lambda _: ({}, 0),
    ) -> Rendered:
        """The messages for one page of rows.

        Args:
            rows: as the gateway sent them.
            received: when, in UTC.
            given: for a row, the columns that come from elsewhere and its position.
        """
        block = bytearray()
        counts: Counter[str] = Counter()
        read_at, stamp = _times(received)
        keys: list[Hashable] = []

        def emit(member: Member, row: Row, parent: Row, position: int) -> Row:
            record = member.record(row, parent, position, read_at)
            if member.selected:
                member.write(record, stamp, block)
                counts[member.stream.name] += 1
            for child in member.children:
                if child.needed:
                    for at, line in child.rows(row):
                        emit(child, line, record, at)
            return record

        for row in rows:
            record = emit(self.root, row, *given(row))
            keys.append(tuple(record[key] for key in self.root.keys))
        return Rendered(bytes(block), counts, keys)
