"""Archived raw orders and orders."""

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
from wdt_sandbox.fields import Fields

RAW_TRADES: Final = Interface(
    method="sales.RawTrade.searchHistory",
    table="archived_raw_trades",
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
    platforms=True,
    fields=Fields(
        """
        amount  received order_count goods_count goods_amount post_amount other_amount discount
                receivable paid platform_cost
        amount? consumer_amount platform_amount
        flag    is_auto_wms
        int     rec_id platform_id shop_id shop_platform_id sub_platform_id process_status
                trade_status pay_status pay_method refund_status receiver_country receiver_province
                receiver_city receiver_district delivery_term guarantee_mode
        private buyer_nick buyer_email buyer_name pay_account receiver_name receiver_address
                receiver_mobile receiver_telno
        text    tid shop_no currency bad_reason buyer_message remark union_name buyer_area pay_id
                receiver_area receiver_ring warehouse_no to_deliver_time
        time    trade_time pay_time end_time modified created
        """,
        trade_orders=Fields("""
            amount  num price discount adjust_amount share_discount total_amount share_amount
                    refund_amount
            int     rec_id platform_id status process_status refund_status
            text    tid oid goods_name goods_no goods_id spec_no spec_name spec_id spec_code remark
            time    modified created end_time
            """),
        discount_list=Fields("""
            amount  amount
            text    oid name detail type
            """),
    ),
)

TRADES: Final = Interface(
    method="sales.TradeQuery.queryHistoryWithDetail",
    table="archived_trades",
    records="order",
    params="""
        text   warehouse_no=warehouse_no trade_no=trade_no shop_no=shop_no
               logistics_no=logistics_no
        texts  src_tid=src_tids
        states status=trade_status
        int    time_type
        flag   is_slave cal_share_post_amount accurate_query
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("trade_no", "src_tid", "logistics_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("pay_time"), 3: Mode("trade_time")}),
    switches=(Switch("cal_share_post_amount", ("share_post_price",)),),
    platforms=True,
    fields=Fields(
        """
        amount  goods_type_count goods_count goods_amount post_amount other_amount discount
                receivable cod_amount ext_cod_fee goods_cost post_cost weight profit tax tax_rate
                commission raw_goods_count
        int     trade_id platform_id trade_status trade_type delivery_term refund_status
                fenxiao_type receiver_province receiver_city receiver_district bad_reason
                remark_flag invoice_type trade_from raw_goods_type_count invoice_id version_id
                id_card_type shop_id shop_platform_id sub_platform_id
        int?    warehouse_type
        ms      trade_time created
        ms?     consign_time
        private pay_account buyer_nick receiver_name receiver_address receiver_mobile
                receiver_telno customer_name
        text    trade_no src_tids freeze_reason fenxiao_nick receiver_zip receiver_area
                receiver_ring receiver_dtb logistics_no buyer_message cs_remark print_remark
                invoice_title invoice_content salesman_name checker_name fchecker_name
                checkouter_name stockout_no flag_name single_spec_no currency shop_no shop_name
                shop_remark customer_no logistics_name logistics_code logistics_type_name
                trade_label to_deliver_time
        text?   warehouse_no customer_unique_id
        time    pay_time modified delay_to_time
        """,
        detail_list=Fields("""
            amount  num price refund_num order_price share_price adjust discount share_amount
                    tax_rate paid suite_num suite_amount suite_discount commission weight
            amount? share_post_amount avg_cost
            int     trade_id rec_id platform_id gift_type refund_status guarantee_mode
                    platform_status delivery_term goods_type from_mask
            ms      modified created
            text    src_oid src_tid goods_name goods_no spec_name spec_no spec_code suite_no
                    suite_name api_goods_name api_spec_name api_goods_id api_spec_id remark prop2
                    img_url
            """),
    ),
)

INTERFACES: Final = (RAW_TRADES, TRADES)
