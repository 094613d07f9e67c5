"""The world's clock: where it starts and how fast it runs can be told, and it can be moved on."""

from __future__ import annotations

import threading
import time


class Clock:
    """Seconds since 1970, in the world. It never goes back."""

    def __init__(self, start: float | None = None, scale: float = 1.0) -> None:
        self._start = time.time() if start is None else start
        self._scale = scale
        self._began = time.monotonic()
        self._advanced = 0.0
        self._lock = threading.Lock()

    @property
    def start(self) -> int:
        """When the clock was started."""
        return int(self._start)

    def now(self) -> int:
        """The time in the world."""
        return int(self._start + self._advanced + (time.monotonic() - self._began) * self._scale)

    def advance(self, seconds: float) -> None:
        """Move on."""
        if seconds < 0:
            message = "the world's clock does not go back"
            raise ValueError(message)
        with self._lock:
            self._advanced += seconds

    def advance_if_still(self) -> None:
        """Move a clock that stands still on by a second."""
        if self._scale == 0:
            self.advance(1)
