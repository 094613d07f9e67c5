"""The tap in a thread of its own: what it reads, in parts, and how it ended."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import weakref
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.loading.spool import Part, Spool
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

PARTS_AHEAD: Final = 2
"""Read and not loaded: reading goes on while the warehouse works, and waits before it fills the
disk."""
SECONDS_BETWEEN_LOOKS: Final = 0.5
SECONDS_TO_END: Final = 10.0
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, *filter(None, [getattr(signal, "SIGHUP", None)]))


class Reading:
    """A run of the tap.

    Args:
        made_with: what the tap is made with.
        rows: after how many a part ends; all is one part where there is no limit.
    """

    def __init__(self, made_with: Mapping[str, Any], rows: int | None) -> None:
        folder = tempfile.mkdtemp(prefix="wdt-load-")
        self._delete = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._parts: SimpleQueue[Part] = SimpleQueue()
        self._room = threading.Semaphore(PARTS_AHEAD)
        self._closed = False
        self._spool = Spool(Path(folder), self._hand_on, rows)
        with _signals_kept():
            self.tap = TapWdtFlagship(**made_with, message_writer=self._spool)
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self.finished = False
        """Whether the last part was taken."""
        self.error: BaseException | None = None
        """What the run ended with; what was read until then is loaded all the same."""

    @property
    def begun(self) -> bool:
        """Whether reading has begun."""
        return self._thread.ident is not None

    def begin(self, streams: Container[str], state: dict[str, Any]) -> None:
        """Begin to read, from these bookmarks."""
        for stream in self.tap.streams.values():
            stream.selected = stream.selected and stream.name in streams
        self.tap.load_state(state)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.tap.sync_all()
        except BaseException as error:  # noqa: BLE001 - told by whoever takes the last part
            self.error = error
        if not self._closed:
            self._spool.end_part(last=True)

    def _hand_on(self, part: Part) -> None:
        if not self._closed:
            self._room.acquire()  # given back in `take`
            self._parts.put(part)

    def take(self) -> Part:
        """The next part; waits for it."""
        part: Part | None = None
        while part is None:
            # Python only sees to signals between two waits.
            with suppress(Empty):
                part = self._parts.get(timeout=SECONDS_BETWEEN_LOOKS)
        self._room.release()
        self.finished = part.last
        return part

    def interrupt(self, signum: int) -> None:
        """End the run soon; what was read is one more part."""
        if self.begun:
            with suppress(SystemExit):  # nothing was read yet
                self.tap._handle_termination(signum, None)  # noqa: SLF001

    def close(self) -> None:
        """End the run, and delete what was not loaded."""
        self._closed = True
        if self.begun and not self.finished:
            self.interrupt(signal.SIGTERM)
            self._room.release(PARTS_AHEAD)
            self._thread.join(SECONDS_TO_END)
        self._delete()


@contextmanager
def _signals_kept() -> Iterator[None]:
    """A tap takes over the process' signals; here they are another's."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {signum: signal.getsignal(signum) for signum in SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
