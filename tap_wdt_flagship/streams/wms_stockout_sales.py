"""销售出库 / Sales stock-outs."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.client import WdtStream
from tap_wdt_flagship.lines import LineStream

# status_type 3 selects on the modified time only together with a list of states; this is all.
EVERY_STOCKOUT_STATUS = "-1,5,10,50,51,52,53,54,58,60,61,63,65,70,73,74,75,77,79,90,110"


class SalesStockouts(WdtStream):
    """销售出库单 / Sales stock-outs."""

    name = "sales_stockouts"
    method = "wms.stockout.Sales.queryWithDetail"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {
        "status_type": 3,
        "status": EVERY_STOCKOUT_STATUS,
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


STREAMS = (SalesStockouts,)
LINE_STREAMS = (
    SalesStockoutLines,
    SalesStockoutLinePositions,
    SalesStockoutLinePickPositions,
    SalesStockoutPackages,
    SalesStockoutGovSubsidies,
)
