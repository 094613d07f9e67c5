"""Sends calls: their turn, their retries, and the gateway's clock."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import requests

from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    GaveUpError,
    NoAnswerError,
    QuotaError,
    RunError,
    StreamError,
    TimedOutError,
    TransientError,
    UnknownAnswerError,
    UnreadableError,
    WdtError,
)
from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.connections import Connections
from tap_wdt_flagship.gateway.gateways import SMALLEST_PAGE, make_gateway
from tap_wdt_flagship.gateway.outage import Outage
from tap_wdt_flagship.gateway.retries import (
    QUOTA_PATIENCE,
    TRIES,
    past_faults,
    past_unknown_answers,
    with_the_gateways_clock,
    within_quota,
)
from tap_wdt_flagship.gateway.throttle import FIRST, Throttle

if TYPE_CHECKING:
    from datetime import datetime

    from tap_wdt_flagship.gateway.connections import HttpAnswer
    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.gateway.gateways import Account, Call, Gateway
    from tap_wdt_flagship.gateway.slots import Slot
    from tap_wdt_flagship.gateway.throttle import Order

logger = logging.getLogger("tap-wdt-flagship")

OUTAGE_PATIENCE = 900.0


@dataclass(frozen=True)
class Received:
    """A page, and when it was received, in UTC by the gateway's clock."""

    page: Page
    at: datetime


class Transport:
    """One gateway's calls, from any number of threads.

    Args:
        gateway: writes the requests and reads the answers.
        clock: the gateway's time, taken from its answers.
        connections: calls at a time over all interfaces.
        timeout_seconds: how long an answer may take.
        outage_patience: seconds to wait for a network that went away in mid-run.
        quota_patience: seconds to wait for an interface whose quota is used up.
        tries: how often a call that meets a passing fault is made.
    """

    def __init__(  # noqa: PLR0913
        self,
        gateway: Gateway,
        clock: GatewayClock,
        *,
        connections: int,
        timeout_seconds: float,
        outage_patience: float = OUTAGE_PATIENCE,
        quota_patience: float = QUOTA_PATIENCE,
        tries: int = TRIES,
    ) -> None:
        self._gateway = gateway
        self.clock = clock
        self._outage = Outage(outage_patience)
        self._quota_patience = quota_patience
        self._tries = tries
        self._connections = Connections(
            gateway.address, number=connections, timeout_seconds=timeout_seconds
        )
        self._lock = threading.Lock()
        self._throttles: dict[str, Throttle] = {}
        self._understood = False
        self.calls: dict[str, int] = {}
        self.quota_answers: dict[str, int] = {}
        self.unknown: dict[str, Counter[str]] = {}
        """Messages that the tap does not know, of each interface."""

    @classmethod
    def of(cls, account: Account, **how: Any) -> Transport:  # noqa: ANN401
        """The transport of an account's application type; keywords are those of the class."""
        clock = GatewayClock()
        return cls(make_gateway(account, clock.now), clock, **how)

    @property
    def answered(self) -> bool:
        """Whether anything answered at all, be it something between here and the gateway."""
        return self._connections.answered

    def fetch(
        self,
        call: Call,
        requests_per_minute: float,
        *,
        slot: Slot | None = None,
        order: Order = FIRST,
    ) -> Received:
        """The answer to a call, after as many retries as it takes.

        Args:
            call: what to ask for.
            requests_per_minute: the quota of its interface, should this be its first call.
            slot: takes a place for the answer, which the caller gives back.
            order: calls of an interface that wait for their turns go by this, lowest first.

        Raises:
            RunError: no call can succeed.
            StreamError: this interface's calls cannot.
            RangeTooWideError: the same call for a shorter range may.
            PageTooLargeError: the same call with a smaller page may.
            TimedOutError: the same call for fewer rows may.
            UnreadableError: the answer is JSON but for some characters.
        """
        throttle = self._throttle(call.method, requests_per_minute)
        once = partial(self._attempt, call, throttle, slot, order)
        tell = partial(_tell_of_retry, call)
        # From the innermost outwards, each more patient than the one before.
        on_time = partial(with_the_gateways_clock, once, self.clock)
        connected = self._outage.outlasted(on_time, tell_of_retry=tell)
        known = past_unknown_answers(connected, tell=tell)
        sound = past_faults(known, tell=tell, tries=self._tries)
        refused = partial(self._refused_for_quota, call, throttle)
        patient = within_quota(sound, tell=refused, patience=self._quota_patience)
        try:
            return patient()
        except (TimedOutError, UnreadableError):
            raise
        except (TransientError, QuotaError) as error:
            if isinstance(error, TransientError) and not self.answered:
                address = self._gateway.address
                raise RunError(
                    f"网关没有应答，请检查网络与 {address}：{error.zh}",
                    f"the gateway does not answer; check the network and {address}: {error.en}",
                ) from None
            if isinstance(error, NoAnswerError):
                raise self._outage.given_up(error) from None
            zh = f"多次重试仍失败：{error.zh}"
            en = f"failed after many tries: {error.en}"
            if isinstance(error, UnknownAnswerError):
                raise StreamError(zh, en) from None
            raise GaveUpError(
                f"{zh}；请稍后重新运行，会从书签处继续",
                f"{en}; run again later, reading goes on from the bookmark",
            ) from None

    def one_at_a_time(self, method: str) -> None:
        """Let an interface that was called before have one call at a time, for a while."""
        self._throttles[method].alone()

    def waited(self, method: str) -> float:
        """Seconds for which the quota kept an interface's calls waiting."""
        throttle = self._throttles.get(method)
        return throttle.waited if throttle else 0.0

    def rate(self, method: str) -> float | None:
        """Calls a minute that an interface is given at present; `None` before its first."""
        throttle = self._throttles.get(method)
        return throttle.rate if throttle else None

    def _throttle(self, method: str, requests_per_minute: float) -> Throttle:
        with self._lock:
            if method not in self._throttles:
                self._throttles[method] = Throttle(requests_per_minute)
            return self._throttles[method]

    def _refused_for_quota(self, call: Call, throttle: Throttle, details: Any) -> None:  # noqa: ANN401
        if isinstance(details["exception"], ConcurrencyError):
            throttle.crowded()
        else:
            throttle.refused(details["wait"])
        with self._lock:
            self.quota_answers[call.method] = self.quota_answers.get(call.method, 0) + 1
        _tell_of_retry(call, details)

    # One attempt.

    def _attempt(self, call: Call, throttle: Throttle, slot: Slot | None, order: Order) -> Received:
        """Make the call once, in its turn: a retry is a call like any other.

        It takes its place only then: calls that wait for their turns would keep other interfaces
        from calling.
        """
        with throttle.turn(order), slot.attempt() if slot else nullcontext():
            with self._lock:
                self.calls[call.method] = self.calls.get(call.method, 0) + 1
            answer = self._send(call)
            self._check_status(answer)
            try:
                return self._read(call, answer)
            except UnknownAnswerError as error:
                with self._lock:
                    self.unknown.setdefault(call.method, Counter())[error.said] += 1
                raise

    def _send(self, call: Call) -> HttpAnswer:
        halvable = (call.page_size or 0) > SMALLEST_PAGE
        return self._connections.send(self._gateway.request(call), halvable=halvable)

    def _read(self, call: Call, answer: HttpAnswer) -> Received:
        try:
            page = self._gateway.read(call, answer.body)
        except UnreadableError as error:
            error.mended = error.mended and Received(error.mended, self.clock.now())
            raise
        except TransientError:
            raise  # perhaps not the gateway's answer, but that of something in between
        except WdtError as error:
            self.clock.observe(answer.date, correct=isinstance(error, ClockError))
            raise
        self._understood = True
        self.clock.observe(answer.date)
        return Received(page, self.clock.now())

    def _check_status(self, answer: HttpAnswer) -> None:
        status = answer.status
        if status == requests.codes.ok:
            return
        if status == requests.codes.too_many_requests:
            wait = answer.retry_after
            raise QuotaError(
                "HTTP 429 请求过多",
                "HTTP 429 too many requests",
                float(wait) if wait.isdecimal() else None,
            )
        if status >= requests.codes.internal_server_error:
            raise TransientError(f"HTTP {status} 服务器错误", f"HTTP {status} from the server")
        # Once the gateway was understood, the address is right and something in between refuses.
        raise (TransientError if self._understood else RunError)(*self._refused(status))

    def _refused(self, status: int) -> tuple[str, str]:
        if status == requests.codes.proxy_authentication_required:
            zh = "代理要求登录，请检查环境变量 HTTPS_PROXY / HTTP_PROXY 中的用户与密码"
            en = "the proxy asks for a login; check user and password in HTTPS_PROXY or HTTP_PROXY"
        elif self._understood:
            zh, en = "请求被拒绝", "the request was refused"
        else:
            url, setting = self._gateway.url, self._gateway.url_setting
            zh = f"{url} 不是旺店通网关，请检查 {setting}"
            en = f"{url} is not a WDT gateway; check {setting}"
        return f"HTTP {status}：{zh}", f"HTTP {status}: {en}"


def _tell_of_retry(call: Call, details: Any) -> None:  # noqa: ANN401
    logger.info(
        "%s: %s; trying again in %.1f s", call.method, details["exception"], details["wait"]
    )
