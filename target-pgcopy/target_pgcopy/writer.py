"""The thread that writes: batches in their order, and each state behind what it covers."""

from __future__ import annotations

import sys
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from target_pgcopy.database import Batch, Database

PATIENCE: Final = 0.5  # seconds until a look at whether the other thread still lives


class Writer:
    """Takes batches from the thread that reads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: Queue[Batch | None] = Queue(maxsize=1)
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, batch: Batch | None) -> None:
        """Hand on a batch, once there is room for it."""
        while True:
            self.check()
            try:
                return self._queue.put(batch, timeout=PATIENCE)
            except Full:
                continue

    def check(self) -> None:
        """Raise what went wrong in writing."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Wait until everything is written."""
        self.put(None)
        self._thread.join()
        self.check()

    def abort(self) -> None:
        """Write nothing more, but end what has begun."""
        self._database.stopping.set()
        with suppress(Empty):
            self._queue.get_nowait()
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (batch := self._queue.get()) is not None:
                self._database.write(batch)
                if batch.state is not None:
                    _tell(batch.state)
        except BaseException as failure:  # noqa: BLE001 — told by the thread that reads
            self._failure = failure
        finally:
            self._database.close()


def _tell(state: bytes) -> None:
    """Pass a state on, in UTF-8 wherever this runs."""
    out = getattr(sys.stdout, "buffer", None)
    if out is None:  # a text in memory, as tests use
        sys.stdout.write(f"{state.decode()}\n")
    else:
        out.write(state + b"\n")
    sys.stdout.flush()
