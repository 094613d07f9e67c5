"""What becomes of a call that is not answered."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tap_wdt_flagship.clock import GatewayClock
from tap_wdt_flagship.errors import TimedOutError, TransientError
from tap_wdt_flagship.transport import Transport
from tests.test_gateways import DIRECT, PAGED


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (requests.ReadTimeout, TimedOutError),
        (requests.ConnectTimeout, TransientError),  # whatever the size of the page
        (requests.ConnectionError, TransientError),
    ],
)
def test_only_an_answer_that_takes_too_long_asks_for_smaller_pages(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception], error: type[Exception]
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(requests.Session, "send", fail)
    clock = GatewayClock()
    clock.observe("Thu, 18 Jun 2026 12:00:00 GMT")
    transport = Transport(DIRECT, clock, connections=1, timeout_seconds=1)
    with pytest.raises(TransientError) as raised:
        transport._send(PAGED)
    assert type(raised.value) is error
