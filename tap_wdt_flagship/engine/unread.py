"""Rows that could not be read: written to a table of their own, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_wdt_flagship.rendering.family import render_table

if TYPE_CHECKING:
    from tap_wdt_flagship.engine.events import PageRead
    from tap_wdt_flagship.rendering.general import StreamRenderer
    from tap_wdt_flagship.rendering.writer import BlockWriter


class UnreadTable:
    """The table of such rows, where it is selected; the writer's alone."""

    def __init__(self, renderer: StreamRenderer, out: BlockWriter) -> None:
        self._renderer = renderer
        self._out = out
        self._announced = False
        self._told: set[str] = set()

    def announce(self) -> None:
        """SCHEMA, once, so that the table is there even where it stays empty."""
        if self._renderer.selected and not self._announced:
            self._announced = True
            self._renderer.stream._write_schema_message()  # noqa: SLF001

    def write(self, event: PageRead) -> None:
        """Write what could not be read of a page, and tell of the first of a report."""
        rendered, header = event.rendered, event.family.header
        if not rendered.unread:
            return
        if header.name not in self._told:
            self._told.add(header.name)
            first = rendered.unread[0]
            hint = (
                ("原文在表 unread_rows", "see the table unread_rows")
                if self._renderer.selected
                else ("选择表 unread_rows 可得到原文", "select the table unread_rows to get them")
            )
            header.logger.warning(
                "有行未能读取：%s；%s / some rows could not be read: %s; %s",
                first.zh,
                hint[0],
                first.en,
                hint[1],
            )
        if self._renderer.selected:
            self.announce()
            rows = event.origin.rows(rendered.unread)
            self._out.write_block(render_table(self._renderer, rows, rendered.received).text)
