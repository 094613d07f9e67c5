"""The record of a run: for each report how far its data is complete, and what it took."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from tap_wdt_flagship.beijing import to_wire
from tap_wdt_flagship.engine.checks import differences
from tap_wdt_flagship.engine.field_report import facts_of, write_field_report
from tap_wdt_flagship.engine.summary import outcome

if TYPE_CHECKING:
    from pathlib import Path

    from tap_wdt_flagship.engine.sync import Sync
    from tap_wdt_flagship.engine.workers import Workers
    from tap_wdt_flagship.rendering.values import Row


@dataclass(frozen=True)
class RunRecord:
    """A run, from its beginning on."""

    sync: Sync
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def rows(self) -> list[Row]:
        """A row of `sync_log` for each report that was begun, or could not be."""
        now = datetime.now(timezone.utc)
        readers = sorted(self.sync.readers, key=lambda reader: reader.name)
        return [self._row(reader, now) for reader in readers]

    def write(self, path: Path) -> None:
        """The same as JSON.

        Raises:
            OSError: it cannot be written.
        """
        rows = self.rows()
        record = {"run_id": self.run_id, "account": self.sync.account, "reports": rows}
        path.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")

    def write_field_report(self, path: Path) -> None:
        """What the gateway did otherwise than documented.

        Raises:
            OSError: it cannot be written.
        """
        write_field_report(self.sync, path)

    def _row(self, reader: Workers[Any], now: datetime) -> Row:
        sync, receipt, header = self.sync, reader.receipt, reader.family.header
        transport, error = sync.transport, sync.failed.get(reader.name)
        error = error or sync.left_out.get(reader.name)
        since, until = reader.range_read
        notes = {*receipt.notes, *(finding.kind.note for finding in receipt.findings)}
        told = (claim.zh for claim in differences(facts_of(sync, reader)))
        return {
            "run_id": self.run_id,
            "report": header.name,
            "report_title": header.title(),
            "interface": header.method,
            "account": sync.account,
            "app_type": sync.app_type,
            "started_at": to_wire(self.started_at),
            "finished_at": to_wire(now),
            "outcome": outcome(sync, reader),
            "complete_to": _wire(reader.complete_to),
            "range_start": _wire(since),
            "range_end": _wire(until),
            "row_count": sync.rows[header.name],
            "line_count": sum(
                sync.rows[renderer.stream.name]
                for renderer in reader.family.renderers
                if renderer.stream is not header
            ),
            "gateway_total": receipt.total,
            "windows": receipt.windows,
            "windows_read_again": receipt.again,
            "windows_split": receipt.splits,
            "calls": transport.calls.get(header.method, 0),
            "quota_answers": transport.quota_answers.get(header.method, 0),
            "quota_wait_seconds": round(transport.waited(header.method)),
            "unread_rows": len(receipt.unread),
            "skipped_rows": receipt.skipped,
            "differences": "、".join(told) or None,
            "notes": "；".join(sorted(notes)) or None,
            "error_zh": error and error.zh,
            "error_en": error and error.en,
        }


def _wire(moment: datetime | None) -> str | None:
    return None if moment is None else to_wire(moment)
