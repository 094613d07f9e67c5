"""A network that goes away in mid-run, in virtual time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import requests

from tap_wdt_flagship.errors import RunError, StreamError
from tap_wdt_flagship.gateway.connections import CONNECT_TIMEOUT, Connections, HttpAnswer
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.settings import read_settings
from tests.helpers.calls import CONFIG, PAGED

if TYPE_CHECKING:
    from collections.abc import Iterator

both_gateways = pytest.mark.parametrize("app_type", ["wdt", "qimen"])

EMPTY = '"status":0,"data":{"total_count":0,"order":[]}'
BODIES = {"wdt": f"{{{EMPTY}}}", "qimen": f'{{"response":{{{EMPTY}}}}}'}
PER_MINUTE = 10**8  # no waiting for turns
PATIENCE = 900.0
NO_NETWORK, NETWORK_BACK = "网络中断", "网络已恢复"


@dataclass
class Network:
    """One that is away for a while, and the time, which passes only while somebody waits."""

    body: bytes
    now: float = 0.0
    away_until: float = 0.0
    failed: int = 0

    def exchange(self, *_: object) -> HttpAnswer:
        if self.now < self.away_until:
            self.failed += 1
            # A router that is off refuses at once, one without a line lets a call wait.
            self.now += CONNECT_TIMEOUT if self.failed % 2 else 0.01
            raise requests.ConnectTimeout if self.failed % 2 else requests.ConnectionError
        return HttpAnswer(200, self.body, None, "")

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def network(app_type: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    network = Network(BODIES[app_type].encode())
    monkeypatch.setattr(Connections, "_exchange", network.exchange)
    with monkeypatch.context() as virtual:
        virtual.setattr(time, "sleep", network.sleep)
        virtual.setattr(time, "monotonic", lambda: network.now)
        yield network


def transport_of(app_type: str, *, answered: bool = True) -> Transport:
    """One that has been answered before."""
    account = read_settings({**CONFIG, "app_type": app_type}, {})
    patience = account.outage_patience.total_seconds()
    transport = Transport.of(account, connections=1, timeout_seconds=60, outage_patience=patience)
    transport._connections.answered = answered
    return transport


def told(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == level]


@both_gateways
@pytest.mark.parametrize("seconds", [40, 180, 600])
def test_an_outage_is_waited_for_and_told_of_once_a_minute(
    network: Network, app_type: str, seconds: int, caplog: pytest.LogCaptureFixture
) -> None:
    transport = transport_of(app_type)
    network.away_until = seconds
    with caplog.at_level(logging.INFO):
        assert transport.fetch(PAGED, PER_MINUTE).page.rows == []
    assert seconds <= network.now < seconds + 30
    warnings = told(caplog, logging.WARNING)
    assert all(NO_NETWORK in line and "最多等待 15 分钟" in line for line in warnings)
    # Once when it is noticed, then each time a minute has passed and a try shows it.
    assert seconds // 80 < len(warnings) <= 1 + seconds // 60
    assert len([line for line in told(caplog, logging.INFO) if NETWORK_BACK in line]) == 1


@both_gateways
def test_an_outage_beyond_patience_ends_the_report_with_words(
    network: Network, app_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    transport = transport_of(app_type)
    network.away_until = 1800
    with pytest.raises(StreamError, match=r"超过 15 分钟.*outage_patience_minutes") as raised:
        transport.fetch(PAGED, PER_MINUTE)
    assert not isinstance(raised.value, RunError)
    assert PATIENCE <= network.now < PATIENCE + 30
    assert "more than 15 minutes" in raised.value.en
    assert 11 <= len(told(caplog, logging.WARNING)) <= 15
    # Each call has patience of its own, and so has the next outage.
    network.away_until = network.now + 600
    assert transport.fetch(PAGED, PER_MINUTE).page.rows == []


@both_gateways
def test_patience_counts_from_the_first_failure_and_not_from_the_wait_for_a_turn(
    network: Network, app_type: str
) -> None:
    transport = transport_of(app_type)
    transport.fetch(PAGED, PER_MINUTE)
    transport._throttles[PAGED.method].refused(2 * PATIENCE)
    network.away_until = 2 * PATIENCE + 60
    assert transport.fetch(PAGED, PER_MINUTE).page.rows == []
    assert network.failed > 1


@both_gateways
def test_before_anything_answered_a_failing_connection_is_no_outage(
    network: Network, app_type: str
) -> None:
    transport = transport_of(app_type, answered=False)
    network.away_until = 1800
    with pytest.raises(RunError, match="api_url"):
        transport.fetch(PAGED, PER_MINUTE)
    assert network.now < 60
