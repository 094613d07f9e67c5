"""The tap in a thread of its own: what it reads, in parts, and how it ended."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.loading.spool import Part, Spool
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Mapping
    from signal import Signals

PARTS_AHEAD: Final = 2
"""Read and not loaded: reading goes on while the warehouse works, and waits before it fills the
disk."""
SECONDS_BETWEEN_LOOKS: Final = 0.5


class Reading:
    """A run of the tap.

    Args:
        made_with: what the tap is made with.
        rows: after how many a part ends; all is one part where there is no limit.
    """

    def __init__(self, made_with: Mapping[str, Any], rows: int | None) -> None:
        self._folder = TemporaryDirectory(prefix="wdt-load-")
        self._parts: SimpleQueue[Part] = SimpleQueue()
        self._room = threading.Semaphore(PARTS_AHEAD)
        self._spool = Spool(Path(self._folder.name), self._hand_on, rows)
        self._made_with = made_with
        self._tap: TapWdtFlagship | None = None
        self.error: BaseException | None = None
        """What the run ended with; what was read until then is loaded all the same."""
        self.finished = False
        """Whether the last part was taken."""
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def _hand_on(self, part: Part) -> None:
        self._room.acquire()  # given back in `take`
        self._parts.put(part)

    def _run(self) -> None:
        try:
            # Made here: in the main thread it would take over the process' signals.
            self._tap = TapWdtFlagship(**self._made_with, message_writer=self._spool)
            self._tap.sync_all()
        except BaseException as error:  # noqa: BLE001 - told by whoever takes the last part
            self.error = error
        self._spool.end_part(last=True)

    def take(self) -> Part:
        """The next part; waits for it."""
        while True:
            # Python only sees to signals between two waits.
            with suppress(Empty):
                part = self._parts.get(timeout=SECONDS_BETWEEN_LOOKS)
                break
        self._room.release()
        self.finished = part.last
        return part

    def interrupt(self, signum: Signals) -> None:
        """End the run soon; what was read is one more part."""
        if self._tap is not None:
            self._tap._handle_termination(signum, None)  # noqa: SLF001

    def close(self) -> None:
        """Delete what was not loaded."""
        self._folder.cleanup()
