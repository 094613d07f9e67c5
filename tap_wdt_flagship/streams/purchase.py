"""采购 / Purchase orders."""

from __future__ import annotations

from tap_wdt_flagship.client import WdtStream
from tap_wdt_flagship.lines import LineStream


class PurchaseOrders(WdtStream):
    """采购单 / Purchase orders."""

    name = "purchase_orders"
    method = "purchase.PurchaseOrder.queryWithDetail"
    primary_keys = ("purchase_id",)
    replication_key = "modified"


class PurchaseOrderLines(LineStream):
    """采购单明细 / Lines of purchase orders."""

    name = "purchase_order_lines"
    parent_stream = PurchaseOrders
    lines_path = "detail_list"
    primary_keys = ("purchase_id", "rec_id")


STREAMS = (PurchaseOrders,)
LINE_STREAMS = (PurchaseOrderLines,)
