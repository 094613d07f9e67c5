"""What a run does and did, for the people who read its log."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.field_report import told_differences
from tap_wdt_flagship.engine.pace import Pace, left_of_all
from tap_wdt_flagship.engine.ranges import NOTHING_READ, tell
from tap_wdt_flagship.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tap_wdt_flagship.engine.pace import Left, Standing
    from tap_wdt_flagship.engine.sync import Sync
    from tap_wdt_flagship.engine.workers import Workers


PROGRESS_SECONDS: Final = 60.0
"""A first sync may take hours, and a log that says nothing looks like a run that hangs."""
SLOWEST: Final = 3
MINUTES_UP_TO: Final = 120
WHOLE_HOURS_FROM: Final = 10


@contextmanager
def every(seconds: float, do: Callable[[], None]) -> Iterator[None]:
    """Do something again and again while the ``with`` block runs."""
    ended = threading.Event()

    def keep_doing() -> None:
        while not ended.wait(seconds):
            do()

    threading.Thread(target=keep_doing, name="progress", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


@contextmanager
def log_progress(sync: Sync, tell: Callable[[Told], None]) -> Iterator[None]:
    """Tell how far a run has come, once a minute while the ``with`` block runs."""
    begun = time.monotonic()
    pace = Pace(sync, begun)

    def look() -> None:
        now = time.monotonic()
        tell(progress(sync, now - begun, pace.look(now)))

    with every(PROGRESS_SECONDS, look):
        yield


class Told(NamedTuple):
    """A line for people, and its counts as fields for structured logs."""

    text: str
    fields: dict[str, Any]


def progress(sync: Sync, seconds: float, standings: Sequence[Standing] = ()) -> Told:
    """How far a run has come, what is left, and the reports that have most windows to read."""
    to_come = left_of_all(standings)
    zh, en = _to_come(to_come)
    rows, calls = sum([*sync.rows.values()]), sum([*sync.transport.calls.values()])
    ended = sync.complete | sync.failed.keys() | sync.left_out.keys()
    done = len(ended)
    left = [reader for reader in sync.readers if reader.name not in ended]
    behind = [(reader, reached) for reader in left if (reached := reader.reached)]
    behind.sort(key=lambda there: there[0].windows_left, reverse=True)
    text = (
        f"已读完 {done}/{len(sync.readers)} 个报表，{rows:,} 行，{calls:,} 次调用，"
        f"{seconds / 60:.0f} 分钟{zh}"
        f" / {done} of {counted(len(sync.readers), 'report')} read, {counted(rows, 'row')}, "
        f"{counted(calls, 'call')}, "
        f"{seconds / 60:.0f} min{en}"
    )
    if behind:
        text += "；进度最慢（已读到）/slowest at: " + ", ".join(
            f"{reader.name} {reached.astimezone(BEIJING):%Y-%m-%d %H:%M}"
            for reader, reached in behind[:SLOWEST]
        )
    fields = _counts(sync, done=done, seconds=seconds)
    return Told(text, fields | ({"minutes_left": round(to_come.minutes, 1)} if to_come else {}))


def lasting(minutes: float) -> tuple[str, str, str]:
    """So many minutes, no fewer than one: a number and its unit in both languages."""
    if minutes < MINUTES_UP_TO:
        return f"{max(1.0, minutes):.0f}", "分钟", "min"
    hours = minutes / 60
    return f"{hours:.0f}" if hours >= WHOLE_HOURS_FROM else f"{hours:.1f}", "小时", "hours"


def _to_come(left: Left | None) -> tuple[str, str]:
    if left is None:
        return "", ""
    number, zh, en = lasting(left.minutes)
    about = ("至少", "at least") if left.at_least else ("预计", "about")
    return f"，{about[0]}还要 {number} {zh}", f", {about[1]} {number} {en} left"


def _counts(sync: Sync, *, done: int, seconds: float) -> dict[str, Any]:
    return {
        "reports": len(sync.readers),
        "done": done,
        "failed": len(sync.failed),
        "rows": sum([*sync.rows.values()]),
        "calls": sum([*sync.transport.calls.values()]),
        "seconds": round(seconds),
    }


def summary(sync: Sync, seconds: float) -> Iterator[Told]:
    """One line for the run, then one per report that was begun or could not be."""
    rows, calls = sum(sync.rows.values()), sum(sync.transport.calls.values())
    idle = _idle_ones(sync)
    done = len(sync.complete) - len(idle)
    zh = f"，{len(idle)} 个没有可读的" if idle else ""
    en = f", {len(idle)} with nothing to read" if idle else ""
    zh += f"，{len(sync.left_out)} 个未申请已跳过" if sync.left_out else ""
    en += f", {len(sync.left_out)} not granted and skipped" if sync.left_out else ""
    yield Told(
        f"完成 {done}/{len(sync.readers)} 个报表{zh}，{rows:,} 行，{calls:,} 次调用，"
        f"{seconds:.1f} 秒 / {done} of {counted(len(sync.readers), 'report')}{en}, "
        f"{counted(rows, 'row')}, {counted(calls, 'call')}, {seconds:.1f} s",
        _counts(sync, done=done, seconds=seconds),
    )
    for reader in sorted(sync.readers, key=lambda reader: reader.name):
        begun = sync.transport.calls.get(reader.family.header.method)
        if reader.name in sync.left_out:
            continue
        if begun or reader.name in sync.complete or reader.name in sync.failed:
            yield _line(sync, reader)


def warnings(sync: Sync) -> Iterator[str]:
    """What the user should know of what was not read, and do about it: a line for each kind."""
    readers = sorted(sync.readers, key=lambda reader: reader.name)
    yield from tell({reader.name: reader.receipt.findings for reader in readers})
    yield from sync.told_of_grants


def failure(sync: Sync) -> str:
    """That reports failed; that the others are complete only where there are such."""
    count, names = len(sync.failed), ", ".join(sync.failed)
    if sync.complete - _idle_ones(sync):
        zh, en = f"{count} 个报表失败，其余已完成", "failed, the others are complete"
    elif sync.complete:
        zh, en = f"{count} 个报表失败，其余没有可读的", "failed, the others had nothing to read"
    else:
        zh, en = f"{count} 个报表失败，没有一个完成", "failed, none is complete"
    return f"{zh}：{names} / {counted(count, 'report')} {en}"


def _idle_ones(sync: Sync) -> set[str]:
    """The reports that are complete because there was nothing to read."""
    return {reader.name for reader in sync.readers if is_idle(reader)} & sync.complete


def is_idle(reader: Workers[Any]) -> bool:
    """Whether there was nothing to read in any of a report's passes."""
    found = {finding.kind for finding in reader.receipt.findings}
    return bool(found) and found <= NOTHING_READ


def unread(sync: Sync) -> str:
    """Which reports have rows that could not be read, and how many; empty where none has."""
    counts = {reader.name: len(reader.receipt.unread) for reader in sync.readers}
    found = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
    return found and f"有行未能读取 / rows that could not be read: {found}"


def outcome(sync: Sync, reader: Workers[Any]) -> str:
    """In a word, how a report's reading ended."""
    if reader.name in sync.failed:
        return "failed"
    if reader.name in sync.left_out:
        return "not_granted"
    if reader.name not in sync.complete:
        return "interrupted"
    return "nothing_new" if is_idle(reader) else "complete"


def _line(sync: Sync, reader: Workers[Any]) -> Told:
    header, receipt = reader.family.header, reader.receipt
    counts = ", ".join(
        f"{renderer.stream.name} {sync.rows[renderer.stream.name]:,}"
        for renderer in reader.family.renderers
    )
    parts = [
        f"行/rows: {counts}",
        f"窗口/windows {receipt.windows:,}",
        f"调用/calls {sync.transport.calls.get(header.method, 0):,}",
    ]
    if receipt.again or receipt.splits:
        parts.append(f"重读/read again {receipt.again:,}，拆分/split {receipt.splits:,}")
    if receipt.skipped:
        parts.append(f"跳过/skipped {receipt.skipped:,}")
    if receipt.unread:
        parts.append(f"未能读取/unread {len(receipt.unread):,}")
    if refused := sync.transport.quota_answers.get(header.method):
        parts.append(f"限流/quota answers {refused:,}")
    if told := told_differences(sync, reader):
        parts.append(told)
    parts.extend(sorted(receipt.notes | {finding.kind.note for finding in receipt.findings}))
    if error := sync.failed.get(reader.name):
        parts.append(f"失败/failed: {error}")
    fields = {
        "report": header.name,
        "outcome": outcome(sync, reader),
        "rows": {r.stream.name: sync.rows[r.stream.name] for r in reader.family.renderers},
        "windows": receipt.windows,
        "read_again": receipt.again,
        "split": receipt.splits,
        "calls": sync.transport.calls.get(header.method, 0),
        "unread_rows": len(receipt.unread),
        "skipped_rows": receipt.skipped,
        "complete_to": reader.complete_to and reader.complete_to.isoformat(),
    }
    return Told(f"{header.name} {header.title()}: " + "；".join(parts), fields)
