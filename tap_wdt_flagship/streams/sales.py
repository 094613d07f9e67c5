"""销售 / Raw trades of the platforms and the ERP's trades made of them."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.client import WdtStream
from tap_wdt_flagship.lines import LineStream


class RawTrades(WdtStream):
    """原始单 / Orders as the platforms sent them."""

    name = "raw_trades"
    method = "sales.RawTrade.search"
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


class Trades(WdtStream):
    """系统订单 / ERP sales orders."""

    name = "trades"
    method = "sales.TradeQuery.queryWithDetail"
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


STREAMS = (RawTrades, Trades)
LINE_STREAMS = (RawTradeLines, RawTradeDiscounts, TradeLines)
