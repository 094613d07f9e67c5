"""Where a run's windows end: frozen once, a delay before the gateway's present time."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from tap_wdt_flagship.engine.events import Reader
    from tap_wdt_flagship.gateway.transport import Transport
    from tap_wdt_flagship.settings import Settings

# A guess at the end of the run stands if the gateway's clock puts it this little later.
GUESS_MARGIN = timedelta(seconds=5)
GUESS_TOLERANCE = timedelta(seconds=60)
# Longer than it takes to be told of wrong credentials, which the first answer tells for all.
FIRST_ANSWER_PATIENCE = 5.0


class RunEnd:
    """The end of all streams' windows, the same for all, known once the gateway answers.

    The first reader to ask guesses from this machine's clock and makes its first call; the
    answer's Date header confirms the guess or corrects it. The others wait for that; where its
    interface keeps the first one waiting, they ask by theirs.
    """

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._delay, self._end_date = settings.delay, settings.end_date
        self._transport = transport
        self._asking = threading.Lock()
        self._freezing = threading.Lock()
        self._end: datetime | None = None
        self._refused: RunError | None = None

    def get(self, reader: Reader) -> datetime:
        """The end, by the reader's first call if it is the first to ask.

        Raises:
            RunError: the first call told that no call can succeed.
        """
        while not self._asking.acquire(timeout=FIRST_ANSWER_PATIENCE):
            if self._transport.answered:
                return self._end or self._ask(reader)
        try:
            if self._refused is not None:
                raise self._refused
            return self._end or self._ask(reader)
        finally:
            self._asking.release()

    def _ask(self, reader: Reader) -> datetime:
        clock = self._transport.clock
        guess = self._before(clock.now() - GUESS_MARGIN)
        try:
            reader.first_call(guess)
        except RunError as error:
            self._refused = error
            raise
        finally:
            if clock.known:
                told = self._before(clock.now())
                confirmed = timedelta() <= told - guess < GUESS_TOLERANCE
                with self._freezing:  # the first word stands
                    self._end = self._end or (guess if confirmed else told)
        return self._end or guess

    def _before(self, now: datetime) -> datetime:
        end = (now - self._delay).replace(microsecond=0)
        return min(end, self._end_date or end)
