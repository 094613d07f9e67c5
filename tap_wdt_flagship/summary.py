"""What a run did, stream by stream, for the people who read its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_wdt_flagship.events import Reader
    from tap_wdt_flagship.sync import Sync


def summary(sync: Sync, seconds: float) -> Iterator[str]:
    """One line for the run, then one per report that was begun or could not be."""
    rows, calls = sum(sync.rows.values()), sum(sync.transport.calls.values())
    done = len(sync.complete)
    yield (
        f"完成 {done}/{len(sync.readers)} 个报表，{rows:,} 行，{calls:,} 次调用，{seconds:.1f} 秒"
        f" / {done} of {len(sync.readers)} reports, {rows:,} rows, {calls:,} calls, {seconds:.1f} s"
    )
    for reader in sorted(sync.readers, key=lambda reader: reader.name):
        begun = sync.transport.calls.get(reader.family.header.method)
        if begun or reader.name in sync.complete or reader.name in sync.failed:
            yield _line(sync, reader)


def _line(sync: Sync, reader: Reader) -> str:
    header, receipt = reader.family.header, reader.receipt
    counts = ", ".join(
        f"{member.stream.name} {sync.rows[member.stream.name]:,}"
        for member in reader.family.members
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
    if refused := sync.transport.quota_answers.get(header.method):
        parts.append(f"限流/quota answers {refused:,}")
    parts.extend(sorted(receipt.notes))
    if error := sync.failed.get(reader.name):
        parts.append(f"失败/failed: {error}")
    return f"{header.name} {header.title()}: " + "；".join(parts)
