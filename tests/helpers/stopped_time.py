"""Time that stands still until somebody sleeps."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class StoppedTime:
    """A clock of one test, in place of the machine's."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.meanwhile: Callable[[], object] | None = None
        """What happens during the next sleep, once."""
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now

    def monotonic_ns(self) -> int:
        return round(self.now * 1000) * 1_000_000

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        with self._lock:
            happening, self.meanwhile = self.meanwhile, None
        if happening:
            happening()
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds

    def stop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let calls and the libraries that make them wait live in this time."""
        monkeypatch.setattr("time.monotonic", self.monotonic)
        monkeypatch.setattr("time.sleep", self.sleep)
        monkeypatch.setattr("pyrate_limiter.limiter.sleep", self.sleep)
        monkeypatch.setattr("pyrate_limiter.clocks.monotonic_ns", self.monotonic_ns)
