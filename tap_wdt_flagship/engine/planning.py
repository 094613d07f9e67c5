"""What a report is to read: a plan for each pass, from the bookmarks and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.engine.events import PassRun
from tap_wdt_flagship.engine.ranges import Asked, judge, judge_whole, latest_bookmark
from tap_wdt_flagship.windows import Frontier, Plan
from tap_wdt_flagship.words import span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, timedelta

    from tap_wdt_flagship.engine.events import Receipt, Run
    from tap_wdt_flagship.errors import RangeTooWideError
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.windows import Window


class Planner:
    """Plans the passes of a family, together with those that its rows drive."""

    def __init__(
        self, family: Family, driven: Iterable[Family], run: Run, receipt: Receipt
    ) -> None:
        self._header = family.header
        self._streams = [
            renderer.stream.name for one in (family, *driven) for renderer in one.renderers
        ]
        self._run = run
        self._receipt = receipt
        self.limit = family.header.first_window_limit
        """The widest window to plan with."""
        self.limit_known = self.limit == family.header.window_limit
        """Whether all agree on it, the interface itself at last."""

    def plan(self, end: datetime) -> list[PassRun]:
        """What every pass is to read in a run that ends at `end`."""
        passes = self._header.passes
        values = (
            self._run.values(passes.stream, passes.column)
            if passes and passes.stream and passes.column
            else ()
        )
        contexts = self._header.contexts(values)
        if self._header.settings.windows is not None:
            return self._chosen(contexts, end)
        return [self._plan_pass(number, context, end) for number, context in enumerate(contexts)]

    def _chosen(self, contexts: Iterable[Mapping[str, object]], end: datetime) -> list[PassRun]:
        """The windows that the settings name, each a pass of its own without a bookmark."""
        chosen = self._header.settings.windows or ()
        wanted = [one.window for one in chosen if one.stream == self._header.name]
        if self._header.range_params is None or None in wanted:
            wanted = [None]
        pairs = [(context, window) for context in contexts for window in dict.fromkeys(wanted)]
        return [
            PassRun(
                context,
                Plan(window.start, window.end, self.limit) if window else None,
                Frontier(window.start) if window else None,
                end,
                number,
                bookmarked=False,
            )
            for number, (context, window) in enumerate(pairs)
        ]

    def narrow(self, window: Window, error: RangeTooWideError) -> timedelta:
        """Plan with the limit that is named, else the documented one, else half the window."""
        limits = (error.limit, self._header.window_limit, window.span / 2)
        self.limit = next(limit for limit in limits if limit and limit < window.span)
        self.limit_known = True
        self._receipt.limit = self.limit
        zh, en = span_of(self.limit)
        self._receipt.notes.add(f"时间范围最宽 {zh} / ranges of at most {en}")
        return self.limit

    def _plan_pass(self, number: int, context: Mapping[str, object], end: datetime) -> PassRun:
        header = self._header
        latest = latest_bookmark(end, header.settings)
        bookmark = self._known(bookmarks.read, context, min)
        usable = end if bookmark and latest and bookmark > latest else bookmark
        start = header.start(usable, end, context)
        if start is None:
            finding = judge_whole(end, header.settings, self._run.now())
            return PassRun(
                *(context, None, None, end, number),
                begun=finding is not None,
                latest=latest,
                finding=finding,
                bookmark=usable,
            )
        asked = Asked(
            end,
            header.settings.end_date,
            bookmark,
            self._known(bookmarks.since, context, max),
            header.start_asked_for(end),
            latest,
        )
        plan = Plan(start, end, self.limit)
        frontier = Frontier(start)
        return PassRun(
            context,
            plan,
            frontier,
            end,
            number,
            since=start,
            latest=latest,
            finding=judge(asked),
            bookmark=usable,
        )

    def _known(
        self,
        what: Callable[[bookmarks.State, str, Mapping[str, object]], datetime | None],
        context: Mapping[str, object],
        one: Callable[[list[datetime]], datetime],
    ) -> datetime | None:
        """What is known of all selected streams, so that one selected later gets its history."""
        state = self._run.state_at_start
        found = [what(state, stream, context) for stream in self._streams]
        if self._header.replication_method == REPLICATION_FULL_TABLE:
            return None
        known = [moment for moment in found if moment is not None]
        return one(known) if known and len(known) == len(found) else None
