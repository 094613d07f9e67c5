"""Sends calls: quota, connections, retries, and the gateway's clock."""

from __future__ import annotations

import logging
import queue
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import backoff
import requests

from tap_wdt_flagship.engine.completeness import SMALLEST_PAGE
from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    QuotaError,
    RunError,
    StreamError,
    TimedOutError,
    TransientError,
    WdtError,
)
from tap_wdt_flagship.gateway.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

    from tap_wdt_flagship.gateway.clock import GatewayClock
    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.gateway.gateways import Call, Gateway

logger = logging.getLogger("tap-wdt-flagship")

# A filter holds for its own logger only, not for those below it.
URL_LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry")
CONNECT_TIMEOUT = 10
TRIES = 8
TRIES_BEFORE_FIRST_ANSWER = 4
LONGEST_BACKOFF = 30.0
# WDT asks to rest some minutes after quota errors; a minute frees a per-minute quota.
QUOTA_WAITS = (2.0, 5.0, 10.0, 20.0, 30.0)
QUOTA_WAIT_AT_MOST = 60.0
QUOTA_PATIENCE = 1800.0


@dataclass(frozen=True)
class Received:
    """A page, and when it was received, in UTC by the gateway's clock."""

    page: Page
    at: datetime


class _HideQueries(logging.Filter):
    """Keeps signed addresses out of urllib3's lines: its DEBUG ones, and those on odd headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r"\?\S*", "?…", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


_HIDE_QUERIES = _HideQueries()


def _quota_waits() -> Generator[float, QuotaError, None]:
    """Seconds to wait after each refusal: what the gateway says, else longer every time."""
    error = yield 0.0
    for wait in chain(QUOTA_WAITS, repeat(QUOTA_WAIT_AT_MOST)):
        error = yield wait if error.wait_seconds is None else error.wait_seconds


def _after_refusal(details: Any) -> None:  # noqa: ANN401
    transport, call, throttle, _ = details["args"]
    if isinstance(details["exception"], ConcurrencyError):
        throttle.crowded()
    else:
        throttle.refused(details["wait"])
    transport.count_refusal(call)
    logger.info("%s: %s; waiting %.0f s", call.method, details["exception"], details["wait"])


def _after_fault(details: Any) -> None:  # noqa: ANN401
    call = details["args"][1]
    logger.info(
        "%s: %s; trying again in %.1f s", call.method, details["exception"], details["wait"]
    )


class Transport:
    """One gateway's calls, from any number of threads."""

    def __init__(
        self,
        gateway: Gateway,
        clock: GatewayClock,
        *,
        connections: int,
        timeout_seconds: float,
    ) -> None:
        self._gateway = gateway
        self.clock = clock
        self._timeout = (min(CONNECT_TIMEOUT, timeout_seconds), timeout_seconds)
        # A session serves one thread at a time; the most recently used goes out first.
        self._sessions: queue.LifoQueue[requests.Session | None] = queue.LifoQueue()
        for _ in range(connections):
            self._sessions.put(None)
        self._lock = threading.Lock()
        self._throttles: dict[str, Throttle] = {}
        self._unanswered = 0
        self.answered = False
        """Whether anything answered at all, be it something between here and the gateway."""
        self.calls: dict[str, int] = {}
        self.quota_answers: dict[str, int] = {}
        for name in URL_LOGGERS:
            logging.getLogger(name).addFilter(_HIDE_QUERIES)

    def fetch(
        self, call: Call, requests_per_minute: float, room: threading.Semaphore | None = None
    ) -> Received:
        """The answer to a call, after as many retries as it takes.

        Args:
            call: what to ask for.
            requests_per_minute: the quota of its interface, should this be its first call.
            room: where the answer takes room, which the caller gives back.

        Raises:
            RunError: no call can succeed.
            StreamError: this interface's calls cannot.
            RangeTooWideError: the same call for a shorter range may.
            TimedOutError: the same call for fewer rows may.
        """
        with self._lock:
            throttle = self._throttles.setdefault(call.method, Throttle(requests_per_minute))
        try:
            return self._patiently(call, throttle, room)
        except TimedOutError:
            raise
        except (TransientError, QuotaError) as error:
            if isinstance(error, TransientError) and not self.answered:
                raise RunError(
                    f"网关没有应答，请检查网络与 {self._gateway.url}：{error.zh}",
                    f"the gateway does not answer; check the network and {self._gateway.url}: "
                    f"{error.en}",
                ) from None
            raise StreamError(
                f"多次重试仍失败：{error.zh}", f"failed after many tries: {error.en}"
            ) from None

    def count_refusal(self, call: Call) -> None:
        """Count an answer that the quota is used up."""
        with self._lock:
            self.quota_answers[call.method] = self.quota_answers.get(call.method, 0) + 1

    @backoff.on_exception(
        _quota_waits,
        QuotaError,
        max_time=QUOTA_PATIENCE,
        jitter=None,
        on_backoff=_after_refusal,
        logger=None,
    )
    @backoff.on_exception(
        backoff.expo,
        TransientError,
        giveup=lambda error: isinstance(error, TimedOutError),
        max_tries=TRIES,
        max_value=LONGEST_BACKOFF,
        on_backoff=_after_fault,
        logger=None,
    )
    def _patiently(
        self, call: Call, throttle: Throttle, room: threading.Semaphore | None
    ) -> Received:
        # The quota is taken inside the retry: a retry is a call like any other.
        try:
            return self._once(call, throttle, room)
        except ClockError:
            if self.clock.known and abs(self.clock.offset.total_seconds()) > 1:
                off = self.clock.offset.total_seconds()
                logger.info(
                    "网关时钟比本机 %+.0f 秒，已校正 / the gateway's clock is %+.0f s from this "
                    "machine's; corrected",
                    off,
                    off,
                )
        try:
            return self._once(call, throttle, room)
        except ClockError as error:
            off = self.clock.offset.total_seconds()
            raise RunError(
                f"{error.zh}；按网关 Date 校正 {off:+.0f} 秒后仍被拒绝，请校准本机时钟",
                f"{error.en}; refused even after correcting this machine's clock by {off:+.0f} s "
                "from the gateway's Date header: set the clock",
            ) from None

    def _once(self, call: Call, throttle: Throttle, room: threading.Semaphore | None) -> Received:
        with throttle.turn():
            if room is None:
                return self._answer(call)
            # Not before its turn: calls that wait for theirs would keep other interfaces from
            # calling.
            room.acquire()
            try:
                return self._answer(call)
            except BaseException:
                room.release()
                raise

    def _answer(self, call: Call) -> Received:
        with self._lock:
            self.calls[call.method] = self.calls.get(call.method, 0) + 1
        response = self._send(call)
        date = response.headers.get("Date")
        try:
            page = self._gateway.read(call, response.content)
        except TransientError:
            raise  # perhaps not the gateway's answer, but that of something in between
        except WdtError as error:
            self.clock.observe(date, correct=isinstance(error, ClockError))
            raise
        self.clock.observe(date)
        return Received(page, self.clock.now())

    def _send(self, call: Call) -> requests.Response:
        try:
            with self._session() as session:
                request = session.prepare_request(self._gateway.request(call))
                settings = session.merge_environment_settings(request.url, {}, None, None, None)
                response = session.send(
                    request, timeout=self._timeout, allow_redirects=False, **settings
                )
        except requests.ReadTimeout:
            # In halves, where there is a page to halve and the gateway is known to answer at all.
            halved = self.answered and (call.page_size or 0) > SMALLEST_PAGE
            kind = TimedOutError if halved else TransientError
            raise kind("请求超时", "the request timed out") from None
        except requests.RequestException as error:
            # The exception's own text holds the signed address.
            name = type(error).__name__
            self._give_up_if_never_answered(name)
            raise TransientError(f"连接中断（{name}）", f"connection failed ({name})") from None
        self.answered = True
        _check_http(response, self._gateway.url)
        return response

    def _give_up_if_never_answered(self, name: str) -> None:
        """Before the first answer a failing connection is a wrong address rather than a fault."""
        with self._lock:
            self._unanswered += 1
        if self.answered or self._unanswered < TRIES_BEFORE_FIRST_ANSWER:
            return
        raise RunError(
            f"网关没有应答（{name}），请检查网络与 {self._gateway.url}",
            f"the gateway does not answer ({name}); check the network and {self._gateway.url}",
        ) from None

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        session = self._sessions.get() or requests.Session()
        try:
            yield session
        finally:
            self._sessions.put(session)


def _check_http(response: requests.Response, url: str) -> None:
    status = response.status_code
    if status == requests.codes.ok:
        return
    if status == requests.codes.too_many_requests:
        wait = response.headers.get("Retry-After", "")
        raise QuotaError(
            "HTTP 429 请求过多",
            "HTTP 429 too many requests",
            float(wait) if wait.isdecimal() else None,
        )
    if status >= requests.codes.internal_server_error:
        raise TransientError(f"HTTP {status} 服务器错误", f"HTTP {status} from the server")
    raise RunError(
        f"HTTP {status}：{url} 不是旺店通网关，请检查 api_url 或 qimen_api_url",
        f"HTTP {status}: {url} is not a WDT gateway; check api_url or qimen_api_url",
    )
