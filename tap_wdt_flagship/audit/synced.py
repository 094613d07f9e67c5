"""From where and up to where the warehouse was synced: by the state, else by its own rows."""

from __future__ import annotations

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

Contexts = list[dict[str, Any]]


class Synced:
    """What of each report the warehouse is to hold."""

    def __init__(self, settings: Settings, state: State | None) -> None:
        self._settings = settings
        self._state = state or {}
        self._newest: datetime | None = None

    def learn(self, comparable: Mapping[Report, tuple[Comparison, WarehouseTable]]) -> None:
        """Note how new the warehouse is: for reports whose rows do not tell."""
        counted = (t.ends(str(w.column)) for w, t in comparable.values() if w.by is By.COUNT)
        self._newest = max((ends[1] for ends in counted if ends), default=None)

    def until(
        self, report: Report, way: Comparison, table: WarehouseTable, contexts: Contexts
    ) -> datetime | None:
        """Up to where a report was read; `None` if nothing tells."""
        known = self._known(bookmarks.read, report, contexts)
        if known:
            return min(known)
        if way.by is not By.COUNT:
            return self._newest
        ends = table.ends(str(way.column))
        return ends[1] if ends else None

    def span(  # noqa: PLR0913
        self,
        report: Report,
        way: Comparison,
        table: WarehouseTable,
        contexts: Contexts,
        span: Window,
        now: datetime,
    ) -> Window | None:
        """The part of a span that was to be synced."""
        first = self._first(report, way, table, contexts)
        kept = now - report.retention if report.retention else None
        start = max(at for at in (span.start, first, kept) if at is not None)
        start = whole_minute(start)
        return Window(start, span.end) if start < span.end else None

    def _first(
        self, report: Report, way: Comparison, table: WarehouseTable, contexts: Contexts
    ) -> datetime | None:
        if way.by is By.WHOLE:
            return None
        if since := self._known(bookmarks.since, report, contexts):
            return max(since)
        asked = self._settings.options(report.name).start_date
        if asked or report.master_data:
            return asked
        if self._settings.start_date:
            return self._settings.start_date
        column = way.column if way.by is By.COUNT else READ_AT
        ends = table.ends(column) if column and not table.lacks(column) else None
        if ends is None:
            return None
        if way.by is By.COUNT:
            return midnight(day_of(ends[0]))
        return months_before(ends[0], FIRST_SYNC_MONTHS)

    def _known(
        self,
        what: Callable[[State, str, Mapping[str, Any]], datetime | None],
        report: Report,
        contexts: Contexts,
    ) -> list[datetime]:
        found = [what(self._state, report.name, context) for context in contexts]
        return [moment for moment in found if moment is not None]
