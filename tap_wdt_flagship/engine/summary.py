"""What a run does and did, for the people who read its log."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.field_report import told_differences
from tap_wdt_flagship.engine.ranges import NOTHING_READ, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_wdt_flagship.engine.sync import Sync
    from tap_wdt_flagship.engine.workers import Workers


PROGRESS_SECONDS: Final = 60.0
"""A first sync may take hours, and a log that says nothing looks like a run that hangs."""
SLOWEST: Final = 3


@contextmanager
def log_progress(sync: Sync, tell: Callable[[Told], None]) -> Iterator[None]:
    """Tell how far a run has come, once a minute while the ``with`` block runs."""
    begun, ended = time.monotonic(), threading.Event()

    def keep_telling() -> None:
        while not ended.wait(PROGRESS_SECONDS):
            tell(progress(sync, time.monotonic() - begun))

    threading.Thread(target=keep_telling, name="progress", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


class Told(NamedTuple):
    """A line for people, and its counts as fields for structured logs."""

    text: str
    fields: dict[str, Any]


def progress(sync: Sync, seconds: float) -> Told:
    """How far a run has come, and the reports that have most windows to read."""
    rows, calls = sum([*sync.rows.values()]), sum([*sync.transport.calls.values()])
    done = len(sync.complete) + len(sync.failed)
    left = [r for r in sync.readers if r.name not in sync.complete and r.name not in sync.failed]
    behind = [(reader, reached) for reader in left if (reached := reader.reached)]
    behind.sort(key=lambda there: there[0].windows_left, reverse=True)
    text = (
        f"已读完 {done}/{len(sync.readers)} 个报表，{rows:,} 行，{calls:,} 次调用，"
        f"{seconds / 60:.0f} 分钟"
        f" / {done} of {len(sync.readers)} reports read, {rows:,} rows, {calls:,} calls, "
        f"{seconds / 60:.0f} min"
    )
    if behind:
        text += "；最慢的读到/slowest at: " + ", ".join(
            f"{reader.name} {reached.astimezone(BEIJING):%Y-%m-%d %H:%M}"
            for reader, reached in behind[:SLOWEST]
        )
    return Told(text, _counts(sync, done=done, seconds=seconds))


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
    idle = {reader.name for reader in sync.readers if is_idle(reader)} & sync.complete
    done = len(sync.complete) - len(idle)
    zh = f"，{len(idle)} 个没有可读的" if idle else ""
    en = f", {len(idle)} with nothing to read" if idle else ""
    yield Told(
        f"完成 {done}/{len(sync.readers)} 个报表{zh}，{rows:,} 行，{calls:,} 次调用，"
        f"{seconds:.1f} 秒 / {done} of {len(sync.readers)} reports{en}, {rows:,} rows, "
        f"{calls:,} calls, {seconds:.1f} s",
        _counts(sync, done=done, seconds=seconds),
    )
    for reader in sorted(sync.readers, key=lambda reader: reader.name):
        begun = sync.transport.calls.get(reader.family.header.method)
        if begun or reader.name in sync.complete or reader.name in sync.failed:
            yield _line(sync, reader)


def warnings(sync: Sync) -> Iterator[str]:
    """What the user should know of what was not read, and do about it: a line for each kind."""
    readers = sorted(sync.readers, key=lambda reader: reader.name)
    yield from tell({reader.name: reader.receipt.findings for reader in readers})


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
