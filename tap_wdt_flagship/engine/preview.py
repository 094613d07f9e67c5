"""A preview of every report: one page of its newest window, for `--test`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    from tap_wdt_flagship.streams._base import DrivenBy, Report

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


class Preview:
    """Asks interfaces for a few of their newest rows.

    One call each, and one more where another report gives the values to ask with.
    """

    def __init__(self, settings: Settings, reports: Mapping[str, Report]) -> None:
        self._settings = settings
        self._reports = reports
        self._transport = Transport.of(
            settings,
            connections=AT_A_TIME,
            timeout_seconds=settings.request_timeout,
            outage_patience=settings.outage_patience.total_seconds(),
        )

    def page(self, report: Report) -> PreviewPage:
        """The first rows of the report's newest window.

        Raises:
            WdtError: the interface, or the one that gives the values to ask with, refuses.
        """
        if report.driven_by is not None:
            return self._driven_page(report, report.driven_by)
        values: list[Any] = []
        if (passes := report.passes) and passes.stream and passes.column:
            source, rows = self._rows_of(passes.stream, [passes.column])
            values = [*distinct(rows, passes.column)]
            if not values:
                return PreviewPage([], source.at)
        context = report.contexts(values)[0]
        supplied = report.pass_columns(context)
        received = self._newest(report, context)
        return PreviewPage(received.page.rows, received.at, lambda _: (supplied, 0))

    def _driven_page(self, report: Report, by: DrivenBy) -> PreviewPage:
        source, rows = self._rows_of(by.stream, driving_columns(by))
        driving = [*distinct(rows, by.column).values()][: by.batch]
        if not driving:
            return PreviewPage([], source.at)
        received = self._fetch(report, asked_for(by, driving), None)
        if not are_told_apart(by, driving, received.page.rows):
            driving = driving[:1]
            received = self._fetch(report, asked_for(by, driving), None)
        return PreviewPage(received.page.rows, received.at, DrivingColumns(by, driving))

    def _rows_of(self, report: str, columns: Iterable[str]) -> tuple[PreviewPage, list[Row]]:
        """A preview of another report, and those columns of its rows."""
        source = self.page(self._reports[report])
        return source, [*map(columns_of(report, columns), source.rows)]

    def _newest(self, report: Report, context: Mapping[str, Any]) -> Received:
        """The first page of the newest window, as wide as the gateway allows."""
        end = end_of_run(self._transport.clock.now(), self._settings)
        window = None
        if report.range_params is not None:
            window = Window(*report.newest_window(end))
        for _ in range(NARROWED_AT_MOST):
            try:
                return self._fetch(report, context, window)
            except RangeTooWideError as error:
                if window is None:
                    raise StreamError(error.zh, error.en) from None
                limit = error.limit if error.limit and error.limit < window.span else None
                window = window.split_to(limit or window.span / 2)[-1]
        raise StreamError("时间范围总是过宽", "every time range was too wide")

    def _fetch(self, report: Report, context: Mapping[str, Any], window: Window | None) -> Received:
        """The first page, of as many rows as the interface allows."""
        size = None if report.page_size is None else min(report.page_size, ROWS)
        while True:
            call = report.call(context, window, 0, size)
            try:
                return leniently(partial(self._decoded, report, call))
            except PageTooLargeError as error:
                asked = size or 0
                named = error.limit and error.limit < asked
                size = error.limit if named else asked // 2
                if not size:
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
