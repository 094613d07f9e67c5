"""From where and up to where the warehouse was synced: by the state, else by its own rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.audit.comparisons import By
from tap_wdt_flagship.audit.spans import day_of, midnight, whole_minute
from tap_wdt_flagship.beijing import months_before
from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.schemas import READ_AT
from tap_wdt_flagship.streams._base import FIRST_SYNC_MONTHS
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.audit.comparisons import Comparison
    from tap_wdt_flagship.audit.warehouse import WarehouseTable
    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report


@dataclass(frozen=True)
class Comparable:
    """A report that can be compared: how, and with which table."""

    report: Report
    way: Comparison
    table: WarehouseTable

    @property
    def counted(self) -> str | None:
        """The column that ranges of it are counted by."""
        return self.way.column if self.way.by is By.COUNT else None

    def ends(self, column: str | None) -> tuple[datetime, datetime] | None:
        """The earliest and the latest time of a column, if there is any."""
        if column is None or self.table.lacks(column):
            return None
        return self.table.ends(column)


class Synced:
    """What of each report the warehouse is to hold."""

    def __init__(self, settings: Settings, state: State | None) -> None:
        self._settings = settings
        self._state = state or {}
        self._newest: datetime | None = None

    def learn(self, comparable: list[Comparable]) -> None:
        """Note how new the warehouse is: for reports whose rows do not tell."""
        ends = (one.ends(one.counted) for one in comparable)
        self._newest = max((found[1] for found in ends if found), default=None)

    def until(self, one: Comparable, contexts: list[dict[str, Any]]) -> datetime | None:
        """Up to where a report was read, in all its passes; `None` if nothing tells."""
        known = self._known(bookmarks.read, one.report, contexts)
        if known:
            return min(known)
        if one.counted is None:
            return self._newest
        ends = one.ends(one.counted)
        return ends[1] if ends else None

    def span(
        self, one: Comparable, contexts: list[dict[str, Any]], span: Window, now: datetime
    ) -> Window | None:
        """The part of a span that was to be synced."""
        first = None if one.way.by is By.WHOLE else self._first(one, contexts)
        kept = now - one.report.retention if one.report.retention else None
        start = max(at for at in (span.start, first, kept) if at is not None)
        start = whole_minute(start)
        return Window(start, span.end) if start < span.end else None

    def _first(self, one: Comparable, contexts: list[dict[str, Any]]) -> datetime | None:
        """Where syncing began."""
        if since := self._known(bookmarks.since, one.report, contexts):
            return max(since)
        asked = self._settings.options(one.report.name).start_date
        if asked or one.report.master_data:
            return asked
        return self._settings.start_date or self._by_rows(one)

    @staticmethod
    def _by_rows(one: Comparable) -> datetime | None:
        """Where syncing seems to have begun, where nothing else tells."""
        ends = one.ends(one.counted or READ_AT)
        if ends is None:
            return None
        return (
            midnight(day_of(ends[0])) if one.counted else months_before(ends[0], FIRST_SYNC_MONTHS)
        )

    def _known(
        self,
        what: Callable[[State, str, Mapping[str, Any]], datetime | None],
        report: Report,
        contexts: list[dict[str, Any]],
    ) -> list[datetime]:
        found = [what(self._state, report.name, context) for context in contexts]
        return [moment for moment in found if moment is not None]
