"""Warehouse: goods that come in from anyone but customers."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    DAY,
    MONTH,
    Interface,
    Mode,
    Modes,
    Range,
    Synthesis,
)
from wdt_sandbox.fields import Fields

STOCKINS: Final = Interface(
    method="wms.stockin.Base.search",
    table=Synthesis(
        key="stockin_id",
        per_day=3,
        states=(20, 30, 80),
        cycle={"src_order_type": (2, 4, 6, 10, 20)},
        numbers={"stockin_no": "RK", "src_order_no": "QR"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        int       order_type=src_order_type status=status
        warehouse warehouse_no=warehouse_no
        text      src_order_no=src_order_no stockin_no=stockin_no
        """,
    ranges=(Range(),),
    span=DAY,
    fields=Fields(
        """
        amount  goods_count
        int     flag_id goods_type_count logistics_id note_count operator_id src_order_id
                src_order_type status stockin_id warehouse_id logistics_type
        text    logistics_no remark src_order_no stockin_no warehouse_no warehouse_name
                operator_name
        time    check_time created modified
        """,
        detail_list=Fields("""
            amount  adjust_num expect_num num num2 unit_ratio
            int     src_order_detail_id base_unit_id batch_id org_stockin_detail_id position_id
                    rec_id spec_id stockin_id unit_id validity_days defect unit
            text    brand_name brand_no goods_name goods_no goods_unit_name position_no remark
                    spec_code spec_no spec_name batch_no batch_remark aux_unit_name
            time    created expire_date modified production_date
            """),
    ),
)

SERIAL_NUMBERS: Final = Interface(
    method="wms.stockin.Base.searchSN",
    table=Synthesis(
        key="rec_id",
        per_day=2,
        life=(0,),
        numbers={"stockin_no": "RK", "sn": "SN", "second_sn": "S2"},
        links=("spec",),
    ),
    records="detail_list",
    params="""
        text  stockin_no=stockin_no
        """,
    ranges=(Range(column="created"),),
    fields=Fields("""
        flag    defect
        int     rec_id stockin_id stockin_detail_id spec_id
        text    stockin_no spec_no sn second_sn
        time    created
        """),
)

JIT_REFUNDS: Final = Interface(
    method="wms.stockin.JitRefund.searchOrderWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(20, 30, 80),
        numbers={"stockin_no": "RK", "refund_no": "JT", "jit_refund_no": "VT"},
        links=("warehouse", "shop"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    ranges=(Range(),),
    span=MONTH,
    fields=Fields(
        """
        decimal goods_count tax_amount amount total_cost
        int     stockin_id status note_count goods_type_count shop_id
        int?    warehouse_id
        text    stockin_no refund_no warehouse_no warehouse_name remark jit_refund_no operator_name
                flag_name shop_no
        time    modified created check_time
        """,
        detail_list=Fields("""
            amount  checked_cost_price price tax_price amount tax_amount checked_cost_amount
            decimal expect_num num num2 total_cost
            flag    defect
            int     stockin_id brand_id
            int?    rec_id spec_id goods_id
            text    spec_no remark goods_name goods_no spec_name spec_code base_unit_name
                    aux_unit_name brand_no po_no
            time?   modified created
            """),
    ),
)

OTHERS: Final = Interface(
    method="wms.stockin.Other.queryWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(20, 30, 80),
        cycle={"reason": ("样品归还", "盘盈")},
        numbers={"order_no": "RK", "src_order_no": "QR"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        states    status=status
        warehouse warehouse_no=warehouse_no
        text      stockin_no=order_no other_stockin_no=src_order_no reason_name=reason
                  wms_stock_change_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "other_stockin_no"),
    fields=Fields(
        """
        amount  goods_count total_price total_cost
        int     stockin_id status logistics_type
        ms      stockin_time created_time check_time
        text    order_no warehouse_no warehouse_name reason remark src_order_no operator_name
                logistics_company_no logistics_no soi_prop1 soi_prop2 soi_prop3 soi_prop4 soi_prop5
                soi_prop6
        text?   wms_stock_change_no
        """,
        detail_list=Fields("""
            amount  goods_count total_cost right_num checked_cost_price
            flag    defect
            int     stockin_id rec_id
            text    remark goods_unit batch_no goods_name goods_no spec_no prop2 spec_name
                    spec_code brand_no brand_name position_no
            time    production_date expire_date
            """),
    ),
)

PROCESSES: Final = Interface(
    method="wms.stockin.Process.queryWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(20, 30, 80),
        cycle={"src_order_type": (5, 6)},
        numbers={"stockin_no": "RK", "process_no": "SC"},
        links=("warehouse", "carrier", "provider"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        warehouse warehouse_no=warehouse_no
        text      stockin_no=stockin_no process_no=process_no
        codes     status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "process_no"),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode("check_time"), 3: Mode()}),
    page_max=2000,
    fields=Fields(
        """
        amount  goods_count right_num
        int     stockin_id src_order_type goods_type_count note_count flag_id status
        text    logistics_name logistics_no remark operator_name warehouse_name warehouse_no
                producer_name stockin_no process_no flag_name
        time    created modified check_time
        """,
        detail_list=Fields("""
            amount  num num2 expect_num weight goods_weight unit_ratio need_inspect_num
            flag    defect
            int     rec_id spec_id validity_days
            text    spec_no goods_no goods_name short_name spec_code spec_name barcode batch_no
                    remark brand_name aux_unit_name base_unit_name
            text?   position_no
            time    expire_date production_date
            """),
    ),
)

PURCHASES: Final = Interface(
    method="wms.stockin.Purchase.queryWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(20, 30, 80),
        numbers={"order_no": "RK", "purchase_no": "CG"},
        links=("warehouse", "carrier", "provider"),
        lines={"details_list": "rec_id"},
    ),
    records="order",
    params="""
        states    status=status
        warehouse warehouse_no=warehouse_no
        text      stockin_no=order_no purchase_no=purchase_no
        """,
    ranges=(Range(),),
    span=MONTH,
    fields=Fields(
        """
        amount  goods_count total_price tax_amount
        decimal goods_amount total_stockin_price
        int     stockin_id status purchase_id seq_no
        ms      modified created_time check_time
        text    order_no warehouse_no remark logistics_type_name purchase_no provider_no
                provider_name logistics_no logistics_name flag_name operator_name
        """,
        details_list=Fields("""
            amount  num discount cost_price src_price tax_price tax_amount tax total_cost
                    unit_ratio stockin_price
            flag    defect
            int     rec_id
            text    remark goods_name goods_no spec_no spec_code prop1 prop2 prop3 prop4 spec_name
                    brand_name unit_name batch_no position_no purchase_unit_name
            time    expire_date production_date
            """),
    ),
)

TRANSFERS: Final = Interface(
    method="wms.stockin.Transfer.queryWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(20, 30, 80),
        numbers={"order_no": "RK", "src_order_no": "DB"},
        links=("from", "to", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        states    status=status
        warehouse warehouse_no=to_warehouse_no
        text      stockin_no=order_no transfer_no=src_order_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "transfer_no"),
    fields=Fields(
        """
        amount  goods_count total_price
        int     stockin_id status logistics_type to_warehouse_id from_warehouse_id
        int?    transfer_id
        ms      created_time check_time modified st_created
        text    order_no remark src_order_no from_warehouse_no from_warehouse_name to_warehouse_no
                to_warehouse_name operator_name logistics_no logistics_name logistics_code
        """,
        detail_list=Fields("""
            amount  num total_cost right_num
            flag    defect
            int     stockin_id rec_id
            int?    src_order_detail_id
            text    remark goods_name goods_no spec_no prop2 spec_name spec_code brand_no
                    brand_name goods_unit batch_no position_no
            time    expire_date production_date
            """),
    ),
)

INTERFACES: Final = (STOCKINS, SERIAL_NUMBERS, JIT_REFUNDS, OTHERS, PROCESSES, PURCHASES, TRANSFERS)
