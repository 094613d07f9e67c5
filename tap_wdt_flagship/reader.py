"""Reads one family of streams: windows to pages, in a few threads, until every pass is done."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship import bookmarks
from tap_wdt_flagship.errors import RangeTooWideError, RunError, StreamError, WdtError
from tap_wdt_flagship.events import PageRead, PassRun, ReaderDone, Receipt, Run, WindowDone
from tap_wdt_flagship.reading import Again, Complete, Learned, More, Outcome, Split, WindowRead
from tap_wdt_flagship.windows import Frontier, Plan, Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tap_wdt_flagship.family import Family
    from tap_wdt_flagship.gateways import Call
    from tap_wdt_flagship.transport import Received


@dataclass(frozen=True)
class Task:
    """One page to read."""

    part: PassRun
    read: WindowRead
    index: int


class FamilyReader:
    """Threads that read one family; at most `concurrency` of them."""

    def __init__(self, family: Family, run: Run, concurrency: int) -> None:
        self.family = family
        self.receipt = Receipt()
        self._run = run
        self._concurrency = concurrency
        self._learned = Learned(family.header.page_size)
        self._parts: list[PassRun] = []
        self._pending: deque[Task] = deque()
        self._changed = threading.Condition()
        self._threads = 0
        self._busy = 0
        self._ended = False
        self._head: tuple[Call, Received | WdtError] | None = None

    @property
    def name(self) -> str:
        """The report's name."""
        return self.family.header.name

    def start(self) -> None:
        """Begin reading; the outcome comes as a `ReaderDone`."""
        self._spawn(self._begin)

    def stop(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def first_call(self, end: datetime) -> None:
        """Make the first call for a run that would end at `end`, and keep its answer.

        The run's first answer tells the gateway's time; where that confirms `end`, the answer
        serves as the first page and the call was not wasted.
        """
        parts = self._plan(end)
        task = self._next_window(parts)
        if task is None:
            return
        call = self._call(task)
        try:
            self._head = call, self._run.fetch(call, self.family.header.requests_per_minute)
        except RunError:
            raise
        except WdtError as error:
            self._head = call, error

    def _spawn(self, target: Any) -> None:  # noqa: ANN401
        self._threads += 1
        name = f"{self.name}-{self._threads}"
        threading.Thread(target=target, name=name, daemon=True).start()

    def _begin(self) -> None:
        try:
            end = self._run.frozen_end(self)
            parts = self._plan(end)
        except Exception as error:  # noqa: BLE001
            self._fail(error)
            return
        with self._changed:
            self._parts = parts
        self._work()

    def _plan(self, end: datetime) -> list[PassRun]:
        header = self.family.header
        passes = header.passes
        values = (
            self._run.values(passes.stream, passes.column)
            if passes and passes.stream and passes.column
            else ()
        )
        return [self._plan_pass(context, end) for context in header.contexts(values)]

    def _plan_pass(self, context: Mapping[str, Any], end: datetime) -> PassRun:
        header = self.family.header
        start = header.start(self._bookmark(context), end)
        if start is None:
            return PassRun(context, None, None, end)
        plan = Plan(start, end, header.window_limit)
        return PassRun(context, plan, Frontier(start), end)

    def _bookmark(self, context: Mapping[str, Any]) -> datetime | None:
        """The lowest among the selected members, so that one selected later gets its history."""
        if self.family.header.replication_method == "FULL_TABLE":
            return None
        state = self._run.state()
        read = [bookmarks.read(state, m.stream.name, context) for m in self.family.members]
        known = [moment for moment in read if moment is not None]
        return min(known) if known and len(known) == len(read) else None

    def _work(self) -> None:
        """What each thread does: take a page to read, read it, until nothing is left."""
        while (task := self._take()) is not None:
            try:
                self._read(task)
            except Exception as error:  # noqa: BLE001
                self._fail(error)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _take(self) -> Task | None:
        with self._changed:
            while not self._ended:
                task = self._pending.popleft() if self._pending else self._next_window(self._parts)
                if task is not None:
                    self._busy += 1
                    if self._more_to_do() and self._threads < self._concurrency:
                        self._spawn(self._work)
                    return task
                if self._busy == 0:
                    self._finish()
                    break
                self._changed.wait()
        return None

    def _next_window(self, parts: list[PassRun]) -> Task | None:
        for part in parts:
            if part.plan is None and not part.begun:
                part.begun = True
                return Task(part, WindowRead(None, self._learned), 0)
            window = part.take()
            if window is not None:
                return Task(part, WindowRead(window, self._learned), 0)
        return None

    def _more_to_do(self) -> bool:
        return bool(self._pending) or any(
            part.plan.remaining if part.plan else not part.begun for part in self._parts
        )

    def _call(self, task: Task) -> Call:
        read = task.read
        return self.family.header.call(task.part.context, read.window, task.index, read.page_size)

    def _fetch(self, call: Call) -> Received:
        head, self._head = self._head, None
        if head is not None and head[0] == call:
            if isinstance(head[1], WdtError):
                raise head[1]
            return head[1]
        return self._run.fetch(call, self.family.header.requests_per_minute)

    def _read(self, task: Task) -> None:
        room = self._run.room()
        room.acquire()
        handed_over = False
        try:
            received = self._fetch(self._call(task))
            given = self.family.header.given(task.part.context)
            with self._run.rendering():
                rendered = self.family.render(received.page.rows, received.at, lambda _: (given, 0))
            with self._changed:
                outcome = task.read.add(task.index, rendered.keys, received.page.total)
                # The pages of an attempt are handed over before the next attempt begins, so that
                # an old row is never written after a newer one.
                if not self._ended and not (task.index == 0 and isinstance(outcome, Again | Split)):
                    self._run.put(PageRead(self, rendered))
                    handed_over = True
                self._go_on(task, outcome)
        except RangeTooWideError as error:
            self._narrow(task, error)
        finally:
            if not handed_over:
                room.release()

    def _go_on(self, task: Task, outcome: Outcome) -> None:
        part, read = task.part, task.read
        if isinstance(outcome, More):
            self._pending.extend(Task(part, read, index) for index in outcome.pages)
        elif isinstance(outcome, Again):
            self.receipt.again += 1
            self._log(read, "reading again", outcome.why)
            self._pending.append(Task(part, read.again(), 0))
        elif isinstance(outcome, Split) and read.window is not None:
            self.receipt.splits += 1
            self._log(read, f"splitting into {outcome.parts}", outcome.why)
            windows = read.window.split(outcome.parts)
            if outcome.dense and part.plan:
                part.plan.shrink(windows[0].span)
            self._pending.extend(self._fresh(part, windows))
        elif isinstance(outcome, Complete):
            self._complete(part, read, outcome)

    def _complete(self, part: PassRun, read: WindowRead, outcome: Complete) -> None:
        self.receipt.windows += 1
        if not self._learned.total_counts_rows:
            self.receipt.notes.add("总数不是行数，以各页一致为准 / total does not count rows")
        if self._learned.page_size != self.family.header.page_size:
            self.receipt.notes.add(f"每页最多 {self._learned.page_size} 行 / lower page limit")
        if outcome.sparse and part.plan:
            part.plan.grow()
        if not self._ended:
            self._run.put(WindowDone(self, part, read.window))

    def _narrow(self, task: Task, error: RangeTooWideError) -> None:
        """Take the limit that the gateway names, or half the window, and remember it."""
        window = task.read.window
        if window is None or not window.splittable or task.part.plan is None:
            raise StreamError(error.zh, error.en)
        limit = error.limit
        if limit is None or limit >= window.span:
            limit = window.span / 2
        self.receipt.notes.add(f"时间范围最宽 {limit} / window limit")
        with self._changed:
            for part in self._parts:
                if part.plan:
                    part.plan.narrow(limit)
            self._pending.extend(self._fresh(task.part, window.split_to(limit)))

    def _fresh(self, part: PassRun, windows: list[Window]) -> list[Task]:
        return [Task(part, WindowRead(window, self._learned), 0) for window in windows]

    def _log(self, read: WindowRead, what: str, why: str) -> None:
        self.family.header.logger.debug("%s: %s (%s)", read.window, what, why)

    def _finish(self) -> None:
        self._ended = True
        self._changed.notify_all()
        self._run.put(ReaderDone(self))

    def _fail(self, error: Exception) -> None:
        """One stream's trouble stays its own, be it a fault of the tap itself."""
        if not isinstance(error, WdtError):
            self.family.header.logger.debug("internal error", exc_info=error)
            error = StreamError(
                f"内部错误，请报告：{type(error).__name__}",
                f"internal error, please report it: {type(error).__name__}",
            )
        with self._changed:
            if not self._ended:
                self._ended = True
                self._run.put(ReaderDone(self, error))
            self._changed.notify_all()
