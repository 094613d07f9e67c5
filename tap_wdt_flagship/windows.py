"""Time windows: how a range is cut, and how far an unbroken run of read windows reaches.

Pure arithmetic on aware datetimes in whole seconds; no clock, no I/O. Neighbouring windows share
their boundary second, because the gateways do not say whether the ends of a range are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST = timedelta(seconds=1)


def whole_seconds(span: timedelta) -> timedelta:
    """A length in the gateways' own unit, at least one."""
    return max(SHORTEST, timedelta(seconds=int(span.total_seconds())))


@dataclass(frozen=True)
class Window:
    """A closed range of time, `start` < `end`, both in whole seconds."""

    start: datetime
    end: datetime

    @property
    def span(self) -> timedelta:
        """Length of the window."""
        return self.end - self.start

    @property
    def splittable(self) -> bool:
        """Whether two shorter windows can cover this one."""
        return self.span > SHORTEST

    def split(self, parts: int) -> list[Window]:
        """At most `parts` windows of about equal length that cover this one without a gap."""
        seconds = int(self.span.total_seconds())
        parts = max(1, min(parts, seconds))
        edges = [self.start + timedelta(seconds=seconds * i // parts) for i in range(parts)]
        return [Window(a, b) for a, b in zip(edges, [*edges[1:], self.end], strict=True)]

    def split_to(self, limit: timedelta) -> list[Window]:
        """Windows no longer than `limit` that cover this one without a gap."""
        limit = whole_seconds(limit)
        windows, start = [], self.start
        while start < self.end:
            end = min(start + limit, self.end)
            windows.append(Window(start, end))
            start = end
        return windows


class Plan:
    """Hands out the windows of a range from its start on, at the length of the moment.

    The length begins at the interface's span, shrinks where rows are dense and grows back where
    they are not; `limit` is the span that the interface allows.
    """

    def __init__(self, start: datetime, end: datetime, limit: timedelta | None) -> None:
        self._next = start
        self._end = end
        self.limit = whole_seconds(limit or end - start)
        self._span = self.limit

    def peek(self) -> Window | None:
        """The next window, or `None` when the range is used up; it stays the next."""
        if self._next >= self._end:
            return None
        return Window(self._next, min(self._next + self._span, self._end))

    def take(self) -> Window | None:
        """The next window, or `None` when the range is used up."""
        window = self.peek()
        if window is not None:
            self._next = window.end
        return window

    def give_back(self, window: Window) -> bool:
        """Take a window back that cannot be read at its length, if it was the last one taken."""
        last = self._next == window.end
        if last:
            self._next = window.start
        return last

    @property
    def remaining(self) -> int:
        """Windows still to come at the present length."""
        return max(0, -(-self.left // self._span))

    @property
    def left(self) -> timedelta:
        """How much of the range is still to be handed out."""
        return self._end - self._next

    def narrow(self, limit: timedelta) -> None:
        """The interface allows no window longer than `limit`."""
        self.limit = min(self.limit, whole_seconds(limit))
        self._span = min(self._span, self.limit)

    def shrink(self, span: timedelta) -> None:
        """Rows are dense: windows of about this length hold as much as is good to read at once."""
        self._span = min(self._span, whole_seconds(span))

    def grow(self) -> None:
        """Rows are sparse: double the length, up to the limit."""
        self._span = min(self._span * 2, self.limit)


class Frontier:
    """How far the unbroken run of read windows reaches; windows finish in any order."""

    def __init__(self, start: datetime) -> None:
        self.reached = start
        self.read = timedelta()
        """The length of all read windows, together."""
        self._finished: dict[datetime, datetime] = {}

    @property
    def waiting(self) -> int:
        """Read windows that stand beyond one that is not."""
        return len(self._finished)

    def finish(self, window: Window) -> bool:
        """Note a read window; tells whether the frontier moved."""
        before = self.reached
        self.read += window.span
        self._finished[window.start] = window.end
        while (end := self._finished.pop(self.reached, None)) is not None:
            self.reached = end
        return self.reached > before
