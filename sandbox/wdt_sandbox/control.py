"""The control API: look at the world, and trouble it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from wdt_sandbox import faults, params
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.refusals import Refusal
from wdt_sandbox.wire import beijing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from wdt_sandbox.app import Front


def _json(value: Any) -> Response:  # noqa: ANN401
    return Response(msgspec.json.encode(value), media_type="application/json")


class Control:
    """Handlers under ``/_sandbox``."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._clock = front.service.clock

    @property
    def routes(self) -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
        """Method, path and handler."""
        return [
            ("GET", "/_sandbox/now", self.now),
            ("GET", "/_sandbox/stats", self.stats),
            ("GET", "/_sandbox/truth", self.truth),
            ("POST", "/_sandbox/advance", self.advance),
            ("POST", "/_sandbox/behaviour", self.behaviour),
            ("POST", "/_sandbox/reset-behaviour", self.reset_behaviour),
            ("POST", "/_sandbox/reset-stats", self.reset_stats),
        ]

    async def now(self, _: Request) -> Response:
        """The time in the world."""
        now = self._clock.now()
        return _json({"now": beijing(now, "T") + "+08:00", "epoch": now})

    async def stats(self, _: Request) -> Response:
        """What was called."""
        return _json(self._front.statistics.report())

    async def reset_stats(self, _: Request) -> Response:
        """Count from zero."""
        self._front.statistics.reset()
        return _json({})

    async def truth(self, request: Request) -> Response:
        """The rows an account would hold."""
        asked = request.query_params
        method = asked.get("method", "")
        if method not in INTERFACES:
            raise HTTPException(404, f"no such interface: {method}")
        try:
            since, until = (
                params.moment(text.replace("T", " ")[:19]) if (text := asked.get(name)) else None
                for name in ("modified_from", "modified_to")
            )
        except Refusal as refusal:
            raise HTTPException(400, refusal.message) from None
        qimen = asked.get("app_type", "wdt") == "qimen"
        rows = self._front.service.truth(
            method, qimen=qimen, modified_from=since, modified_to=until
        )
        return _json(rows)

    async def advance(self, request: Request) -> Response:
        """Move the world's clock on."""
        self._clock.advance(float((await request.json())["seconds"]))
        return await self.now(request)

    async def behaviour(self, request: Request) -> Response:
        """Change settings."""
        changes = await request.json()
        try:
            if changes.get("faults"):
                changes["faults"] = [faults.checked(fault) for fault in changes["faults"]]
            self._front.behaviour.merge(changes)
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return _json(self._front.behaviour.settings)

    async def reset_behaviour(self, _: Request) -> Response:
        """Back to an untroubled gateway."""
        self._front.behaviour.reset()
        return _json(self._front.behaviour.settings)
