"""Reads one report: windows to pages, pages to messages, until every pass is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.engine.completeness import (
    Again,
    Complete,
    Learned,
    More,
    Outcome,
    Split,
    WindowRead,
)
from tap_wdt_flagship.engine.events import PassRun, WindowDone
from tap_wdt_flagship.engine.workers import Workers
from tap_wdt_flagship.errors import (
    RangeTooWideError,
    RunError,
    StreamError,
    TimedOutError,
    WdtError,
)
from tap_wdt_flagship.windows import SHORTEST, Frontier, Plan, Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tap_wdt_flagship.engine.driven_reader import DrivenReader
    from tap_wdt_flagship.engine.events import Run
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.rendering.values import Row


@dataclass(frozen=True)
class Task:
    """One page to read; `kept` gathers what the attempt's rows drive."""

    part: PassRun
    read: WindowRead
    index: int
    kept: list[Row]


class ReportReader(Workers[Task]):
    """Reads one family: the report, its lines, and what its rows drive."""

    def __init__(
        self, family: Family, run: Run, concurrency: int, driven: list[DrivenReader]
    ) -> None:
        super().__init__(family, run, concurrency)
        self._driven = driven
        self._learned = Learned(family.header.page_size)
        self._parts: list[PassRun] = []
        self._head: tuple[Call, Received | WdtError] | None = None

    def start(self) -> None:  # noqa: D102
        self._spawn(self._begin)

    def first_call(self, end: datetime) -> None:
        """Make the first call for a run that would end at `end`, and keep its answer.

        The run's first answer tells the gateway's time; where that confirms `end`, the answer
        serves as the first page and the call was not wasted.
        """
        parts = self._plan(end)
        task = self._next_window(parts)
        if task is None and parts:
            # Nothing is due by this machine's clock, which may be slow: only an answer tells.
            task = self._task(parts[0], Window(end - SHORTEST, end))
        if task is None:
            return
        call = self._call(task)
        try:
            self._head = call, self._fetch(call)
        except RunError:
            raise
        except WdtError as error:
            self._head = call, error

    def _begin(self) -> None:
        try:
            parts = self._plan(self._run.frozen_end(self))
            for driven in self._driven:
                driven.begin(parts[0])
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

    def _plan_pass(self, context: Mapping[str, object], end: datetime) -> PassRun:
        header = self.family.header
        start = header.start(self._bookmark(context), end, context)
        if start is None:
            return PassRun(context, None, None, end)
        plan = Plan(start, end, header.window_limit)
        return PassRun(context, plan, Frontier(start), end)

    def _bookmark(self, context: Mapping[str, object]) -> datetime | None:
        """The lowest among the selected members, so that one selected later gets its history."""
        members = [*self.family.members, *(m for d in self._driven for m in d.family.members)]
        state = self._run.state()
        read = [bookmarks.read(state, member.stream.name, context) for member in members]
        if self.family.header.replication_method == REPLICATION_FULL_TABLE:
            return None
        known = [moment for moment in read if moment is not None]
        return min(known) if known and len(known) == len(read) else None

    # Tasks: pages of windows under way come before new windows.

    def _next(self) -> Task | None:
        return super()._next() or self._next_window(self._parts)

    def _has_next(self) -> bool:
        return super()._has_next() or any(
            part.plan.remaining if part.plan else not part.begun for part in self._parts
        )

    def _next_window(self, parts: list[PassRun]) -> Task | None:
        for part in parts:
            if part.plan is None and not part.begun:
                part.begun = True
                return self._task(part, None)
            window = part.take()
            if window is not None:
                return self._task(part, window)
        return None

    def _task(self, part: PassRun, window: Window | None) -> Task:
        return Task(part, WindowRead(window, self._learned), 0, [])

    def _call(self, task: Task) -> Call:
        read = task.read
        return self.family.header.call(task.part.context, read.window, task.index, read.page_size)

    def _fetch_page(self, call: Call) -> Received:
        """The answer to a call, with room for it until it is written."""
        room, head = self._run.room(), self._head
        if head is None or head[0] != call:
            return self._fetch(call, room)
        self._head = None
        if isinstance(head[1], WdtError):
            raise head[1]
        room.acquire()
        return head[1]

    def _do(self, task: Task) -> None:
        try:
            received = self._fetch_page(self._call(task))
        except RangeTooWideError as error:
            self._narrow(task, error)
        except TimedOutError:
            with self._changed:
                self._go_on(task, task.read.lost(task.index))
        else:
            self._take_page(task, received)

    def _take_page(self, task: Task, received: Received) -> None:
        handed_over = False
        try:
            given = self.family.header.given(task.part.context)
            with self._run.rendering():
                rendered = self.family.render_page(received.page, received.at, given)
            with self._changed:
                outcome = task.read.add(task.index, rendered.keys, received.page.total)
                # The pages of an attempt are handed over before the next attempt begins, so that
                # an old row is never written after a newer one.
                if not self._ended and not (task.index == 0 and isinstance(outcome, Again | Split)):
                    self._hand_over(rendered)
                    handed_over = True
                if self._driven:
                    task.kept.extend(received.page.rows)
                self._go_on(task, outcome)
        finally:
            if not handed_over:
                self._run.room().release()

    def _go_on(self, task: Task, outcome: Outcome) -> None:
        part, read = task.part, task.read
        if isinstance(outcome, More):
            self._add([Task(part, read, index, task.kept) for index in outcome.pages])
        elif isinstance(outcome, Again):
            self.receipt.again += 1
            self._log(read, "reading again", outcome.why)
            self._add([Task(part, read.again(), 0, [])])
        elif isinstance(outcome, Split) and read.window is not None:
            self.receipt.splits += 1
            self._log(read, f"splitting into {outcome.parts}", outcome.why)
            windows = read.window.split(outcome.parts)
            if outcome.dense and part.plan:
                part.plan.shrink(windows[0].span)
            self._add([self._task(part, window) for window in windows])
        elif isinstance(outcome, Complete):
            self._complete(task, outcome)

    def _complete(self, task: Task, outcome: Complete) -> None:
        self.receipt.windows += 1
        if not self._learned.total_counts_rows:
            self.receipt.notes.add("总数不是行数，以各页一致为准 / total does not count rows")
        if self._learned.page_size != self.family.header.page_size:
            self.receipt.notes.add(f"每页最多 {self._learned.page_size} 行 / lower page limit")
        if outcome.sparse and task.part.plan:
            task.part.plan.grow()
        if not self._ended:
            self._run.put(WindowDone(self, task.part, task.read.window))
            for driven in self._driven:
                driven.feed(task.read.window, task.kept)

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
            self._add([self._task(task.part, narrower) for narrower in window.split_to(limit)])

    def _log(self, read: WindowRead, what: str, why: str) -> None:
        self.family.header.logger.debug("%s: %s (%s)", read.window, what, why)

    def _finish_if_exhausted(self) -> bool:
        finished = super()._finish_if_exhausted()
        if finished:
            self._close_driven(failed=False)
        return finished

    def _fail(self, error: Exception) -> None:
        super()._fail(error)
        self._close_driven(failed=True)

    def _close_driven(self, *, failed: bool) -> None:
        for driven in self._driven:
            driven.close(failed=failed)
