"""The quota of one interface: evenly spaced calls, slower after a refusal, then faster again."""

from __future__ import annotations

import threading
import time

from pyrate_limiter import InMemoryBucket, Limiter, Rate
from pyrate_limiter.limiter import SingleBucketFactory

# One call an interval for ordinary quotas; above ten a second several, since sleeps are not exact.
SHORTEST_INTERVAL_MS = 100
SLOWER, FASTER = 0.8, 1.05
CALM_SECONDS, LONGEST_CALM_SECONDS = 60.0, 3600.0
LOWEST_RATE = 1.0


class Throttle:
    """Calls an interface allows a minute, spread evenly over the minute.

    A burst of a minute's calls would meet the gateway's limit of concurrent calls and leave the
    connection idle for the rest of the minute.
    """

    def __init__(self, requests_per_minute: float) -> None:
        self._configured = float(requests_per_minute)
        self._lock = threading.Lock()
        self._resume_at = 0.0
        self._held: float | None = None
        self._calm_needed = CALM_SECONDS
        self._changed_at = time.monotonic()
        self._set_rate(self._configured)

    @property
    def rate(self) -> float:
        """Calls a minute at present: the configured ones, or fewer after refusals."""
        return self._rate

    def acquire(self) -> None:
        """Wait for the turn of one call."""
        while (pause := self._resume_at - time.monotonic()) > 0:
            time.sleep(pause)
        if self._rate < self._configured:
            self._speed_up()
        self._limiter.try_acquire("call")
        self._bucket.leak(self._bucket.now())  # type: ignore[no-untyped-call]

    def refused(self, pause_seconds: float) -> None:
        """The gateway answered that the quota is used up: everyone pauses, then goes slower.

        Back to the last rate that held, if a faster one was being tried; and the more often that
        was in vain, the longer until the next try.
        """
        now = time.monotonic()
        with self._lock:
            if now >= self._resume_at:  # calls refused together lower the rate once
                if self._held is not None and self._held < self._rate:
                    self._calm_needed = min(2 * self._calm_needed, LONGEST_CALM_SECONDS)
                    self._change_rate(self._held)
                else:
                    self._held = None
                    lowest = min(LOWEST_RATE, self._configured)
                    self._change_rate(max(lowest, self._rate * SLOWER))
            self._resume_at = max(self._resume_at, now + pause_seconds)

    def _speed_up(self) -> None:
        with self._lock:
            if time.monotonic() - self._changed_at > self._calm_needed:
                self._held = self._rate
                self._change_rate(min(self._configured, self._rate * FASTER))

    def _change_rate(self, rate: float) -> None:
        if rate != self._rate:
            self._changed_at = time.monotonic()
            self._set_rate(rate)

    def _set_rate(self, rate: float) -> None:
        self._rate = rate
        calls = max(1, round(rate * SHORTEST_INTERVAL_MS / 60_000))
        bucket = InMemoryBucket([Rate(calls, max(1, round(60_000 * calls / rate)))])
        # Without the library's clean-up thread per limiter: `acquire` drops old entries itself.
        self._limiter = Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=1)
        self._bucket = bucket
