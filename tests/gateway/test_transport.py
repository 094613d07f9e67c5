"""What becomes of a call that is not answered."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.errors import NoAnswerError, StreamError, TimedOutError, TransientError
from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.gateways import DirectGateway, QimenGateway
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.settings import read_settings
from tests.helpers.calls import CONFIG, PAGED
from tests.helpers.canned import OK, answering, closed, full, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


EMPTY = b'{"status":0,"data":{"total_count":0,"order":[]}}'


def transport_to(url: str, timeout_seconds: float = 5) -> Transport:
    """A transport to a server."""
    clock = GatewayClock()
    gateway = DirectGateway(read_settings({**CONFIG, "api_url": url}, {}), clock.now)
    return Transport(gateway, clock, connections=1, timeout_seconds=timeout_seconds)


@pytest.mark.parametrize(
    ("server", "error"),
    [(silent, TimedOutError), (full, NoAnswerError), (closed, NoAnswerError)],
)
def test_only_an_answer_that_takes_too_long_asks_for_smaller_pages(
    server: Callable[[], AbstractContextManager[str]], error: type[Exception]
) -> None:
    with server() as url:
        transport = transport_to(url, timeout_seconds=0.2)
        transport._connections.answered = True
        with pytest.raises(TransientError) as raised:
            transport._send(PAGED)
    assert type(raised.value) is error
    if error is TimedOutError:
        assert "0.2 秒内" in raised.value.zh
        assert "request_timeout_seconds" in raised.value.en


UNKNOWN = OK + '{"status":100,"message":"仓储服务开小差了"}'.encode()


def test_an_answer_that_nobody_knows_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tap_wdt_flagship.gateway.retries.UNKNOWN_FACTOR", 0.01)
    with answering(UNKNOWN, UNKNOWN, UNKNOWN, OK + EMPTY) as url:
        assert transport_to(url).fetch(PAGED, 6000).page.rows == []


def test_an_answer_that_nobody_knows_counts_after_four_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tap_wdt_flagship.gateway.retries.UNKNOWN_FACTOR", 0.01)
    with answering(*[UNKNOWN] * 4) as url:
        transport = transport_to(url)
        with pytest.raises(StreamError, match=r"多次重试仍失败.*仓储服务开小差了"):
            transport.fetch(PAGED, 6000)
    assert sum(transport.calls.values()) == 4


def test_an_answer_with_odd_headers_puts_no_signed_address_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = b"200 OK\r\nno header\r\nConnection: close\r\n\r\n" + EMPTY
    with answering(odd) as url, caplog.at_level(logging.DEBUG):
        assert transport_to(url).fetch(PAGED, 600).page.rows == []
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
    with answering(*answers) as url:
        transport = transport_to(url)
        received = transport.fetch(PAGED, 6000)
    assert transport.clock.known
    assert received.at.year == 2070


@pytest.mark.parametrize(
    ("gateway", "setting"), [(DirectGateway, "api_url"), (QimenGateway, "qimen_api_url")]
)
def test_an_address_that_is_no_gateway_names_its_setting(
    gateway: type[DirectGateway | QimenGateway], setting: str
) -> None:
    clock = GatewayClock()
    account = read_settings({**CONFIG, "app_type": gateway.name}, {})
    transport = Transport(gateway(account, clock.now), clock, connections=1, timeout_seconds=5)
    zh, en = transport._refused(404)
    assert zh.endswith(f" {setting}")
    assert en.endswith(f" {setting}")
