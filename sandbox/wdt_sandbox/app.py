"""The HTTP side: both gateways and the control API on one port."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.utils import formatdate
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.routing import Route

from wdt_sandbox import canned, faults, refusals
from wdt_sandbox.control import Control
from wdt_sandbox.direct import DirectGateway
from wdt_sandbox.faults import Meeting
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.overview import ENDPOINTS
from wdt_sandbox.qimen import QimenGateway
from wdt_sandbox.refusals import Refusal, TopRefusal
from wdt_sandbox.responses import ResetResponse
from wdt_sandbox.statistics import Statistics
from wdt_sandbox.wire import beijing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from wdt_sandbox.account import Account
    from wdt_sandbox.gateways import Call, Gateway
    from wdt_sandbox.service import Service
    from wdt_sandbox.statistics import Tally


HOLD_MS: Final = 50
"""How long a call is held that goes wrong only where several are under way."""


class Received(NamedTuple):
    """A call as it came."""

    query: str
    body: bytes
    method: str


class Front:
    """Takes calls, keeps the quotas, and lets go wrong what is told to."""

    def __init__(self, service: Service, account: Account) -> None:
        self.service = service
        self.behaviour = service.behaviour
        self.statistics = Statistics()
        self._methods = {f"wdt.{method.lower()}": method for method in INTERFACES}
        self._direct = DirectGateway(account)
        self._qimen = QimenGateway(account, self._documented)
        self._requests = count(1)

    def _documented(self, name: str) -> str | None:
        """The documented name of what Qimen calls by another; also of what only a test knows."""
        given = (m for m in self.behaviour.settings["answers"] or () if f"wdt.{m.lower()}" == name)
        return self._methods.get(name) or next(given, None)

    def now(self) -> int:
        """The gateways' clock."""
        skew: int = self.behaviour.settings["clock_skew_seconds"]
        return self.service.clock.now() + skew

    async def direct(self, request: Request) -> Response:
        """One call to the direct gateway."""
        return await self._serve(self._direct, request)

    async def qimen(self, request: Request) -> Response:
        """One call to the Qimen gateway."""
        return await self._serve(self._qimen, request)

    async def _serve(self, gateway: Gateway, request: Request) -> Response:
        body, query = await request.body(), request.url.query
        named = dict(parse_qsl(query)).get("method", "")
        method = self._documented(named) or named
        entry: dict[str, Any] = {
            "at": beijing(self.service.clock.now()),
            "gateway": gateway.name,
            "method": method,
        }
        self.statistics.journal.append(entry)
        with self.statistics.flight(gateway.name, method) as tally:
            down = self._down(entry, tally)
            if down:
                return down
            received = Received(query, body, method)
            response = await self._respond(gateway, received, tally, entry)
            return self._down(entry, tally) or response

    def _down(self, entry: dict[str, Any], tally: Tally) -> Response | None:
        """What answers while the network is down, also a call that was under way."""
        if not self.behaviour.down:
            return None
        self._note(entry, tally, "network down")
        return ResetResponse()

    async def _respond(
        self, gateway: Gateway, received: Received, tally: Tally, entry: dict[str, Any]
    ) -> Response:
        query, body, method = received
        troubled = bool(self.behaviour.settings["faults"])
        page, given = gateway.peek(query, body) if troubled else (None, {})
        meeting = Meeting(method, gateway.name, page, given, crowded=tally.in_flight > 1)
        fault = self.behaviour.fault(meeting)
        tally.met(fault)
        tolerance = self.behaviour.settings["clock_tolerance_seconds"]
        try:
            if fault and (response := await faults.before(fault)):
                self._note(entry, tally, f"fault {fault['kind']}")
                return response
            call = gateway.read(query, body, self.now(), tolerance)
            entry |= {"params": call.params, "page_no": call.page_no, "page_size": call.page_size}
            content = await self._call(gateway, call, tally, entry, meeting)
        except Refusal as refusal:
            self._refused(entry, tally, refusal)
            content = gateway.refuse(refusal)
        except TopRefusal as refusal:
            self._note(entry, tally, f"TOP {refusal}")
            content = QimenGateway.refuse_top(refusal, next(self._requests))
        return faults.after(fault, content)

    async def _call(
        self, gateway: Gateway, call: Call, tally: Tally, entry: dict[str, Any], meeting: Meeting
    ) -> bytes:
        given = (self.behaviour.settings["answers"] or {}).get(call.method)
        self.service.admit(call, gateway.audience, known=given is not None)
        await self._queue(gateway, call, tally)
        if given is not None:
            content = canned.page(given, call.page_no or 0)
        else:
            answer = self.service.answer(call, gateway.audience)
            content = answer.content
            tally.rows += len(answer.rows)
            entry |= {"rows": len(answer.rows), "total": answer.total}
        tally.ok += 1
        tally.pages += call.page_no is not None
        entry["status"] = 0
        crowded = meeting.crowded or tally.in_flight > 1
        hollow = self.behaviour.fault(replace(meeting, crowded=crowded), hollow=True)
        tally.met(hollow)
        if hollow:
            entry |= {"fault": "hollow", "rows": 0, "total": None}
            content = canned.hollow(content, absent=hollow.get("list") == "absent")
        return gateway.write(content, verbatim=given is not None)

    async def _queue(self, gateway: Gateway, call: Call, tally: Tally) -> None:
        """Let a call in, and let it wait."""
        # Either comma, one after the other: callers have to know both.
        comma = (tally.quota_refusals + tally.concurrency_refusals) % 2
        if not self.behaviour.admits(gateway.name, method=call.method):
            raise refusals.application(refusals.QUOTA[comma])
        at_once = self.behaviour.of("concurrency", call.method)
        if at_once and tally.in_flight > at_once:
            raise refusals.application(refusals.CONCURRENCY[comma])
        latency = self.behaviour.of("latency_ms", call.method)
        if not latency and any(f.get("only_crowded") for f in self.behaviour.settings["faults"]):
            latency = HOLD_MS
        if latency:
            await asyncio.sleep(latency / 1000)

    def _refused(self, entry: dict[str, Any], tally: Tally, refusal: Refusal) -> None:
        entry |= {"status": refusal.status, "message": refusal.message}
        if refusal.message in refusals.QUOTA:
            tally.quota_refusals += 1
        elif refusal.message in refusals.CONCURRENCY:
            tally.concurrency_refusals += 1
        else:
            tally.refusals[str(refusal)] += 1

    @staticmethod
    def _note(entry: dict[str, Any], tally: Tally, what: str) -> None:
        entry["fault"] = what
        tally.refusals[what] += 1


class Dated:
    """Puts the gateways' time on every answer, and the connection within reach of a fault."""

    def __init__(self, app: ASGIApp, now: Callable[[], int]) -> None:
        self._app = app
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # uvicorn passes its request cycle's own method; the cycle knows the connection.
        scope["sandbox.transport"] = getattr(getattr(send, "__self__", None), "transport", None)

        async def dated(message: Any) -> None:  # noqa: ANN401
            if message["type"] == "http.response.start":
                date = formatdate(self._now(), usegmt=True).encode()
                message["headers"] = [*message.get("headers", ()), (b"date", date)]
            await send(message)

        await self._app(scope, receive, dated)


def build(service: Service, account: Account) -> ASGIApp:
    """The whole server."""
    front = Front(service, account)
    control = Control(front)
    served: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/openapi": front.direct,
        "/router/qm": front.qimen,
        **control.served,
    }
    app = Starlette(
        routes=[Route(one.path, served[one.path], methods=[one.verb]) for one in ENDPOINTS]
    )
    return Dated(app, front.now)
