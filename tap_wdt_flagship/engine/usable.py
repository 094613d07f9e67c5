"""The check: which reports this account may use, by one cheap call to each interface."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.engine.preview import Preview
from tap_wdt_flagship.errors import (
    GaveUpError,
    NoInterfaceError,
    NoShopError,
    NoWarehouseError,
    QimenOnlyError,
    QuotaError,
    RefusedError,
    TransientError,
    UngrantedError,
    WdtError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime, timedelta

    from tap_wdt_flagship.engine.preview import PreviewPage
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report, Singly
    from tap_wdt_flagship.windows import Window

# A table that somebody waits for: what does not answer soon is told of as it is.
PATIENCE: Final = {"tries": 3, "outage_patience": 30.0, "quota_patience": 70.0}
LONGEST_ANSWER: Final = 30.0
ROWS: Final = 5
"""Enough to ask other interfaces with; how many there are is in the total."""
SHOPS, WAREHOUSES = "shops", "warehouses"
LISTED: Final = (SHOPS, WAREHOUSES)
"""What the account does not see of these is missing from all others without a word."""


class Result(Enum):
    """What became of a call, as data and in words."""

    USABLE = ("usable", "可用", "usable")
    UNVERIFIED = ("unverified", "待验证", "not verified")
    NOT_GRANTED = ("not_granted", "未申请", "not granted")
    QIMEN_ONLY = ("qimen_only", "仅奇门", "Qimen only")
    NO_WAREHOUSE = ("no_warehouse", "无仓库权限", "no warehouse")
    NO_SHOP = ("no_shop", "无店铺权限", "no shop")
    NO_INTERFACE = ("no_interface", "无此接口", "no such interface")
    PARAMETER = ("parameter", "参数", "parameter")
    NETWORK = ("network", "网络", "network")
    OTHER = ("other", "其他", "other")

    @property
    def code(self) -> str:
        """The word for programs."""
        return self.value[0]

    @property
    def zh(self) -> str:
        """The word in Chinese."""
        return self.value[1]

    @property
    def en(self) -> str:
        """The word in English."""
        return self.value[2]

    @property
    def may_sync(self) -> bool:
        """Whether nothing speaks against a sync."""
        return self in {Result.USABLE, Result.UNVERIFIED}


# The first kind that fits.
KINDS: Final[tuple[tuple[type[WdtError], Result], ...]] = (
    (UngrantedError, Result.NOT_GRANTED),
    (QimenOnlyError, Result.QIMEN_ONLY),
    (NoWarehouseError, Result.NO_WAREHOUSE),
    (NoShopError, Result.NO_SHOP),
    (NoInterfaceError, Result.NO_INTERFACE),
    (RefusedError, Result.PARAMETER),
    (GaveUpError, Result.NETWORK),
    (TransientError, Result.NETWORK),
    (QuotaError, Result.NETWORK),
    (WdtError, Result.OTHER),
)


@dataclass(frozen=True)
class Found:
    """How many rows there are, and of what."""

    rows: int
    exact: bool = True
    """Whether there are no more."""
    window: Window | None = None
    """The range that they are of; all there are where it is `None`."""
    part: bool = False
    """Whether one of several passes was looked at."""
    asked_about: int | None = None
    """The rows of another report that they belong to."""

    @property
    def span(self) -> timedelta | None:
        """How long the range is."""
        return self.window.span if self.window else None


@dataclass(frozen=True)
class ReportAccess:
    """What the check found of a report."""

    report: type[Report]
    result: Result
    selected: bool
    """Whether a sync would read it."""
    found: Found | None = None
    error: WdtError | None = None
    needs: type[Report] | None = None
    """The report that gives the values to ask with, where that is the trouble."""
    singly: Singly | None = None
    """The interface that answers in place of the report's own."""


@dataclass(frozen=True)
class Access:
    """What the check found of an account."""

    at: datetime
    reports: list[ReportAccess]
    listed: Mapping[str, list[Row]] = field(default_factory=dict)
    """Shops and warehouses that the account sees; those that it may not list are not in it."""

    @property
    def usable(self) -> list[ReportAccess]:
        """The reports that a sync can read, as far as is known."""
        return [checked for checked in self.reports if checked.result.may_sync]

    @property
    def refused(self) -> list[ReportAccess]:
        """The reports that cannot be read."""
        return [checked for checked in self.reports if not checked.result.may_sync]

    @property
    def all_ungranted(self) -> int:
        """How many interfaces were asked, if none of them was applied for; else 0."""
        asked = [c for c in self.reports if c.error is not None and c.needs is None]
        granted = self.usable or any(c.result is not Result.NOT_GRANTED for c in asked)
        return 0 if granted else len(asked)


class Look(Preview):
    """A few rows of each report and how many there are, without the patience of a sync."""

    def __init__(self, settings: Settings, reports: Mapping[str, Report]) -> None:
        timeout = min(settings.request_timeout, LONGEST_ANSWER)
        to_now = replace(settings, end_date=None)
        super().__init__(to_now, reports, timeout_seconds=timeout, **PATIENCE)

    @property
    def now(self) -> datetime:
        """The gateway's time."""
        return self._transport.clock.now()

    def _window(self, report: Report, end: datetime) -> Window | None:
        """No range where a first sync would need none: what there is counts, not what changed."""
        if report.master_data and report.range_optional:
            return None
        return super()._window(report, end)

    def _rows_wanted(self, report: Report) -> int:
        return report.page_size or ROWS if report.name in LISTED else ROWS

    def source_of(self, report: Report) -> tuple[type[Report] | None, bool]:
        """The report that gives the values to ask with, if one does, and whether it may be read."""
        if (name := report.asks_with()) is None:
            return None, True
        source = self._reports[name]
        return type(source), self._readable(source)

    def _readable(self, report: Report) -> bool:
        try:
            self.page(report)
        except WdtError:
            return False
        return True

    def all_rows(self, report: Report) -> list[Row] | None:
        """All rows of a report that needs no range, a page after the other, if it may be read."""
        if not self._readable(report):
            return None
        first = self.page(report)
        rows, number = list(first.rows), 0
        while len(rows) < (first.total or 0):
            number += 1
            try:
                page = self._fetch(report, {}, None, page_no=number).page
            except WdtError:
                break  # the first ones are better than none
            if not page.rows:
                break
            rows += page.rows
        return rows


def find_access(
    settings: Settings,
    reports: Mapping[str, Report],
    wanted: Collection[str],
    offers: Callable[[Report], bool],
    selected: Collection[str],
) -> Access:
    """Ask every interface for a few of its newest rows.

    Args:
        settings: the account's.
        reports: every report there is, by name.
        wanted: the names of those to ask about.
        offers: whether applications of this type may read a report at all.
        selected: the names of those that a sync would read.

    Raises:
        RunError: no report can be read.
    """
    look = Look(settings, reports)
    asked = [report for report in reports.values() if report.name in wanted]
    # Shops need no range: their answer tells the time by which the others' ranges end.
    shops = reports[SHOPS]
    others = [report for report in asked if report is not shops and offers(report)]
    pages = look.pages([shops, *others])
    checked = [
        _judged(report, pages.get(report), look.source_of(report), selected=report.name in selected)
        for report in asked
    ]
    listed = {name: rows for name in LISTED if (rows := look.all_rows(reports[name])) is not None}
    return Access(look.now, checked, listed)


def _judged(
    report: Report,
    page: PreviewPage | WdtError | None,
    source: tuple[type[Report] | None, bool],
    *,
    selected: bool,
) -> ReportAccess:
    needs, readable = source
    if page is None:
        return ReportAccess(type(report), Result.QIMEN_ONLY, selected)
    if isinstance(page, WdtError):
        result = next(result for kind, result in KINDS if isinstance(page, kind))
        to_blame = None if readable else needs
        return ReportAccess(type(report), result, selected, error=page, needs=to_blame)
    if page.asked_about == 0:
        return ReportAccess(type(report), Result.UNVERIFIED, selected, needs=needs)
    return ReportAccess(
        type(report), Result.USABLE, selected, found=_found(report, page), singly=page.singly
    )


def _found(report: Report, page: PreviewPage) -> Found:
    rows = len(page.rows)
    # Some totals are of the page alone.
    total = rows if page.total is None else max(rows, page.total)
    exact = page.total is not None or report.page_size is None or 0 < rows < ROWS
    return Found(
        total,
        exact=exact,
        window=page.window,
        part=report.passes is not None,
        asked_about=page.asked_about,
    )
