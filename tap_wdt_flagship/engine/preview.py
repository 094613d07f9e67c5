"""A preview of every report: one page of its newest window, for `--test`."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.engine.other_reports import (
    DrivingColumns,
    are_told_apart,
    asked_for,
    columns_of,
    distinct,
    driving_columns,
)
from tap_wdt_flagship.engine.run_end import end_of_run
from tap_wdt_flagship.engine.workers import decoded, leniently
from tap_wdt_flagship.errors import (
    DeniedError,
    PageTooLargeError,
    RangeTooWideError,
    RunError,
    StreamError,
    WdtError,
)
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import DrivenBy, Report, Singly

ROWS = 20
AT_A_TIME = 16
NARROWED_AT_MOST = 12


@dataclass(frozen=True)
class PreviewPage:
    """The first rows of a report's newest window."""

    rows: list[Row]
    at: datetime
    origin_of: Callable[[Row], tuple[Row, int]] = lambda _: ({}, 0)
    """For a row, the columns that come from elsewhere and its position."""
    total: int | None = None
    """How many rows there are, where the answer tells."""
    window: Window | None = None
    """The range that was asked for, if one was."""
    asked_about: int | None = None
    """How many rows of another report the call asked about; none were there where it is 0."""
    singly: Singly | None = None
    """The interface that was asked in place of the report's own."""


class Preview:
    """Asks interfaces for a few of their newest rows.

    One call each, and one more where another report gives the values to ask with.
    """

    def __init__(
        self,
        settings: Settings,
        reports: Mapping[str, Report],
        **patience: Any,  # noqa: ANN401
    ) -> None:
        self._settings = settings
        self._reports = reports
        how = {
            "timeout_seconds": settings.request_timeout,
            "outage_patience": settings.outage_patience.total_seconds(),
            **patience,
        }
        self._transport = Transport.of(settings, connections=AT_A_TIME, **how)
        self._lock = threading.Lock()
        self._pages: dict[str, Future[PreviewPage]] = {}
        self._allowed: dict[str, int] = {}
        """Rows a page, of interfaces that refused as many as were asked for."""

    def page(self, report: Report) -> PreviewPage:
        """The first rows of the report's newest window, asked for once.

        Raises:
            WdtError: the interface, or the one that gives the values to ask with, refuses.
        """
        with self._lock:
            known = self._pages.get(report.name)
            future = known or self._pages.setdefault(report.name, Future())
        if known is None:
            try:
                future.set_result(self._ask(report))
            except BaseException as error:  # noqa: BLE001
                future.set_exception(error)
        return future.result()

    def _ask(self, report: Report) -> PreviewPage:
        if report.driven_by is not None:
            return self._driven_page(report, report.driven_by)
        values: list[Any] = []
        if (passes := report.passes) and passes.stream and passes.column:
            source, rows = self._rows_of(passes.stream, [passes.column])
            values = [*distinct(rows, passes.column)]
            if not values:
                return PreviewPage([], source.at, asked_about=0)
        context = report.contexts(values)[0]
        supplied = report.pass_columns(context)
        received, window = self._newest(report, context)
        page = received.page
        return PreviewPage(
            page.rows, received.at, lambda _: (supplied, 0), total=page.total, window=window
        )

    def _driven_page(self, report: Report, by: DrivenBy) -> PreviewPage:
        source, rows = self._rows_of(by.stream, driving_columns(by))
        driving = [*distinct(rows, by.column).values()][: by.batch]
        if not driving:
            return PreviewPage([], source.at, asked_about=0)
        try:
            received = self._fetch(report, asked_for(by, driving), None)
        except DeniedError:
            if report.singly is None:
                raise
            return self._asked_singly(report, by, driving[:1], report.singly)
        if not are_told_apart(by, driving, received.page.rows):
            driving = driving[:1]
            received = self._fetch(report, asked_for(by, driving), None)
        return PreviewPage(
            received.page.rows,
            received.at,
            DrivingColumns(by, driving),
            total=received.page.total,
            asked_about=len(driving),
        )

    def _asked_singly(
        self, report: Report, by: DrivenBy, driving: list[Row], other: Singly
    ) -> PreviewPage:
        """A page by the interface that an account may have in place of the report's own."""
        received = self._fetch(report, asked_for(by, driving), None, other)
        row = {by.column: driving[0][by.column], other.lines: received.page.rows}
        return PreviewPage(
            [row], received.at, DrivingColumns(by, driving), asked_about=1, singly=other
        )

    def _rows_of(self, report: str, columns: Iterable[str]) -> tuple[PreviewPage, list[Row]]:
        """A preview of another report, and those columns of its rows."""
        try:
            source = self.page(self._reports[report])
        except RunError:
            raise
        except WdtError as error:
            raise error.within(f"需要 {report} 的数据", f"needs rows of {report}") from None
        return source, [*map(columns_of(report, columns), source.rows)]

    def _window(self, report: Report, end: datetime) -> Window | None:
        return None if report.range_params is None else Window(*report.newest_window(end))

    def _rows_wanted(self, report: Report) -> int:  # noqa: ARG002 - of all reports alike
        return ROWS

    def _size(self, report: Report) -> int | None:
        if report.page_size is None:
            return None
        allowed = self._allowed.get(report.name, report.page_size)
        return min(report.page_size, allowed, self._rows_wanted(report))

    def _newest(self, report: Report, context: Mapping[str, Any]) -> tuple[Received, Window | None]:
        """The first page of the newest window, as wide as the gateway allows, and the window."""
        window = self._window(report, end_of_run(self._transport.clock.now(), self._settings))
        for _ in range(NARROWED_AT_MOST):
            try:
                return self._fetch(report, context, window), window
            except RangeTooWideError as error:
                if window is None:
                    raise StreamError(error.zh, error.en) from None
                limit = error.limit if error.limit and error.limit < window.span else None
                window = window.split_to(limit or window.span / 2)[-1]
        raise StreamError("时间范围总是过宽", "every time range was too wide")

    def _fetch(
        self,
        report: Report,
        context: Mapping[str, Any],
        window: Window | None,
        other: Singly | None = None,
        *,
        page_no: int = 0,
    ) -> Received:
        """The first page, or another one, of as many rows as the interface allows."""
        while True:
            size = self._size(report)
            call = report.call(context, window, page_no, size)
            if other is not None:
                call = replace(call, method=other.method, records_path=other.records_path)
            try:
                return leniently(partial(self._decoded, report, call))
            except PageTooLargeError as error:
                asked = size or 0
                named = error.limit is not None and 0 < error.limit < asked
                self._allowed[report.name] = error.limit or 0 if named else asked // 2
                if not self._allowed[report.name]:
                    raise StreamError(error.zh, error.en) from None

    def _decoded(self, report: Report, call: Call) -> Received:
        return decoded(self._transport.fetch(call, report.requests_per_minute))

    def pages(self, reports: list[Report]) -> dict[Report, PreviewPage | WdtError]:
        """A page, or what is wrong, for every report.

        Raises:
            RunError: no report can be read.
        """
        found: dict[Report, PreviewPage | WdtError] = {}
        if not reports:
            return found
        # The first call alone: wrong credentials are told once, not once per report.
        found[reports[0]] = self._try(reports[0])
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            found |= zip(reports[1:], pool.map(self._try, reports[1:]), strict=True)
        return found

    def _try(self, report: Report) -> PreviewPage | WdtError:
        try:
            return self.page(report)
        except RunError:
            raise
        except WdtError as error:
            return error
