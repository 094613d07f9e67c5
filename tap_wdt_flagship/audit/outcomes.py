"""What an audit finds, as rows: for the table on the screen, and for any table of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tap_wdt_flagship.windows import Window

Key = tuple[Hashable, ...]


class Kind(Enum):
    """How a row differs."""

    MISSING = "missing"
    """The ERP shows it, and the bookmark says that it was read; the warehouse lacks it."""
    COMING = "coming"
    """It changed after the last sync: the next one brings it."""
    GONE = "gone"
    """The warehouse has it, and the ERP shows it no more: deleted or archived."""
    SURPLUS = "surplus"
    """The warehouse has more of it than the ERP shows: twice, or later than there."""


@dataclass(frozen=True)
class Finding:
    """A row that differs."""

    kind: Kind
    key: Key
    day: date | None
    """The Beijing day that it is counted in; `None` for tables without a range."""
    moment: datetime | None = None
    """The time that the range selects it by in the ERP, where the row tells."""
    window: Window | None = None
    """The window that it was read in."""


@dataclass
class Day:
    """A day of a report: rows there and here."""

    erp: int = 0
    warehouse: int = 0
    found: Counter[Kind] = field(default_factory=Counter)


@dataclass
class ReportAudit:
    """What the audit of a report came to."""

    stream: str
    title: str
    days: dict[date | None, Day] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Chinese and English."""
    compared: bool = True
    """Whether it was to be compared at all."""
    error: str | None = None
    """Why it could not be, in both languages."""
    calls: int = 0

    def day(self, day: date | None) -> Day:
        """The figures of a day."""
        return self.days.setdefault(day, Day())

    @property
    def found(self) -> Counter[Kind]:
        """How many rows differ, and how."""
        return sum((day.found for day in self.days.values()), Counter())

    @property
    def proven(self) -> bool:
        """Whether nothing is missing, as far as this report can be compared."""
        return self.error is None and not self.found[Kind.MISSING]


@dataclass(frozen=True)
class AuditRow:
    """One report and day of an audit, or one report that could not be compared, as a record."""

    stream: str
    title: str
    day: date | None
    erp_rows: int | None
    warehouse_rows: int | None
    missing: int
    coming: int
    gone: int
    surplus: int
    outcome: str
    """`complete`, `missing`, `left_out` or `failed`."""
    cause: str | None


def rows_of(audit: ReportAudit) -> Iterator[AuditRow]:
    """The rows of a report's audit."""
    name, title = audit.stream, audit.title
    if audit.error is not None or not audit.compared:
        outcome = "failed" if audit.compared else "left_out"
        cause = audit.error or "; ".join(f"{zh} / {en}" for zh, en in audit.notes)
        yield AuditRow(name, title, None, None, None, 0, 0, 0, 0, outcome, cause)
        return
    for day, figures in sorted(audit.days.items(), key=lambda item: str(item[0])):
        missing, coming, gone, surplus = (figures.found[kind] for kind in Kind)
        yield AuditRow(
            *(name, title, day, figures.erp, figures.warehouse),
            *(missing, coming, gone, surplus),
            outcome="missing" if missing else "complete",
            cause=None,
        )
