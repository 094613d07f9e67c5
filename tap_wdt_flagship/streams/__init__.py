"""The reports of the ERP, one module per domain of its open platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from tap_wdt_flagship.client import WdtStream
    from tap_wdt_flagship.lines import LineStream

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
STREAMS: tuple[type[WdtStream], ...] = tuple(s for m in MODULES for s in m.STREAMS)
LINE_STREAMS: tuple[type[LineStream], ...] = tuple(s for m in MODULES for s in m.LINE_STREAMS)
