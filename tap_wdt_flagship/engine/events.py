"""What readers and the writer tell each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping
    from datetime import datetime

    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.errors import WdtError
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family, Rendered
    from tap_wdt_flagship.windows import Frontier, Plan, Window


class Reader(Protocol):
    """Reads one family, in threads of its own, and puts events."""

    family: Family
    receipt: Receipt

    @property
    def name(self) -> str:
        """The report's name."""

    def start(self) -> None:
        """Begin reading; the outcome comes as a `ReaderDone`."""

    def stop(self) -> None:
        """Begin nothing more."""

    def first_call(self, end: datetime) -> None:
        """Make the first call for a run that would end at `end`, and keep its answer."""


class Run(Protocol):
    """What a reader needs of the run it belongs to."""

    def fetch(
        self, call: Call, requests_per_minute: float, room: threading.Semaphore | None = None
    ) -> Received:
        """The answer to a call; the quota is that of its interface, `room` taken on success."""

    def frozen_end(self, reader: Reader) -> datetime:
        """Where the run's windows end, the same for all streams."""

    def values(self, stream: str, column: str) -> list[Any]:
        """The distinct values of a column over all rows of a stream that has no range."""

    def state(self) -> State:
        """The state at the start of the run."""

    def put(self, event: Event) -> None:
        """Hand something to the writer; pages wait for room."""

    def room(self) -> threading.Semaphore:
        """Room for pages in flight; the writer gives it back."""

    def rendering(self) -> threading.Semaphore:
        """How many pages are decoded and rendered at a time."""


@dataclass
class PassRun:
    """One pass over a stream: what is still to read, and how far it has been read.

    `frontier` belongs to the writer; `None` where everything is read without a range, and `end`
    is then what the bookmark becomes.
    """

    context: Mapping[str, Any]
    plan: Plan | None
    frontier: Frontier | None
    end: datetime
    begun: bool = False

    def take(self) -> Window | None:
        """The next window of a pass that has a range."""
        return self.plan.take() if self.plan else None


@dataclass(frozen=True)
class PageRead:
    """A page's messages; the window it belongs to may yet be read again."""

    reader: Reader
    rendered: Rendered


@dataclass(frozen=True)
class WindowDone:
    """A window is read and all its pages were handed over before."""

    reader: Reader
    part: PassRun
    window: Window | None


@dataclass(frozen=True)
class ReaderDone:
    """A family was read to its end, or stopped by an error."""

    reader: Reader
    error: WdtError | None = None


Event = PageRead | WindowDone | ReaderDone


@dataclass
class Receipt:
    """What reading a family took."""

    windows: int = 0
    again: int = 0
    splits: int = 0
    skipped: int = 0
    notes: set[str] = field(default_factory=set)
