"""What lacks in the warehouse, what is too much, and what is there twice."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tap_wdt_flagship.audit.differences import differences
from tap_wdt_flagship.audit.outcomes import Finding, Kind, ReportAudit
from tap_wdt_flagship.audit.repair import windows_of
from tap_wdt_flagship.audit.warehouse import Held
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from tap_wdt_flagship.audit.differences import Versions

NOON = datetime(2026, 6, 17, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def test_rows_of_both_sides_are_compared_by_key_and_version() -> None:
    shown: Versions = {(1,): NOON, (2,): NOON, (3,): NOON, (4,): NOON}
    held = [
        Held((1,), NOON),
        Held((2,), NOON - HOUR),
        Held((4,), NOON + HOUR),
        Held((5,), NOON),
        Held((5,), NOON - HOUR),
    ]
    found = differences(None, shown, held)
    assert found.lacking == {(2,): NOON, (3,): NOON}
    assert found.beyond == {(4,): NOON + HOUR, (5,): NOON}
    assert found.twice == [(5,)]


def test_rows_without_versions_are_compared_by_key() -> None:
    found = differences(None, {(1,): None, (2,): None}, [Held((2,), None), Held((3,), None)])
    assert (found.lacking, found.beyond, found.twice) == ({(1,): None}, {(3,): None}, [])


def test_what_is_read_again_is_no_wider_than_it_has_to_be() -> None:
    window = Window(NOON, NOON + HOUR)
    missing = [
        Finding(Kind.MISSING, (1,), None, NOON + timedelta(minutes=5), window),
        Finding(Kind.MISSING, (2,), None, NOON + timedelta(minutes=9), window),
        Finding(Kind.GONE, (3,), None, NOON + timedelta(minutes=50), window),
    ]
    untimed = Finding(Kind.MISSING, (4,), None, None, Window(NOON - HOUR, NOON))
    audit = ReportAudit("trades", "系统订单", findings=[*missing, untimed])
    windows = [chosen.window for chosen in windows_of([audit])]
    end = NOON + timedelta(minutes=9, seconds=1)
    assert windows == [Window(NOON - HOUR, NOON), Window(NOON + timedelta(minutes=5), end)]
