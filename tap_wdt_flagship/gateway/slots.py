"""Places for pages in flight: memory is bounded by their number, whatever the volume."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from typing_extensions import Self


class Slot:
    """The place of one page, from the sending of its call until its messages are written.

    Leaving its `with` block gives the place back, unless it went on to whoever writes the page.
    The semaphore is acquired in `take` and released in `give_back`, and nowhere else.
    """

    def __init__(self, places: threading.Semaphore) -> None:
        self._places = places
        self._held = False

    def take(self) -> None:
        """Wait for a place, if this slot does not hold one yet."""
        if not self._held:
            self._places.acquire()
            self._held = True

    def give_back(self) -> None:
        """Free the place, if this slot holds one."""
        if self._held:
            self._held = False
            self._places.release()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Hold a place for one attempt at a call, and keep it only for an answer."""
        self.take()
        try:
            yield
        except BaseException:
            self.give_back()
            raise

    def pass_on(self) -> Slot:
        """The same place in a new slot, for another thread; this one holds it no more."""
        heir = Slot(self._places)
        heir._held, self._held = self._held, False
        return heir

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.give_back()


class PageSlots:
    """So many places for pages in flight, over all reports."""

    def __init__(self, number: int) -> None:
        self._places = threading.BoundedSemaphore(number)

    def slot(self) -> Slot:
        """A slot that holds no place yet."""
        return Slot(self._places)
