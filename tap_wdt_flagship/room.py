"""Room for pages in flight, from the request to the write: what bounds the tap's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading


class Place:
    """Room for one page.

    It is taken only once the page's turn under its quota has come: readers that wait for their
    quota must not keep those waiting whose turn it is.
    """

    def __init__(self, room: threading.Semaphore) -> None:
        self._room = room
        self._taken = False

    def take(self) -> None:
        """Wait for room, unless it is taken already."""
        if not self._taken:
            self._room.acquire()
            self._taken = True

    def leave(self) -> None:
        """Give the room back, if it was taken and not passed on."""
        if self._taken:
            self._taken = False
            self._room.release()

    def pass_on(self) -> None:
        """The page goes to the writer, who gives the room back."""
        self._taken = False
