"""The gateway's clock, read off the Date header of its answers."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime


class GatewayClock:
    """Now, as the gateway sees it.

    Runs on this machine's clock until the first answer and on the gateway's from then on, so that
    a machine whose clock is wrong neither signs invalid time stamps nor reads windows too early.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset: timedelta | None = None

    @property
    def known(self) -> bool:
        """Whether an answer has told the gateway's time."""
        return self._offset is not None

    @property
    def offset(self) -> timedelta:
        """The gateway's time less this machine's; zero while unknown."""
        return self._offset or timedelta()

    def now(self) -> datetime:
        """The time at the gateway, to within a second or two."""
        return _utc_now() + self.offset

    def observe(self, date_header: str | None, *, correct: bool = False) -> None:
        """Take the time from an answer: the first one counts, later ones only to `correct`.

        The header has whole seconds and is older than its arrival: the clock errs towards the
        past, on the safe side for closed windows.
        """
        if date_header is None or (self.known and not correct):
            return
        try:
            told = parsedate_to_datetime(date_header)
        except ValueError:
            return
        if told.tzinfo is None:
            told = told.replace(tzinfo=timezone.utc)
        with self._lock:
            if correct or self._offset is None:
                self._offset = told - _utc_now()


def _utc_now() -> datetime:
    return datetime.fromtimestamp(time.time(), timezone.utc)
