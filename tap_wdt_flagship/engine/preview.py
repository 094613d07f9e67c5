"""A look at every stream: one page of its newest window, for `--test`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.engine.driven_reader import Given, asked_for, driving_columns, driving_rows
from tap_wdt_flagship.errors import RangeTooWideError, RunError, StreamError, WdtError
from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.gateways import make_gateway
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import DrivenBy, Report

ROWS = 20
AT_A_TIME = 16
NARROWED_AT_MOST = 12


@dataclass(frozen=True)
class Looked:
    """The first rows of a stream's newest window."""

    rows: list[Row]
    at: datetime
    given: Callable[[Row], tuple[Row, int]]
    """For a row, the columns that come from elsewhere and its position."""


class Look:
    """Asks interfaces for a few of their newest rows.

    One call each, and one more where another stream gives the values to ask with.
    """

    def __init__(self, settings: Settings, streams: Mapping[str, Report]) -> None:
        self._settings = settings
        self._streams = streams
        self._clock = GatewayClock()
        self._transport = Transport(
            make_gateway(settings, self._clock.now),
            self._clock,
            connections=AT_A_TIME,
            timeout_seconds=settings.request_timeout,
        )

    def page(self, stream: Report) -> Looked:
        """The first rows of the stream's newest window.

        Raises:
            WdtError: the interface, or the one that gives the values to ask with, refuses.
        """
        if stream.driven_by is not None:
            return self._driven_page(stream, stream.driven_by)
        values: list[Any] = []
        if (passes := stream.passes) and passes.stream and passes.column:
            source = self.page(self._streams[passes.stream])
            found = (row.get(passes.column) for row in source.rows)
            values = [value for value in found if value not in (None, "")]
            if not values:
                return Looked([], source.at, lambda _: ({}, 0))
        context = stream.contexts(values)[0]
        given = stream.given(context)
        received = self._newest(stream, context)
        return Looked(received.page.rows, received.at, lambda _: (given, 0))

    def _driven_page(self, stream: Report, by: DrivenBy) -> Looked:
        source = self.page(self._streams[by.stream])
        driving = driving_rows(by, map(driving_columns(by), source.rows))[: by.batch]
        if not driving:
            return Looked([], source.at, lambda _: ({}, 0))
        received = self._fetch(stream, asked_for(by, driving), None)
        return Looked(received.page.rows, received.at, Given(by, driving))

    def _newest(self, stream: Report, context: Mapping[str, Any]) -> Received:
        """The first page of the newest window, as wide as the gateway allows."""
        end = (self._clock.now() - self._settings.delay).replace(microsecond=0)
        window = None
        if stream.range_params is not None:
            window = Window(*stream.newest_window(min(end, self._settings.end_date or end)))
        for _ in range(NARROWED_AT_MOST):
            try:
                return self._fetch(stream, context, window)
            except RangeTooWideError as error:
                if window is None:
                    raise StreamError(error.zh, error.en) from None
                limit = error.limit if error.limit and error.limit < window.span else None
                window = window.split_to(limit or window.span / 2)[-1]
        raise StreamError("时间范围总是过宽", "every time range was too wide")

    def _fetch(self, stream: Report, context: Mapping[str, Any], window: Window | None) -> Received:
        size = None if stream.page_size is None else min(stream.page_size, ROWS)
        call = stream.call(context, window, 0, size)
        return self._transport.fetch(call, stream.requests_per_minute)

    def pages(self, streams: list[Report]) -> dict[Report, Looked | WdtError]:
        """A page, or what is wrong, for every stream.

        Raises:
            RunError: no stream can be read.
        """
        found: dict[Report, Looked | WdtError] = {}
        if not streams:
            return found
        # The first call alone: wrong credentials are told once, not once per stream.
        found[streams[0]] = self._try(streams[0])
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            found |= zip(streams[1:], pool.map(self._try, streams[1:]), strict=True)
        return found

    def _try(self, stream: Report) -> Looked | WdtError:
        try:
            return self.page(stream)
        except RunError:
            raise
        except WdtError as error:
            return error
