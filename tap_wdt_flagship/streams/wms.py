"""仓储 / Stock, stock-outs, stock-ins."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.client import WdtStream
from tap_wdt_flagship.lines import LineStream

# status_type 3 selects on the modified time only together with a list of states; this is all.
EVERY_STOCKOUT_STATUS = "-1,5,10,50,51,52,53,54,58,60,61,63,65,70,73,74,75,77,79,90,110"


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


class RefundStockins(WdtStream):
    """退货入库单 / Stock-ins of returned goods."""

    name = "refund_stockins"
    method = "wms.stockin.Refund.queryWithDetail"
    primary_keys = ("stockin_id",)
    replication_key = "modified"
    params = {"time_type": 0, "need_sn": True, "need_gov_subsidy_info": True}
    excludes_platforms = True


class RefundStockinLines(LineStream):
    """退货入库单明细 / Lines of stock-ins of returned goods."""

    name = "refund_stockin_lines"
    parent_stream = RefundStockins
    lines_path = "details_list"
    primary_keys = ("stockin_id", "rec_id")


class RefundStockinLineRefundLines(LineStream):
    """退货入库关联的退换单明细 / Refund lines that a stock-in line belongs to."""

    name = "refund_stockin_line_refund_lines"
    parent_stream = RefundStockinLines
    lines_path = "refund_order_detail_list"
    primary_keys = ("stockin_id", "stockin_order_detail_id", "_position")
    parent_keys = {"stockin_id": "stockin_id", "stockin_order_detail_id": "rec_id"}


class RefundStockinGovSubsidies(LineStream):
    """退货入库国补信息 / Government subsidies of returned goods."""

    name = "refund_stockin_gov_subsidies"
    parent_stream = RefundStockins
    lines_path = "gov_subsidy_info"
    primary_keys = ("stockin_id", "_position")


STREAMS = (StockSpecs, SalesStockouts, RefundStockins)
LINE_STREAMS = (
    SalesStockoutLines,
    SalesStockoutLinePositions,
    SalesStockoutLinePickPositions,
    SalesStockoutPackages,
    SalesStockoutGovSubsidies,
    RefundStockinLines,
    RefundStockinLineRefundLines,
    RefundStockinGovSubsidies,
)
