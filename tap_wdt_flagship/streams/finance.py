"""财务 / Payments, settlements, invoices, costs."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Passes, Report
from tap_wdt_flagship.streams._lines import LineStream


class AccountChecks(Report):
    """平台对账单 / Reconciliations of platform orders with their payments."""

    name = "account_checks"
    method = "finance.AlipayAccountCheck.search"
    interface_name = "平台对账单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 1}
    # A call returns one platform.
    passes = Passes(param="platform_id", stream="shops", column="platform_id")
    excludes_platforms = True


class Payments(Report):
    """收付款单 / Receipts and payments."""

    name = "payments"
    method = "finance.Payment.search"
    interface_name = "收付款单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"time_type": 2}
    excludes_platforms = True


class PaymentLines(LineStream):
    """收付款单明细 / Lines of receipts and payments."""

    name = "payment_lines"
    parent_stream = Payments
    lines_path = "detail_list"
    # rec_id is documented, yet missing in the sample
    primary_keys = ("payment_order_id", "_position")
    parent_keys = {"payment_order_id": "rec_id"}


class RawPayments(Report):
    """平台账单 / Account entries downloaded from the platforms."""

    name = "raw_payments"
    method = "finance.RawPayment.search"
    interface_name = "平台账单查询"
    primary_keys = ("rec_id",)
    replication_key = "created"
    records_path = "data.detail_list"
    # The range selects on the time of payment or of download, never on the modified time.
    # An entry can be downloaded long after its payment.
    params = {"time_type": 2}
    range_means = "created"
    lookback = timedelta(days=30)
    excludes_platforms = True


class StockCosts(Report):
    """存货成本 / Costs of goods in stock."""

    name = "stock_costs"
    method = "finance.StockCost.search"
    interface_name = "存货成本查询"
    primary_keys = ("warehouse_no", "spec_no", "defect")
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class Invoices(Report):
    """发票 / Invoices."""

    name = "invoices"
    method = "finance.invoice.InvoiceOrder.search"
    interface_name = "发票信息查询"
    primary_keys = ("invoice_order_no",)
    replication_key = "_read_at"  # the range selects on a modified time that rows do not carry
    params = {"mode": 1}  # by default only those waiting for offline issue
    excludes_platforms = True


class InvoiceLines(LineStream):
    """发票明细 / Lines of invoices."""

    name = "invoice_lines"
    parent_stream = Invoices
    lines_path = "detail_list"
    primary_keys = ("invoice_order_no", "_position")


class Waybills(Report):
    """电子面单号 / Numbers of electronic waybills."""

    name = "waybills"
    method = "finance.settle.Logistics.search"
    interface_name = "电子面单号查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    max_window = timedelta(minutes=60)


class PurchaseSettlements(Report):
    """采购结算单 / Settlements of purchases."""

    name = "purchase_settlements"
    method = "finance.settle.Purchase.search"
    interface_name = "采购结算单查询"
    primary_keys = ("settle_no",)
    replication_key = "_read_at"  # the range selects on a modified time that rows do not carry
    range_params = ("modified_from", "modified_to")


class PurchaseSettlementLines(LineStream):
    """采购结算单明细 / Lines of purchase settlements."""

    name = "purchase_settlement_lines"
    parent_stream = PurchaseSettlements
    lines_path = "detail_list"
    primary_keys = ("settle_no", "_position")


class PurchaseReturnSettlements(Report):
    """采购退货结算单 / Settlements of purchase returns."""

    name = "purchase_return_settlements"
    method = "finance.settle.PurchaseReturn.search"
    interface_name = "采购退货结算单查询"
    primary_keys = ("settle_no",)
    replication_key = "created"
    # The interface offers no modified time, and rows carry none.
    range_means = "created"
    lookback = timedelta(days=30)
    max_page_size = 2000


class PurchaseReturnSettlementLines(LineStream):
    """采购退货结算单明细 / Lines of settlements of purchase returns."""

    name = "purchase_return_settlement_lines"
    parent_stream = PurchaseReturnSettlements
    lines_path = "detail_list"
    primary_keys = ("settle_no", "_position")


class TransferSettlements(Report):
    """调拨结算单 / Settlements of transfers between warehouses."""

    name = "transfer_settlements"
    method = "finance.settle.Transfer.search"
    interface_name = "调拨结算查询"
    primary_keys = ("settle_no",)
    replication_key = "_read_at"  # the range selects on a modified time that rows do not carry
    params = {"time_type": 1}


class TransferSettlementLines(LineStream):
    """调拨结算单明细 / Lines of transfer settlements."""

    name = "transfer_settlement_lines"
    parent_stream = TransferSettlements
    lines_path = "detail_list"
    primary_keys = ("settle_no", "_position")


class ProcessSettlements(Report):
    """生产结算单 / Settlements of production."""

    name = "process_settlements"
    method = "finance.settle.process.search"
    interface_name = "生产结算单查询"
    primary_keys = ("settle_id",)
    replication_key = "created"
    # The interface offers no modified time, and rows carry none.
    range_means = "created"
    lookback = timedelta(days=30)
    max_page_size = 1000


class ProcessSettlementLines(LineStream):
    """生产结算单明细 / Lines of production settlements."""

    name = "process_settlement_lines"
    parent_stream = ProcessSettlements
    lines_path = "detail_list"
    primary_keys = ("settle_id", "rec_id")
