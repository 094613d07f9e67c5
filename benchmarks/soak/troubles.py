"""What befalls the accounts: episodes at random, some of them side by side."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks.fault_matrix import faults
from benchmarks.soak.shop import QUOTA
from benchmarks.soak.tool import Tool
from wdt_sandbox.interfaces import INTERFACES

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from typing_extensions import Self

    from benchmarks.soak.account import Account
    from benchmarks.soak.shop import Shop

FAULTS = list(faults())
# These end a run as soon as they are met: few calls meet them, or nothing else would be tried.
FATAL = {"dynamic_password", "ip_restricted", "refusal", "http_400", "http_403", "http_404"}
RATES = (0.02, 0.1, 0.5, 1.0)
PAUSE = (2.0, 8.0)
CUTS = (2, 5, 10, 20, 40, 90)
# Of the oldest rows: not of those whose archive is compared, which they would leave.
MASS_METHODS = ("wms.stockout.Sales.queryWithDetail", "sales.TradeQuery.queryWithDetail")
SHORT, LONG = (2.0, 12.0), (15.0, 60.0)


def _nothing() -> None:
    """An episode that is over at once."""


@dataclass(frozen=True)
class Episode:
    """Something that begins and ends."""

    kind: str
    name: str
    seconds: float
    begin: Callable[[], Any]
    end: Callable[[], Any] = _nothing


class Troubles:
    """Episodes one after the other, no two of a kind at a time."""

    def __init__(self, shop: Shop, accounts: list[Account], random: Random) -> None:
        self._shop, self._accounts, self._random = shop, accounts, random
        self._sandbox = shop.sandbox
        self._makers: dict[Callable[[], Episode], float] = {
            self._fault: 12,
            self._cut: 1,
            self._quota: 1,
            self._rights: 0.5,
            self._tool: 1,
            self._crowd: 0.5,
            self._slow: 0.5,
            self._delete: 1,
            self._mass: 0.5,
            self._database: 0.7,
        }
        self._going: dict[str, tuple[float, Episode]] = {}
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(1)
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.tool_calls = 0

    def __enter__(self) -> Self:
        self._running = self._pool.submit(self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._pool.shutdown()
        self._running.result()

    def _run(self) -> None:
        while not self._ended.wait(self._random.uniform(*PAUSE)):
            self._end(before=time.monotonic())
            (make,) = self._random.choices([*self._makers], [*self._makers.values()])
            episode = make()
            if episode.kind in self._going:
                continue
            episode.begin()
            self.counts[episode.kind] += 1
            self.kinds[episode.name] += 1
            self._going[episode.kind] = time.monotonic() + episode.seconds, episode
        self._end(before=float("inf"))

    def _end(self, before: float) -> None:
        over = [one for one in self._going.values() if one[0] <= before]
        for _, episode in over:
            episode.end()
            del self._going[episode.kind]

    def _setting(self, kind: str, name: str, seconds: float, **settings: Any) -> Episode:
        return Episode(
            *(kind, name, seconds),
            lambda: self._sandbox.behave(**settings),
            lambda: self._sandbox.behave(**dict.fromkeys(settings)),
        )

    def _fault(self) -> Episode:
        name, fault, _ = self._random.choice(FAULTS)
        if name.startswith("hollow"):
            # Only where calls meet: an answer that is always hollow is that of an empty interface.
            fault = {**fault, "rate": 0.3, "only_crowded": True}
        elif name in FATAL:
            fault = {**fault, "times": self._random.randint(1, 2)}
        else:
            fault = {**fault, "rate": self._random.choice(RATES)}
        if name == "timeout":
            fault["seconds"] = self._random.choice((3, 35))
        return self._setting("fault", f"fault {name}", self._random.uniform(*SHORT), faults=[fault])

    def _cut(self) -> Episode:
        seconds = self._random.choice(CUTS)
        return self._setting("cut", f"cut {seconds} s", seconds, network_down={"seconds": seconds})

    def _quota(self) -> Episode:
        halved = {"calls": QUOTA // 2, "seconds": 60}
        return self._setting("quota", "quota halved", self._random.uniform(*LONG), quota=halved)

    def _rights(self) -> Episode:
        taken = self._random.sample([*INTERFACES], self._random.randint(1, 6))
        return self._setting("rights", "rights taken", self._random.uniform(*LONG), deny=taken)

    def _crowd(self) -> Episode:
        return self._setting("crowd", "two at a time", self._random.uniform(*LONG), concurrency=2)

    def _slow(self) -> Episode:
        return self._setting(
            "slow", "300 ms an answer", self._random.uniform(*LONG), latency_ms=300
        )

    def _tool(self) -> Episode:
        account = self._random.choice(self._accounts)
        tool = Tool(self._sandbox, account.config)

        def stop() -> None:
            tool.stop()
            self.tool_calls += tool.calls

        seconds = self._random.uniform(*LONG)
        return Episode("tool", f"second tool {account.app_type}", seconds, tool.start, stop)

    def _delete(self) -> Episode:
        return Episode("deletion", "row deleted", 0, lambda: self._shop.delete(self._random))

    def _mass(self) -> Episode:
        method, rows = self._random.choice(MASS_METHODS), self._random.randint(50, 500)
        return Episode(
            *("mass", "rows modified in one second", 0),
            lambda: self._sandbox.mass_update(method, rows),
        )

    def _database(self) -> Episode:
        account = self._random.choice(self._accounts)
        return Episode("database", "connections of a warehouse cut", 0, lambda: _cut_off(account))


def _cut_off(account: Account) -> None:
    """Close every connection to a warehouse but our own."""
    with psycopg.connect(account.database) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
