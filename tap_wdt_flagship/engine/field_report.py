"""What differed from the documents: counted in the summary, and written whole to a file.

The file holds names, types and counts, and never a value of a record.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_wdt_flagship.engine.checks import Facts, check, differences
from tap_wdt_flagship.engine.masking import masked

if TYPE_CHECKING:
    from pathlib import Path

    from tap_wdt_flagship.engine.sync import Sync
    from tap_wdt_flagship.engine.workers import Workers

FORM: Final = 1
DOCUMENTS: Final = "2026-08"
"""The month of the documents that the claims are from."""
VERDICTS: Final = {True: "held", False: "differed", None: "not seen"}


def facts_of(sync: Sync, reader: Workers[Any]) -> Facts:
    """What a run learned of a report."""
    unknown: Counter[str] = Counter()
    for message, count in sync.transport.unknown.get(reader.family.header.method, {}).items():
        unknown[masked(message)] += count
    header = reader.family.header
    return Facts(header, reader.receipt, reader.traits, reader.inspector.seen, unknown)


def told_differences(sync: Sync, reader: Workers[Any]) -> str:
    """The claims that a report did not keep, for its line in the summary; empty if it kept all."""
    found = differences(facts_of(sync, reader))
    if not found:
        return ""
    zh, en = "、".join(claim.zh for claim in found), ", ".join(claim.en for claim in found)
    return f"与文档不同 {len(found)} 处（{zh}）/ differs from the documents: {en}"


def write_field_report(sync: Sync, path: Path) -> None:
    """Write the file.

    Raises:
        OSError: it cannot be written.
    """
    report = {
        "field_report": FORM,
        "tap_wdt_flagship": version("tap-wdt-flagship"),
        "documents": DOCUMENTS,
        "app_type": sync.app_type,
        "reports": {
            reader.name: _of_report(sync, reader)
            for reader in sorted(sync.readers, key=lambda reader: reader.name)
            if sync.transport.calls.get(reader.family.header.method)
        },
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")


def _of_report(sync: Sync, reader: Workers[Any]) -> dict[str, Any]:
    facts = facts_of(sync, reader)
    header, receipt = facts.report, facts.receipt
    return {
        "interface": header.method,
        "outcome": _outcome(sync, reader.name),
        "calls": sync.transport.calls[header.method],
        "quota_answers": sync.transport.quota_answers.get(header.method, 0),
        "windows": receipt.windows,
        "read_again": receipt.again,
        "split": receipt.splits,
        "rows": {stream: sync.rows[stream] for stream in facts.seen},
        "rows_looked_at": {stream: seen.rows for stream, seen in facts.seen.items()},
        "unread_rows": len(receipt.unread),
        "claims": {
            each.claim.key: {"verdict": VERDICTS[each.held], **each.details}
            for each in check(facts)
        },
        "columns_never_filled": {
            stream: sorted(seen.never) for stream, seen in facts.seen.items() if seen.rows
        },
    }


def _outcome(sync: Sync, name: str) -> str:
    if error := sync.failed.get(name):
        return type(error).__name__
    return "complete" if name in sync.complete else "interrupted"
