"""采购 / Purchase requests, orders, returns, stock-in appointments, goods of providers."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class ProviderGoods(Report):
    """供应商货品 / Specs that each provider supplies."""

    name = "provider_goods"
    method = "purchase.ProviderGoods.queryDetail"
    interface_name = "供应商货品查询"
    primary_keys = ("provider_no", "spec_no")
    records_path = "data.details"
    range_params = None
    master_data = True


class PurchaseRequests(Report):
    """采购申请单 / Purchase requests."""

    name = "purchase_requests"
    method = "purchase.PurchaseApply.search"
    interface_name = "采购申请单查询"
    primary_keys = ("purchase_apply_no",)
    replication_key = "modified"
    records_path = "data.order_list"


class PurchaseRequestLines(LineStream):
    """采购申请单明细 / Lines of purchase requests."""

    name = "purchase_request_lines"
    parent_stream = PurchaseRequests
    lines_path = "detail_list"
    # rec_id is documented as the request's id, and there is no sample that shows otherwise.
    primary_keys = ("purchase_apply_no", "_position")


class PurchaseOrders(Report):
    """采购单 / Purchase orders."""

    name = "purchase_orders"
    method = "purchase.PurchaseOrder.queryWithDetail"
    interface_name = "采购单及明细查询"
    primary_keys = ("purchase_id",)
    replication_key = "modified"


class PurchaseOrderLines(LineStream):
    """采购单明细 / Lines of purchase orders."""

    name = "purchase_order_lines"
    parent_stream = PurchaseOrders
    lines_path = "detail_list"
    primary_keys = ("purchase_id", "rec_id")


class StockinAppointments(Report):
    """预约入库单 / Stock-in appointments."""

    name = "stockin_appointments"
    method = "purchase.StockInPreOrder.search"
    interface_name = "预约入库单查询"
    primary_keys = ("pre_order_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    max_window = timedelta(days=7)


class StockinAppointmentLines(LineStream):
    """预约入库单明细 / Lines of stock-in appointments."""

    name = "stockin_appointment_lines"
    parent_stream = StockinAppointments
    lines_path = "detail_list"
    primary_keys = ("pre_order_id", "rec_id")


class PurchaseReturns(Report):
    """采购退货单 / Purchase returns."""

    name = "purchase_returns"
    method = "purchase.PurchaseReturn.queryWithDetail"
    interface_name = "采购退货单及明细查询"
    primary_keys = ("return_id",)
    replication_key = "modified"


class PurchaseReturnLines(LineStream):
    """采购退货单明细 / Lines of purchase returns."""

    name = "purchase_return_lines"
    parent_stream = PurchaseReturns
    lines_path = "detail_list"
    primary_keys = ("return_id", "rec_id")
