"""The sandbox as a server in a thread, and a client of its control API."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import uvicorn

from wdt_sandbox.account import Account
from wdt_sandbox.app import build
from wdt_sandbox.behaviour import Behaviour
from wdt_sandbox.clock import Clock
from wdt_sandbox.service import Service
from wdt_sandbox.wire import BEIJING, DAY
from wdt_sandbox.world import World

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.types import ASGIApp
    from typing_extensions import Self

HISTORY_DAYS = 95
ORDERS_PER_DAY = 30
QUOTA = 60


class Sandbox:
    """Both gateways on a free port of this machine, for as long as the ``with`` block runs.

    ``now`` is a Beijing time the world's clock starts at (the real time where it is left out), and
    ``time_scale`` how fast it runs; 0 lets it stand still until ``advance``.
    """

    def __init__(  # noqa: PLR0913 - settings, all by name
        self,
        *,
        seed: int = 1,
        days: int = HISTORY_DAYS,
        orders_per_day: int = ORDERS_PER_DAY,
        quota: int = QUOTA,
        now: datetime | str | None = None,
        time_scale: float = 1.0,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.account = Account()
        clock = Clock(_epoch(now), time_scale)
        world = World(seed, clock.start - days * DAY, orders_per_day)
        world.reach(clock.start)
        service = Service(world, clock, Behaviour(quota, seed))
        self._socket = _listen(host, port)
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(_settings(build(service, self.account)))
        self._thread = threading.Thread(target=self.run, name="wdt-sandbox", daemon=True)

    def run(self) -> None:
        """Serve, in this thread, until stopped."""
        self._server.run(sockets=[self._socket])

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Stop serving, without waiting for calls under way."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def config(self, app_type: str = "wdt", **overrides: Any) -> dict[str, Any]:  # noqa: ANN401
        """Settings for a tap; keyword arguments add to them or replace them."""
        return {**self.account.config(self.url, app_type), **overrides}

    def behave(self, **settings: Any) -> dict[str, Any]:  # noqa: ANN401
        """Change how the gateways behave; None sets a setting back."""
        settings_in_force: dict[str, Any] = self._control("behaviour", settings)
        return settings_in_force

    def reset(self) -> None:
        """Back to an untroubled gateway and empty statistics; the world stays as it is."""
        self._control("reset-behaviour", {})
        self._control("reset-stats", {})

    def reset_stats(self) -> None:
        """Count calls from zero."""
        self._control("reset-stats", {})

    def stats(self) -> dict[str, Any]:
        """What was called, and how it went."""
        report: dict[str, Any] = self._control("stats")
        return report

    def advance(self, seconds: float) -> None:
        """Move the world's clock on."""
        self._control("advance", {"seconds": seconds})

    def mass_update(self, method: str, rows: int, at: str | None = None) -> dict[str, Any]:
        """Let rows be modified in one second (now); how many they are, and when."""
        asked = {"method": method, "rows": rows, "at": at}
        told: dict[str, Any] = self._control("mass-update", asked)
        return told

    def overview(self) -> dict[str, Any]:
        """Every setting, fault, endpoint and interface, and the settings in force."""
        told: dict[str, Any] = self._control("")
        return told

    def now(self) -> datetime:
        """The time in the world."""
        return datetime.fromisoformat(self._control("now")["now"])

    def truth(self, method: str, **filters: str) -> list[dict[str, Any]]:
        """The rows an account would hold: by ``app_type``, ``modified_from``, ``modified_to``."""
        rows: list[dict[str, Any]] = self._control(
            f"truth?{urlencode({'method': method, **filters})}"
        )
        return rows

    def _control(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{path}".rstrip("/"), data=data)  # noqa: S310 - our own
        with urlopen(request) as response:  # noqa: S310
            return json.load(response)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; asyncio turns Nagle's algorithm off only where the protocol is named."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    return listener


def _epoch(now: datetime | str | None) -> float | None:
    if now is None:
        return None
    moment = datetime.fromisoformat(now) if isinstance(now, str) else now
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).timestamp()


def _settings(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
    )
