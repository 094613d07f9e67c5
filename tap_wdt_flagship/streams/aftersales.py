"""售后 / Raw refunds of the platforms and the ERP's refunds."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class RawRefunds(Report):
    """原始退款单 / Refunds as the platforms sent them."""

    name = "raw_refunds"
    method = "aftersales.refund.RawRefund.search"
    interface_name = "原始退款单查询"
    primary_keys = ("refund_id",)
    replication_key = "modified"
    params = {"time_type": 1, "detail_mask": 1}
    excludes_platforms = True


class RawRefundLines(LineStream):
    """原始退款单明细 / Lines of raw refunds."""

    name = "raw_refund_lines"
    parent_stream = RawRefunds
    lines_path = "detail_list"
    primary_keys = ("raw_refund_id", "_position")
    parent_keys = {"raw_refund_id": "refund_id"}


class RawRefundDiscounts(LineStream):
    """原始退款单优惠明细 / Discounts of raw refunds."""

    name = "raw_refund_discounts"
    parent_stream = RawRefunds
    lines_path = "discount_list"
    primary_keys = ("refund_id", "rec_id")


class Refunds(Report):
    """退换单 / Refunds, returns and exchanges."""

    name = "refunds"
    method = "aftersales.refund.Refund.search"
    interface_name = "退换单查询"
    primary_keys = ("refund_id",)
    replication_key = "modified"
    range_params = ("modified_from", "modified_to")
    params = {"need_gov_subsidy_info": True}
    excludes_platforms = True


class RefundLines(LineStream):
    """退换单明细 / Lines of refunds."""

    name = "refund_lines"
    parent_stream = Refunds
    lines_path = "detail_list"
    primary_keys = ("refund_id", "rec_id")


class RefundAmounts(LineStream):
    """退换单金额明细 / Amounts of refunds."""

    name = "refund_amounts"
    parent_stream = Refunds
    lines_path = "amount_detail_list"
    primary_keys = ("refund_id", "rec_id")


class RefundSwapLines(LineStream):
    """换出订单明细 / Lines of the orders that exchanges send out."""

    name = "refund_swap_lines"
    parent_stream = Refunds
    lines_path = "swap_order.swap_order_detail_list"
    primary_keys = ("refund_id", "_position")


class RefundGovSubsidies(LineStream):
    """退换单国补信息 / Government subsidies of refunds."""

    name = "refund_gov_subsidies"
    parent_stream = Refunds
    lines_path = "gov_subsidy_info"
    primary_keys = ("refund_id", "_position")


class ArchivedRawRefunds(Report):
    """历史原始退款单 / Archived raw refunds."""

    name = "archived_raw_refunds"
    method = "aftersales.refund.RawRefund.searchHistory"
    interface_name = "历史原始退款单查询"
    primary_keys = ("refund_id",)
    replication_key = "modified"
    params = {"time_type": 1, "detail_mask": 1}
    excludes_platforms = True


class ArchivedRawRefundLines(LineStream):
    """历史原始退款单明细 / Lines of archived raw refunds."""

    name = "archived_raw_refund_lines"
    parent_stream = ArchivedRawRefunds
    lines_path = "detail_list"
    primary_keys = ("raw_refund_id", "_position")
    parent_keys = {"raw_refund_id": "refund_id"}


class ArchivedRawRefundDiscounts(LineStream):
    """历史原始退款单优惠明细 / Discounts of archived raw refunds."""

    name = "archived_raw_refund_discounts"
    parent_stream = ArchivedRawRefunds
    lines_path = "discount_list"
    primary_keys = ("refund_id", "_position")  # archived ones carry no id


class ArchivedRefunds(Report):
    """历史退换单 / Archived refunds, returns and exchanges."""

    name = "archived_refunds"
    method = "aftersales.refund.Refund.searchHistory"
    interface_name = "历史退换单查询"
    primary_keys = ("refund_id",)
    replication_key = "modified"
    excludes_platforms = True


class ArchivedRefundLines(LineStream):
    """历史退换单明细 / Lines of archived refunds."""

    name = "archived_refund_lines"
    parent_stream = ArchivedRefunds
    lines_path = "detail_list"
    primary_keys = ("refund_id", "rec_id")


class ArchivedRefundSwapLines(LineStream):
    """历史换出订单明细 / Lines of the orders that archived exchanges sent out."""

    name = "archived_refund_swap_lines"
    parent_stream = ArchivedRefunds
    lines_path = "swap_order.swap_order_detail_list"
    primary_keys = ("refund_id", "_position")
