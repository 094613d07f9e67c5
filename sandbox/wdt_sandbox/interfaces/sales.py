"""Sales: raw orders, the ERP's orders and their logs, payments, and returns of vip.com."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    HOUR,
    MONTH,
    WEEK,
    Interface,
    Mode,
    Modes,
    Range,
    Switch,
    Synthesis,
)
from wdt_sandbox.fields import Fields

RAW_TRADES: Final = Interface(
    method="sales.RawTrade.search",
    table="raw_trades",
    records="order",
    params="""
        text    tid=tid shop_no=shop_no
        flag    is_slave
        int     detail_mask
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("tid",),
    switches=(Switch("detail_mask", ("discount_list",), bit=1, empty=True),),
    platforms=True,
    fields=Fields(
        """
        amount  order_count goods_count goods_amount post_amount other_amount discount receivable
                received paid platform_cost refund_amount dap_amount cod_amount pi_amount
        amount? consumer_amount platform_amount
        flag    is_auto_wms
        int     rec_id platform_id shop_id process_status trade_status pay_status pay_method
                refund_status receiver_country receiver_province receiver_city receiver_district
                delivery_term guarantee_mode sub_platform_id shop_platform_id trade_from
                fenxiao_type remark_flag invoice_type
        private buyer_nick buyer_email buyer_name pay_account receiver_name receiver_address
                receiver_mobile receiver_telno
        text    tid shop_no bad_reason buyer_message remark buyer_area pay_id receiver_area
                receiver_ring to_deliver_time warehouse_no currency fenxiao_nick receiver_zip
                invoice_title invoice_content customer_no
        text?   platform_label reserve_field1 outer_no
        time    trade_time pay_time end_time modified created pre_charge_time
        """,
        trade_orders=Fields("""
            amount  num price discount adjust_amount share_discount total_amount share_amount
                    refund_amount commission
            int     rec_id platform_id status process_status refund_status order_type
            text    tid oid refund_id goods_name goods_no goods_id spec_no spec_name spec_id
                    spec_code remark warehouse_no logistics_no cid bind_oid
            time    modified created end_time
            """),
        discount_list=Fields("""
            amount  amount
            int     rec_id platform_id is_bonus
            text    tid oid name detail type sn
            time    created
            """),
    ),
)

TRADES: Final = Interface(
    method="sales.TradeQuery.queryWithDetail",
    table="trades",
    records="order",
    params="""
        text    warehouse_no=warehouse_no trade_no=trade_no shop_no=shop_no
                logistics_no=logistics_no
        texts   src_tid=src_tids
        states  status=trade_status trade_from=trade_from
        int     time_type order_type
        flag    is_slave cal_share_post_amount need_gift_relation accurate_query cut_logistics_no
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("trade_no", "src_tid", "logistics_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("pay_time"), 3: Mode("trade_time")}),
    descending={1: "modified"},
    switches=(
        Switch("need_gift_relation", ("goods_gift_relation",), default=1),
        Switch("cal_share_post_amount", ("share_post_price",)),
    ),
    platforms=True,
    fields=Fields(
        """
        amount  goods_type_count goods_count goods_amount post_amount other_amount discount
                receivable cod_amount ext_cod_fee goods_cost post_cost weight profit tax tax_rate
                commission raw_goods_count volume paid other_cost
        decimal package_cost
        flag    is_sealed
        int     trade_id platform_id trade_status trade_type delivery_term refund_status
                fenxiao_type receiver_province receiver_city receiver_district bad_reason
                remark_flag invoice_type trade_from raw_goods_type_count invoice_id version_id
                id_card_type shop_id warehouse_id trade_mask shop_platform_id sub_platform_id
                package_id large_type gift_mask customer_id customer_type logistics_id
                freeze_reason_id flag_id
        int?    warehouse_type
        ms      trade_time created
        ms?     consign_time
        private pay_account buyer_nick receiver_name receiver_address receiver_mobile receiver_telno
                customer_name
        text    trade_no src_tids receiver_ring freeze_reason fenxiao_nick receiver_zip
                receiver_area receiver_dtb logistics_no buyer_message cs_remark print_remark
                invoice_title invoice_content salesman_name checker_name fchecker_name
                checkouter_name stockout_no flag_name single_spec_no currency shop_no shop_name
                shop_remark customer_no logistics_name logistics_code logistics_type_name
                to_deliver_time trade_label package_name cancel_reason revert_reason new_trade_label
                tasks warning_flag receive_account
        text?   warehouse_no fenxiao_tid customer_unique_id platform_label fenxiao_nick_no
                pre_sync_logistics_no
        time    pay_time modified check_time delay_to_time estimate_consign_time
        time?   pre_sync_time end_time settle_time
        """,
        detail_list=Fields("""
            amount  num price refund_num order_price share_price adjust discount share_amount
                    tax_rate suite_num suite_amount suite_discount commission weight actual_num paid
                    share_post_price post_amount post_cost
            amount? avg_cost reserve_num
            flag    is_consigned
            bit     is_received
            int     trade_id rec_id platform_id gift_type pay_status refund_status guarantee_mode
                    platform_status delivery_term goods_id spec_id goods_type from_mask
                    from_mask_ext suite_id print_suite_mode flag stock_state cid base_unit_id
                    fenxiao_rec_id
            ms      modified created
            text    src_oid src_tid goods_name goods_no spec_name spec_no spec_code suite_no
                    suite_name api_goods_name api_spec_name api_goods_id api_spec_id remark prop1
                    prop2 img_url barcode bind_oid invoice_content short_name goods_gift_relation
                    tid class_name base_unit_name goods_prop1 goods_prop2 goods_prop3 goods_prop4
                    goods_prop5 goods_prop6 goods_prop7 goods_prop8 goods_prop9 goods_prop10
                    goods_prop11 goods_prop12 goods_prop13 goods_prop14 goods_prop15 goods_prop16
                    goods_prop17 goods_prop18 goods_prop19 goods_prop20 prop7 prop8 prop9 prop10
                    prop11 prop12 prop13 prop14 prop15 prop16 prop17 prop18 prop19 prop20
            text?   prop3 prop4 prop5 prop6
            time    modified_date created_date pay_time
            """),
    ),
)

WAITING_SYNCS: Final = Interface(
    method="sales.LogisticsSync.getSyncListExt",
    table=Synthesis(key="sync_id", once=12, links=("carrier", "shop"), numbers={"tid": "S"}),
    records="",
    params="""
        text    shop_no=shop_no tid=tid logistics_no
        flag    is_own_platform
        int     is_part_sync=is_part_sync
        """,
    fields=Fields("""
        amount? goods_count
        int     sync_id is_part_sync trade_id platform_id
        text    tid logistics_no logistics_code logistics_name oids
        time    created
        """),
)

PAYMENTS: Final = Interface(
    method="sales.Payment.queryWithDetail",
    table=Synthesis(
        key="payment_id",
        per_day=2,
        states=(20, 30, 40),
        cycle={"is_refund": (False, False, True), "order_type": (1, 2, 3)},
        numbers={"payment_no": "XS", "sales_order_no": "JY", "raw_nos": "T"},
        fixed={"account_name": "云栖好物收款", "pay_account": "yunxi@example.invalid"},
        links=("receiver", "shop"),
    ),
    records="payment_list",
    params="""
        int   status=status is_refund=is_refund time_type
        text  payment_no=payment_no sales_order_no=sales_order_no
        texts shop_nos=shop_no
        """,
    ranges=(Range(),),
    span=MONTH,
    modes=Modes("time_type", 0, {0: Mode("created"), 1: Mode("pay_time")}),
    platforms=True,
    fields=Fields("""
        amount  refund_amount receive_amount real_amount verify_amount
        flag    is_refund
        int     payment_id status order_type error_type operator_id checker_id sales_order_id
                shop_id account_id version_id
        private buyer_nick
        text    payment_no shop_no sales_order_no raw_nos refund_type account_name pay_account
                account_bank operator_name checker_name remark
        time    created pay_time
        """),
)

TRADE_LOGS: Final = Interface(
    method="sales.TradeQuery.getLog",
    table="trade_logs",
    records="detail_list",
    params="""
        text  trade_no=trade_no
        """,
    platforms=True,
    must=("trade_no",),
    words={"nothing": "订单不存在或无店铺权限"},
    paged=False,
    counted=False,
    untold=("trade_no", "_position"),
    fields=Fields("""
        int     type
        text    shortname
        time    created
        """),
)

LOGGED_TRADES: Final = Interface(
    method="sales.TradeQuery.getLog2",
    table="logged_trades",
    records="result",
    params="""
        texts trade_no=trade_no
        """,
    platforms=True,
    must=("trade_no",),
    words={"nothing": "订单不存在或无店铺权限"},
    paged=False,
    counted=False,
    fields=Fields(
        """
        text    trade_no
        """,
        log_list=TRADE_LOGS.fields,
    ),
)

MERGED_TRADES: Final = Interface(
    method="sales.TradeQuery.getTradeMergedLog",
    table=Synthesis(
        key="rec_id",
        per_day=2,
        life=(0,),
        keeps=7,
        numbers={"trade_no": "JY", "main_trade_no": "JY"},
    ),
    records="log_list",
    ranges=(Range(column="created"),),
    span=WEEK,
    paged=False,
    fields=Fields("""
        int     rec_id trade_id
        text    trade_no main_trade_no
        time    created
        """),
)

JIT_REFUNDS: Final = Interface(
    method="sales.jit.JitRefund.search",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(25, 30, 50),
        numbers={"refund_no": "JT", "jit_refund_no": "VT"},
        fixed={
            "jit_warehouse": "VIP_NH",
            "refund_type": "1",
            "country": "中国",
            "state": "浙江省",
            "city": "杭州市",
        },
        links=("warehouse",),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        text  jit_refund_no=jit_refund_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("jit_refund_no",),
    fields=Fields(
        """
        amount  goods_count
        int     rec_id status goods_type warehouse_id
        int?    shop_id
        text    refund_no jit_refund_no jit_warehouse warehouse_no refund_type pay_type receiver
                country state city region town address telephone mobile self_reference
        text?   shop_no
        time    modified created
        """,
        detail_list=Fields("""
            amount  suite_num num stockin_num price tax_price plat_spec_num
            int     rec_id spec_id suite_id goods_id is_check_box
            text    po_no merchant_no spec_no barcode suite_no goods_no goods_name spec_name
                    spec_code plat_goods_name box_no return_reason remark jit_refund_no
            text?   jit_efund_no
            time    modified created
            """),
    ),
)

INTERFACES: Final = (
    RAW_TRADES,
    TRADES,
    WAITING_SYNCS,
    PAYMENTS,
    TRADE_LOGS,
    LOGGED_TRADES,
    MERGED_TRADES,
    JIT_REFUNDS,
)
