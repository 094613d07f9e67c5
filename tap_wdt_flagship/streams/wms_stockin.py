"""入库 / Stock-ins."""

from __future__ import annotations

from tap_wdt_flagship.client import WdtStream
from tap_wdt_flagship.lines import LineStream


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


STREAMS = (RefundStockins,)
LINE_STREAMS = (RefundStockinLines, RefundStockinLineRefundLines, RefundStockinGovSubsidies)
