"""仓储业务单 / Orders behind the stock-ins and stock-outs."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class OtherStockinOrders(Report):
    """其它入库业务单 / Orders for other stock-ins."""

    name = "other_stockin_orders"
    method = "wms.stockother.InQuery.queryWithDetail"
    interface_name = "其它入库业务单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 2}


class OtherStockinOrderLines(LineStream):
    """其它入库业务单明细 / Lines of orders for other stock-ins."""

    name = "other_stockin_order_lines"
    parent_stream = OtherStockinOrders
    lines_path = "detail_list"
    primary_keys = ("other_in_id", "rec_id")
    parent_keys = {"other_in_id": "rec_id"}


class OtherStockoutOrders(Report):
    """其它出库业务单 / Orders for other stock-outs."""

    name = "other_stockout_orders"
    method = "wms.stockother.OutQuery.queryWithDetail"
    interface_name = "其它出库业务单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 2}


class OtherStockoutOrderLines(LineStream):
    """其它出库业务单明细 / Lines of orders for other stock-outs."""

    name = "other_stockout_order_lines"
    parent_stream = OtherStockoutOrders
    lines_path = "detail_list"
    primary_keys = ("other_out_id", "rec_id")
    parent_keys = {"other_out_id": "rec_id"}


class OuterStockins(Report):
    """外仓调整入库单 / Adjusting stock-ins of external warehouses."""

    name = "outer_stockins"
    method = "wms.outer.OuterIn.queryWithDetail"
    interface_name = "外仓调整入库单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 2}
    max_page_size = 2000


class OuterStockinLines(LineStream):
    """外仓调整入库单明细 / Lines of adjusting stock-ins of external warehouses."""

    name = "outer_stockin_lines"
    parent_stream = OuterStockins
    lines_path = "detail_list"
    primary_keys = ("outer_stockin_rec_id", "rec_id")
    parent_keys = {"outer_stockin_rec_id": "rec_id"}


class OuterStockouts(Report):
    """外仓调整出库单 / Adjusting stock-outs of external warehouses."""

    name = "outer_stockouts"
    method = "wms.outer.OuterOut.queryWithDetail"
    interface_name = "外仓调整出库单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 2}
    max_page_size = 2000


class OuterStockoutLines(LineStream):
    """外仓调整出库单明细 / Lines of adjusting stock-outs of external warehouses."""

    name = "outer_stockout_lines"
    parent_stream = OuterStockouts
    lines_path = "detail_list"
    primary_keys = ("outer_stockout_rec_id", "rec_id")
    parent_keys = {"outer_stockout_rec_id": "rec_id"}


class Transfers(Report):
    """调拨单 / Transfers between warehouses."""

    name = "transfers"
    method = "wms.stocktransfer.Manage.queryWithDetail"
    interface_name = "调拨单查询"
    primary_keys = ("transfer_id",)
    replication_key = "modified"


class TransferLines(LineStream):
    """调拨单明细 / Lines of transfers between warehouses."""

    name = "transfer_lines"
    parent_stream = Transfers
    lines_path = "details_list"
    primary_keys = ("transfer_id", "rec_id")


class ErrorCorrections(Report):
    """纠错单 / Corrections of wrong stock-ins."""

    name = "error_corrections"
    method = "wms.ErrorCorrection.queryWithDetail"
    interface_name = "纠错单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.result"


class ErrorCorrectionLines(LineStream):
    """纠错单明细 / Lines of corrections of wrong stock-ins."""

    name = "error_correction_lines"
    parent_stream = ErrorCorrections
    lines_path = "detail_list"
    primary_keys = ("correction_id", "rec_id")
    parent_keys = {"correction_id": "rec_id"}
