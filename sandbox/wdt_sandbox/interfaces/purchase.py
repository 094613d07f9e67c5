"""Purchasing: orders, returns, requests, appointments, and what providers sell."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, WEEK, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields

PURCHASES: Final = Interface(
    method="purchase.PurchaseOrder.queryWithDetail",
    table="purchases",
    records="order",
    params="""
        text    purchase_no=purchase_no provider_no=provider_no expect_warehouse_no=warehouse_no
                receive_warehouse_no=warehouse_no
        int     stockin_status=stockin_status
        states  status=status
        flag    fuzzy_query
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("purchase_no",),
    fields=Fields(
        """
        amount  goods_fee post_fee other_fee total_fee tax_fee goods_count goods_arrive_count
                goods_stockin_count
        int     purchase_id provider_id status stockin_status settle_status warehouse_id flag_id
                logistics_type logistics_id pay_type postfee_pay_type goods_type_count
        ms      created modified
        text    purchase_no provider_no provider_name warehouse_name warehouse_no creator_name
                purchaser_name check_operator_name facheck_operator_name flag_name
                logistics_name logistics_no remark prop1 prop2
        text?   prop3 prop4
        time    expect_arrive_time check_time
        """,
        detail_list=Fields("""
            amount  retail_price num num2 confirm_num arrive_num settle_num arrive_more_num
                    stockin_num stockin_amount stopwait_num lack_num unit_ratio price aux_price
                    discount tax_rate tax_price tax_amount dis_price amount weight aux_amount
                    last_price
            decimal purchase_price
            int     purchase_id rec_id spec_id
            text    spec_no provider_goods_no goods_no goods_name short_name spec_remark spec_code
                    spec_name barcode brand_name img_url purchase_unit_name base_unit_name remark
                    prop1 prop2 gs_prop1 gs_prop2 gs_prop3 gs_prop4 gs_prop5 gs_prop6 gg_prop1
                    gg_prop2 gg_prop3 gg_prop4 gg_prop5 gg_prop6 gg_prop7 gg_prop8 gg_prop9
                    gg_prop10 gg_prop11 gg_prop12 gg_prop13 gg_prop14 gg_prop15 gg_prop16 gg_prop17
                    gg_prop18 gg_prop19 gg_prop20 gs_prop7 gs_prop8 gs_prop9 gs_prop10 gs_prop11
                    gs_prop12 gs_prop13 gs_prop14 gs_prop15 gs_prop16 gs_prop17 gs_prop18 gs_prop19
                    gs_prop20
            text?   prop3 prop4 batch_no
            zero    expire_date
            time    modified created sku_arrive_date
            """),
    ),
)

PROVIDER_GOODS: Final = Interface(
    method="purchase.ProviderGoods.queryDetail",
    table="provider_goods",
    records="details",
    params="""
        text  provider_no=provider_no goods_no=goods_no spec_no=spec_no
              provider_goods_no=provider_goods_no goods_name=goods_name barcode=barcode
        """,
    fields=Fields("""
        amount  stock_num to_purchase_num subscribe_num order_num sending_num avaliable_num
                purchase_num purchase_arrive_num discount price retail_price last_price
                last_second_price lowest_price today_num yesterday_num num_7days num_14days
                num_month num_all unit_ratio min_purchase_num tax_rate
        flag    is_master is_disabled
        int     provider_type follower_id purchase_cycle_day rec_id
        ms      last_purchase_time
        text    provider_no spec_no spec_name goods_name origin short_name goods_no spec_code
                class_name brand_name base_unit_name provider_goods_no img_url unit_name prop1 prop2
                prop3 prop4 prop5 prop6 remark
        text?   provider_name
        """),
)

REQUESTS: Final = Interface(
    method="purchase.PurchaseApply.search",
    table=Synthesis(
        per_day=1,
        states=(10, 20, 30),
        numbers={"purchase_apply_no": "CS"},
        times={"expected_time": 0},
        links=("warehouse", "provider"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        text  purchase_apply_no=purchase_apply_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("purchase_apply_no",),
    fields=Fields(
        """
        int     status
        text    purchase_apply_no apply_name warehouse_no warehouse_name provider_no provider_name
                remark
        time    expected_time modified created
        """,
        detail_list=Fields("""
            amount  num ref_num stockin_num
            int     rec_id
            text    purchase_apply_no spec_no goods_no goods_name spec_name provider_no
                    provider_name remark brand_name
            """),
    ),
)

RETURNS: Final = Interface(
    method="purchase.PurchaseReturn.queryWithDetail",
    table=Synthesis(
        key="return_id",
        per_day=1,
        states=(20, 40, 60),
        cycle={"type": (1, 2)},
        numbers={"return_no": "CT", "purchase_no": "CG"},
        links=("warehouse", "carrier", "receiver", "provider"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        text  provider_no=provider_no return_no=return_no
        int   status=status
        flag  fuzzy_query
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("return_no",),
    fields=Fields(
        """
        amount  goods_count goods_fee goods_out_count other_fee post_fee
        flag    is_reserved
        int     return_id goods_type_count logistics_type logistics_id note_count settle_status
                status type warehouse_id stockout_status
        ms      check_time created modified
        text    check_operator_name city contact creator_name district logistics_no outer_no
                provider_name province purchaser_name receive_address remark return_no telno
                warehouse_name warehouse_no provider_no purchase_no
        text?   prop1 prop2
        """,
        detail_list=Fields("""
            amount  num num2 out_num settle_num unit_ratio price discount tax_rate tax_price amount
                    out_amount
            flag    defect
            int     rec_id spec_id return_id
            ms      modified created
            text    spec_no prop1 prop2 provider_goods_no remark unit_name base_unit_name batch_no
                    gg_prop1 gg_prop2 gg_prop3 gg_prop4 gg_prop5 gg_prop6 gg_prop7 gg_prop8 gg_prop9
                    gg_prop10 gg_prop11 gg_prop12 gg_prop13 gg_prop14 gg_prop15 gg_prop16 gg_prop17
                    gg_prop18 gg_prop19 gg_prop20 gs_prop1 gs_prop2 gs_prop3 gs_prop4 gs_prop7
                    gs_prop8 gs_prop9 gs_prop10 gs_prop11 gs_prop12 gs_prop13 gs_prop14 gs_prop15
                    gs_prop16 gs_prop17 gs_prop18 gs_prop19 gs_prop20
            time    expire_date
            """),
    ),
)

APPOINTMENTS: Final = Interface(
    method="purchase.StockInPreOrder.search",
    table=Synthesis(
        key="pre_order_id",
        per_day=1,
        states=(20, 30, 50),
        cycle={"busi_order_type": (1, 2, 3, 4)},
        numbers={"pre_order_no": "YY", "busi_order_no": "CG"},
        times={"deliver_time": 1},
        fixed={"car_number": "浙A00001", "deliver_name": "老周", "warehouse_id": 1},
        links=("warehouse", "provider"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        text  pre_order_no=pre_order_no
        """,
    ranges=(Range(),),
    span=WEEK,
    instead=("pre_order_no",),
    fields=Fields(
        """
        int     pre_order_id busi_order_type status flag_id provider_id
        digits  warehouse_id
        text    pre_order_no busi_order_no car_number deliver_name provider_name telno
                warehouse_name warehouse_no flag_time provider_no flag_name
        time    check_time created deliver_time modified
        """,
        detail_list=Fields("""
            amount  aux_num num lack_num
            int     rec_id pre_order_id base_unit_id batch_id brand_id class_id unit_id
            text    barcode base_unit_name batch_no brand_name class_name goods_name goods_no
                    provider_goods_no spec_name spec_no unit_name
            time    expire_date
            """),
    ),
)

INTERFACES: Final = (PURCHASES, PROVIDER_GOODS, REQUESTS, RETURNS, APPOINTMENTS)
