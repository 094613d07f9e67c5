"""A report and its lines: one answer's rows rendered as blocks of Singer messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.rendering.fast import FastRenderer
from tap_wdt_flagship.rendering.general import Output, StreamRenderer

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Hashable, Iterator, Mapping
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
            StreamError: a row lacks a column of its key.
            TransientError: the page cannot be decoded.
        """
        if page.has_nul:
            self._tell_of_nul()
        elif self._fast is not None:
            out = Output(received)
            keys = self._fast.render(page, supplied, out)
            if keys is not None:
                return Rendered(out.block, out.counts, keys)
        return self.render(page.rows, received, lambda _: (supplied, 0))

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
    ) -> Rendered:
        """The messages for rows that are decoded already.

        Args:
            rows: as the gateway sent them.
            received: when, in UTC.
            origin_of: for a row, the columns that come from elsewhere and its position.

        Raises:
            StreamError: a row lacks a column of its key.
        """
        out = Output(received)
        keys: list[Hashable] = []
        for row in rows:
            parent, position = origin_of(row)
            record = self.root.emit(row, parent, position, out)
            keys.append(tuple(record[key] for key in self.root.keys))
        return Rendered(out.block, out.counts, keys)


def render_table(renderer: StreamRenderer, rows: list[Row], made: datetime) -> Rendered:
    """The messages for rows that need no report: those of a table that comes with the tap."""
    out = Output(made)
    for position, row in enumerate(rows):
        renderer.emit(row, {}, position, out)
    return Rendered(out.block, out.counts, [])
