"""Purchasing."""

from __future__ import annotations

from typing import Final

from tap_wdt_flagship.sandbox.declare import MONTH, Interface, Range
from tap_wdt_flagship.sandbox.fields import Fields

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
            decimal purchase_price
            int     purchase_id rec_id spec_id
            text    spec_no provider_goods_no goods_no goods_name short_name spec_remark
                    spec_code spec_name barcode brand_name img_url purchase_unit_name
                    base_unit_name remark prop1 prop2 gs_prop1 gs_prop2 gs_prop3 gs_prop4
                    gs_prop5 gs_prop6
            text?   prop3 prop4 batch_no
            zero    expire_date
            time    modified created
            """),
    ),
)

INTERFACES: Final = (PURCHASES,)
