"""Compares one report: totals first, and rows only where those differ."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from tap_wdt_flagship.audit.comparisons import By, Comparison
from tap_wdt_flagship.audit.differences import Differences, Versions, differences, is_older, latest
from tap_wdt_flagship.audit.outcomes import Finding, Kind, ReportAudit
from tap_wdt_flagship.audit.settling import Settling
from tap_wdt_flagship.audit.spans import cut, day_of, rows_in, whole_minute
from tap_wdt_flagship.schemas import READ_AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tap_wdt_flagship.audit.erp import Interface
    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.audit.warehouse import WarehouseTable
    from tap_wdt_flagship.windows import Window

T = TypeVar("T")
# So many rows of the warehouse, and none in the ERP, are no deletions.
VANISHED: Final = 10
VANISHED_NOTE: Final = (
    "ERP 一行也不返回：核对店铺、仓库权限与应用类型",
    "the ERP shows none at all: check shops, warehouses and the application's type",
)
NOT_ROWS_NOTE: Final = (
    "总数不是行数，已逐行核对",
    "the total does not count rows: compared row by row",
)


@dataclass(frozen=True)
class Subject:
    """A report to compare, and how."""

    comparison: Comparison
    interface: Interface
    table: WarehouseTable
    span: Window
    synced: datetime | None
    """Up to where the warehouse was read."""
    threads: int
    every_row: bool = False
    """Whether rows are compared although totals agree."""

    @property
    def windows(self) -> list[Window]:
        """The windows that are compared one by one."""
        at = self.synced if self.comparison.by is By.KEYS else None
        return cut(self.span, self.interface.limit, at and whole_minute(at))

    @property
    def calls(self) -> int:
        """The calls that it takes if nothing differs."""
        windows = 1 if self.comparison.by is By.WHOLE else len(self.windows)
        return windows * len(self.interface.contexts)

    def each(self, work: Callable[[Window], T], windows: Iterable[Window]) -> list[T]:
        """Do something for windows, some at a time."""
        with ThreadPoolExecutor(self.threads) as pool:
            return [*pool.map(work, windows)]


def audit_report(subject: Subject, audit: ReportAudit) -> None:
    """Compare a report, and put down what is found."""
    ways = {By.COUNT: _by_count, By.KEYS: _by_keys, By.WHOLE: _whole}
    for finding in ways[subject.comparison.by](subject, audit):
        audit.findings.append(finding)
        audit.day(finding.day).found[finding.kind] += 1


def _by_count(subject: Subject, audit: ReportAudit) -> list[Finding]:
    column = str(subject.comparison.column)
    interface, table, windows = subject.interface, subject.table, subject.windows
    minutes = table.minutes(column, subject.span.start, subject.span.end)
    held = rows_in(minutes, windows)
    totals = dict(zip(windows, subject.each(interface.total, windows), strict=True))
    shown: Versions = {}
    found: list[Differences] = []

    def read(window: Window) -> tuple[Differences, Versions]:
        rows: Versions = {
            key: at
            for key, at in interface.rows(window).items()
            if at is not None and window.start <= at < window.end
        }
        here = table.between(column, window.start, window.end)
        held[window], totals[window] = len(here), len(rows)
        return differences(window, rows, here), rows

    def compare(chosen: list[Window]) -> None:
        for difference, rows in subject.each(read, chosen):
            found.append(difference)
            shown.update({k: at for k, at in rows.items() if not is_older(at, shown.get(k))})

    repeated = table.repeated(column, subject.span.start, subject.span.end)
    differing = [
        window
        for window in windows
        if subject.every_row
        or totals[window] != held[window]
        or any(window.start <= at < window.end for at in repeated)
    ]
    compare(differing)
    if not interface.counts_rows:
        audit.notes += [NOT_ROWS_NOTE] * interface.paged
        compare([window for window in windows if window not in set(differing)])
    for window in windows:
        day = audit.day(day_of(window.start))
        day.erp += totals[window] or 0
        day.warehouse += held[window]
    settling = Settling(interface, table, column, subject.synced, subject.span.end)
    return _vanished([*settling.settle(found, shown)], audit)


def _vanished(findings: list[Finding], audit: ReportAudit) -> list[Finding]:
    """Rows that are all gone at once were hidden, not deleted."""
    gone = [one for one in findings if one.kind is Kind.GONE]
    if len(gone) < VANISHED or any(day.erp for day in audit.days.values()):
        return findings
    audit.notes.append(VANISHED_NOTE)
    return [
        Finding(Kind.SURPLUS, one.key, one.day, one.moment, one.window)
        if one.kind is Kind.GONE
        else one
        for one in findings
    ]


def _by_keys(subject: Subject, audit: ReportAudit) -> list[Finding]:
    """Every row that the ERP shows has to be there, and not from before it changed."""
    column, table = subject.comparison.column, subject.table
    version = column or (READ_AT if subject.comparison.rereads else None)

    def lacking(rows: Versions, window: Window) -> tuple[Versions, int]:
        here = latest(table.of(rows, version))
        needed = {key: at if column else window.start for key, at in rows.items()}
        left = {k: rows[k] for k, at in needed.items() if k not in here or is_older(here[k], at)}
        return left, len(here)

    def compare(window: Window) -> list[Finding]:
        rows = subject.interface.rows(window)
        left, here = lacking(rows, window)
        coming = subject.synced is None or window.end > subject.synced
        confirmed: Iterable[Key] = ()
        if left and not coming:
            again = subject.interface.rows(window)
            confirmed, _ = lacking({key: again[key] for key in left if key in again}, window)
        day = audit.day(day_of(window.start))
        day.erp += len(rows)
        day.warehouse += here
        return [
            Finding(
                Kind.MISSING if key in confirmed else Kind.COMING,
                *(key, day_of(window.start), at if column else None, window),
            )
            for key, at in left.items()
        ]

    findings = [finding for each in subject.each(compare, subject.windows) for finding in each]
    # A row that changes while it is looked at may stand in several windows.
    return [*{finding.key: finding for finding in findings}.values()]


def _whole(subject: Subject, audit: ReportAudit) -> list[Finding]:
    """A table that every run reads whole: what lacks comes with the next one."""
    interface, table = subject.interface, subject.table
    day = audit.day(None)
    total = interface.total(None)
    day.warehouse, day.erp = table.count(), total or 0
    if day.warehouse == total:
        return []
    held = table.every()
    found = differences(None, interface.rows(None), held)
    again = interface.rows(None) if found.beyond else {}
    day.warehouse, day.erp = len(held), len(held) - len(found.beyond) + len(found.lacking)
    day.erp -= len(found.twice)
    coming = [Finding(Kind.COMING, key, None) for key in found.lacking]
    gone = [Finding(Kind.GONE, key, None) for key in found.beyond if key not in again]
    return [*coming, *gone, *(Finding(Kind.SURPLUS, key, None) for key in found.twice)]
