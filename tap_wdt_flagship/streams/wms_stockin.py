"""入库 / Stock-ins."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class Stockins(Report):
    """入库单 / Stock-ins of purchases, transfers, stocktakes, production and other causes."""

    name = "stockins"
    method = "wms.stockin.Base.search"
    interface_name = "入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    max_window = timedelta(days=1)


class StockinLines(LineStream):
    """入库单明细 / Lines of stock-ins."""

    name = "stockin_lines"
    parent_stream = Stockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class StockinSerialNumbers(Report):
    """入库SN码 / Serial numbers of stock-ins."""

    name = "stockin_serial_numbers"
    selected_by_default = False
    method = "wms.stockin.Base.searchSN"
    interface_name = "入库SN查询"
    primary_keys = ("rec_id",)
    replication_key = "created"
    records_path = "data.detail_list"
    # The range selects on when a number was recorded; rows carry no modified time.
    range_means = "created"
    lookback = timedelta(days=30)


class PurchaseStockins(Report):
    """采购入库单 / Stock-ins of purchase orders."""

    name = "purchase_stockins"
    method = "wms.stockin.Purchase.queryWithDetail"
    interface_name = "采购入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"


class PurchaseStockinLines(LineStream):
    """采购入库单明细 / Lines of purchase stock-ins."""

    name = "purchase_stockin_lines"
    parent_stream = PurchaseStockins
    lines_path = "details_list"
    primary_keys = ("stockin_id", "rec_id")


class TransferStockins(Report):
    """调拨入库单 / Stock-ins of transfers between warehouses."""

    name = "transfer_stockins"
    method = "wms.stockin.Transfer.queryWithDetail"
    interface_name = "调拨入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"


class TransferStockinLines(LineStream):
    """调拨入库单明细 / Lines of transfer stock-ins."""

    name = "transfer_stockin_lines"
    parent_stream = TransferStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class ProcessStockins(Report):
    """生产入库单 / Stock-ins of production."""

    name = "process_stockins"
    method = "wms.stockin.Process.queryWithDetail"
    interface_name = "生产入库查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"
    params = {"time_type": 3}
    max_page_size = 2000


class ProcessStockinLines(LineStream):
    """生产入库单明细 / Lines of production stock-ins."""

    name = "process_stockin_lines"
    parent_stream = ProcessStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class OtherStockins(Report):
    """其他入库单 / Stock-ins for other reasons."""

    name = "other_stockins"
    method = "wms.stockin.Other.queryWithDetail"
    interface_name = "其他入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "_read_at"  # the range selects on a modified time that rows do not carry


class OtherStockinLines(LineStream):
    """其他入库单明细 / Lines of other stock-ins."""

    name = "other_stockin_lines"
    parent_stream = OtherStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class RefundStockins(Report):
    """退货入库单 / Stock-ins of returned goods."""

    name = "refund_stockins"
    method = "wms.stockin.Refund.queryWithDetail"
    interface_name = "退货入库单查询"
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


class ArchivedRefundStockins(Report):
    """历史退货入库单 / Archived stock-ins of returned goods."""

    name = "archived_refund_stockins"
    method = "wms.stockin.Refund.queryHisWithDetail"
    interface_name = "历史退货入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"
    params = {"time_type": 0, "need_sn": True}
    excludes_platforms = True


class ArchivedRefundStockinLines(LineStream):
    """历史退货入库单明细 / Lines of archived stock-ins of returned goods."""

    name = "archived_refund_stockin_lines"
    parent_stream = ArchivedRefundStockins
    lines_path = "details_list"
    primary_keys = ("stockin_id", "rec_id")


class ArchivedRefundStockinLineRefundLines(LineStream):
    """历史退货入库关联的退换单明细 / Refund lines that an archived stock-in line belongs to."""

    name = "archived_refund_stockin_line_refund_lines"
    parent_stream = ArchivedRefundStockinLines
    lines_path = "refund_order_detail_list"
    primary_keys = ("stockin_id", "stockin_order_detail_id", "_position")
    parent_keys = {"stockin_id": "stockin_id", "stockin_order_detail_id": "rec_id"}


class JitRefundStockins(Report):
    """唯品会JIT退货入库单 / Stock-ins of goods returned from Vipshop JIT."""

    name = "jit_refund_stockins"
    method = "wms.stockin.JitRefund.searchOrderWithDetail"
    interface_name = "JIT退货入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified"
    records_path = "data.order_list"


class JitRefundStockinLines(LineStream):
    """唯品会JIT退货入库单明细 / Lines of Vipshop JIT return stock-ins."""

    name = "jit_refund_stockin_lines"
    parent_stream = JitRefundStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "_position")  # rec_id is documented, yet missing in the sample


class PreStockins(Report):
    """预入库单 / Returned goods put in stock before their refund is known."""

    name = "pre_stockins"
    method = "wms.stockin.PreStockin.search"
    interface_name = "预入库单据查询"
    primary_keys = ("stockin_id",)
    replication_key = "modified_date"
    range_params = ("mt_from", "mt_to")
    qimen_only = True


class PreStockinLines(LineStream):
    """预入库单明细 / Lines of pre-stock-ins."""

    name = "pre_stockin_lines"
    parent_stream = PreStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class ReturnPackages(Report):
    """退货物流包裹 / Packages that customers sent back."""

    name = "return_packages"
    method = "wms.stockin.Refund.returnLogisticsPackageQuery"
    interface_name = "退货物流包裹查询"
    primary_keys = ("rec_id",)
    replication_key = "_read_at"  # the range selects on a modified time that rows do not carry
    records_path = "data.record"
    params = {"stockin_status": 0}
