"""Reads a report that needs values from another report's rows: those that changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tap_wdt_flagship.engine.other_reports import (
    DrivingColumns,
    are_told_apart,
    asked_for,
    distinct,
    driving_columns,
)
from tap_wdt_flagship.engine.whole_list import read_whole
from tap_wdt_flagship.engine.workers import Workers, keys_of_unread, mended_at, while_unreadable
from tap_wdt_flagship.errors import DeniedError, RowRefusedError, StreamError, UnreadableError
from tap_wdt_flagship.windows import Frontier, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tap_wdt_flagship.engine.events import PassRun, Run
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import DrivenBy, Singly

# So many refusals in a row are not about single rows.
REFUSALS_IN_A_ROW = 20
NOTHING_TOLD = (
    "查询确实存在的单据，网关一再返回空结果；书签停在此前，数据未丢失，请稍后重新运行",
    "empty answers about documents that are there; the bookmark stays before them: run again later",
)


@dataclass
class Fed:
    """A window of the driving report, and how many batches of its rows are still to be read."""

    window: Window | None
    batches: int


@dataclass(frozen=True)
class Batch:
    """Driving rows that are asked about in one call."""

    fed: Fed
    rows: list[Row]


class DrivenReader(Workers[Batch]):
    """Reads for every row that the driving report's windows bring.

    It has a bookmark of its own, which follows the driving report's windows as far as all their
    rows were asked about. A refusal about one driving row skips and counts that row: that it is
    about the row, and not the interface's own trouble, shows once others are answered. So it is
    with an empty answer, where there is always something to tell. Any other refusal ends the
    report. Rows that were asked about together are asked about one by one where
    one of them is refused, or where the answer does not tell them apart.
    """

    def __init__(self, family: Family, run: Run, concurrency: int, by: DrivenBy) -> None:
        super().__init__(family, run, concurrency)
        self._by = by
        self._closed = False
        self._cut_short = False
        self._refused: list[Batch] = []
        self._refusal: StreamError | None = None
        self._answered = False
        self._batch_size = by.batch
        self._singly: Singly | None = None
        self._traits.confirms_empty = by.always

    @property
    def asks_for(self) -> set[str]:
        """The columns of the driving rows that it needs."""
        return driving_columns(self._by)

    def start(self) -> None:
        """Nothing to begin before the driving report's first window is read."""

    def begin(self, driving: PassRun) -> None:
        """Take over where the driving report begins."""
        frontier = Frontier(driving.frontier.reached) if driving.frontier else None
        self._pass_runs = [replace(driving, plan=None, frontier=frontier, begun=True, done=False)]

    def feed(self, window: Window | None, rows: list[Row]) -> None:
        """A window of the driving report is read, with these rows: their driving columns."""
        size = self._batch_size
        driving = [*distinct(rows, self._by.column).values()]
        fed = Fed(window, -(-len(driving) // size))
        with self._changed:
            if self._ended:
                return
            if not fed.batches:
                self._window_done(fed)
            self._add([Batch(fed, driving[at : at + size]) for at in range(0, len(driving), size)])

    def close(self, *, failed: bool) -> None:
        """The driving report brings no more rows, be it that it failed."""
        with self._changed:
            self._closed = True
            self._cut_short |= failed
            if not self._pending:
                self._finish_if_exhausted()
            self._changed.notify_all()

    def _exhausted(self) -> bool:
        return self._closed

    def _shortfall(self) -> StreamError | None:
        if not self._cut_short:
            return self._refusal if self._refused else None
        stream = self._by.stream
        return StreamError(
            f"按 {stream} 的数据查询，而 {stream} 失败，只读到其读到之处；请处理后重新运行",
            f"is read for the rows of {stream}, which failed; read only as far as that came: see "
            "there, and run again",
        )

    def _do(self, batch: Batch) -> None:
        singly = self._singly  # another thread may change that meanwhile
        if singly and len(batch.rows) > 1:
            self._ask_one_by_one(batch)
            return
        try:
            pages = self._read(batch, singly)
        except DeniedError:
            if singly or self.family.header.singly is None:
                raise
            self._ask_singly(batch)
            return
        except RowRefusedError as error:
            if len(batch.rows) > 1:
                self._ask_one_by_one(batch)
                return
            self._set_aside(batch, error)
            if len(self._refused) >= REFUSALS_IN_A_ROW:
                raise
            return
        if self._by.always and not any(_keys(received) for received in pages):
            self._set_aside(batch, StreamError(*NOTHING_TOLD))
            return
        rows = (row for received in pages for row in received.page.rows)
        if not are_told_apart(self._by, batch.rows, rows):
            self._batch_size = 1
            self._ask_one_by_one(batch)
            return
        self._write(batch, pages, singly)
        with self._changed:
            self._answered = True
            self._tell_page_size()
            self._skip_refused()
            self._settle(batch)

    def _set_aside(self, batch: Batch, error: StreamError) -> None:
        """Let rows wait until an answer about others shows that the trouble is about them."""
        self.family.header.logger.debug("%d rows refused: %s", len(batch.rows), error)
        with self._changed:
            self._refused.append(batch)
            self._refusal = error

    def _ask_singly(self, batch: Batch) -> None:
        """The account has another interface, which takes a call a row."""
        self._singly = self.family.header.singly
        self._batch_size = 1
        self.receipt.notes.add("没有批量接口的权限，逐个查询 / one call a row, for want of a right")
        self._ask_one_by_one(batch)

    def _ask_one_by_one(self, batch: Batch) -> None:
        with self._changed:
            batch.fed.batches += len(batch.rows) - 1
            self._add([Batch(batch.fed, [row]) for row in batch.rows])

    def _skip_refused(self) -> None:
        """What was refused so far was about single rows; the caller holds `_changed`."""
        for batch in self._refused:
            self.receipt.skipped += len(batch.rows)
            self._settle(batch)
        self._refused.clear()

    def _settle(self, batch: Batch) -> None:
        batch.fed.batches -= 1
        if not batch.fed.batches:
            self._window_done(batch.fed)

    def _finish_if_exhausted(self) -> bool:
        if self._closed and self._answered and not self._busy and not self._ended:
            self._skip_refused()
        return super()._finish_if_exhausted()

    def _read(self, batch: Batch, singly: Singly | None) -> list[Received]:
        header = self.family.header
        asked = asked_for(self._by, batch.rows)

        @while_unreadable
        def strictly(index: int, size: int | None) -> tuple[Received, list[Hashable]]:
            call = header.call(asked, None, index, size)
            if singly:
                call = replace(call, method=singly.method, records_path=singly.records_path)
            received = self._fetch(call)
            with mended_at(received.at):
                return received, _keys(received)

        def ask(index: int, size: int | None) -> tuple[Received, Sequence[Hashable], int | None]:
            try:
                received, keys = strictly(index, size)
            except UnreadableError as error:
                received = self._mended(error)
                keys = _keys(received)
            return received, keys, received.page.total

        return read_whole(self._traits, ask, self._ask_alone)

    def _write(self, batch: Batch, pages: list[Received], singly: Singly | None) -> None:
        driving = DrivingColumns(self._by, batch.rows)
        for index, received in enumerate(pages):
            page = received.page
            with self._run.rendering:
                rows = self._rows(received, batch, singly)
                rendered = self.family.render(rows, received.at, driving, page)
                if singly is None:
                    self._look_at(page, None)
            with self._run.slots.slot() as slot:
                slot.take()
                self._hand_over(rendered, slot, batch.fed.window, index)

    def _rows(self, received: Received, batch: Batch, singly: Singly | None) -> list[Row]:
        rows = received.page.rows
        if singly is None:
            return rows
        return [{self._by.column: batch.rows[0][self._by.column], singly.lines: rows}]

    def _window_done(self, fed: Fed) -> None:
        self.receipt.windows += 1
        if self._ended:
            return
        for pass_run in self._pass_runs:
            self._window_read(pass_run, fed.window)


def _keys(received: Received) -> list[Hashable]:
    """Whole rows, since those of a driven report may have no key of their own."""
    page = received.page
    return [*(tuple(map(str, row.values())) for row in page.rows), *keys_of_unread(page)]
