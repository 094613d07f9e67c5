"""销售 / Raw trades of the platforms and the ERP's trades made of them."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import DrivenBy, Report, Singly
from tap_wdt_flagship.streams._lines import LineStream


class RawTrades(Report):
    """原始单 / Orders as the platforms sent them."""

    name = "raw_trades"
    method = "sales.RawTrade.search"
    interface_name = "原始单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"detail_mask": 1}
    excludes_platforms = True


class RawTradeLines(LineStream):
    """原始单明细 / Lines of raw trades."""

    name = "raw_trade_lines"
    parent_stream = RawTrades
    lines_path = "trade_orders"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class RawTradeDiscounts(LineStream):
    """原始单优惠明细 / Discounts of raw trades."""

    name = "raw_trade_discounts"
    parent_stream = RawTrades
    lines_path = "discount_list"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class Trades(Report):
    """系统订单 / ERP sales orders."""

    name = "trades"
    method = "sales.TradeQuery.queryWithDetail"
    interface_name = "订单查询"
    primary_keys = ("trade_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {"time_type": 1, "cal_share_post_amount": True, "need_gift_relation": True}
    excludes_platforms = True


class TradeLines(LineStream):
    """系统订单明细 / Lines of ERP sales orders."""

    name = "trade_lines"
    parent_stream = Trades
    lines_path = "detail_list"
    primary_keys = ("trade_id", "rec_id")


class ArchivedRawTrades(Report):
    """历史原始单 / Archived raw trades."""

    name = "archived_raw_trades"
    method = "sales.RawTrade.searchHistory"
    interface_name = "历史原始单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"detail_mask": 1}
    excludes_platforms = True


class ArchivedRawTradeLines(LineStream):
    """历史原始单明细 / Lines of archived raw trades."""

    name = "archived_raw_trade_lines"
    parent_stream = ArchivedRawTrades
    lines_path = "trade_orders"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class ArchivedRawTradeDiscounts(LineStream):
    """历史原始单优惠明细 / Discounts of archived raw trades."""

    name = "archived_raw_trade_discounts"
    parent_stream = ArchivedRawTrades
    lines_path = "discount_list"
    primary_keys = ("raw_trade_rec_id", "_position")  # archived ones carry no id
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class ArchivedTrades(Report):
    """历史订单 / Archived ERP sales orders."""

    name = "archived_trades"
    method = "sales.TradeQuery.queryHistoryWithDetail"
    interface_name = "历史订单查询"
    primary_keys = ("trade_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {"time_type": 1, "cal_share_post_amount": True}
    excludes_platforms = True


class ArchivedTradeLines(LineStream):
    """历史订单明细 / Lines of archived ERP sales orders."""

    name = "archived_trade_lines"
    parent_stream = ArchivedTrades
    lines_path = "detail_list"
    primary_keys = ("trade_id", "rec_id")


class LoggedTrades(Report):
    """有日志的订单 / Orders whose log was read."""

    name = "logged_trades"
    selected_by_default = False  # a call for every hundred changed trades
    method = "sales.TradeQuery.getLog2"
    interface_name = "订单日志批量查询"
    primary_keys = ("trade_no",)
    replication_key = "_read_at"
    records_path = "data.result"
    total_path = None
    range_params = None
    driven_by = DrivenBy(
        "trades",
        column="trade_no",
        param="trade_no",
        batch=100,
        separator=",",
        row_column="trade_no",
        always=True,
    )
    # Applications that were approved before getLog2 came have this one alone.
    singly = Singly("sales.TradeQuery.getLog", "订单日志查询", "data.detail_list", lines="log_list")
    paged = False


class TradeLogs(LineStream):
    """订单日志 / What was done to ERP sales orders, and by whom."""

    name = "trade_logs"
    parent_stream = LoggedTrades
    lines_path = "log_list"
    primary_keys = ("trade_no", "_position")  # rows carry no id


class MergedTrades(Report):
    """被合并订单 / ERP sales orders that were merged into others."""

    name = "merged_trades"
    method = "sales.TradeQuery.getTradeMergedLog"
    interface_name = "被合并订单查询"
    primary_keys = ("rec_id",)
    replication_key = "created"
    records_path = "data.log_list"
    max_window = timedelta(days=7)
    range_means = "created"  # a merge is written down once and never changes: no lookback
    # Rows past seven days go on Monday mornings; those of the week before are there until then.
    retention = timedelta(days=14)
    paged = False


class SalesPayments(Report):
    """销售收付单 / Receipts from and refunds to buyers."""

    name = "sales_payments"
    method = "sales.Payment.queryWithDetail"
    interface_name = "销售收付单查询"
    primary_keys = ("payment_id",)
    replication_key = "created"
    records_path = "data.payment_list"
    params = {"time_type": 0}
    # Ranges select on the time of creation or of payment, none on the modified time.
    range_means = "created"
    lookback = timedelta(days=30)
    excludes_platforms = True


class JitRefunds(Report):
    """唯品会JIT退货单 / Vipshop JIT returns."""

    name = "jit_refunds"
    method = "sales.jit.JitRefund.search"
    interface_name = "JIT退货单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.order_list"


class JitRefundLines(LineStream):
    """唯品会JIT退货单明细 / Lines of Vipshop JIT returns."""

    name = "jit_refund_lines"
    parent_stream = JitRefunds
    lines_path = "detail_list"
    primary_keys = ("jit_refund_rec_id", "rec_id")
    parent_keys = {"jit_refund_rec_id": "rec_id"}
