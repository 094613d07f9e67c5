"""What readers and the writer tell each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tap_wdt_flagship.gateway.throttle import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta
    from threading import Semaphore

    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.engine.ranges import Finding
    from tap_wdt_flagship.errors import WdtError
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.slots import PageSlots, Slot
    from tap_wdt_flagship.gateway.throttle import Order
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family, Rendered
    from tap_wdt_flagship.rendering.unread import Origin
    from tap_wdt_flagship.windows import Frontier, Plan, Window


class Run(Protocol):
    """What a reader needs of the run it belongs to."""

    slots: PageSlots
    """Places for pages in flight; a page's place is given back when it is written."""

    rendering: Semaphore
    """Held while a page is decoded and rendered."""

    state_at_start: State
    """The state at the start of the run; the one that is written belongs to the writer."""

    def fetch(
        self,
        call: Call,
        requests_per_minute: float,
        *,
        slot: Slot | None = None,
        order: Order = FIRST,
    ) -> Received:
        """The answer to a call; see `Transport.fetch`."""

    def one_at_a_time(self, method: str) -> None:
        """Let an interface have one call at a time, for a while."""

    def frozen_end(self, first_call: Callable[[datetime], None]) -> datetime:
        """Where the run's windows end, the same for all reports.

        Args:
            first_call: makes the reader's first call for a run that would end at its argument.
        """

    def now(self) -> datetime:
        """The time at the gateway."""

    def values(self, report: str, column: str) -> list[Any]:
        """The distinct values of a column over all rows of a report that has no range."""

    def put(self, event: Event) -> None:
        """Hand something to the writer."""


@dataclass
class PassRun:
    """One pass over a report: what is still to read, and how far it has been read.

    Without a range, `plan` and `frontier` are `None`, and `end` is what the bookmark becomes.
    """

    context: Mapping[str, Any]
    plan: Plan | None
    frontier: Frontier | None
    end: datetime
    number: int = 0
    """Its place among the passes of the report."""
    begun: bool = False
    done: bool = False
    since: datetime | None = None
    """Where reading begins."""
    latest: datetime | None = None
    """A bookmark that is later than this is wrong and gives way."""
    finding: Finding | None = None
    bookmark: datetime | None = None
    """How far runs before have read."""

    def finish(self, window: Window | None) -> datetime | None:
        """Note a read window; the time up to which all is read, if that moved."""
        if self.frontier is None or window is None:
            self.done = True
            return self.end
        return self.frontier.reached if self.frontier.finish(window) else None

    @property
    def windows_left(self) -> int:
        """Windows still to be handed out, at their present length."""
        return self.plan.remaining if self.plan else int(not self.begun)

    @property
    def complete_to(self) -> datetime | None:
        """How far everything is read, by this run or those before; `None` where nothing is yet."""
        if self.frontier is None:
            return self.end if self.done else self.bookmark
        reached = self.frontier.reached
        if self.since is not None and reached <= self.since:
            return self.bookmark
        return max(reached, self.bookmark or reached)

    @property
    def reached(self) -> datetime | None:
        """How far an unbroken run of windows reaches; `None` without a range."""
        return self.frontier.reached if self.frontier else None


@dataclass(frozen=True)
class PageRead:
    """A page's messages; the window it belongs to may yet be read again."""

    family: Family
    rendered: Rendered
    origin: Origin
    slot: Slot
    """Given back when the messages are written."""


@dataclass(frozen=True)
class BookmarkMoved:
    """All up to here is read, and all its pages were handed over before."""

    family: Family
    pass_run: PassRun
    reached: datetime


@dataclass(frozen=True)
class ReaderDone:
    """A family was read to its end, or stopped by an error."""

    family: Family
    error: WdtError | None = None


Event = PageRead | BookmarkMoved | ReaderDone


@dataclass
class Receipt:
    """What reading a family took."""

    windows: int = 0
    again: int = 0
    splits: int = 0
    skipped: int = 0
    total: int | None = None
    """The totals of the windows that were read, together; `None` where none was told."""
    unread: set[tuple[str, str]] = field(default_factory=set)
    """Stream and fingerprint of rows that could not be read."""
    keys: int = 0
    """Rows of the report itself, those among them."""
    unread_because: tuple[str, str] = ("", "")
    """Of the first of them, in Chinese and English."""
    twins: set[tuple[str, str]] = field(default_factory=set)
    """Those of them whose key another row has."""
    lists_at: Counter[str] = field(default_factory=Counter)
    """Where the list of records stood, where not at its path -> answers; none: the empty text."""
    limit: timedelta | None = None
    """The widest range, where another than the documents say was named or proved."""
    range_ignored: bool = False
    undecodable: int = 0
    """Answers that were only read leniently."""
    notes: set[str] = field(default_factory=set)
    findings: set[Finding] = field(default_factory=set)
