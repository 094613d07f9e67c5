"""The reports of the ERP, one module per domain of its open platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tap_wdt_flagship.streams import (
    aftersales,
    finance,
    goods,
    process,
    purchase,
    sales,
    sales_own,
    setting,
    setting_virtual_warehouse,
    statistic,
    wms_orders,
    wms_stock,
    wms_stockin,
    wms_stockout,
    wms_stockout_sales,
    wms_stocktake,
)
from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")

# Master data first: `meltano config test` stops at the first record, and these answer at once.
MODULES = (
    setting,
    setting_virtual_warehouse,
    goods,
    sales,
    sales_own,
    aftersales,
    wms_stock,
    wms_stocktake,
    wms_stockout_sales,
    wms_stockout,
    wms_stockin,
    wms_orders,
    purchase,
    process,
    finance,
    statistic,
)


def declared(module: ModuleType, base: type[T]) -> tuple[type[T], ...]:
    """The classes of a kind that a domain module declares, in the order it declares them."""
    return tuple(
        cls
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, base) and cls.__module__ == module.__name__
    )


REPORTS = tuple(cls for module in MODULES for cls in declared(module, Report))
LINE_STREAMS = tuple(cls for module in MODULES for cls in declared(module, LineStream))
