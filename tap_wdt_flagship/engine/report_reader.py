"""Reads one report: windows to pages, pages to messages, until every pass is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tap_wdt_flagship.engine.claims import RangeClaim
from tap_wdt_flagship.engine.completeness import WindowRead
from tap_wdt_flagship.engine.events import BookmarkMoved
from tap_wdt_flagship.engine.other_reports import columns_of
from tap_wdt_flagship.engine.outcomes import Again, Complete, More, Outcome, Split
from tap_wdt_flagship.engine.planning import Planner
from tap_wdt_flagship.engine.ranges import Kind
from tap_wdt_flagship.engine.workers import Workers, mended_at, while_unreadable
from tap_wdt_flagship.errors import (
    PageTooLargeError,
    RangeTooWideError,
    RunError,
    StreamError,
    TimedOutError,
    UnreadableError,
    WdtError,
)
from tap_wdt_flagship.windows import SHORTEST, Window

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from tap_wdt_flagship.engine.driven_reader import DrivenReader
    from tap_wdt_flagship.engine.events import PassRun, Run
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.slots import Slot
    from tap_wdt_flagship.gateway.throttle import Order
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family, Rendered
    from tap_wdt_flagship.rendering.values import Row


@dataclass(frozen=True)
class PageTask:
    """One page to read; `driving_rows` gathers what the attempt's rows drive."""

    pass_run: PassRun
    read: WindowRead
    index: int
    driving_rows: list[Row]

    @property
    def order(self) -> Order:
        """Passes one after the other, earlier windows before later ones."""
        window = self.read.window
        return self.pass_run.number, window.start.timestamp() if window else 0.0

    @property
    def under_way(self) -> bool:
        """Whether the window has been read from before."""
        return self.index > 0 or self.read.attempt > 1


class ReportReader(Workers[PageTask]):
    """Reads one family: the report, its lines, and what its rows drive.

    Windows are read side by side, but at most twice as many as there are threads stand beyond the
    oldest that is not read: a run that is cut off loses no more than those.
    """

    def __init__(
        self, family: Family, run: Run, concurrency: int, driven: list[DrivenReader]
    ) -> None:
        super().__init__(family, run, concurrency)
        self._driven = driven
        self._driving = columns_of(family.header.name, {c for d in driven for c in d.asks_for})
        self._planner = Planner(family, [d.family for d in driven], run, self.receipt)
        self._range_claim = RangeClaim()
        self._trying = False
        self._first_answer: tuple[Call, Received | WdtError] | None = None

    def start(self) -> None:  # noqa: D102
        self._spawn(self._begin)

    def _make_first_call(self, end: datetime) -> None:
        """Make the first call for a run that would end at `end`, and keep its answer.

        The run's first answer tells the gateway's time; where that confirms `end`, the answer
        serves as the first page and the call was not wasted.
        """
        pass_runs = self._planner.plan(end)
        task = self._new_window(pass_runs)
        if task is None and pass_runs:
            # Nothing is due by this machine's clock, which may be slow: only an answer tells.
            task = self._task(pass_runs[0], Window(end - SHORTEST, end))
        if task is None:
            return
        call = self._call(task)
        try:
            self._first_answer = call, self._fetch(call)
        except RunError:
            raise
        except WdtError as error:
            self._first_answer = call, error
            if isinstance(error, RangeTooWideError) and task.read.window:
                self._planner.narrow(task.read.window, error)

    def _begin(self) -> None:
        try:
            pass_runs = self._planner.plan(self._run.frozen_end(self._make_first_call))
            self._tell_findings(pass_runs)
            for driven in self._driven:
                driven.begin(pass_runs[0])
        except Exception as error:  # noqa: BLE001
            self._fail(error)
            return
        with self._changed:
            self._pass_runs = pass_runs
        self._work()

    def _tell_findings(self, pass_runs: list[PassRun]) -> None:
        for pass_run in pass_runs:
            if pass_run.finding is None:
                continue
            for receipt in (self.receipt, *(driven.receipt for driven in self._driven)):
                receipt.findings.add(pass_run.finding)
            if pass_run.finding.kind is Kind.OTHER_RANGE:
                raise StreamError(*Kind.OTHER_RANGE.value[0])
            if pass_run.finding.kind is Kind.FUTURE_BOOKMARK and pass_run.since:
                # Be there a window to read or not.
                self._run.put(BookmarkMoved(self.family, pass_run, pass_run.since))

    # Tasks: pages of windows under way and pieces of split ones come before new windows.

    def _order(self, task: PageTask) -> Order:
        return task.order

    def _next(self) -> PageTask | None:
        if not self._pending:
            if self._trying:
                return None
            task = self._new_window(self._pass_runs)
            self._trying = task is not None and not self._planner.limit_known
            return task
        task = self._pending[0][-1]
        if task.under_way or self._may_begin(task.pass_run, task.read.window):
            return super()._next()
        return None

    def _has_next(self) -> bool:
        return super()._has_next() or self.windows_left > 0

    def _may_begin(self, pass_run: PassRun, window: Window | None) -> bool:
        """Whether a window is near enough to the oldest that is not read, or is that one."""
        frontier = pass_run.frontier
        if frontier is None or window is None or window.start <= frontier.reached:
            return True
        return frontier.waiting < self._concurrency

    def _new_window(self, pass_runs: list[PassRun]) -> PageTask | None:
        for pass_run in pass_runs:
            if pass_run.plan is None:
                if not pass_run.begun:
                    pass_run.begun = True
                    return self._task(pass_run, None)
            elif pass_run.plan.remaining:
                if not self._may_begin(pass_run, pass_run.plan.peek()):
                    return None
                return self._task(pass_run, pass_run.plan.take())
        return None

    def _task(self, pass_run: PassRun, window: Window | None) -> PageTask:
        return PageTask(pass_run, WindowRead(window, self._traits), 0, [])

    def _call(self, task: PageTask) -> Call:
        context, read = task.pass_run.context, task.read
        return self.family.header.call(context, read.window, task.index, read.page_size)

    def _fetch_page(self, task: PageTask, slot: Slot) -> Received:
        """The page of a task, with a place for it."""
        call, first = self._call(task), self._first_answer
        if first is None or first[0] != call:
            return self._fetch(call, slot=slot, order=task.order)
        self._first_answer = None
        if isinstance(first[1], WdtError):
            raise first[1]
        slot.take()
        return first[1]

    def _do(self, task: PageTask) -> None:
        with self._run.slots.slot() as slot:
            try:
                received, rendered = self._read_page(task, slot)
            except RangeTooWideError as error:
                self._narrow(task, error)
            except TimedOutError:
                with self._changed:
                    self._go_on(task, task.read.lost(task.index))
            except PageTooLargeError as error:
                with self._changed:
                    self._go_on(task, task.read.too_large(task.index, error))
                    self._tell_page_size()
            else:
                self._take_page(task, received, rendered, slot)

    def _read_page(self, task: PageTask, slot: Slot) -> tuple[Received, Rendered]:
        try:
            return self._read_strictly(task, slot)
        except UnreadableError as error:
            slot.take()
            return self._rendered(task, self._mended(error))

    @while_unreadable
    def _read_strictly(self, task: PageTask, slot: Slot) -> tuple[Received, Rendered]:
        return self._rendered(task, self._fetch_page(task, slot))

    def _rendered(self, task: PageTask, received: Received) -> tuple[Received, Rendered]:
        supplied = self.family.header.pass_columns(task.pass_run.context)
        with self._run.rendering, mended_at(received.at):
            rendered = self.family.render_page(received.page, received.at, supplied)
            self._look_at(received.page, task.read.window)
            return received, rendered

    def _take_page(
        self, task: PageTask, received: Received, rendered: Rendered, slot: Slot
    ) -> None:
        if task.index == 0:
            self._check_range(task.read.window, rendered.keys)
        driving = [self._driving(row) for row in received.page.rows] if self._driven else []
        with self._changed:
            self._settle_width()
            outcome = task.read.add(task.index, rendered.keys, received.page.total)
            # The pages of an attempt are handed over before the next attempt begins, so that
            # an old row is never written after a newer one.
            if not self._ended and not (task.index == 0 and isinstance(outcome, Again | Split)):
                self._hand_over(rendered, slot, task.read.window, task.index)
            task.driving_rows.extend(driving)
            self._go_on(task, outcome)

    def _check_range(self, window: Window | None, keys: list[Hashable]) -> None:
        try:
            self._range_claim.check(window, keys)
        except StreamError:
            self.receipt.range_ignored = True
            raise

    def _go_on(self, task: PageTask, outcome: Outcome) -> None:
        pass_run, read = task.pass_run, task.read
        if isinstance(outcome, More):
            more = partial(PageTask, pass_run, read, driving_rows=task.driving_rows)
            self._add([more(index=index) for index in outcome.pages])
        elif isinstance(outcome, Again):
            self.receipt.again += 1
            self._log(read, "reading again", outcome.why)
            if outcome.alone:
                self._ask_alone()
            self._add([PageTask(pass_run, read.again(), 0, [])])
        elif isinstance(outcome, Split) and read.window is not None:
            self.receipt.splits += 1
            self._log(read, f"splitting into {outcome.parts}", outcome.why)
            windows = read.window.split(outcome.parts)
            if outcome.dense and pass_run.plan:
                pass_run.plan.shrink(windows[0].span)
            self._add([self._task(pass_run, window) for window in windows])
        elif isinstance(outcome, Complete):
            self._complete(task, outcome)

    def _complete(self, task: PageTask, outcome: Complete) -> None:
        self.receipt.windows += 1
        if (total := task.read.total) is not None:
            self.receipt.total = (self.receipt.total or 0) + total
        if not self._traits.total_counts_rows:
            self.receipt.notes.add("总数不是行数，以各页一致为准 / total does not count rows")
        self._tell_page_size()
        if outcome.sparse and task.pass_run.plan:
            task.pass_run.plan.grow()
        if self._ended:
            return
        self._window_read(task.pass_run, task.read.window)
        for driven in self._driven:
            driven.feed(task.read.window, task.driving_rows)

    def _narrow(self, task: PageTask, error: RangeTooWideError) -> None:
        """Take the limit that the gateway names, or half the window, and remember it."""
        window = task.read.window
        if window is None or not window.splittable or task.pass_run.plan is None:
            raise StreamError(error.zh, error.en)
        limit = self._planner.narrow(window, error)
        with self._changed:
            self._settle_width()
            for pass_run in self._pass_runs:
                if pass_run.plan:
                    pass_run.plan.narrow(limit)
            if not task.pass_run.plan.give_back(window):
                windows = window.split_to(limit)
                self._add([self._task(task.pass_run, narrower) for narrower in windows])

    def _settle_width(self) -> None:
        """The interface takes windows of this length, or told otherwise."""
        self._planner.limit_known, self._trying = True, False

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
