"""库存 / Stock."""

from __future__ import annotations

from tap_wdt_flagship.client import WdtStream


class StockSpecs(WdtStream):
    """库存 / Stock of each spec in each warehouse."""

    name = "stock_specs"
    method = "wms.StockSpec.search2"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    # 2 adds cost prices. Sales figures (1) change without the row's modified time: they go stale.
    params = {"mask": 2}
    master_data = True
    max_page_size = 1000


STREAMS = (StockSpecs,)
LINE_STREAMS = ()
