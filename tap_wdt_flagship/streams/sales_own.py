"""自有平台与线下店铺 / Orders of own-mall and offline shops alone."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class OwnRawTrades(Report):
    """自有平台原始单 / Raw trades of own-mall and offline shops."""

    name = "own_raw_trades"
    selected_by_default = False
    method = "sales.RawTrade.searchSelfOrder"
    interface_name = "原始单查询--仅返回自有平台、线下平台订单"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"detail_mask": 1}


class OwnRawTradeLines(LineStream):
    """自有平台原始单明细 / Lines of raw trades of own-mall and offline shops."""

    name = "own_raw_trade_lines"
    parent_stream = OwnRawTrades
    lines_path = "trade_orders"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class OwnRawTradeDiscounts(LineStream):
    """自有平台原始单优惠明细 / Discounts of raw trades of own-mall and offline shops."""

    name = "own_raw_trade_discounts"
    parent_stream = OwnRawTrades
    lines_path = "discount_list"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class OwnTrades(Report):
    """自有平台订单 / ERP sales orders of own-mall and offline shops."""

    name = "own_trades"
    selected_by_default = False
    method = "sales.TradeQuery.querySelfOrderWithDetail"
    interface_name = "订单查询--仅返回自有平台、线下平台订单信息"
    primary_keys = ("trade_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {"time_type": 1, "cal_share_post_amount": True, "need_gift_relation": True}


class OwnTradeLines(LineStream):
    """自有平台订单明细 / Lines of ERP sales orders of own-mall and offline shops."""

    name = "own_trade_lines"
    parent_stream = OwnTrades
    lines_path = "detail_list"
    primary_keys = ("trade_id", "rec_id")


class ArchivedOwnRawTrades(Report):
    """自有平台历史原始单 / Archived raw trades of own-mall and offline shops."""

    name = "archived_own_raw_trades"
    selected_by_default = False
    method = "sales.RawTrade.searchHistorySelfOrder"
    interface_name = "历史原始单查询--仅返回自有平台、线下平台订单"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    params = {"detail_mask": 1}


class ArchivedOwnRawTradeLines(LineStream):
    """自有平台历史原始单明细 / Lines of archived raw trades of own-mall and offline shops."""

    name = "archived_own_raw_trade_lines"
    parent_stream = ArchivedOwnRawTrades
    lines_path = "trade_orders"
    primary_keys = ("raw_trade_rec_id", "rec_id")
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class ArchivedOwnRawTradeDiscounts(LineStream):
    """自有平台历史原始单优惠明细 / Discounts of archived own-mall and offline raw trades."""

    name = "archived_own_raw_trade_discounts"
    parent_stream = ArchivedOwnRawTrades
    lines_path = "discount_list"
    primary_keys = ("raw_trade_rec_id", "_position")  # archived ones carry no id
    parent_keys = {"raw_trade_rec_id": "rec_id"}


class ArchivedOwnTrades(Report):
    """自有平台历史订单 / Archived ERP sales orders of own-mall and offline shops."""

    name = "archived_own_trades"
    selected_by_default = False
    method = "sales.TradeQuery.queryHistorySelfOrderWithDetail"
    interface_name = "历史订单查询--仅返回自有平台、线下平台订单"
    primary_keys = ("trade_id",)
    replication_key = "modified"
    max_window = timedelta(minutes=60)
    params = {"time_type": 1, "cal_share_post_amount": True}


class ArchivedOwnTradeLines(LineStream):
    """自有平台历史订单明细 / Lines of archived ERP sales orders of own-mall and offline shops."""

    name = "archived_own_trade_lines"
    parent_stream = ArchivedOwnTrades
    lines_path = "detail_list"
    primary_keys = ("trade_id", "rec_id")
