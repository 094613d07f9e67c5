"""What the warehouse's wall clocks are in: the same row, in the ERP, tells."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from tap_wdt_flagship.audit.erp import Interface
    from tap_wdt_flagship.audit.warehouse import Held, Warehouse, WarehouseTable

ROWS_TRIED: Final = 3
REPORTS_TRIED: Final = 6
SECOND: Final = timedelta(seconds=1)
ZONES: Final[dict[str, tzinfo]] = {"beijing": BEIJING, "utc": timezone.utc}


def find_zone(
    warehouse: Warehouse, reports: Iterable[tuple[Interface | None, WarehouseTable, str]]
) -> tzinfo | None:
    """The zone in which a few of the newest rows are those of the ERP; `None` if none tells.

    Args:
        warehouse: its columns hold a wall clock.
        reports: interface, table and column of those that can be asked.
    """
    tried = 0
    for interface, table, column in reports:
        for row in table.newest(column, ROWS_TRIED) if interface else ():
            tried += 1
            found = [
                zone
                for zone in ZONES.values()
                if interface and _is_there(warehouse, interface, row, zone)
            ]
            if len(found) == 1:
                return found[0]
        if tried >= REPORTS_TRIED * ROWS_TRIED:
            break
    return None


def _is_there(warehouse: Warehouse, interface: Interface, row: Held, zone: tzinfo) -> bool:
    if row.moment is None:
        return False
    clock = row.moment.astimezone(warehouse.naive_zone).replace(tzinfo=None)
    moment = clock.replace(tzinfo=zone)
    try:
        return row.key in interface.rows(Window(moment, moment + SECOND))
    except RunError:
        raise
    except WdtError:
        return False
