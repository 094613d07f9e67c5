"""Another program on the same quota: it calls as often as it likes and knows no patience."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests

from tap_wdt_flagship.beijing import to_wire
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from wdt_sandbox import Sandbox

CALLS_A_SECOND = 4.0
METHODS = (
    *("sales.TradeQuery.queryWithDetail", "sales.RawTrade.search"),
    *("wms.stockout.Sales.queryWithDetail", "aftersales.refund.Refund.search"),
)


class Tool:
    """Calls some interfaces in turn, from `start` to `stop`."""

    def __init__(self, sandbox: Sandbox, config: dict[str, Any]) -> None:
        self._sandbox = sandbox
        self._gateway = make_gateway(TapWdtFlagship(config=config).settings, sandbox.now)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._call, name="tool")
        self.calls = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _call(self) -> None:
        with requests.Session() as session:
            while not self._ended.wait(1 / CALLS_A_SECOND):
                now = self._sandbox.now()
                span = {
                    "start_time": to_wire(now - timedelta(minutes=50)),
                    "end_time": to_wire(now),
                }
                method = METHODS[self.calls % len(METHODS)]
                request = self._gateway.request(Call(method, span, page_size=20))
                self.calls += 1
                with suppress(requests.RequestException):
                    # The answer is not read: it may trickle for as long as the soak lasts.
                    prepared = session.prepare_request(request)
                    session.send(prepared, timeout=5, stream=True).close()
