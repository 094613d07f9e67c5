"""What becomes of a call that is not answered."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any

import pytest
import requests

from tap_wdt_flagship.clock import GatewayClock
from tap_wdt_flagship.errors import TimedOutError, TransientError
from tap_wdt_flagship.gateways import DirectGateway
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.transport import Transport
from tests.test_gateways import CONFIG, DIRECT, PAGED


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


def answer_once(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nno header\r\nConnection: close\r\n\r\n"
            b'{"status":0,"data":{"total_count":0,"order":[]}}'
        )


def test_an_answer_with_odd_headers_puts_no_signed_address_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_once, args=(listener,), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/openapi"
        gateway = DirectGateway(read_settings({**CONFIG, "api_url": url}, {}), GatewayClock().now)
        transport = Transport(gateway, GatewayClock(), connections=1, timeout_seconds=5)
        with caplog.at_level(logging.DEBUG):
            assert transport.fetch(PAGED, 600).page.rows == []
    assert "/openapi" in caplog.text
    assert "Failed to parse headers" in caplog.text
    assert "sign=" not in caplog.text
    assert "salt=" not in caplog.text
