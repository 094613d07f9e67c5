"""The control API: look at the world, and trouble it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from wdt_sandbox import faults, overview, params, spoil
from wdt_sandbox.audience import AUDIENCES
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.refusals import Refusal
from wdt_sandbox.wire import beijing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from wdt_sandbox.app import Front


def _json(value: Any) -> Response:  # noqa: ANN401
    return Response(msgspec.json.encode(value), media_type="application/json")


def _known(method: str) -> None:
    if method not in INTERFACES:
        raise HTTPException(404, f"no such interface: {method}")


def _moment(text: str) -> int:
    try:
        return params.moment(text.replace("T", " ")[:19])
    except Refusal as refusal:
        raise HTTPException(400, refusal.message) from None


class Control:
    """Handlers under ``/_sandbox``."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._clock = front.service.clock

    @property
    def served(self) -> dict[str, Callable[[Request], Awaitable[Response]]]:
        """Handlers by path."""
        return {
            "/_sandbox": self.overview,
            "/_sandbox/now": self.now,
            "/_sandbox/stats": self.stats,
            "/_sandbox/truth": self.truth,
            "/_sandbox/advance": self.advance,
            "/_sandbox/behaviour": self.behaviour,
            "/_sandbox/mass-update": self.mass_update,
            "/_sandbox/reset-behaviour": self.reset_behaviour,
            "/_sandbox/reset-stats": self.reset_stats,
        }

    async def overview(self, request: Request) -> Response:
        """Everything that can be told, and the settings in force."""
        if "text/html" in request.headers.get("accept", ""):
            return Response(overview.page(), media_type="text/html")
        return _json(overview.report(self._front.behaviour.settings))

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
        _known(method)
        since, until = (
            _moment(text) if (text := asked.get(name)) else None
            for name in ("modified_from", "modified_to")
        )
        app_type = asked.get("app_type", "wdt")
        if app_type not in AUDIENCES:
            raise HTTPException(400, f"app_type: {', '.join(AUDIENCES)}")
        rows = self._front.service.truth(
            method, AUDIENCES[app_type], modified_from=since, modified_to=until
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
            spoil.check(changes.get("spoil") or {})
            self._front.service.check_columns(changes.get("range_on") or {})
            self._front.behaviour.merge(changes)
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return _json(self._front.behaviour.settings)

    async def mass_update(self, request: Request) -> Response:
        """Let many rows be modified in one second."""
        asked = await request.json()
        method, at = asked.get("method", ""), asked.get("at")
        _known(method)
        moment = _moment(at) if at else self._clock.now()
        rows = self._front.service.mass_update(method, int(asked.get("rows", 6000)), moment)
        return _json({"rows": rows, "modified": beijing(moment)})

    async def reset_behaviour(self, _: Request) -> Response:
        """Back to an untroubled gateway."""
        self._front.behaviour.reset()
        return _json(self._front.behaviour.settings)
