"""A few threads that work off tasks of one family; the base of its readers."""

from __future__ import annotations

import heapq
import threading
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

import backoff

from tap_wdt_flagship.engine.events import BookmarkMoved, PageRead, ReaderDone, Receipt
from tap_wdt_flagship.engine.outcomes import InterfaceTraits
from tap_wdt_flagship.engine.ranges import Finding, Kind
from tap_wdt_flagship.engine.unread import note_page, too_many_unread
from tap_wdt_flagship.errors import StreamError, UnreadableError, WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.gateway.throttle import FIRST
from tap_wdt_flagship.gateway.transport import Received
from tap_wdt_flagship.rendering.inspection import Inspector
from tap_wdt_flagship.rendering.unread import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from datetime import datetime

    from tap_wdt_flagship.engine.events import PassRun, Run
    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.slots import Slot
    from tap_wdt_flagship.gateway.throttle import Order
    from tap_wdt_flagship.rendering.family import Family, Rendered
    from tap_wdt_flagship.streams._base import Report
    from tap_wdt_flagship.windows import Window

Task = TypeVar("Task")
T = TypeVar("T")

# So often a page whose rows cannot be decoded is asked for.
UNREADABLE_TRIES = 3
UNREADABLE_WAIT_AT_MOST = 4.0

while_unreadable = backoff.on_exception(
    backoff.expo,
    UnreadableError,
    max_tries=UNREADABLE_TRIES,
    max_value=UNREADABLE_WAIT_AT_MOST,
    logger=None,
)
"""Repeats what fetches and decodes a page, as long as its rows cannot be decoded."""


@contextmanager
def mended_at(moment: datetime) -> Iterator[None]:
    """Tell with a page that was mended while it was decoded when its answer was received."""
    try:
        yield
    except UnreadableError as error:
        error.mended = error.mended and Received(error.mended, moment)
        raise


def decoded(received: Received) -> Received:
    """An answer whose rows are decoded.

    Raises:
        UnreadableError: they cannot be.
    """
    with mended_at(received.at):
        _ = received.page.rows
    return received


def leniently(read: Callable[[], Received]) -> Received:
    """An answer, read leniently where it stays unreadable.

    Raises:
        UnreadableError: that makes nothing of it either.
    """
    try:
        return read()
    except UnreadableError as error:
        return mended(error)


def mended(error: UnreadableError) -> Received:
    """What a lenient reading made of an answer.

    Raises:
        UnreadableError: nothing.
    """
    if error.mended is None:
        raise error
    received: Received = error.mended
    return received


def keys_of_unread(page: Page) -> list[Hashable]:
    """Keys for what of a page is in none of its rows."""
    return [("unread", each.position, each.text) for each in page.unread]


def lower_page_limit(size: int | None) -> str:
    """What a user is told of an interface that gives smaller pages than were asked for."""
    return f"每页最多 {size} 行 / lower page limit"


def traits_of(report: Report) -> InterfaceTraits:
    """What is known of a report's interface before it answers."""
    asks_for_totals = report.paged and report.total_path is not None
    return InterfaceTraits(report.page_size, asks_for_totals=asks_for_totals)


class Workers(Generic[Task]):
    """Threads for one family, at most `concurrency`, started as there is work for them.

    Subclasses say what the next task is and do it; `_changed` guards all they share.
    """

    def __init__(self, family: Family, run: Run, concurrency: int) -> None:
        self.family = family
        self.receipt = Receipt()
        self._page_size_told = family.header.page_size
        self._run = run
        self._concurrency = concurrency
        self._pending: list[tuple[Order, int, Task]] = []
        self._arrivals = count()
        self._pass_runs: list[PassRun] = []
        self._in_doubt: list[tuple[PassRun, Window | None]] = []
        self._traits = traits_of(family.header)
        self._changed = threading.Condition()
        self._threads = 0
        self._idle = 0
        self._busy = 0
        self._ended = False
        gateway = GATEWAYS[family.header.settings.app_type]
        left_out = gateway.platforms_left_out if family.header.excludes_platforms else ()
        self.inspector = Inspector(family.root, left_out)

    @property
    def traits(self) -> InterfaceTraits:
        """What its answers taught about the interface."""
        return self._traits

    @property
    def name(self) -> str:
        """The report's name."""
        return self.family.header.name

    @property
    def pass_runs(self) -> Sequence[PassRun]:
        """Its passes, once they are planned."""
        return self._pass_runs

    @property
    def ended(self) -> bool:
        """Whether it makes no more calls, be it that all is read."""
        return self._ended

    @property
    def windows_left(self) -> int:
        """Windows that no thread has taken yet."""
        return sum(pass_run.windows_left for pass_run in self._pass_runs)

    @property
    def reached(self) -> datetime | None:
        """The time up to which the least advanced of the passes is read."""
        reached = [pass_run.reached for pass_run in self._pass_runs]
        return min((moment for moment in reached if moment), default=None)

    @property
    def range_read(self) -> tuple[datetime | None, datetime | None]:
        """What was to be read: where the first of the passes begins, and where they end."""
        begun = [pass_run.since for pass_run in self._pass_runs if pass_run.since]
        return min(begun, default=None), max((p.end for p in self._pass_runs), default=None)

    @property
    def complete_to(self) -> datetime | None:
        """The time up to which everything is read; `None` where nothing is."""
        reached = [pass_run.complete_to for pass_run in self._pass_runs]
        known = [moment for moment in reached if moment]
        return min(known) if known and len(known) == len(reached) else None

    def stop(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    # What subclasses say.

    def start(self) -> None:
        """Begin reading; the outcome comes as a `ReaderDone`."""
        raise NotImplementedError

    def _order(self, task: Task) -> Order:  # noqa: ARG002
        """What tasks are done by, lowest first, and then in the order they came."""
        return FIRST

    def _next(self) -> Task | None:
        """The next task, if there is one now."""
        return heapq.heappop(self._pending)[-1] if self._pending else None

    def _has_next(self) -> bool:
        """Whether another thread would find a task."""
        return bool(self._pending)

    def _exhausted(self) -> bool:
        """Whether no task can come any more once none is under way."""
        return True

    def _shortfall(self) -> WdtError | None:
        """Why, though no task is left, not everything was read."""
        return None

    def _do(self, task: Task) -> None:
        raise NotImplementedError

    # The threads.

    def _spawn(self, target: Callable[[], None] | None = None) -> None:
        self._threads += 1
        name = f"{self.name}-{self._threads}"
        try:
            threading.Thread(target=target or self._work, name=name, daemon=True).start()
        except RuntimeError:  # the machine allows no more threads: those that run do the work
            self._threads -= 1
            if not self._threads:
                self._fail(
                    StreamError(
                        "系统不允许更多线程，请调低 max_concurrency 或减少所选报表",
                        "no thread can be started: lower max_concurrency or select fewer streams",
                    )
                )

    def _add(self, tasks: list[Task]) -> None:
        """Add tasks; the caller holds `_changed`."""
        for task in tasks:
            heapq.heappush(self._pending, (self._order(task), next(self._arrivals), task))
        self._changed.notify(len(tasks))
        if not self._idle:
            self._spawn_if_useful()

    def _spawn_if_useful(self) -> None:
        if not self._ended and self._threads < self._concurrency and self._has_next():
            self._spawn()

    def _work(self) -> None:
        """What each thread does: take a task, do it, until nothing is left."""
        while (task := self._take()) is not None:
            try:
                self._do(task)
            except Exception as error:  # noqa: BLE001
                self._fail(error)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _take(self) -> Task | None:
        with self._changed:
            while not self._ended:
                task = self._next()
                if task is not None:
                    self._busy += 1
                    self._spawn_if_useful()
                    return task
                if self._finish_if_exhausted():
                    break
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
        return None

    def _finish_if_exhausted(self) -> bool:
        """Tell the writer that all is read; the caller holds `_changed` and found no task."""
        if self._busy or self._ended or not self._exhausted():
            return False
        self._ended = True
        self._changed.notify_all()
        error = too_many_unread(self.receipt, self.name)
        if error is None:
            self._move_on()
        if self._traits.told_nothing:
            self.receipt.findings.add(Finding(Kind.HOLLOW, *self.range_read))
        self._run.put(ReaderDone(self.family, self._shortfall() or error))
        return True

    def _window_read(self, pass_run: PassRun, window: Window | None) -> None:
        """Note that a window is read; the caller holds `_changed`.

        Where more rows than a few could not be read, and too few came to tell whether that is what
        all look like, the bookmark stays before them until it is known.
        """
        self._in_doubt.append((pass_run, window))
        if too_many_unread(self.receipt, self.name) is None:
            self._move_on()

    def _move_on(self) -> None:
        """Let the bookmark follow the windows that were read."""
        for pass_run, window in self._in_doubt:
            reached = pass_run.finish(window)
            if reached and pass_run.bookmarked:
                self._run.put(BookmarkMoved(self.family, pass_run, reached))
        self._in_doubt.clear()

    def _fail(self, error: Exception) -> None:
        """One stream's trouble stays its own, be it a fault of the tap itself."""
        if not isinstance(error, WdtError):
            self.family.header.logger.debug("internal error", exc_info=error)
            kind = type(error).__name__
            error = StreamError(
                f"内部错误，请报告：{kind}", f"internal error, please report it: {kind}"
            )
        with self._changed:
            if not self._ended:
                self._ended = True
                self._run.put(ReaderDone(self.family, error))
            self._changed.notify_all()

    # Pages.

    def _look_at(self, page: Page, window: Window | None) -> None:
        """Compare a page with what the documents claim."""
        if page.found_at or page.listless:
            self.receipt.lists_at[page.found_at or ""] += 1
        self.inspector.look(lambda: page.rows, window)

    def _tell_page_size(self) -> None:
        """Tell once where pages turned out to be smaller; the caller holds `_changed`."""
        size = self._traits.page_size
        if size != self._page_size_told:
            self._page_size_told = size
            self.receipt.notes.add(lower_page_limit(size))
            self.family.header.logger.info("%s", lower_page_limit(size))

    def _fetch(self, call: Call, *, slot: Slot | None = None, order: Order = FIRST) -> Received:
        rate = self.family.header.requests_per_minute
        return self._run.fetch(call, rate, slot=slot, order=order)

    def _ask_alone(self) -> None:
        """The interface came back empty while several calls were under way."""
        self._run.one_at_a_time(self.family.header.method)
        self.receipt.notes.add("并发时返回空结果，已逐个重问 / hollow answers, asked again alone")

    def _mended(self, error: UnreadableError) -> Received:
        """An answer that came unreadable however often it was asked for, read leniently."""
        received = mended(error)
        self.receipt.undecodable += 1
        note = "有无法解码的字符，已宽松读取 / some characters could not be decoded"
        if note not in self.receipt.notes:
            self.receipt.notes.add(note)
            self.family.header.logger.warning("%s", note)
        return received

    def _hand_over(self, rendered: Rendered, slot: Slot, window: Window | None, index: int) -> None:
        """Give a page to the writer, together with its place; fail if too many are unread."""
        origin = Origin(self.family.header.method, window, index)
        self._run.put(PageRead(self.family, rendered, origin, slot.pass_on()))
        note_page(self.receipt, rendered, self.name)
