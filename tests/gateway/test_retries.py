"""How often and after which pauses a call is tried again, in stopped time."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.errors import (
    NoAnswerError,
    RunError,
    StreamError,
    TimedOutError,
    TransientError,
    UnreadableError,
)
from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.connections import HttpAnswer
from tap_wdt_flagship.gateway.gateways import SMALLEST_PAGE, Call, DirectGateway
from tap_wdt_flagship.gateway.slots import Slot
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.settings import read_settings
from tests.helpers.calls import CALL, CONFIG, PAGED
from tests.helpers.stopped_time import StoppedTime

if TYPE_CHECKING:
    import requests

EMPTY = HttpAnswer(200, b'{"status":0,"data":{"total_count":0,"order":[]}}', None, "")
BROKEN_TEXT = HttpAnswer(
    200, b'{"status":0,"data":{"total_count":1,"order":[{"a":NaN}]}}', None, ""
)
QUICK = 60_000_000
"""A quota that nothing waits for."""
SHOPS = Call("setting.Shop.queryShop", {})
AWAY = NoAnswerError("连接中断", "connection failed")


def says(message: str, date: str | None = None) -> HttpAnswer:
    """An answer of the gateway with an error."""
    return HttpAnswer(200, f'{{"status":100,"message":"{message}"}}'.encode(), date, "")


def stale(date: str) -> HttpAnswer:
    """An answer of the gateway, at its time, to a call whose time stamp is off."""
    return HttpAnswer(200, '{"status":7,"message":"时间戳错误"}'.encode(), date, "")


def http(status: int, retry_after: str = "") -> HttpAnswer:
    """An answer of something before the gateway."""
    return HttpAnswer(status, b"", None, retry_after)


UNKNOWN = says("仓储服务开小差了")
TOO_MANY = says("超过每分钟最大调用频率限制，请稍后重试")
TOO_MANY_AT_ONCE = says("超过每分钟最大并发次数限制，请稍后重试")


class Scripted:
    """Connections over which these answers come, the last one again and again."""

    def __init__(self, *answers: HttpAnswer | Exception) -> None:
        self._answers = [*answers]
        self.answered = True
        self.sent: list[requests.Request] = []

    def send(self, request: requests.Request, *, halvable: bool) -> HttpAnswer:
        self.sent.append(request)
        self.halvable = halvable
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedTime:
    """The time that calls live in; the library waits as long as it ever would."""
    stopped = StoppedTime()
    stopped.stop(monkeypatch)
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    return stopped


def over(*answers: HttpAnswer | Exception, **how: Any) -> Transport:
    """A transport over which these answers come."""
    gateway_clock = GatewayClock()
    gateway = DirectGateway(read_settings(CONFIG, {}), gateway_clock.now)
    transport = Transport(gateway, gateway_clock, connections=1, timeout_seconds=5, **how)
    transport._connections = Scripted(*answers)  # type: ignore[assignment]
    return transport


def pauses(clock: StoppedTime) -> list[float]:
    """How long was waited between tries; the throttle's own milliseconds do not count."""
    return [seconds for seconds in clock.slept if seconds >= 0.5]


def test_a_fault_that_passes_is_tried_eight_times_with_growing_pauses(clock: StoppedTime) -> None:
    transport = over(http(502))
    with pytest.raises(StreamError) as caught:
        transport.fetch(PAGED, QUICK)
    assert pauses(clock) == [1, 2, 4, 8, 16, 30, 30]
    assert transport.calls == {PAGED.method: 8}
    assert caught.value.zh.startswith("多次重试仍失败：HTTP 502")
    assert caught.value.zh.endswith("；请稍后重新运行，会从书签处继续")
    assert caught.value.en.startswith("failed after many tries: HTTP 502")
    assert "; run again later, " in caught.value.en


def test_a_fault_that_passed_costs_nothing_but_time(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    transport = over(http(500), http(503), EMPTY)
    assert transport.fetch(PAGED, QUICK).page.rows == []
    told = [line for line in caplog.messages if PAGED.method in line]
    assert ["HTTP 500" in told[0], "HTTP 503" in told[1]] == [True, True]
    assert "trying again in 2.0 s" in told[1]


def test_what_nobody_knows_is_tried_four_times(clock: StoppedTime) -> None:
    transport = over(UNKNOWN)
    with pytest.raises(StreamError, match="仓储服务开小差了"):
        transport.fetch(PAGED, QUICK)
    assert pauses(clock) == [2, 4, 8]
    assert transport.calls == {PAGED.method: 4}
    assert [*transport.unknown] == [PAGED.method]
    assert transport.unknown[PAGED.method].total() == 4


def test_a_transport_is_made_for_the_kind_of_application() -> None:
    account = read_settings({**CONFIG, "app_type": "qimen"}, {})
    transport = Transport.of(account, connections=1, timeout_seconds=5)
    assert "qimen_api_url" in transport._gateway.address
    assert not transport.answered


@pytest.mark.parametrize("error", [TimedOutError, UnreadableError])
def test_what_smaller_pages_or_a_lenient_reading_may_help_is_tried_once(
    error: type[TransientError],
) -> None:
    transport = over(error("慢", "slow"))
    with pytest.raises(error):
        transport.fetch(PAGED, QUICK)
    assert transport.calls == {PAGED.method: 1}


def test_a_network_that_went_away_is_waited_for_and_told_of_once_a_minute(
    clock: StoppedTime, caplog: pytest.LogCaptureFixture
) -> None:
    transport = over(AWAY, outage_patience=180)
    with pytest.raises(StreamError):
        transport.fetch(PAGED, QUICK)
    assert pauses(clock)[:6] == [1, 2, 4, 8, 10, 10]
    assert 180 <= sum(pauses(clock)) < 190
    told = [line for line in caplog.messages if "网络中断" in line]
    assert len(told) == 3  # the pauses make it 0, 65 and 125 seconds
    assert "最多等待 3 分钟" in told[0]
    assert "up to 3 minutes: connection failed" in told[0]


def test_several_calls_tell_of_an_outage_once(caplog: pytest.LogCaptureFixture) -> None:
    transport = over(AWAY, EMPTY, AWAY, EMPTY)
    transport.fetch(PAGED, QUICK)
    transport.fetch(CALL, QUICK)
    (told,) = [line for line in caplog.messages if "网络中断" in line]
    assert "最多等待 15 分钟：" in told  # where nothing else was set


def test_a_network_that_never_was_there_ends_the_run_and_names_the_address() -> None:
    transport = over(http(502))
    transport._connections.answered = False
    with pytest.raises(RunError) as caught:
        transport.fetch(PAGED, QUICK)
    for text in (caught.value.zh, caught.value.en):
        assert transport._gateway.address in text


def test_a_used_up_quota_is_waited_for_longer_each_time_up_to_half_an_hour(
    clock: StoppedTime,
) -> None:
    transport = over(TOO_MANY)
    with pytest.raises(StreamError):
        transport.fetch(PAGED, QUICK)
    waited = pauses(clock)
    assert waited[:8] == [2, 5, 10, 20, 30, 60, 60, 60]
    assert clock.now == pytest.approx(1800, abs=0.5)
    assert transport.quota_answers == {PAGED.method: len(waited)}


@pytest.mark.parametrize(("retry_after", "seconds"), [("7", 7), ("", 2), ("soon", 2)])
def test_a_used_up_quota_is_waited_for_as_long_as_is_said(
    clock: StoppedTime, retry_after: str, seconds: float
) -> None:
    transport = over(http(429, retry_after), EMPTY)
    transport.fetch(PAGED, QUICK)
    assert pauses(clock) == [seconds]


def test_a_used_up_quota_makes_all_calls_of_the_interface_wait_and_go_slower(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    transport = over(TOO_MANY, EMPTY)
    transport.fetch(PAGED, 100)
    assert any("trying again in 2.0 s" in line for line in caplog.messages)
    assert transport._throttle(PAGED.method, 100).rate == 80
    assert transport.quota_answers == {PAGED.method: 1}


def test_too_many_at_a_time_make_fewer_and_no_slower() -> None:
    transport = over(TOO_MANY_AT_ONCE, EMPTY)
    transport.fetch(PAGED, 100)
    throttle = transport._throttle(PAGED.method, 100)
    assert throttle.rate == 100
    assert throttle.at_once == 1
    assert transport.quota_answers == {PAGED.method: 1}


def test_an_interface_keeps_its_quota_to_itself(clock: StoppedTime) -> None:
    transport = over(EMPTY)
    for _ in range(2):
        transport.fetch(PAGED, 60)  # what a later call says is not asked
    transport.fetch(SHOPS, 60)
    assert clock.now == 1
    assert transport.calls == {PAGED.method: 2, SHOPS.method: 1}
    assert transport.waited(PAGED.method) == pytest.approx(1)
    assert transport.waited("setting.Warehouse.queryWarehouse") == 0  # never called


def test_a_refused_time_stamp_is_tried_once_more_by_the_gateways_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    transport = over(stale(formatdate(4_000_000_000, usegmt=True)), EMPTY)
    received = transport.fetch(PAGED, QUICK)
    assert received.at.year == 2096
    assert any("网关时间比本机快 " in line and "秒" in line for line in caplog.messages)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, False), (1, False), (2, True), (21_481, True), (-90, True)]
)
def test_a_clock_that_is_off_is_told_of(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    seconds: float,
    told: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr("time.time", lambda: 1_790_000_000.0)
    caplog.set_level(logging.INFO)
    date = formatdate(1_790_000_000 + seconds, usegmt=True)
    over(stale(date), EMPTY).fetch(PAGED, QUICK)
    way = "快" if seconds > 0 else "慢"
    said = f"网关时间比本机{way} {abs(seconds):,} 秒"
    assert any(said in line for line in caplog.messages) is told


def test_a_time_stamp_refused_twice_ends_the_run() -> None:
    transport = over(stale(formatdate(4_000_000_000, usegmt=True)))
    with pytest.raises(RunError, match="校准本机时间"):
        transport.fetch(PAGED, QUICK)
    assert transport.calls == {PAGED.method: 2}


def test_an_address_that_is_no_gateway_ends_the_run_at_once() -> None:
    transport = over(http(404))
    with pytest.raises(RunError, match="api_url"):
        transport.fetch(PAGED, QUICK)
    assert transport.calls == {PAGED.method: 1}


def test_something_before_a_gateway_that_answered_may_refuse_for_a_while() -> None:
    transport = over(EMPTY, http(403), EMPTY)
    transport.fetch(PAGED, QUICK)
    assert transport.fetch(PAGED, QUICK).page.rows == []
    assert transport.calls == {PAGED.method: 3}


def test_a_proxy_that_asks_for_a_login_says_where_it_is_set() -> None:
    with pytest.raises(RunError, match=r"HTTP 407.*HTTPS_PROXY"):
        over(http(407)).fetch(PAGED, QUICK)


def test_a_place_is_held_for_an_answer_and_not_while_a_call_waits_to_be_tried_again(
    clock: StoppedTime,
) -> None:
    places = threading.Semaphore(1)
    free = []

    def look() -> None:
        free.append(places.acquire(blocking=False))
        places.release()

    clock.meanwhile = look
    with Slot(places) as slot:
        over(http(502), EMPTY).fetch(PAGED, QUICK, slot=slot)
        assert not places.acquire(blocking=False)
    assert free == [True]
    assert places.acquire(blocking=False)


@pytest.mark.parametrize(
    ("rows", "halvable"), [(None, False), (SMALLEST_PAGE, False), (SMALLEST_PAGE + 1, True)]
)
def test_only_a_page_that_can_be_smaller_is_asked_for_in_halves(
    rows: int | None,
    halvable: bool,  # noqa: FBT001
) -> None:
    transport = over(EMPTY)
    transport.fetch(replace(PAGED, page_size=rows), QUICK)
    assert transport._connections.halvable is halvable  # type: ignore[attr-defined]


def test_what_a_lenient_reading_made_of_an_answer_comes_with_the_error() -> None:
    with pytest.raises(UnreadableError) as caught:
        over(BROKEN_TEXT).fetch(PAGED, QUICK)
    assert caught.value.mended.page.total == 1


def test_an_interface_that_comes_back_empty_is_called_one_at_a_time() -> None:
    transport = over(EMPTY)
    transport.fetch(PAGED, QUICK)
    transport.one_at_a_time(PAGED.method)
    assert transport._throttle(PAGED.method, QUICK).at_once == 1
