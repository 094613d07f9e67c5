"""销售出库 / Sales stock-outs."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Passes, Report
from tap_wdt_flagship.streams._lines import LineStream

# status_type 3 selects on the modified time only together with a list of states; this is all.
EVERY_STOCKOUT_STATUS = "5,10,50,51,52,53,54,58,60,61,63,65,70,73,74,75,77,79,90,110"


class SalesStockouts(Report):
    """销售出库单 / Sales stock-outs."""

    name = "sales_stockouts"
    method = "wms.stockout.Sales.queryWithDetail"
    interface_name = "销售出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {
        "status_type": 3,
        "status": EVERY_STOCKOUT_STATUS,
        "get_rejected_original_order": True,
        "need_sn": True,
        "get_anchor": True,
        "need_pick_position": 1,
        "need_gov_subsidy_info": True,
    }
    excludes_platforms = True


class SalesStockoutLines(LineStream):
    """销售出库单明细 / Lines of sales stock-outs."""

    name = "sales_stockout_lines"
    parent_stream = SalesStockouts
    lines_path = "details_list"
    primary_keys = ("stockout_id", "rec_id")


class SalesStockoutLinePositions(LineStream):
    """销售出库货位明细 / Positions that the lines were taken from."""

    name = "sales_stockout_line_positions"
    parent_stream = SalesStockoutLines
    lines_path = "position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}


class SalesStockoutLinePickPositions(LineStream):
    """销售出库拣货位明细 / Positions that the lines were picked at."""

    name = "sales_stockout_line_pick_positions"
    parent_stream = SalesStockoutLines
    lines_path = "pick_position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}


class SalesStockoutPackages(LineStream):
    """销售出库包裹 / Packages of sales stock-outs."""

    name = "sales_stockout_packages"
    parent_stream = SalesStockouts
    lines_path = "logistics_list"
    primary_keys = ("stockout_id", "rec_id")


class SalesStockoutGovSubsidies(LineStream):
    """销售出库国补信息 / Government subsidies of sales stock-outs."""

    name = "sales_stockout_gov_subsidies"
    parent_stream = SalesStockouts
    lines_path = "gov_subsidy_info"
    primary_keys = ("stockout_id", "_position")


class ArchivedSalesStockouts(Report):
    """历史销售出库单 / Archived sales stock-outs."""

    name = "archived_sales_stockouts"
    method = "wms.stockout.Sales.queryHistoryWithDetail"
    interface_name = "历史销售出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    # The page's note says 60 minutes; its sample of an error names 30 days.
    max_window = timedelta(minutes=60)
    tries_window = timedelta(days=30)
    # 0 shipped, by consign time; 1 cancelled and 2 to be allocated up to delayed, by modified
    # time. The archive has no list of states, and no modified time for what was shipped.
    passes = Passes("status_type", (0, 1, 2), modified=(1, 2))
    range_means = "consign"
    # What is archived later than this after its consign time is in sales_stockouts alone. A
    # longer lookback would take 24 calls a day of it, on every run.
    lookback = timedelta(days=1)
    excludes_platforms = True


class ArchivedSalesStockoutLines(LineStream):
    """历史销售出库单明细 / Lines of archived sales stock-outs."""

    name = "archived_sales_stockout_lines"
    parent_stream = ArchivedSalesStockouts
    lines_path = "details_list"
    primary_keys = ("stockout_id", "rec_id")


class ArchivedSalesStockoutPackages(LineStream):
    """历史销售出库包裹 / Packages of archived sales stock-outs."""

    name = "archived_sales_stockout_packages"
    parent_stream = ArchivedSalesStockouts
    lines_path = "logistics_list"
    primary_keys = ("stockout_id", "rec_id")


class CancelledSalesStockouts(Report):
    """已取消销售出库单 / Cancelled sales stock-outs."""

    name = "cancelled_sales_stockouts"
    method = "wms.stockout.Sales.searchCancel"
    interface_name = "已取消出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    max_window = timedelta(minutes=60)


class Shipments(Report):
    """发货物流单 / Shipments of sales stock-outs."""

    name = "shipments"
    method = "wms.stockout.Sales.searchLogistics"
    interface_name = "物流单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    max_window = timedelta(days=1)
    # A call must name its one state.
    passes = Passes("status", (10, 15, 20, 30))


class SalesStockoutPicks(Report):
    """销售出库实际出库明细 / What sales stock-outs were really taken from."""

    name = "sales_stockout_picks"
    method = "wms.stockout.Sales.searchPositionDetail"
    interface_name = "销售出库实际出库明细查询"
    primary_keys = ("stockout_id",)
    # The range selects on the stock-out's modified time, which the rows do not carry.
    replication_key = "_read_at"
    records_path = "data.order_list"
    max_window = timedelta(minutes=60)


class SalesStockoutPickLines(LineStream):
    """销售出库实际出库货位明细 / Positions and batches that sales stock-outs really came from."""

    name = "sales_stockout_pick_lines"
    parent_stream = SalesStockoutPicks
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")
