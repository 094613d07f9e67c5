"""The quota of one interface: calls evenly spaced, fewer after refusals, then more again."""

from __future__ import annotations

import heapq
import math
import threading
import time
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Final

from pyrate_limiter import InMemoryBucket, Limiter, Rate
from pyrate_limiter.limiter import SingleBucketFactory

if TYPE_CHECKING:
    from collections.abc import Iterator

Order = tuple[float, float]
"""What the turns of calls that wait for one interface go by, lowest first."""
FIRST: Final[Order] = (-math.inf, -math.inf)

# One call an interval for ordinary quotas; above ten a second several, since sleeps are not exact.
SHORTEST_INTERVAL_MS = 100
SLOWER, FASTER = 0.8, 1.05
CALM_SECONDS, LONGEST_CALM_SECONDS = 60.0, 3600.0
LOWEST_RATE = 1.0
# Answers to calls that were sent at one time come in together.
TOGETHER_SECONDS = 1.0


class Limit:
    """A number that refusals lower, and that calm raises again, up to where it began."""

    def __init__(self, most: float) -> None:
        self.value = self._most = most
        self._held: float | None = None
        self._calm_needed = CALM_SECONDS
        self._changed_at = -math.inf

    def lower(self, to: float) -> None:
        """Go down: to the last value that held, if more was being tried, else to `to`.

        The more often a try was in vain, the longer until the next.
        """
        if self._held is not None and self._held < self.value:
            self._calm_needed = min(2 * self._calm_needed, LONGEST_CALM_SECONDS)
            to = self._held
        else:
            self._held = None
        self._set(to)

    def may_rise(self) -> bool:
        """Whether it was lowered, and all has been calm for long enough to try more."""
        return self.value < self._most and self.age() > self._calm_needed

    def raise_(self, to: float) -> None:
        """Try more than what held."""
        self._held = self.value
        self._set(min(to, self._most))

    def age(self) -> float:
        """Seconds since it changed."""
        return time.monotonic() - self._changed_at

    def _set(self, value: float) -> None:
        if value != self.value:
            self.value, self._changed_at = value, time.monotonic()


class Throttle:
    """Calls an interface allows a minute, spread evenly over the minute, and at a time.

    A burst of a minute's calls would meet the gateway's limit of concurrent calls and leave the
    connection idle for the rest of the minute. Turns are given one at a time, by the callers'
    order and then by arrival: waiting threads that race for them serve some ten times as often
    as others, and a window that is left behind holds up the bookmark.
    """

    def __init__(self, requests_per_minute: float) -> None:
        self._lowest = min(LOWEST_RATE, float(requests_per_minute))
        self._rate = Limit(float(requests_per_minute))
        self._at_once = Limit(math.inf)  # until the gateway says that it is too many
        self._calls = 0
        self._changed = threading.Condition()
        self._waiting: list[tuple[Order, int]] = []
        self._arrivals = count()
        self._turn_given = False
        self._resume_at = 0.0
        self.waited = 0.0
        """Seconds for which the quota kept everybody waiting."""
        self._bucket = InMemoryBucket([self._spacing()])
        # Without the library's clean-up thread per limiter: `turn` drops old entries itself.
        factory = SingleBucketFactory(self._bucket, schedule_leak=False)
        self._limiter = Limiter(factory, buffer_ms=0)

    @property
    def rate(self) -> float:
        """Calls a minute at present: the configured ones, or fewer after refusals."""
        return self._rate.value

    @property
    def at_once(self) -> float:
        """Calls at a time at present: no limit, or fewer than were refused."""
        return self._at_once.value

    @contextmanager
    def turn(self, order: Order = FIRST) -> Iterator[None]:
        """Wait for the turn of one call, which is made inside the `with` block."""
        self._enter((order, next(self._arrivals)))
        try:
            try:
                self._await_rate()
            finally:
                with self._changed:
                    self._turn_given = False
                    self._changed.notify_all()
            yield
        finally:
            with self._changed:
                self._calls -= 1
                self._changed.notify_all()

    def _enter(self, ticket: tuple[Order, int]) -> None:
        """Wait until nobody is before this ticket, and there is room for one call more."""
        with self._changed:
            heapq.heappush(self._waiting, ticket)
            if self._at_once.may_rise():
                self._at_once.raise_(self.at_once + 1)
            self._changed.wait_for(lambda: self._is_next(ticket))
            heapq.heappop(self._waiting)
            self._turn_given = True
            self._calls += 1

    def _is_next(self, ticket: tuple[Order, int]) -> bool:
        return not self._turn_given and self._waiting[0] == ticket and self._calls < self.at_once

    def _await_rate(self) -> None:
        """Wait for the rate; only the one whose turn it is waits here."""
        begun = time.monotonic()
        while (pause := self._resume_at - time.monotonic()) > 0:
            time.sleep(pause)
        with self._changed:
            if self._rate.may_rise():
                self._rate.raise_(self.rate * FASTER)
                self._bucket.rates = [self._spacing()]
        self._limiter.try_acquire("call")
        self._bucket.leak(self._bucket.now())  # type: ignore[no-untyped-call]
        self.waited += time.monotonic() - begun

    def refused(self, pause_seconds: float) -> None:
        """The gateway answered that the quota is used up: everyone pauses, then goes slower."""
        now = time.monotonic()
        with self._changed:
            if now >= self._resume_at:  # calls refused together lower the rate once
                self._rate.lower(max(self._lowest, self.rate * SLOWER))
                self._bucket.rates = [self._spacing()]
            self._resume_at = max(self._resume_at, now + pause_seconds)

    def crowded(self) -> None:
        """The gateway answered a call, now ended, that it was too many at a time."""
        with self._changed:
            if self._at_once.age() > TOGETHER_SECONDS:
                self._at_once.lower(max(1, min(self.at_once - 1, self._calls)))

    def alone(self) -> None:
        """Calls at a time come back empty: one at a time, until calm lets more be tried."""
        with self._changed:
            self._at_once.lower(1)

    def _spacing(self) -> Rate:
        calls = max(1, round(self.rate * SHORTEST_INTERVAL_MS / 60_000))
        # A bucket has room again a millisecond after its interval.
        return Rate(calls, math.ceil(60_000 * calls / self.rate) - 1)
