"""What a run will take, told before its first call: arithmetic from settings, state and streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, cast

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.engine.events import Receipt
from tap_wdt_flagship.engine.planning import Planner
from tap_wdt_flagship.engine.run_end import end_of_run
from tap_wdt_flagship.engine.summary import SLOWEST, Told, lasting
from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.engine.events import PassRun, Run
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report

TOLD_FROM: Final = 2.0
"""Minutes: who waits for less need not be told."""
LONG: Final = 60.0


@dataclass(frozen=True)
class Estimate:
    """A report's calls, with one page a window."""

    report: Report
    calls: int
    """In windows of the documented length."""
    fewest: int
    """Where the interface takes the wider range that is tried first."""
    passes: int
    since: datetime | None

    @property
    def minutes(self) -> float:
        """By the quota."""
        return self.calls / self.report.requests_per_minute

    @property
    def at_least(self) -> bool:
        """Whether there are as many passes as another report has rows."""
        return self.report.passes is not None and self.report.passes.stream is not None


class _Beforehand:
    """What a plan needs of its run, while no call has been made."""

    def __init__(self, family: Family, state: State, now: datetime) -> None:
        self.state_at_start = state
        self._family = family
        self._now = now

    def now(self) -> datetime:
        return self._now

    def values(self, report: str, column: str) -> list[Any]:  # noqa: ARG002
        """Those of the runs before; at least one."""
        passes = self._family.header.passes
        names = [renderer.stream.name for renderer in self._family.renderers]
        contexts = [
            context for name in names for context in bookmarks.contexts(self.state_at_start, name)
        ]
        values = [context.get(passes.param) for context in contexts if passes]
        return [*dict.fromkeys(values)] or [None]


def estimate(family: Family, driven: Sequence[Family], state: State, end: datetime) -> Estimate:
    """What reading a family takes in a run that ends at `end`.

    Raises:
        StreamError: its bookmark cannot be read.
    """
    run, report = cast("Run", _Beforehand(family, state, end)), family.header

    def passes(limit: timedelta | None) -> list[PassRun]:
        planner = Planner(family, driven, run, Receipt())
        planner.limit = limit
        return planner.plan(end)

    planned, widest = passes(report.window_limit), passes(report.first_window_limit)
    return Estimate(
        report,
        sum(pass_run.windows_left for pass_run in planned),
        sum(pass_run.windows_left for pass_run in widest),
        len(planned),
        min((pass_run.since for pass_run in planned if pass_run.since), default=None),
    )


def told_before(
    families: Sequence[Family], state: State, settings: Settings, now: datetime | None = None
) -> Iterator[Told]:
    """What a run will take, if that is long."""
    end = end_of_run(now or datetime.now(timezone.utc), settings)
    every = sorted(estimates(families, state, end), key=lambda one: one.minutes, reverse=True)
    if not every or every[0].minutes < TOLD_FROM:
        return
    slowest, minutes = every[:SLOWEST], every[0].minutes
    calls, (number, zh, en) = sum(one.calls for one in every), lasting(minutes)
    text = (
        f"预计约 {calls:,} 次调用，约 {number} {zh}（报表同时读，与最慢的一样久；每个窗口按一页计）"
        f" / about {counted(calls, 'call')} and about {number} {en}, as long as the slowest report "
        f"takes, with a page a window: " + "；".join(map(_reasons, slowest))
    )
    if driven := [family.header.name for family in families if family.header.driven_by]:
        names = ", ".join(driven)
        text += (
            f"。按其他报表的行查询的未计入 / those read for others' rows are not counted: {names}"
        )
    if minutes >= LONG:
        text += (
            "。要快些，不选不需要的报表，或设 stream_options.<报表>.start_date 晚些开始"
            " / for less, deselect reports or set stream_options.<report>.start_date"
        )
    fields = [
        {"report": one.report.name, "calls": one.calls, "minutes": round(one.minutes, 1)}
        for one in slowest
    ]
    yield Told(text, {"calls": calls, "minutes": round(minutes, 1), "slowest": fields})


def estimates(families: Sequence[Family], state: State, end: datetime) -> Iterator[Estimate]:
    """What each family takes, but for those that are read for others' rows."""
    for family in families:
        if family.header.driven_by is None:
            name = family.header.name
            driven = [
                other
                for other in families
                if other.header.driven_by and other.header.driven_by.stream == name
            ]
            try:
                yield estimate(family, driven, state, end)
            except StreamError:
                continue  # the reader will tell


def _reasons(one: Estimate) -> str:
    """A report's calls, minutes, and what makes it long."""
    report, (number, zh, en) = one.report, lasting(one.minutes)
    why = []
    if limit := report.window_limit:
        why.append(f"窗口/windows {_span(limit)}")
    if one.passes > 1:
        why.append(f"分 {one.passes} 次查询/passes")
    if one.since:
        why.append(f"自/since {one.since.astimezone(BEIJING):%Y-%m-%d}")
    if one.fewest < one.calls and report.first_window_limit:
        wide = _span(report.first_window_limit)
        why.append(f"接口接受 {wide} 则 {one.fewest:,} 次/calls where it takes that")
    sign = "≥ " if one.at_least else ""
    return (
        f"{report.name} {report.title()} {sign}{one.calls:,} 次/calls，{number} {zh}/{en}"
        f"（{'，'.join(why)}）"
    )


def _span(span: timedelta) -> str:
    minutes = span / timedelta(minutes=1)
    return f"{span.days} 天/days" if span.days else f"{minutes:g} 分钟/min"
