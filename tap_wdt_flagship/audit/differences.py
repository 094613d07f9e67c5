"""Rows that the ERP shows against rows that the warehouse holds: what lacks, what is too much.

Pure; no I/O. A row is known by its key; where rows have versions, by the time of its last change.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.audit.warehouse import Held
    from tap_wdt_flagship.windows import Window

Versions = dict["Key", "datetime | None"]


@dataclass
class Differences:
    """What differs in one window."""

    window: Window | None
    lacking: Versions = field(default_factory=dict)
    """Rows that the ERP shows, or shows a later version of."""
    beyond: Versions = field(default_factory=dict)
    """Rows that the warehouse holds and the ERP does not show here, or an earlier version of."""
    twice: list[Key] = field(default_factory=list)
    """Rows that the warehouse holds more than once, for each time too many."""


def latest(held: Iterable[Held]) -> Versions:
    """The last version of each row."""
    found: Versions = {}
    for row in held:
        known = found.get(row.key)
        found[row.key] = max(row.moment, known) if row.moment and known else row.moment or known
    return found


def is_older(one: datetime | None, other: datetime | None) -> bool:
    """Whether a version is known to be older than another."""
    return one is not None and other is not None and one < other


def differences(
    window: Window | None, shown: Mapping[Key, datetime | None], held: list[Held]
) -> Differences:
    """What differs between two sides of a window."""
    here = latest(held)
    times = Counter(row.key for row in held)
    return Differences(
        window,
        {key: at for key, at in shown.items() if key not in here or is_older(here[key], at)},
        {key: at for key, at in here.items() if key not in shown or is_older(shown[key], at)},
        [key for key, rows in times.items() for _ in range(rows - 1)],
    )
