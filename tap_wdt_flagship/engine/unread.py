"""Rows that could not be read: written to a table of their own, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.rendering.family import render_table
from tap_wdt_flagship.rendering.unread import are_few

if TYPE_CHECKING:
    from tap_wdt_flagship.engine.events import PageRead, Receipt
    from tap_wdt_flagship.rendering.family import Rendered
    from tap_wdt_flagship.rendering.general import StreamRenderer
    from tap_wdt_flagship.rendering.writer import BlockWriter


SAMPLE: Final = 100
"""Rows of a report that tell what share of them cannot be read, before all are there."""


def note_page(receipt: Receipt, rendered: Rendered, report: str) -> None:
    """Count a page's rows, and those that could not be read.

    Raises:
        StreamError: those are so many of the report's that it is not about single rows.
    """
    receipt.keys += len(rendered.keys)
    if rendered.unread and not receipt.unread:
        receipt.unread_because = rendered.unread[0].zh, rendered.unread[0].en
    unread = {(row.stream, row.fingerprint): row.is_twin for row in rendered.unread}
    receipt.unread.update(unread)
    receipt.twins.update(row for row, is_twin in unread.items() if is_twin)
    if rendered.unread and (error := too_many_unread(receipt, report, of=SAMPLE)):
        raise error


def too_many_unread(receipt: Receipt, report: str, *, of: int = 0) -> StreamError | None:
    """What to raise where a report has more such rows, over all its pages, than single ones.

    Args:
        receipt: counts them.
        report: its name.
        of: rows that have to be there for a judgement.
    """
    unread = sum(stream == report for stream, _ in receipt.unread)
    if receipt.keys < of or are_few(unread, receipt.keys):
        return None
    zh, en = receipt.unread_because
    return StreamError(
        f"{receipt.keys:,} 行中有 {unread:,} 行未能读取，不是个别行的问题：{zh}；"
        "已读到的原文在表 unread_rows",
        f"{unread:,} of {receipt.keys:,} rows could not be read, so that it is not about single "
        f"rows: {en}; those that came are in the table unread_rows",
    )


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
