"""Where a run's windows end: frozen once, a delay before the gateway's present time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tap_wdt_flagship.gateway.transport import Transport
    from tap_wdt_flagship.settings import Settings

# A guess at the end of the run stands if the gateway's clock puts it this little later.
GUESS_MARGIN = timedelta(seconds=5)
GUESS_TOLERANCE = timedelta(seconds=60)
# Longer than it takes to be told of wrong credentials, which the first answer tells for all.
FIRST_ANSWER_PATIENCE = 5.0


def end_of_run(now: datetime, settings: Settings) -> datetime:
    """How far a run reads that has its first answer now."""
    end = (now - settings.delay).replace(microsecond=0)
    return min(end, settings.end_date or end)


class RunEnd:
    """The end of all reports' windows, the same for all, known once the gateway answers.

    The first reader to ask guesses from this machine's clock and makes its first call; the
    answer's Date header confirms the guess or corrects it. The others wait for that; where its
    interface keeps the first one waiting, they ask by theirs.
    """

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._asking = threading.Lock()
        self._freezing = threading.Lock()
        self._end: datetime | None = None
        self._refused: RunError | None = None

    def get(self, first_call: Callable[[datetime], None]) -> datetime:
        """The end, by a reader's first call if it is the first to ask.

        Args:
            first_call: makes that call for a run that would end at its argument.

        Raises:
            RunError: the first call told that no call can succeed.
        """
        while not self._asking.acquire(timeout=FIRST_ANSWER_PATIENCE):
            if self._transport.answered:
                return self._end or self._ask(first_call)
        try:
            if self._refused is not None:
                raise self._refused
            return self._end or self._ask(first_call)
        finally:
            self._asking.release()

    def _ask(self, first_call: Callable[[datetime], None]) -> datetime:
        clock = self._transport.clock
        guess = end_of_run(clock.now() - GUESS_MARGIN, self._settings)
        try:
            first_call(guess)
        except RunError as error:
            self._refused = error
            raise
        finally:
            if clock.known:
                told = end_of_run(clock.now(), self._settings)
                confirmed = timedelta() <= told - guess < GUESS_TOLERANCE
                with self._freezing:  # the first word stands
                    self._end = self._end or (guess if confirmed else told)
        return self._end or guess
