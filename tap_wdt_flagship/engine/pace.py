"""How fast a run reads, and when it will end: figures of what it did so far."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_wdt_flagship.engine.events import PassRun
    from tap_wdt_flagship.engine.sync import Sync
    from tap_wdt_flagship.engine.workers import Workers

MEASURED_SECONDS: Final = 60.0
NOTHING: Final = timedelta()


class Left(NamedTuple):
    """Minutes that are left; more where not everything is known that is still to be read."""

    minutes: float
    at_least: bool = False


@dataclass(frozen=True)
class Standing:
    """How far a report has come; `None` for what is not known."""

    reader: Workers[Any]
    ended: bool
    share: float | None
    rows: int
    rate: float
    """Calls a minute, lately."""
    left: Left | None


class Pace:
    """Looks at a run every now and then, from one thread.

    Args:
        sync: the run.
        begun: when it began, in seconds of any clock.
    """

    def __init__(self, sync: Sync, begun: float) -> None:
        self._sync = sync
        self._looks: deque[tuple[float, Mapping[str, int]]] = deque([(begun, {})])

    def look(self, now: float) -> list[Standing]:
        """How far each report has come by now."""
        self._looks.append((now, dict(self._sync.transport.calls)))
        while len(self._looks) > 1 and self._looks[1][0] <= now - MEASURED_SECONDS:
            self._looks.popleft()
        return [self._standing(reader) for reader in self._sync.readers]

    def _standing(self, reader: Workers[Any]) -> Standing:
        rate = self._measured(reader.family.header.method)
        return Standing(
            reader,
            reader.ended,
            share_of(reader.pass_runs),
            sum(self._sync.rows[renderer.stream.name] for renderer in reader.family.renderers),
            rate,
            None if reader.ended else self._left(reader, rate),
        )

    def _measured(self, method: str) -> float:
        (since, before), (now, calls) = self._looks[0], self._looks[-1]
        made = calls.get(method, 0) - before.get(method, 0)
        return 60 * made / (now - since) if now > since else 0.0

    def _left(self, reader: Workers[Any], measured: float) -> Left | None:
        header = reader.family.header
        given = self._sync.transport.rate(header.method)
        # What another report drives has its windows from there, and no end of its own.
        if header.driven_by or given is None or not measured:
            return None
        found = calls_left(reader.pass_runs, self._looks[-1][1].get(header.method, 0))
        if found is None:
            return None
        calls, at_least = found
        return _told(calls / min(measured, given), at_least=at_least)


def share_of(pass_runs: Iterable[PassRun]) -> float | None:
    """The share of the passes' ranges that is read; `None` where they have none."""
    spans = [
        (pass_run.frontier.read, pass_run.end - pass_run.since)
        for pass_run in pass_runs
        if pass_run.frontier and pass_run.since and pass_run.since < pass_run.end
    ]
    if not spans:
        return None
    read, whole = (sum(span, NOTHING) for span in zip(*spans, strict=True))
    return min(1.0, read / whole)


def calls_left(pass_runs: Iterable[PassRun], calls: int) -> tuple[float, bool] | None:
    """Calls still to be made, by those it took so far, and whether there are more.

    Windows under way count half. A pass that is not begun has no figures yet: a page a window,
    and perhaps more. A list without a range does not tell how long it is.
    """
    read = under_way = left = NOTHING
    others, at_least = 0, False
    for pass_run in pass_runs:
        plan, frontier, since = pass_run.plan, pass_run.frontier, pass_run.since
        if plan is None or frontier is None or since is None:
            at_least |= not pass_run.done
        elif since + plan.left >= pass_run.end:
            others += plan.remaining
            at_least |= plan.remaining > 0
        else:
            read += frontier.read
            under_way += max(NOTHING, pass_run.end - since - plan.left - frontier.read)
            left += plan.left
    if not read:
        return None
    return calls * ((left + under_way / 2) / (read + under_way / 2)) + others, at_least


def left_of_all(standings: Iterable[Standing]) -> Left | None:
    """What is left of the run: reports are read side by side, so that the slowest decides."""
    running = [standing for standing in standings if not standing.ended]
    known = [standing.left for standing in running if standing.left]
    if not known:
        return None
    at_least = len(known) < len(running) or any(left.at_least for left in known)
    return _told(max(left.minutes for left in known), at_least=at_least)


def _told(minutes: float, *, at_least: bool) -> Left | None:
    """At least nothing says nothing."""
    return None if at_least and minutes < 1 else Left(minutes, at_least)
