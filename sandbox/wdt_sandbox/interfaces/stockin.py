"""Warehouse: goods that customers send back."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    MONTH,
    Interface,
    Mode,
    Modes,
    Range,
    Switch,
    Synthesis,
)
from wdt_sandbox.fields import Fields

RETURNS: Final = Interface(
    method="wms.stockin.Refund.queryWithDetail",
    table="return_stockins",
    records="order",
    params="""
        text    warehouse_no=warehouse_no stockin_no=order_no refund_no=refund_no
        texts   shop_nos=shop_no
        states  status=status
        int     time_type
        flag    is_slave need_sn need_summary need_gov_subsidy_info
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "refund_no"),
    modes=Modes("time_type", 0, {0: Mode(), 1: Mode("check_time")}),
    switches=(
        Switch("need_sn", ("sn_list",)),
        Switch("need_gov_subsidy_info", ("gov_subsidy_info",)),
    ),
    platforms=True,
    fields=Fields(
        """
        amount  goods_count actual_refund_amount total_price refund_amount adjust_num
        amount? sum_refund_amount total_amount
        decimal total_goods_stockin_num
        digits  shop_id
        int     status operator_id logistics_id src_order_id stockin_id shop_platform_id
                sub_platform_id warehouse_id process_status check_operator_id reason_id flag_id
                goods_type_count note_count src_order_type seq_no
        int?    attach_type logistics_type type
        ms      created_time check_time
        private customer_name nick_name
        text    order_no warehouse_no warehouse_name remark fenxiao_nick operator_name
                logistics_name logistics_no refund_no customer_no shop_name shop_no shop_remark
                flag_name trade_no_list tid_list check_operator_name reason src_order_no prop3
                fenxiao_distributor_id fenxiao_distributor_name fenxiao_distributor_type
                refund_remark fenxiao_alias stockin_flag_name raw_refund_nos
        text?   wms_code fenxiao_nick_no vir_warehouse_no vir_warehouse_name
        time    modified created refund_last_stockin_time
        time?   contact_time
        """,
        details_list=Fields(
            """
            amount  num total_cost right_num expect_num checked_cost_price refund_amount num2
                    adjust_num unit_ratio custom_price1 custom_price2
            amount? customer_price1 customer_price2 actual_refund_amount original_price
            decimal stockin_num
            flag    defect
            int     rec_id stockin_id goods_id spec_id warehouse_id src_order_id logistics_id
                    unit_id base_unit_id org_stockin_detail_id batch_id position_id validity_days
                    src_order_type
            text    refund_detail_id remark goods_name goods_no spec_no prop1 prop2 prop3 prop4
                    prop5 prop6 spec_name spec_code brand_no brand_name goods_unit logistics_name
                    logistics_no base_unit_name batch_no position_no sn_list tid batch_remark
                    barcode
            time    expire_date modified created
            zero    production_date
            """,
            refund_order_detail_list=Fields("""
                amount  price stockin_num refund_order_stockin_num refund_num
                amount? total_amount refund_amount
                int     refund_order_id stockin_order_detail_id trade_type
                text    spec_no oid fenxiao_tid
                text?   tid api_goods_id api_spec_id api_goods_name api_spec_name
                """),
        ),
        gov_subsidy_info=Fields("""
            text    tid oid corp_entity_name
            """),
    ),
)

# Handed out through Qimen only.
PRE_STOCKINS: Final = Interface(
    method="wms.stockin.PreStockin.search",
    table=Synthesis(
        key="stockin_id",
        per_day=2,
        state="status",
        states=(20, 30, 80),
        fixed={"src_order_type": 22},
        numbers={"stockin_no": "YRK"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        text    warehouse_no=warehouse_no stockin_no=stockin_no logistics_no sender_name
                buyer_nick sender_mobile spec_no goods_no goods_name barcode short_name remark
        int     status=status
        """,
    ranges=(Range("mt_from", "mt_to"), Range("ct_from", "ct_to", "created")),
    span=MONTH,
    qimen_only=True,
    fields=Fields(
        """
        decimal goods_count
        int     stockin_id src_order_type status goods_type_count note_count logistics_id
                src_order_id warehouse_id version_id
        ms      created modified
        text    stockin_no warehouse_no logistics_no logistics_name flag_name operator_name
                checker_name remark prop1 prop2 prop3 wms_code src_order_no
        time    check_time modified_date created_date
        """,
        detail_list=Fields("""
            decimal num num2 expect_num weight goods_weight unit_ratio need_inspect_num
            flag    defect
            int     stockin_id rec_id validity_days goods_id spec_id
            text    goods_name goods_no spec_name spec_no batch_no remark unit_name
                    aux_unit_name position_no
            time    expire_date production_date modified_date created_date
            """),
    ),
)

ARCHIVED_RETURNS: Final = Interface(
    method="wms.stockin.Refund.queryHisWithDetail",
    table="archived_return_stockins",
    records="order",
    params="""
        warehouse warehouse_no=warehouse_no
        text      stockin_no=order_no refund_no=refund_no
        texts     shop_nos=shop_no
        states    status=status
        int       time_type
        flag      is_slave need_sn
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "refund_no"),
    modes=Modes("time_type", 0, {0: Mode(), 1: Mode("check_time")}),
    switches=(Switch("need_sn", ("sn_list",)),),
    platforms=True,
    fields=Fields(
        """
        amount  goods_count total_price refund_amount adjust_num
        decimal actual_refund_amount total_goods_stockin_num
        digits  shop_id
        int     status operator_id logistics_id src_order_id stockin_id shop_platform_id
                sub_platform_id warehouse_id process_status check_operator_id reason_id flag_id
                goods_type_count note_count src_order_type seq_no
        int?    logistics_type
        ms      created_time check_time
        private customer_name nick_name
        text    order_no warehouse_no warehouse_name remark fenxiao_nick operator_name
                logistics_name logistics_no refund_no customer_no shop_name shop_no shop_remark
                flag_name trade_no_list tid_list check_operator_name reason src_order_no
        time    modified created
        """,
        details_list=Fields(
            """
            amount  num total_cost right_num expect_num checked_cost_price num2 adjust_num
                    unit_ratio
            decimal stockin_num refund_amount
            flag    defect
            int     rec_id stockin_id goods_id spec_id warehouse_id src_order_id logistics_id
                    unit_id base_unit_id org_stockin_detail_id batch_id position_id validity_days
                    src_order_type
            text    refund_detail_id remark goods_name goods_no spec_no prop2 spec_name spec_code
                    brand_no brand_name goods_unit logistics_name logistics_no base_unit_name
                    batch_no position_no sn_list
            time    expire_date modified created
            zero    production_date
            """,
            refund_order_detail_list=Fields("""
                amount  price
                int     refund_order_id stockin_order_detail_id
                text    spec_no
                """),
        ),
    ),
)

RETURN_PACKAGES: Final = Interface(
    method="wms.stockin.Refund.returnLogisticsPackageQuery",
    table=Synthesis(
        key="rec_id",
        per_day=2,
        state="stockin_status",
        states=(-2, 30, 80),
        cycle={
            "refund_status": (20, 60, 90),
            "refund_stockin_status": (1, 3),
            "pre_stockin_status": (-2, 80),
        },
        numbers={"refund_no": "TK", "stockin_no": "RK", "pre_stockin_no": "YRK"},
        links=("carrier",),
    ),
    records="record",
    params="""
        text  logistics_no=logistics_no
        int   stockin_status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("logistics_no",),
    fields=Fields("""
        int     rec_id refund_status refund_stockin_status stockin_status pre_stockin_status
                logistics_id operator_id stockin_operator_id
        text    logistics_name logistics_no operator_name refund_no stockin_no stockin_operator_name
                refund_remark flag_name pre_stockin_no
        time    created check_time stockin_time
        flag    is_disabled
        """),
)

INTERFACES: Final = (RETURNS, PRE_STOCKINS, ARCHIVED_RETURNS, RETURN_PACKAGES)
