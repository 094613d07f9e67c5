"""Tells apart why rows differ. What changes while it is looked at is read again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.audit.differences import is_older, latest
from tap_wdt_flagship.audit.outcomes import Finding, Kind
from tap_wdt_flagship.audit.spans import day_of
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from tap_wdt_flagship.audit.differences import Differences, Versions
    from tap_wdt_flagship.audit.erp import Interface
    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.audit.warehouse import WarehouseTable

LOOKS: Final = 3
SECOND: Final = timedelta(seconds=1)


class Settling:
    """Settles the differences of one report that is compared by a column of time.

    Args:
        interface: the ERP's side.
        table: the warehouse's.
        column: tells the version of a row.
        synced: up to where the warehouse was read, if that is known.
        end: where the windows that were compared end.
    """

    def __init__(
        self,
        interface: Interface,
        table: WarehouseTable,
        column: str,
        synced: datetime | None,
        end: datetime,
    ) -> None:
        self._interface = interface
        self._table = table
        self._column = column
        self._synced = synced
        self._end = end

    def settle(self, found: list[Differences], shown: Versions) -> Iterator[Finding]:
        """What each row that differs is.

        Args:
            found: the differences of the windows that were read.
            shown: the last version of every row that was seen in the ERP.
        """
        for difference in found:
            for key in difference.twice:
                yield self._finding(Kind.SURPLUS, key, difference.window, None)
        for difference in found:
            yield from self._lacking(difference)
        beyond = {key: at for difference in found for key, at in difference.beyond.items()}
        yield from self._beyond(beyond, dict(shown))

    def _finding(
        self, kind: Kind, key: Key, window: Window | None, moment: datetime | None
    ) -> Finding:
        at = window.start if window else moment
        return Finding(kind, key, day_of(at) if at else None, moment, window)

    def _is_coming(self, moment: datetime | None) -> bool:
        return self._synced is None or moment is None or moment > self._synced

    def _lacking(self, difference: Differences) -> Iterator[Finding]:
        """Rows of a window that the warehouse lacks: read again before they count as missing."""
        lacking = self._without_arrived(difference.lacking)
        suspects = {key: at for key, at in lacking.items() if not self._is_coming(at)}
        confirmed = self._confirmed(suspects)
        for key, at in lacking.items():
            if key in suspects and key in confirmed:
                yield self._finding(Kind.MISSING, key, difference.window, at)
            elif key not in suspects or not self._arrived(key):
                yield self._finding(Kind.COMING, key, difference.window, at)

    def _confirmed(self, suspects: Versions) -> Versions:
        """Of rows, those that the ERP shows still, unchanged, and the warehouse still lacks."""
        times = [at for at in suspects.values() if at is not None]
        if not times:
            return {}
        shown = self._interface.rows(Window(min(times), max(times) + SECOND))
        return self._without_arrived(
            {key: at for key, at in suspects.items() if shown.get(key) == at}
        )

    def _without_arrived(self, versions: Versions) -> Versions:
        """Of rows, those that the warehouse lacks, wherever in it they might be."""
        here = latest(self._table.of(versions, self._column))
        return {
            key: at for key, at in versions.items() if key not in here or is_older(here[key], at)
        }

    def _arrived(self, key: Key) -> bool:
        """Whether a row that was lacking has come while the audit ran, in a later version."""
        return key in latest(self._table.of([key], self._column))

    def _beyond(self, beyond: Versions, shown: Versions) -> Iterator[Finding]:
        """Rows of the warehouse that the ERP does not show where they are."""
        left = {key: at for key, at in beyond.items() if key not in shown}
        moved = {key: at for key, at in beyond.items() if is_older(at, shown.get(key))}
        later = {key: at for key, at in beyond.items() if is_older(shown.get(key), at)}
        for key in self._held_twice([*moved]):
            yield self._finding(Kind.SURPLUS, key, None, moved[key])
        for key, at in self._unseen(later).items():
            yield self._finding(Kind.SURPLUS, key, None, at)
        found: Versions = {}
        for start in self._looks():
            if not left:
                break
            seen = self._interface.since(start)
            found |= {key: seen[key] for key in left if key in seen}
            left = self._still_held({key: at for key, at in left.items() if key not in seen})
        yield from self._found_later(found, beyond)
        for key, at in left.items():
            yield self._finding(Kind.GONE, key, None, at)

    def _unseen(self, versions: Versions) -> Versions:
        """Of rows, those that the ERP does not show at the time the warehouse has for them."""
        times = [at for at in versions.values() if at is not None]
        if not times:
            return {}
        shown = self._interface.rows(Window(min(times), max(times) + SECOND))
        return self._still_held({key: at for key, at in versions.items() if key not in shown})

    def _looks(self) -> Iterator[datetime]:
        """From where to look for rows that moved: first what no sync has read yet."""
        newest = max(self._end, self._synced or self._end)
        if newest > self._end:
            yield newest
        for _ in range(LOOKS):
            yield self._end

    def _found_later(self, found: Versions, beyond: Versions) -> Iterator[Finding]:
        """Rows that changed after the windows that were compared."""
        left = self._without_arrived(found)
        suspects = {key: at for key, at in left.items() if not self._is_coming(at)}
        confirmed = self._confirmed(suspects)
        for key, at in left.items():
            held = beyond[key]
            kind = Kind.MISSING if key in confirmed else Kind.COMING
            yield Finding(kind, key, day_of(held) if held else None, at)

    def _still_held(self, versions: Versions) -> Versions:
        """Of rows, those that the warehouse holds in the same version as before."""
        here = latest(self._table.of(versions, self._column))
        return {key: at for key, at in versions.items() if key in here and here[key] == at}

    def _held_twice(self, keys: Iterable[Key]) -> list[Key]:
        rows = Counter(row.key for row in self._table.of(keys, self._column))
        return [key for key, times in rows.items() if times > 1]
