"""Reads a report that needs values from another report's rows: those that changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.engine.completeness import Learned, read_whole
from tap_wdt_flagship.engine.events import PassRun, WindowDone
from tap_wdt_flagship.engine.workers import Workers
from tap_wdt_flagship.errors import RefusedError, StreamError
from tap_wdt_flagship.rendering.values import compile_record
from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.windows import Frontier, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from tap_wdt_flagship.engine.events import Run
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import DrivenBy

# So many refusals in a row are not about single rows.
REFUSALS_IN_A_ROW = 20


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
    about the row, and not the interface's own trouble, shows once others are answered.
    """

    def __init__(self, family: Family, run: Run, concurrency: int, by: DrivenBy) -> None:
        super().__init__(family, run, concurrency)
        self._by = by
        self._learned = Learned(family.header.page_size)
        self._part: PassRun | None = None
        self._closed = False
        self._cut_short = False
        self._refused: list[Batch] = []
        self._refusal: RefusedError | None = None
        self._answered = False
        self._normalise = driving_columns(by)

    def start(self) -> None:
        """Nothing to begin before the driving report's first window is read."""

    def begin(self, driving: PassRun) -> None:
        """Take over where the driving report begins."""
        frontier = Frontier(driving.frontier.reached) if driving.frontier else None
        self._part = PassRun(driving.context, None, frontier, driving.end)

    def feed(self, window: Window | None, rows: list[Row]) -> None:
        """A window of the driving report is read, with these rows."""
        size = self._by.batch
        driving = driving_rows(self._by, map(self._normalise, rows))
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
            f"按 {stream} 的数据查询，而 {stream} 失败，只读到其读到之处",
            f"is read for the rows of {stream}, which failed; read only as far as that came",
        )

    def _do(self, batch: Batch) -> None:
        try:
            self._read(batch)
        except RefusedError as error:
            self.family.header.logger.debug("%d rows refused: %s", len(batch.rows), error)
            with self._changed:
                self._refused.append(batch)
                self._refusal = error
                if len(self._refused) >= REFUSALS_IN_A_ROW:
                    raise
            return
        with self._changed:
            self._answered = True
            self._skip_refused()
            self._settle(batch)

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

    def _read(self, batch: Batch) -> None:
        header = self.family.header
        asked = asked_for(self._by, batch.rows)

        def ask(index: int, size: int | None) -> tuple[Received, Sequence[Hashable], int | None]:
            received = self._fetch(header.call(asked, None, index, size))
            page = received.page
            return received, [tuple(map(str, row.values())) for row in page.rows], page.total

        pages = read_whole(self._learned, ask)
        given = Given(self._by, batch.rows)
        for received in pages:
            with self._run.rendering():
                rendered = self.family.render(received.page.rows, received.at, given)
            self._run.room().acquire()
            self._hand_over(rendered)

    def _window_done(self, fed: Fed) -> None:
        self.receipt.windows += 1
        if self._part is not None and not self._ended:
            self._run.put(WindowDone(self, self._part, fed.window))


def driving_columns(by: DrivenBy) -> Callable[[Row], Row]:
    """What normalises the columns of the driving rows that are asked for or copied."""
    sources = {by.column, *by.copies.values()}
    known = load(by.stream)["properties"]
    return compile_record({k: v for k, v in known.items() if k in sources}, known, lambda _: None)


def driving_rows(by: DrivenBy, records: Iterable[Row]) -> list[Row]:
    """The records that have something to ask for, each value once."""
    distinct = {record.get(by.column): record for record in records}
    return [record for value, record in distinct.items() if value not in {None, ""}]


def asked_for(by: DrivenBy, rows: list[Row]) -> dict[str, Any]:
    """The parameter that asks about driving rows."""
    values = [row[by.column] for row in rows]
    if by.separator is None:
        return {by.param: values[0]}
    return {by.param: by.separator.join(map(str, values))}


class Given:
    """For a row of an answer: the driving row's columns, and its position among that row's."""

    def __init__(self, by: DrivenBy, rows: list[Row]) -> None:
        self._by = by
        self._rows = {str(row[by.column]): row for row in rows}
        self._positions: Counter[str] = Counter()

    def __call__(self, row: Row) -> tuple[Row, int]:  # noqa: D102
        if self._by.row_column is None:
            (asked,) = self._rows
        else:
            asked = str(row.get(self._by.row_column))
        position = self._positions[asked]
        self._positions[asked] += 1
        driving = self._rows.get(asked, {})
        copied = {column: driving.get(source) for column, source in self._by.copies.items()}
        return copied, position
