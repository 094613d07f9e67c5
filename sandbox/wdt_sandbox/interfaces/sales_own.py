"""Orders of the own mall and of offline shops alone, which both gateways hand out."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    HOUR,
    MONTH,
    Interface,
    Mode,
    Modes,
    Range,
    Switch,
)
from wdt_sandbox.interfaces import sales, sales_archive

RAW_TRADES: Final = Interface(
    method="sales.RawTrade.searchSelfOrder",
    table="own_raw_trades",
    records="order",
    params="""
        text  tid=tid shop_no=shop_no
        flag  is_slave
        int   detail_mask
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("tid",),
    switches=(Switch("detail_mask", ("discount_list",), bit=1, empty=True),),
    fields=sales.RAW_TRADES.fields,
)

TRADES: Final = Interface(
    method="sales.TradeQuery.querySelfOrderWithDetail",
    table="own_trades",
    records="order",
    params="""
        text   warehouse_no=warehouse_no trade_no=trade_no shop_no=shop_no
               logistics_no=logistics_no
        texts  src_tid=src_tids
        states status=trade_status trade_from=trade_from
        int    time_type order_type
        flag   is_slave cal_share_post_amount need_gift_relation accurate_query cut_logistics_no
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("trade_no", "src_tid", "logistics_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("pay_time"), 3: Mode("trade_time")}),
    descending={1: "modified"},
    switches=sales.TRADES.switches,
    fields=sales.TRADES.fields.without(
        detail_list=sales.TRADES.fields.nested["detail_list"].without(
            "reserve_num",
            *(f"goods_prop{number}" for number in range(1, 21)),
            *(f"prop{number}" for number in range(7, 21)),
        )
    ),
)

ARCHIVED_RAW_TRADES: Final = Interface(
    method="sales.RawTrade.searchHistorySelfOrder",
    table="archived_own_raw_trades",
    records="order",
    params="""
        text  tid=tid shop_no=shop_no
        flag  is_slave
        int   detail_mask
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("tid",),
    switches=(Switch("detail_mask", ("discount_list",), bit=1, empty=True),),
    fields=sales_archive.RAW_TRADES.fields,
)

ARCHIVED_TRADES: Final = Interface(
    method="sales.TradeQuery.queryHistorySelfOrderWithDetail",
    table="archived_own_trades",
    records="order",
    params="""
        text   warehouse_no=warehouse_no trade_no=trade_no shop_no=shop_no
               logistics_no=logistics_no
        texts  src_tid=src_tids
        states status=trade_status
        int    time_type
        flag   is_slave cal_share_post_amount
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("trade_no", "src_tid", "logistics_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("pay_time"), 3: Mode("trade_time")}),
    switches=sales_archive.TRADES.switches,
    fields=sales_archive.TRADES.fields.without(
        "customer_unique_id",
        detail_list=sales_archive.TRADES.fields.nested["detail_list"].without("avg_cost"),
    ),
)

INTERFACES: Final = (RAW_TRADES, TRADES, ARCHIVED_RAW_TRADES, ARCHIVED_TRADES)
