"""Where nothing, or less than was asked for, is there to read: found and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.engine import remedies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_wdt_flagship.settings import Settings

# Runs that follow each other may end some seconds apart: their first answers tell the time.
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
BACKFILL_AGE: Final = timedelta(days=7)


class Kind(Enum):
    """What may be wrong with what was read: in a few words, and what to do."""

    FUTURE_BOOKMARK = (
        ("同步进度（书签）在未来，已改回现在", "bookmark in the future, brought back to now"),
        (
            "之前可能有没读到的数据。核对 state 的来源；要补读：{command}",
            "rows before now may be missing; check the state. To read them: {command}",
        ),
    )
    NOTHING_BEFORE_END = (
        (
            "end_date 不晚于同步进度（书签），没有新的可读",
            "end_date is not after the bookmark, nothing new",
        ),
        (
            "删掉或推后 end_date；要重读这一段，用单独的状态：{command}",
            "remove or move end_date; to read that range again, with a state of its own: {command}",
        ),
    )
    OTHER_RANGE = (
        ("同步进度（书签）属于更晚的一段时间", "the bookmark is of a later range"),
        (
            "所以要读的一段没有读：state 多半是别的运行的。用单独的状态读：{command}",
            "so the range is not read: the state may be another run's. To read it: {command}",
        ),
    )
    NO_PAST = (
        ("没有时间范围，补七天以前的历史时不读", "without a range, not read in a backfill"),
        (
            "它们只有现在的样子，由日常同步读；要在这次读，删掉 end_date",
            "they only have a present, which the daily sync reads; for them here, remove end_date",
        ),
    )
    FUTURE_START = (
        ("start_date 在未来，没有读", "start_date is in the future, nothing is read"),
        ("改早 start_date", "set an earlier start_date"),
    )
    EARLIER_START = (
        (
            "start_date 早于首次同步的起点，较早的部分没有读",
            "start_date is before where the first sync began, the earlier part is not read",
        ),
        ("要读：{command}", "to read it: {command}"),
    )
    HOLLOW = (
        ("每次回答都没有行，也没有总数", "neither rows nor a total in any answer"),
        (
            "多半是没有数据。客户端里有的，核对接口账号的权限，再补读：{command}",
            "most likely no data. Where the client has some, check permissions, then: {command}",
        ),
    )
    EMPTIED = (
        ("以前有行，这次一行也没有", "had rows before and came back empty"),
        (
            "目标端的行没有清除。核对接口账号的权限；确实清空了的：{command}",
            "the target keeps its rows; check permissions. Where it is really empty: {command}",
        ),
    )

    @property
    def note(self) -> str:
        """What is said of one report."""
        zh, en = self.value[0]
        return f"{zh} / {en}"


NOTHING_READ: Final = frozenset({Kind.NOTHING_BEFORE_END, Kind.NO_PAST, Kind.FUTURE_START})
"""Where a run brings no new row, which is no fault of the report, but is not complete either."""


@dataclass(frozen=True)
class Asked:
    """What a pass is asked to read, and what was read of it before."""

    end: datetime
    """Where the run ends."""
    end_date: datetime | None = None
    """The setting, whether or not the run comes so far."""
    bookmark: datetime | None = None
    since: datetime | None = None
    """Where the pass was first read from, if the state tells."""
    start_date: datetime | None = None
    """The start that is asked for, no earlier than the ERP keeps rows."""
    latest: datetime | None = None
    """No bookmark can be later; `None` where the run does not know the present time."""


@dataclass(frozen=True)
class Finding:
    """Something that the user should know of a report, and the range that is not read."""

    kind: Kind
    start: datetime | None = None
    end: datetime | None = None
    stream: str | None = None
    """Of one of the report's tables only."""


def latest_bookmark(end: datetime, settings: Settings) -> datetime | None:
    """No run before can have read further than this; unknown where `end_date` ends this one."""
    return None if end == settings.end_date else end + settings.delay + CLOCK_TOLERANCE


def judge_whole(end: datetime, settings: Settings, now: datetime) -> Finding | None:
    """What is to be told of a table that can only be read whole, as it is now.

    Some end every run at midnight; a backfill ends where nobody looks for the present.
    """
    backfill = end == settings.end_date and end < now - BACKFILL_AGE
    return Finding(Kind.NO_PAST) if backfill else None


def judge(asked: Asked) -> Finding | None:
    """What is to be told of a range, if anything; it depends on nothing else."""
    bookmark, start = asked.bookmark, asked.start_date
    if bookmark is None:
        if start is not None and start >= asked.end:
            return Finding(Kind.FUTURE_START, start, asked.end)
        return None
    if asked.latest is not None and bookmark > asked.latest:
        return Finding(Kind.FUTURE_BOOKMARK, start or asked.since or asked.end, asked.end)
    if asked.end == asked.end_date and bookmark >= asked.end:
        elsewhere = asked.since is not None and asked.end <= asked.since
        kind = Kind.OTHER_RANGE if elsewhere else Kind.NOTHING_BEFORE_END
        return Finding(kind, start or asked.since or asked.end, asked.end)
    if start is not None and asked.since is not None and start < asked.since:
        return Finding(Kind.EARLIER_START, start, asked.since)
    return None


def tell(findings: Mapping[str, Iterable[Finding]]) -> Iterator[str]:
    """One line for each kind, with the reports it is found in and what to do.

    Args:
        findings: those of each report.
    """
    for kind in Kind:
        found = [
            (finding.stream or name, finding)
            for name, every in findings.items()
            for finding in every
            if finding.kind is kind
        ]
        if not found:
            continue
        command = _command([finding for _, finding in found])
        (zh, en), (zh_remedy, en_remedy) = kind.value
        zh_names, en_names = remedies.listed([*dict(found)])
        yield (
            f"{zh_names}：{zh}。{zh_remedy.format(command=command)}"
            f" / {en_names}: {en}. {en_remedy.format(command=command)}"
        )


def _command(findings: Iterable[Finding]) -> str:
    """Reads a range with a state of its own, which leaves the usual bookmarks alone."""
    ranges = [(found.start, found.end) for found in findings if found.start and found.end]
    start = min((start for start, _ in ranges), default=None)
    end = max((end for _, end in ranges), default=None)
    if start is None or end is None or start >= end:
        return remedies.all_again()
    return remedies.range_again(start, end)
