"""A report and its lines: one answer's rows rendered as blocks of Singer messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import UTCS_OFFSET
from tap_wdt_flagship.errors import KeylessError, StreamError
from tap_wdt_flagship.rendering.fast import FastRenderer
from tap_wdt_flagship.rendering.general import Output, StreamRenderer
from tap_wdt_flagship.rendering.unread import (
    TWIN,
    Emitted,
    UnreadRow,
    are_few,
    keys_of,
    repeated,
    twins,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
    from datetime import datetime

    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import Report
    from tap_wdt_flagship.streams._lines import LineStream


@dataclass(frozen=True)
class Rendered:
    """One page as Singer messages: the text, rows per stream, and the keys of the header rows."""

    text: bytearray
    counts: Counter[str]
    keys: list[Hashable]
    """A row that is in none of the messages has a made-up one."""
    received: datetime
    unread: list[UnreadRow] = field(default_factory=list)
    """Rows, and lines of rows, that are in none of the messages."""


class Family:
    """A report with the selected streams of its lines."""

    def __init__(self, header: Report, lines: list[LineStream]) -> None:
        self.header = header
        self.root = StreamRenderer(header, lines)
        needed = [renderer for renderer in self._walk(self.root) if renderer.needed]
        self.renderers = [renderer for renderer in needed if renderer.selected]
        plain = all(renderer.plain for renderer in needed) and not header.config.get("nested_lists")
        self._fast = FastRenderer(self.root) if plain else None
        self._nul_told = False

    def _walk(self, renderer: StreamRenderer) -> Iterator[StreamRenderer]:
        yield renderer
        for child in renderer.children:
            yield from self._walk(child)

    def render_page(self, page: Page, received: datetime, supplied: Mapping[str, Any]) -> Rendered:
        """The messages for a page.

        Args:
            page: as the gateway sent it.
            received: when, in UTC.
            supplied: columns that the rows of its pass do not carry themselves.

        Raises:
            StreamError: more than a few rows lack a column of their key.
            TransientError: the page cannot be decoded.
        """
        if page.has_nul:
            self._tell_of_nul()
        elif self._fast is not None:
            out = Output(received, in_utc=self.header.in_utc)
            keys = self._fast.render(page, supplied, out)
            if keys is not None:
                return self._rendered(out, keys, page)
        return self.render(page.rows, received, lambda _: (supplied, 0), page)

    def _rendered(
        self, out: Output, keys: list[Hashable], page: Page | None, unread: Iterable[UnreadRow] = ()
    ) -> Rendered:
        """The messages, and what of the page became none."""
        texts = [
            UnreadRow(self.header.name, each.position, each.zh, each.en, each.text, self.root.guard)
            for each in (page.unread if page else ())
        ]
        rows = [*unread, *texts]
        keys = [*keys, *keys_of(rows)]
        return Rendered(out.block, out.counts, keys, out.received, [*rows, *out.unread_lines])

    def _tell_of_nul(self) -> None:
        if not self._nul_told:
            self._nul_told = True
            self.header.logger.warning(
                "文本中的空字符 U+0000 已去掉，数据库不接受 / "
                "the character U+0000 is left out of texts: databases do not take it"
            )

    def render(
        self,
        rows: list[Row],
        received: datetime,
        origin_of: Callable[[Row], tuple[Mapping[str, Any], int]] = lambda _: ({}, 0),
        page: Page | None = None,
    ) -> Rendered:
        """The messages for rows that are decoded already.

        Args:
            rows: as the gateway sent them.
            received: when, in UTC.
            origin_of: for a row, the columns that come from elsewhere and its position.
            page: that they stand in, where it may hold more than them.

        Raises:
            StreamError: more than a few rows lack a column of their key.
        """
        out = Output(received, in_utc=self.header.in_utc)
        origins = [origin_of(row) for row in rows]
        places = [*islice(page.positions if page else count(), len(rows))]
        emitted, unread = self._emit(rows, origins, places, out)
        if repeated([row.key for row in emitted.values()]) and (aside := twins(emitted)):
            out.clear()
            emitted, unread = self._emit(rows, origins, places, out, aside)
        if not are_few(len(unread), len(rows)):
            raise StreamError(unread[0].zh, unread[0].en)
        return self._rendered(out, [row.key for row in emitted.values()], page, unread)

    def _emit(
        self,
        rows: list[Row],
        origins: list[tuple[Mapping[str, Any], int]],
        places: list[int],
        out: Output,
        aside: Container[int] = (),
    ) -> tuple[dict[int, Emitted], list[UnreadRow]]:
        """Append the rows' messages, but for those of rows to be kept aside."""
        emitted: dict[int, Emitted] = {}
        unread: list[UnreadRow] = []
        for at, row in enumerate(rows):
            begins = len(out.block)
            try:
                record = self._emit_row(row, origins[at], out, twin=at in aside)
            except KeylessError as error:
                name, text = self.header.name, self.root.text_of(row)
                unread.append(
                    UnreadRow(name, places[at], error.zh, error.en, text, self.root.guard)
                )
                continue
            key = tuple(record[key] for key in self.root.keys)
            moment = record.get("modified") or record.get(self.header.replication_key or "") or ""
            content = bytes(out.block[begins:])
            if self.root.guard is not None:  # rows may differ in what is not written
                content += self.root.text_of(row).encode()
            emitted[at] = Emitted(key, moment.removesuffix(UTCS_OFFSET), hash(content))
        return emitted, unread

    def _emit_row(
        self, row: Row, origin: tuple[Mapping[str, Any], int], out: Output, *, twin: bool
    ) -> Row:
        if twin:
            raise KeylessError(*TWIN)
        parent, position = origin
        return self.root.emit(row, parent, position, out)


def render_table(renderer: StreamRenderer, rows: list[Row], made: datetime) -> Rendered:
    """The messages for rows that need no report: those of a table that comes with the tap."""
    out = Output(made, in_utc=renderer.stream.in_utc)
    for position, row in enumerate(rows):
        renderer.emit(row, {}, position, out)
    return Rendered(out.block, out.counts, [], made)
