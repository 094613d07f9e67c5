"""Production: bills of material and process orders."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields

BOMS: Final = Interface(
    method="process.Bom.search",
    table=Synthesis(
        key="bom_id",
        once=9,
        again=25,
        cycle={"is_disabled": (False, False, True), "bom_name": ("礼盒装", "试用装")},
        numbers={"bom_no": "BOM"},
        fixed={"product_list.is_product": True, "product_list.is_master": True},
        lines={"product_list": "bom_detail_id", "material_list": "bom_detail_id"},
    ),
    records="order_list",
    params="""
        text  bom_no=bom_no
        flag  show_disabled
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("bom_no",),
    show=("show_disabled", "is_disabled"),
    words={"wide": "开始时间与结束时间间隔最大30天"},
    fields=Fields(
        """
        amount  fee
        flag    is_disabled
        int     bom_id operator_id
        text    bom_no bom_name operator_name remark
        time    created modified
        """,
        product_list=Fields("""
            amount  num retail_price cost all_cost
            flag    is_master is_product
            int     bom_id bom_detail_id sn_type
            text    goods_no goods_name spec_no spec_name spec_code barcode remark
            """),
        material_list=Fields("""
            amount  num retail_price cost all_cost
            flag    is_master is_product
            int     bom_id bom_detail_id sn_type
            text    goods_no goods_name spec_no spec_name spec_code barcode remark
            """),
    ),
)

PROCESSES: Final = Interface(
    method="process.Process.search",
    table=Synthesis(
        key="process_id",
        per_day=1,
        states=(20, 40, 70),
        cycle={"process_type": (False, True)},
        numbers={"process_no": "SC"},
        fixed={"bom_name": "礼盒装"},
        times={"estimated_time": 0},
        links=("provider", "out", "in"),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        warehouse out_warehouse_no=out_warehouse_no in_warehouse_no=in_warehouse_no
        int       status=status
        text      process_no=process_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("out_warehouse_no", "in_warehouse_no", "status", "process_no"),
    fields=Fields(
        """
        amount  bom_fee loss_fee total_fee process_count reality_count
        flag    process_type
        int     process_id status settle_status operator_id producer_id out_warehouse_id
                in_warehouse_id flag_id creator_id checker_id service_type
        text    process_no operator_name producer_name bom_name bom_remark out_warehouse_no
                in_warehouse_no flag_name creator_name checker_name remark
        time    modified estimated_time check_time created
        """,
        detail_list=Fields("""
            amount  bad_num bad_in_num in_num out_num process_num num
            flag    is_product
            int     process_id validity_days
            ms      production_date
            text    spec_no batch_no remark
            text?   position_no
            """),
    ),
)

INTERFACES: Final = (BOMS, PROCESSES)
