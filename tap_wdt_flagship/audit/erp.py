"""What the ERP shows: totals of ranges, one call each, and the rows of a range, all of them."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.audit.keys import Keys, moment_of
from tap_wdt_flagship.engine.other_reports import columns_of, distinct
from tap_wdt_flagship.engine.whole_list import read_range
from tap_wdt_flagship.engine.workers import (
    decoded,
    keys_of_unread,
    leniently,
    traits_of,
    while_unreadable,
)
from tap_wdt_flagship.errors import RangeTooWideError, StreamError
from tap_wdt_flagship.windows import SHORTEST, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.engine.outcomes import InterfaceTraits
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.transport import Received, Transport
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import Report

Context = dict[str, Any]
BEYOND_NOW = timedelta(minutes=2)
Shown = dict["Key", "datetime | None"]
"""The key of each row, and the time of its version, if rows tell it."""


class Erp:
    """The interfaces behind one account's transport, called under their quotas."""

    def __init__(self, transport: Transport, reports: Mapping[str, Report]) -> None:
        self._transport = transport
        self._reports = reports
        self._values: dict[tuple[str, str], list[Any]] = {}
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The gateway's time."""
        return self._transport.clock.now().replace(microsecond=0)

    def calls(self, report: Report) -> int:
        """Calls of a report's interface so far."""
        return self._transport.calls.get(report.method, 0)

    def ask_once(self, report: Report) -> None:
        """Make a small call, for the time that its answer tells."""
        end = self.now()
        window = Window(end - timedelta(minutes=1), end) if report.range_params else None
        call = report.call(report.contexts([0])[0], window, 0, 1 if report.paged else None)
        self.fetch(report, call)

    def interface(self, report: Report, column: str | None) -> Interface:
        """The interface of a report.

        Args:
            report: whose it is.
            column: that tells the version of its rows.

        Raises:
            StreamError: another report has to tell the values to ask with, and cannot be read.
        """
        return Interface(self, report, report.contexts(self._values_for(report)), column)

    def _values_for(self, report: Report) -> list[Any]:
        passes = report.passes
        if passes is None or passes.stream is None or passes.column is None:
            return []
        wanted = passes.stream, passes.column
        with self._lock:
            if wanted not in self._values:
                self._values[wanted] = self._read_column(self._reports[wanted[0]], wanted[1])
            return self._values[wanted]

    def _read_column(self, report: Report, column: str) -> list[Any]:
        reader = PageReader(self, report, columns=(column,))
        pages = read_range(None, traits_of(report), partial(reader.page, {}))
        return [*distinct([row for page in pages for row in page], column)]

    def fetch(self, report: Report, call: Call) -> Received:
        """The answer to a call; see `Transport.fetch`."""
        return self._transport.fetch(call, report.requests_per_minute)

    def one_at_a_time(self, report: Report) -> None:
        """Let an interface have one call at a time, for a while."""
        self._transport.one_at_a_time(report.method)


class PageReader:
    """Pages of a report, decoded: some columns of the rows."""

    def __init__(self, erp: Erp, report: Report, columns: Sequence[str]) -> None:
        self._erp = erp
        self._report = report
        self._keys = Keys(type(report))
        own = report.inherited()
        wanted = dict.fromkeys((*self._keys.columns, *columns))
        self._wanted = columns_of(report.name, [name for name in wanted if name not in own])

    def page(
        self, context: Context, window: Window | None, index: int, size: int | None
    ) -> tuple[list[Row], Sequence[Hashable], int | None]:
        """The rows of a page, what tells them apart, and the total."""
        call = self._report.call(context, window, index, size)
        page = leniently(partial(self._strictly, call)).page
        supplied = self._report.pass_columns(context)
        rows = [{**self._wanted(row), **supplied} for row in page.rows]
        keys = [tuple(row.get(name) for name in self._keys.columns) for row in rows]
        return rows, [*keys, *keys_of_unread(page)], page.total

    @while_unreadable
    def _strictly(self, call: Call) -> Received:
        return decoded(self._erp.fetch(self._report, call))


class Interface:
    """One report's interface, all its passes together."""

    def __init__(
        self, erp: Erp, report: Report, contexts: list[Context], column: str | None
    ) -> None:
        self._erp = erp
        self._report = report
        self.contexts = contexts
        self._column = column
        self._keys = Keys(type(report))
        self._reader = PageReader(erp, report, (column,) if column else ())
        self._traits: list[InterfaceTraits] = [traits_of(report) for _ in contexts]
        self.limit = report.first_window_limit

    @property
    def paged(self) -> bool:
        """Whether there are pages, and totals with them."""
        return self._report.paged

    @property
    def page_size(self) -> int:
        """Rows that one call brings, of all passes together."""
        sizes = [traits.page_size or 0 for traits in self._traits]
        return min(sizes, default=0) if self.paged else 1

    @property
    def counts_rows(self) -> bool:
        """Whether totals are of rows, as far as is known."""
        return self._report.paged and all(traits.total_counts_rows for traits in self._traits)

    @property
    def calls(self) -> int:
        """Calls so far."""
        return self._erp.calls(self._report)

    def total(self, window: Window | None) -> int | None:
        """How many rows there are from a window's start to the second before its end.

        `None` where no total comes.
        """
        if not self.counts_rows:
            return None
        whole = 0
        for context in self.contexts:
            for piece in self._pieces(window):
                total = self._total(context, piece)
                if total is None:
                    return None
                whole += total
        return whole

    def _pieces(self, window: Window | None) -> list[Window | None]:
        if window is None or self.limit is None:
            return [window]
        return [*window.split_to(self.limit)]

    def _total(self, context: Context, window: Window | None) -> int | None:
        asked = window
        if window is not None and window.splittable:
            asked = Window(window.start, window.end - SHORTEST)
        try:
            call = self._report.call(context, asked, 0, 1)
            return self._erp.fetch(self._report, call).page.total
        except RangeTooWideError as error:
            if window is None or not window.splittable:
                raise StreamError(error.zh, error.en) from None
            totals = [self._total(context, half) for half in self._narrowed(window, error)]
            return None if None in totals else sum(total or 0 for total in totals)

    def _narrowed(self, window: Window, error: RangeTooWideError) -> list[Window]:
        """Pieces of a window that the interface may take; the width is remembered."""
        limits = (error.limit, self._report.window_limit, window.span / 2)
        limit = next(limit for limit in limits if limit and limit < window.span)
        self.limit = min(self.limit or limit, limit)
        return window.split_to(self.limit)

    def rows(self, window: Window | None) -> Shown:
        """Every row of a window, both its ends included."""
        shown: Shown = {}
        for context, traits in zip(self.contexts, self._traits, strict=True):
            for piece in self._pieces(window):
                self._read(context, traits, piece, shown)
        return shown

    def _read(
        self, context: Context, traits: InterfaceTraits, window: Window | None, shown: Shown
    ) -> None:
        try:
            pages = read_range(
                window,
                traits,
                partial(self._reader.page, context),
                partial(self._erp.one_at_a_time, self._report),
            )
        except RangeTooWideError as error:
            if window is None or not window.splittable:
                raise StreamError(error.zh, error.en) from None
            for half in self._narrowed(window, error):
                self._read(context, traits, half, shown)
            return
        for row in (row for page in pages for row in page):
            key = self._keys.of(row)
            moment = moment_of(row.get(self._column)) if self._column else None
            if key is not None and (moment is None or moment >= (shown.get(key) or moment)):
                shown[key] = moment

    def since(self, start: datetime) -> Shown:
        """Every row from a time until now, and a little beyond: clocks err towards the past."""
        return self.rows(Window(start, max(self._erp.now(), start) + BEYOND_NOW))
