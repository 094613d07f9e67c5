"""A look at every stream: one page of its newest window, for `--test`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tap_wdt_flagship.clock import GatewayClock
from tap_wdt_flagship.errors import RangeTooWideError, RunError, StreamError, WdtError
from tap_wdt_flagship.gateways import make_gateway
from tap_wdt_flagship.transport import Transport
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from tap_wdt_flagship.client import WdtStream
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.transport import Received

ROWS = 20
AT_A_TIME = 16
NARROWED_AT_MOST = 12


class Look:
    """Asks interfaces for a few of their newest rows, one call each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clock = GatewayClock()
        self._transport = Transport(
            make_gateway(settings, self._clock.now),
            self._clock,
            connections=AT_A_TIME,
            timeout_seconds=settings.request_timeout,
        )

    def page(self, stream: WdtStream) -> Received:
        """The first rows of the stream's newest window.

        Raises:
            WdtError: the interface refuses.
        """
        end = (self._clock.now() - self._settings.delay).replace(microsecond=0)
        window = None
        if stream.range_params is not None:
            window = Window(*stream.newest_window(min(end, self._settings.end_date or end)))
        size = None if stream.page_size is None else min(stream.page_size, ROWS)
        for _ in range(NARROWED_AT_MOST):
            try:
                call = stream.call(stream.contexts()[0], window, 0, size)
                return self._transport.fetch(call, stream.requests_per_minute)
            except RangeTooWideError as error:
                if window is None:
                    raise StreamError(error.zh, error.en) from None
                limit = error.limit if error.limit and error.limit < window.span else None
                window = window.split_to(limit or window.span / 2)[-1]
        raise StreamError("时间范围总是过宽", "every time range was too wide")

    def pages(self, streams: list[WdtStream]) -> dict[WdtStream, Received | WdtError]:
        """A page, or what is wrong, for every stream.

        Raises:
            RunError: no stream can be read.
        """
        found: dict[WdtStream, Received | WdtError] = {}
        if not streams:
            return found
        # The first call alone: wrong credentials are told once, not once per stream.
        found[streams[0]] = self._try(streams[0])
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            found |= zip(streams[1:], pool.map(self._try, streams[1:]), strict=True)
        return found

    def _try(self, stream: WdtStream) -> Received | WdtError:
        try:
            return self.page(stream)
        except RunError:
            raise
        except WdtError as error:
            return error
