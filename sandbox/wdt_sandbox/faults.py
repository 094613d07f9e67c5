"""Everything that can go wrong on the way, on demand.

A fault is ``{"kind": ..., "times": 1}`` or ``{"kind": ..., "rate": 0.05}``, narrowed by ``method``
and ``gateway``; ``KINDS`` lists the kinds.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from wdt_sandbox import refusals
from wdt_sandbox.refusals import Refusal, TopRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

BAN: Final = "This ban will last for {} more seconds"


def _ban(fault: Mapping[str, Any]) -> TopRefusal:
    seconds = fault.get("seconds", 1)
    limit = "accesscontrol.limited-by-api-access-count"
    return TopRefusal(7, "App Call Limited", limit, BAN.format(seconds))


def _passing(fault: Mapping[str, Any]) -> TopRefusal:
    code = fault.get("sub_code", "isp.remote-service-unavailable")
    return TopRefusal(15, "Remote service error", code, "调用后端服务抛异常,服务不可用")


REFUSALS: Final[Mapping[str, Callable[[Mapping[str, Any]], Exception]]] = {
    "database_4": lambda _: Refusal(4, "数据库错误"),
    "database_5": lambda _: Refusal(5, "数据库错误"),
    "other_99": lambda _: Refusal(99, "其他错误"),
    "dynamic_password": lambda _: Refusal(3, "需要动态口令"),
    "ip_restricted": lambda _: Refusal(6, "ip限制"),
    "unknown_100": lambda f: refusals.application(f.get("message", "仓储服务开小差了")),
    "refusal": lambda f: Refusal(f.get("status", 100), f.get("message", "")),
    "quota": lambda f: refusals.application(refusals.QUOTA[f.get("comma", 0)]),
    "concurrency": lambda f: refusals.application(refusals.CONCURRENCY[f.get("comma", 0)]),
    "top_ban": _ban,
    "top_isp": _passing,
}
"""Answers in the gateways' own form."""

STATUSES: Final[Mapping[str, int]] = {
    "http_429": 429,
    "http_500": 500,
    "http_502": 502,
    "http_503": 503,
    "http_504": 504,
    "html": 200,
}
"""Answers of something in between."""

KINDS: Final = frozenset(
    {*REFUSALS, *STATUSES, "empty", "cut", "reset", "timeout", "no_status"},
)

QIMEN_KINDS: Final = frozenset({"top_ban", "top_isp", "no_status"})


def checked(fault: Mapping[str, Any]) -> dict[str, Any]:
    """A fault that can happen, or ValueError."""
    kind = fault.get("kind")
    if kind not in KINDS:
        message = f"unknown kind of fault: {kind}; there are {', '.join(sorted(KINDS))}"
        raise ValueError(message)
    return {**({"gateway": "qimen"} if kind in QIMEN_KINDS else {}), **fault}


class CutResponse(Response):
    """Promises its whole body and sends half of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the half; the server closes the connection when nothing follows."""
        del scope, receive
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


class ResetResponse(Response):
    """Resets the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close with a lingering time of nothing, which sends RST in place of FIN."""
        del receive, send
        transport = scope["sandbox.transport"]
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        transport.abort()


async def before(fault: Mapping[str, Any]) -> Response | None:
    """What the fault answers itself; it may also raise a refusal, or only take its time."""
    kind = fault["kind"]
    if kind in REFUSALS:
        raise REFUSALS[kind](fault)
    if kind in STATUSES:
        page = f"<html><body><h1>{STATUSES[kind]}</h1><hr>nginx</body></html>"
        headers = {"retry-after": str(fault["retry_after"])} if "retry_after" in fault else None
        return Response(page, STATUSES[kind], headers, media_type="text/html")
    if kind == "timeout":
        await asyncio.sleep(fault.get("seconds", 30))
        return None
    if kind == "no_status":
        body = '{"response":{"flag":"failure","message":"服务暂时不可用"}}'
        return Response(body, media_type="application/json")
    if kind == "empty":
        return Response(b"", media_type="application/json")
    return ResetResponse() if kind == "reset" else None


def after(fault: Mapping[str, Any] | None, body: bytes) -> Response:
    """The answer, or what the fault leaves of it."""
    kind = CutResponse if fault and fault["kind"] == "cut" else Response
    return kind(body, media_type="application/json;charset=UTF-8")
