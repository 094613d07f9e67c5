"""Kept connections to one gateway; what goes wrong on the way becomes an error of the tap."""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import requests
from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError

from tap_wdt_flagship.errors import (
    NoAnswerError,
    RunError,
    TimedOutError,
    TransientError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# A filter holds for its own logger only, not for those below it.
URL_LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry")
CONNECT_TIMEOUT = 10
TRIES_BEFORE_FIRST_ANSWER = 4
CHUNK = 1 << 18


@dataclass(frozen=True)
class HttpAnswer:
    """An answer as HTTP has it, its body complete."""

    status: int
    body: bytes
    date: str | None
    """The Date header."""
    retry_after: str


class _HideQueries(logging.Filter):
    """Keeps signed addresses out of urllib3's lines: its DEBUG ones, and those on odd headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r"\?\S*", "?…", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


_HIDE_QUERIES = _HideQueries()

PROXY = (
    "代理无法连接，请检查环境变量 HTTPS_PROXY / HTTP_PROXY / NO_PROXY",
    "the proxy cannot be reached; check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment",
)
TLS = (
    "证书校验失败，请检查本机时间、根证书与 REQUESTS_CA_BUNDLE（途中的代理可能替换了证书）",
    "the certificate is not accepted; check time, root certificates and REQUESTS_CA_BUNDLE",
)
DNS = (
    "域名解析失败，请检查 DNS 与网络",
    "the host name cannot be resolved; check DNS and the network",
)
# The first kind that fits names the fault; a proxy's own faults are connection faults too.
FAULTS: Final[tuple[tuple[type[Exception], tuple[str, str]], ...]] = (
    (requests.exceptions.ProxyError, PROXY),
    (requests.exceptions.SSLError, TLS),
    (NameResolutionError, DNS),
)


class Connections:
    """Sends requests from any number of threads.

    Args:
        address: the gateway's, and the setting that holds it, for messages.
        number: connections that are kept.
        timeout_seconds: how long an answer may take as a whole.
    """

    def __init__(self, address: str, *, number: int, timeout_seconds: float) -> None:
        self._address = address
        self._connect_timeout = min(CONNECT_TIMEOUT, timeout_seconds)
        self._timeout = timeout_seconds
        # A session serves one thread at a time; the most recently used goes out first.
        self._sessions: queue.LifoQueue[requests.Session | None] = queue.LifoQueue()
        for _ in range(number):
            self._sessions.put(None)
        self._lock = threading.Lock()
        self._unanswered = 0
        self.answered = False
        """Whether anything answered at all, be it something between here and the gateway."""
        for name in URL_LOGGERS:
            logging.getLogger(name).addFilter(_HIDE_QUERIES)

    def send(self, request: requests.Request, *, halvable: bool) -> HttpAnswer:
        """Send a request and take its whole answer.

        Args:
            request: not yet signed.
            halvable: whether one for fewer rows may be asked for in its place.

        Raises:
            TimedOutError: no answer in time, and one for fewer rows may come sooner.
            NoAnswerError: there is no connection, or it broke.
            TransientError: no answer in time.
            RunError: nothing has answered yet, and this was not the first try.
        """
        try:
            with self._session() as session:
                return self._exchange(session, request)
        except (requests.ReadTimeout, ReadTimeoutError):
            # In halves, where there is a page to halve and the gateway is known to answer at all.
            kind = TimedOutError if self.answered and halvable else TransientError
            raise kind(
                f"请求超时：{self._timeout:g} 秒内没有收完回答；常有此情形时调大 "
                "request_timeout_seconds",
                f"the request timed out: no whole answer within {self._timeout:g} s; where that "
                "happens often, raise request_timeout_seconds",
            ) from None
        except (requests.RequestException, HTTPError) as error:
            # The exception's own text holds the signed address.
            zh, en = _named(error)
            self._give_up_if_never_answered(zh, en)
            raise NoAnswerError(f"连接中断（{zh}）", f"connection failed ({en})") from None

    def _exchange(self, session: requests.Session, request: requests.Request) -> HttpAnswer:
        prepared = session.prepare_request(request)
        settings = session.merge_environment_settings(
            prepared.url, {}, stream=True, verify=None, cert=None
        )
        deadline = time.monotonic() + self._timeout
        with session.send(
            prepared,
            timeout=(self._connect_timeout, self._timeout),
            allow_redirects=False,
            **settings,
        ) as response:
            self.answered = True
            return HttpAnswer(
                response.status_code,
                _body(response, deadline),
                response.headers.get("Date"),
                response.headers.get("Retry-After", ""),
            )

    def _give_up_if_never_answered(self, zh: str, en: str) -> None:
        """Before the first answer a failing connection is a wrong address rather than a fault."""
        with self._lock:
            self._unanswered += 1
        if self.answered or self._unanswered < TRIES_BEFORE_FIRST_ANSWER:
            return
        raise RunError(
            f"网关没有应答（{zh}），请检查网络与 {self._address}",
            f"the gateway does not answer ({en}); check the network and {self._address}",
        ) from None

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        session = self._sessions.get() or requests.Session()
        try:
            yield session
        finally:
            self._sessions.put(session)


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, unless it trickles: the socket's timeout counts from byte to byte."""
    chunks = []
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        chunks.append(chunk)
        if time.monotonic() > deadline:
            raise requests.ReadTimeout
    return b"".join(chunks)


def _named(error: Exception) -> tuple[str, str]:
    """What a failed connection failed of, without the address that its own text holds."""
    seen: BaseException | None = error
    causes: list[BaseException] = []
    while seen is not None and seen not in causes:
        causes.append(seen)
        inner = [getattr(seen, "reason", None), *seen.args, seen.__cause__, seen.__context__]
        seen = next((each for each in inner if isinstance(each, BaseException)), None)
    for kind, words in FAULTS:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    name = type(error).__name__
    return name, name
