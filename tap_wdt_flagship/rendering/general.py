"""The general way from rows to messages: one stream of a family, whatever is asked of it.

Stream maps, flattening, nested lists and values in any form take it; `fast` is for the rest.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timezone
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.helpers._catalog import get_selected_schema
from singer_sdk.mapper import RemoveRecordTransform, SameRecordTransform
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_wdt_flagship.beijing import BEIJING, BEIJINGS_OFFSET, UTCS_OFFSET
from tap_wdt_flagship.errors import KeylessError, StreamError
from tap_wdt_flagship.rendering.privacy import guard_of
from tap_wdt_flagship.rendering.unread import TWIN_LINE, UnreadRow, selected_part
from tap_wdt_flagship.rendering.values import Row, compile_record, with_times_in_utc
from tap_wdt_flagship.schemas import COMMON, EXTRA, POSITION, READ_AT, load
from tap_wdt_flagship.streams._lines import LineStream, lines_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from singer_sdk.mapper import StreamMap

    from tap_wdt_flagship.rendering.amounts import Ending
    from tap_wdt_flagship.streams._base import WdtStream

encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
COMMA = ord(",")


class Message(msgspec.Struct, gc=False, omit_defaults=True):
    """A RECORD message."""

    type: str
    stream: str
    record: Any
    time_extracted: str
    version: int | None = None


def opening(stream: str, version: int | None) -> bytes:
    """A stream's RECORD messages up to the record."""
    head: dict[str, Any] = {"type": "RECORD", "stream": stream}
    if version is not None:
        head["version"] = version
    return encoder.encode(head).removesuffix(b"}") + b',"record":'


class Output:
    """The messages of one page as they come to be, and the rows per stream in them.

    Args:
        received: when the page came in.
        in_utc: whether times are to be in UTC.
    """

    def __init__(self, received: datetime, *, in_utc: bool = False) -> None:
        self.received = received
        zone, offset = (timezone.utc, UTCS_OFFSET) if in_utc else (BEIJING, BEIJINGS_OFFSET)
        local = received.astimezone(zone).replace(tzinfo=None)
        self.read_at = local.isoformat(timespec="milliseconds") + offset
        self.stamp = received.astimezone(timezone.utc).isoformat(timespec="milliseconds")
        self._closing = f',"time_extracted":"{self.stamp}"}}\n'.encode()
        self.block = bytearray()
        self.counts: Counter[str] = Counter()
        self.unread_lines: list[UnreadRow] = []

    def append(self, stream: str, record: Any, version: int | None) -> None:  # noqa: ANN401
        """Append a RECORD message."""
        message = Message("RECORD", stream, record, self.stamp, version)
        encoder.encode_into(message, self.block, -1)
        self.block += b"\n"

    def append_typed(self, begin: bytes, row: Any, ending: Ending | None) -> None:  # noqa: ANN401
        """Append the RECORD message of a struct.

        Args:
            begin: the message up to the record.
            row: the record.
            ending: of the record, where it is not to be as the struct has it.
        """
        block = self.block
        block += begin
        encoder.encode_into(row, block, -1)
        if ending is not None:
            length, text = ending
            at = len(block) - length
            block[at:] = text
            block[at] = COMMA
        block += self._closing

    def clear(self) -> None:
        """Begin again."""
        self.block.clear()
        self.counts.clear()
        self.unread_lines.clear()


class StreamRenderer:
    """Renders one stream of a family: its compiled normaliser, and those of the lines below it."""

    def __init__(self, stream: WdtStream, lines: list[LineStream]) -> None:
        self.stream = stream
        self.selected = stream.selected
        self.keys = tuple(stream.primary_keys)
        self.columns = self._columns()
        self._noticed: set[str] = set()
        self.guard = guard_of(stream.name, stream.privacy)
        self._normalise = compile_record(
            self.columns,
            load(stream.name)["properties"] | COMMON,
            self.notice,
            guard=self.guard,
        )
        self.path = tuple(stream.lines_path.split(".")) if isinstance(stream, LineStream) else ()
        self.inherited = stream.inherited()
        # There are no maps for a stream that the catalog leaves out.
        self._maps = stream.stream_maps if self.selected and not self._is_plain() else None
        # The SDK's maps evaluate with the row in an attribute they share.
        self._mapping = threading.Lock()
        self._version = self._table_version()
        self.children = [
            StreamRenderer(line, lines) for line in lines if line.parent_stream is type(stream)
        ]
        # Gateways do not write the names of lists alike.
        self._lists = {
            child.path[0].casefold(): child.path[0]
            for child in self.children
            if len(child.path) == 1
        }
        self.needed: bool = self.selected or any(child.needed for child in self.children)

    def _columns(self) -> dict[str, Any]:
        """The wanted properties; an unselected parent's rows are read for their keys alone."""
        stream = self.stream
        properties: dict[str, Any] = get_selected_schema(
            stream.name, stream.effective_schema, stream.mask
        )["properties"]
        if not self.selected:
            every = stream.schema["properties"].items()
            properties = {name: spec for name, spec in every if name in self.keys}
        if stream.in_utc:
            return {name: with_times_in_utc(spec) for name, spec in properties.items()}
        return properties

    def _is_plain(self) -> bool:
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

    @property
    def plain(self) -> bool:
        """Whether records are written as they are: no stream map, no flattening."""
        return self._maps is None

    def notice(self, field: str) -> None:
        """Warn, once, of a field whose value goes to `_extra`."""
        if field not in self._noticed:
            self._noticed.add(field)
            self.stream.logger.warning(
                "字段 %s 没有对应的列或与列类型不符，原值保存在 _extra / field %s has no column or "
                "does not fit it; its value is kept in _extra",
                field,
                field,
            )

    def emit(self, row: Row, parent: Mapping[str, Any], position: int, out: Output) -> Row:
        """Append the messages of a row and of the lines below it.

        Args:
            row: as the gateway sent it.
            parent: where the inherited columns come from.
            position: its place in its list.
            out: where the messages go.

        Raises:
            KeylessError: a column of its key is empty; nothing was appended.
        """
        row = self._with_names_of_lists(row)
        record = self._record(row, parent, position, out.read_at)
        self._append(row, record, out)
        return record

    def _append(self, row: Row, record: Row, out: Output) -> None:
        if self.selected:
            self._write(record, out)
            out.counts[self.stream.name] += 1
        for child in self.children:
            if child.needed:
                child.emit_lines(row, record, out)

    def emit_lines(self, above: Row, record: Row, out: Output) -> None:
        """Append the messages of the lines in a row of the stream above.

        Of lines with one key and not the same content, the first is written and the others are
        kept aside.

        Args:
            above: that row, as the gateway sent it.
            record: what it became, as far as columns are inherited from it.
            out: where the messages go.
        """
        first: dict[Hashable, Row] = {}
        for position, line in enumerate(lines_at(above, self.path)):
            if not isinstance(line, dict):
                continue
            row = self._with_names_of_lists(line)
            own = self._record(row, record, position, out.read_at)
            key = tuple([own[column] for column in self.keys])
            if first.setdefault(key, row) == row:
                self._append(row, own, out)
            else:
                inherited = {column: own[column] for column in self.inherited}
                name, text = self.stream.name, self.text_of(line, inherited)
                out.unread_lines.append(UnreadRow(name, position, *TWIN_LINE, text, self.guard))

    def text_of(self, row: Row, inherited: Mapping[str, Any] | None = None) -> str:
        """A row that goes into no table of its own, as JSON and without what was deselected."""
        return encoder.encode({**(inherited or {}), **self.selected_part_of(row)}).decode()

    def selected_part_of(self, row: Row) -> Row:
        """A row, and the lines in it, without what was deselected."""
        row = self._with_names_of_lists(row)
        children = [child for child in self.children if child.needed]
        lists: Row = {child.path[0]: {} for child in children if len(child.path) == 1}
        known, extra = load(self.stream.name)["properties"], EXTRA in self.columns
        part = selected_part(row, {**lists, **self.columns}, known, extra=extra)
        for child in children:
            if lines := lines_at(row, child.path):
                *way, last = child.path
                node = part
                for name in way:
                    inner = {**node.get(name, {})}
                    node[name], node = inner, inner
                node[last] = [
                    child.selected_part_of(line) if isinstance(line, dict) else line
                    for line in lines
                ]
        return part

    def misspelt_lists(self, row: Row) -> dict[str, str]:
        """The names of lists of lines as a row has them -> as they are documented."""
        if all(name in row for name in self._lists.values()):
            return {}
        return {
            name: proper
            for name in row
            if (proper := self._lists.get(name.casefold())) and proper not in row
        }

    def _with_names_of_lists(self, row: Row) -> Row:
        """A row with its lists of lines under the names that are documented."""
        misspelt = self.misspelt_lists(row)
        if not misspelt:
            return row
        return {misspelt.get(name, name): value for name, value in row.items()}

    def _record(self, row: Row, parent: Mapping[str, Any], position: int, read_at: str) -> Row:
        record = self._normalise(row)
        for column, source in self.inherited.items():
            record[column] = parent[source]
        if READ_AT in self.columns:
            record[READ_AT] = read_at
        for key in self.keys:
            if key == POSITION:
                record[POSITION] = position
            elif record.get(key) is None:
                record[key] = self.made_up(key, position)
        return record

    def made_up(self, key: str, position: int) -> int:
        """The id of a line whose list has none: its position, negative, as no id of the ERP is.

        Raises:
            KeylessError: the row is no line, or what it lacks is not an id of its own.
        """
        if self.path and key not in self.inherited and "integer" in self.columns[key]["type"]:
            return -1 - position
        name = self.stream.name
        raise KeylessError(
            f"{name} 有一行缺少主键 {key}，请报告此问题",
            f"a row of {name} has no {key}, which is part of its key; please report this",
        )

    def _write(self, record: Row, out: Output) -> None:
        """Append the record's message, or those that the stream's maps make of it."""
        if self._maps is None:
            out.append(self.stream.name, record, self._version)
            return
        for stream_map in self._maps:
            if isinstance(stream_map, RemoveRecordTransform):
                continue
            mapped = self._mapped(stream_map, record)
            if mapped is not None:
                out.append(stream_map.stream_alias, mapped, self._version)

    def _mapped(self, stream_map: StreamMap, record: Row) -> Row | None:
        try:
            with self._mapping:
                return stream_map.transform(dict(record))
        except Exception as error:
            # Its own words may hold what the record holds, a buyer's telephone number for one.
            self.stream.logger.debug("stream map", exc_info=error)
            name, kind = self.stream.name, type(error).__name__
            raise StreamError(
                f"stream_maps 中 {name} 的表达式出错：{kind}，详情见 DEBUG 日志",
                f"an expression of {name} in stream_maps fails: {kind}; the DEBUG log tells more",
            ) from None
