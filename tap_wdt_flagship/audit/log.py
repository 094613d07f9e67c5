"""The audit's own rows in the warehouse's `sync_log`, beside those of the runs."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.audit.outcomes import Kind
from tap_wdt_flagship.schemas import READ_AT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_wdt_flagship.audit.outcomes import ReportAudit
    from tap_wdt_flagship.audit.warehouse import WarehouseTable
    from tap_wdt_flagship.settings import Settings

OUTCOMES = {True: "audit_complete", False: "audit_missing"}
COUNTED = {
    Kind.MISSING: ("缺失", "missing"),
    Kind.COMING: ("待同步", "to come"),
    Kind.GONE: ("ERP 已无", "gone"),
    Kind.SURPLUS: ("多出", "surplus"),
}


def write_log(
    table: WarehouseTable, settings: Settings, audits: Iterable[ReportAudit], begun: datetime
) -> int:
    """Insert a row for each report that was to be compared; how many.

    Raises:
        StreamError: the database refuses it.
    """
    common = {
        "run_id": f"audit-{uuid.uuid4().hex}",
        "account": settings.sid,
        "app_type": settings.app_type,
        "started_at": begun,
        "finished_at": (now := datetime.now(timezone.utc)),
        READ_AT: now,
    }
    rows = [{**common, **_row(audit)} for audit in audits if audit.compared]
    table.insert(rows)
    return len(rows)


def _row(audit: ReportAudit) -> dict[str, Any]:
    found = audit.found
    told = [f"{zh}/{en} {found[kind]}" for kind, (zh, en) in COUNTED.items() if found[kind]]
    zh, _, en = (audit.error or "").partition(" / ")
    return {
        "report": audit.stream,
        "report_title": audit.title,
        "outcome": "audit_failed" if audit.error else OUTCOMES[audit.proven],
        "row_count": sum(day.warehouse for day in audit.days.values()),
        "gateway_total": sum(day.erp for day in audit.days.values()),
        "calls": audit.calls,
        "notes": "；".join(told) or None,
        "error_zh": zh or None,
        "error_en": en or None,
    }
