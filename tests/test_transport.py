"""What becomes of a call that is not answered."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_wdt_flagship.clock import GatewayClock
from tap_wdt_flagship.errors import TimedOutError, TransientError
from tap_wdt_flagship.gateways import DirectGateway
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.transport import Transport
from tests.test_gateways import CONFIG, DIRECT, PAGED

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    transport = Transport(DIRECT, GatewayClock(), connections=1, timeout_seconds=1)
    transport.answered = True
    with pytest.raises(TransientError) as raised:
        transport._send(PAGED)
    assert type(raised.value) is error


EMPTY = b'{"status":0,"data":{"total_count":0,"order":[]}}'


def serve(listener: socket.socket, answers: list[bytes]) -> None:
    for answer in answers:
        connection, _ = listener.accept()
        with connection:
            request = b""
            while not request.endswith(b"]"):  # the end of the body
                request += connection.recv(65536)
            connection.sendall(b"HTTP/1.1 " + answer)


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[Transport, GatewayClock]]:
    """A transport to a server that gives these answers, one a connection, and its clock."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener, [*answers]), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/openapi"
        clock = GatewayClock()
        gateway = DirectGateway(read_settings({**CONFIG, "api_url": url}, {}), clock.now)
        yield Transport(gateway, clock, connections=1, timeout_seconds=5), clock


def test_an_answer_with_odd_headers_puts_no_signed_address_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = b"200 OK\r\nno header\r\nConnection: close\r\n\r\n" + EMPTY
    with answering(odd) as (transport, _), caplog.at_level(logging.DEBUG):
        assert transport.fetch(PAGED, 600).page.rows == []
    assert "/openapi" in caplog.text
    assert "Failed to parse headers" in caplog.text
    assert "sign=" not in caplog.text
    assert "salt=" not in caplog.text


def test_the_time_is_told_by_the_gateway_and_not_by_what_stands_before_it() -> None:
    date = b"\r\nDate: Mon, 01 Jan %d 00:00:00 GMT\r\nConnection: close\r\n\r\n"
    answers = [
        b"502 Bad Gateway" + date % 2080 + b"<html>",
        b"200 OK" + date % 2079 + b"<html>",
        b"200 OK" + date % 2070 + EMPTY,
    ]
    with answering(*answers) as (transport, clock):
        received = transport.fetch(PAGED, 6000)
    assert clock.known
    assert received.at.year == 2070
