"""Compares one report: totals first, and rows only where those differ."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeVar

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
Depth = Literal["auto", "rows", "totals"]
"""Whether rows are compared although totals agree: `auto` does so where that takes no more calls
than totals do, in audits of some days."""
SOME_DAYS: Final = timedelta(days=7)
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
    depth: Depth = "auto"

    @cached_property
    def windows(self) -> list[Window]:
        """The windows that are compared one by one."""
        at = self.synced if self.comparison.by is By.KEYS else None
        return cut(self.span, self.interface.limit, at and whole_minute(at))

    @property
    def calls(self) -> int:
        """The calls that it takes if nothing differs."""
        windows = 1 if self.comparison.by is By.WHOLE else len(self.windows)
        return windows * len(self.interface.contexts)

    def by_rows(self, held: int) -> bool:
        """Whether a window with so many rows in the warehouse is compared by rows at once."""
        if self.depth == "auto":
            return self.span.span <= SOME_DAYS and held <= self.interface.page_size
        return self.depth == "rows"

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
    counted = _Counted(subject, column)
    counted.compare(counted.at_once)
    counted.compare(counted.differing())
    if not subject.interface.counts_rows:
        audit.notes += [NOT_ROWS_NOTE] * subject.interface.paged
        counted.compare([window for window in subject.windows if window not in counted.compared])
    for window, rows in counted.held.items():
        day = audit.day(day_of(window.start))
        day.erp += counted.totals[window] or 0
        day.warehouse += rows
    settling = Settling(subject.interface, subject.table, column, subject.synced, subject.span.end)
    return _vanished([*settling.settle(counted.found, counted.shown)], audit)


class _Counted:
    """The windows of a report that is compared by a column of time."""

    def __init__(self, subject: Subject, column: str) -> None:
        self._subject = subject
        self._column = column
        minutes = subject.table.minutes(column, subject.span.start, subject.span.end)
        self.held = rows_in(minutes, subject.windows)
        """Rows of the warehouse."""
        self.totals: dict[Window, int | None] = {}
        """Rows of the ERP."""
        self.found: list[Differences] = []
        self.shown: Versions = {}
        """The last version of each row that was seen in the ERP."""
        self.at_once = [window for window, rows in self.held.items() if subject.by_rows(rows)]
        """Windows whose rows are compared without a look at totals."""
        self.compared: set[Window] = set()

    def differing(self) -> list[Window]:
        """The windows whose totals differ, or that have rows twice."""
        start, end = self._subject.span.start, self._subject.span.end
        left = [window for window in self.held if window not in self.compared]
        self.totals |= zip(
            left, self._subject.each(self._subject.interface.total, left), strict=True
        )
        repeated = self._subject.table.repeated(self._column, start, end)
        return [
            window
            for window in left
            if self.totals[window] != self.held[window]
            or any(window.start <= at < window.end for at in repeated)
        ]

    def compare(self, windows: list[Window]) -> None:
        """Compare windows row by row."""
        for difference, rows in self._subject.each(self._read, windows):
            self.found.append(difference)
            self.shown |= {k: at for k, at in rows.items() if not is_older(at, self.shown.get(k))}
        self.compared.update(windows)

    def _read(self, window: Window) -> tuple[Differences, Versions]:
        rows: Versions = {
            key: at
            for key, at in self._subject.interface.rows(window).items()
            if at is not None and window.start <= at < window.end
        }
        here = self._subject.table.between(self._column, window.start, window.end)
        self.held[window], self.totals[window] = len(here), len(rows)
        return differences(window, rows, here), rows


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
