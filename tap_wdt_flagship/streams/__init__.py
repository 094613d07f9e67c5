"""The reports of the ERP, one module per domain of its open platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_wdt_flagship.streams import (
    aftersales,
    goods,
    purchase,
    sales,
    setting,
    wms_stock,
    wms_stockin,
    wms_stockout_sales,
)

if TYPE_CHECKING:
    from tap_wdt_flagship.client import WdtStream
    from tap_wdt_flagship.lines import LineStream

# Master data first: `meltano config test` stops at the first record, and these answer at once.
MODULES = (setting, goods, sales, aftersales, wms_stock, wms_stockout_sales, wms_stockin, purchase)
STREAMS: tuple[type[WdtStream], ...] = tuple(s for m in MODULES for s in m.STREAMS)
LINE_STREAMS: tuple[type[LineStream], ...] = tuple(s for m in MODULES for s in m.LINE_STREAMS)
