"""出库 / Stock-outs other than sales."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Passes, Report
from tap_wdt_flagship.streams._lines import LineStream


class Stockouts(Report):
    """出库单 / Stock-outs other than sales."""

    name = "stockouts"
    method = "wms.stockout.Base.search"
    interface_name = "出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    max_window = timedelta(minutes=60)


class StockoutLines(LineStream):
    """出库单明细 / Lines of stock-outs other than sales."""

    name = "stockout_lines"
    parent_stream = Stockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class StockoutSerialNumbers(Report):
    """出库SN码 / Serial numbers of stock-outs."""

    name = "stockout_serial_numbers"
    selected_by_default = False
    method = "wms.stockout.Base.searchSN"
    interface_name = "出库SN查询"
    primary_keys = ("rec_id",)
    replication_key = "created"
    records_path = "data.detail_list"
    # The range selects on when a number was recorded; rows carry no modified time.
    range_means = "created"
    lookback = timedelta(days=30)


class JitStockouts(Report):
    """唯品会JIT出库单 / Vipshop JIT stock-outs."""

    name = "jit_stockouts"
    method = "wms.stockout.JitOrder.search"
    interface_name = "JIT出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "created"
    records_path = "data.order_list"
    # The rows carry a modified time, but the range can only select on when they were made.
    range_means = "created"
    lookback = timedelta(days=30)


class JitStockoutLines(LineStream):
    """唯品会JIT出库单明细 / Lines of Vipshop JIT stock-outs."""

    name = "jit_stockout_lines"
    parent_stream = JitStockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class OtherStockouts(Report):
    """其他出库单 / Other stock-outs."""

    name = "other_stockouts"
    method = "wms.stockout.OtherQuery.queryWithDetail"
    interface_name = "其他出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    params = {"time_type": 3}


class OtherStockoutLines(LineStream):
    """其他出库单明细 / Lines of other stock-outs."""

    name = "other_stockout_lines"
    parent_stream = OtherStockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class OtherStockoutLinePositions(LineStream):
    """其他出库货位明细 / Positions that the lines of other stock-outs were taken from."""

    name = "other_stockout_line_positions"
    parent_stream = OtherStockoutLines
    lines_path = "position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}


class PackingLists(Report):
    """装箱单 / Packing lists."""

    name = "packing_lists"
    method = "wms.stockout.Pack.search"
    interface_name = "装箱单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    # Without a type only those of sales stock-outs come.
    passes = Passes("src_order_type", (1, 2, 4, 5, 14, 21))


class PackingListLines(LineStream):
    """装箱单明细 / Lines of packing lists."""

    name = "packing_list_lines"
    parent_stream = PackingLists
    lines_path = "detail_list"
    primary_keys = ("logistics_order_id", "rec_id")
    parent_keys = {"logistics_order_id": "rec_id"}


class ProcessStockouts(Report):
    """生产出库单 / Production stock-outs."""

    name = "process_stockouts"
    method = "wms.stockout.Process.queryWithDetail"
    interface_name = "生产出库查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    params = {"time_type": 3}
    max_page_size = 2000


class ProcessStockoutLines(LineStream):
    """生产出库单明细 / Lines of production stock-outs."""

    name = "process_stockout_lines"
    parent_stream = ProcessStockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class ProcessStockoutLinePositions(LineStream):
    """生产出库货位明细 / Positions that the lines of production stock-outs were taken from."""

    name = "process_stockout_line_positions"
    parent_stream = ProcessStockoutLines
    lines_path = "position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}


class PurchaseReturnStockouts(Report):
    """采购退货出库单 / Stock-outs of purchase returns."""

    name = "purchase_return_stockouts"
    method = "wms.stockout.PurchaseReturn.queryWithDetail"
    interface_name = "采购退货出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "modified"
    params = {"time_type": 3}


class PurchaseReturnStockoutLines(LineStream):
    """采购退货出库单明细 / Lines of stock-outs of purchase returns."""

    name = "purchase_return_stockout_lines"
    parent_stream = PurchaseReturnStockouts
    lines_path = "details_list"
    primary_keys = ("stockout_id", "rec_id")


class PurchaseReturnStockoutLinePositions(LineStream):
    """采购退货出库货位明细 / Positions that the lines of purchase returns were taken from."""

    name = "purchase_return_stockout_line_positions"
    parent_stream = PurchaseReturnStockoutLines
    lines_path = "position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}


class TransferStockouts(Report):
    """调拨出库单 / Transfer stock-outs."""

    name = "transfer_stockouts"
    method = "wms.stockout.Transfer.queryWithDetail"
    interface_name = "调拨出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "consign_time"
    # No choice of time: the range selects on the consign time, and rows carry no modified time.
    range_means = "consign"
    lookback = timedelta(days=30)


class TransferStockoutLines(LineStream):
    """调拨出库单明细 / Lines of transfer stock-outs."""

    name = "transfer_stockout_lines"
    parent_stream = TransferStockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class TransferStockoutLinePositions(LineStream):
    """调拨出库货位明细 / Positions that the lines of transfer stock-outs were taken from."""

    name = "transfer_stockout_line_positions"
    parent_stream = TransferStockoutLines
    lines_path = "position_details_list"
    primary_keys = ("stockout_id", "stockout_detail_id", "rec_id")
    parent_keys = {"stockout_id": "stockout_id", "stockout_detail_id": "rec_id"}
