"""Warehouse: goods that go out to carry out an order of another kind than a sale."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Mode, Modes, Range, Synthesis
from wdt_sandbox.fields import Fields

OTHERS: Final = Interface(
    method="wms.stockout.OtherQuery.queryWithDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 77, 110),
        cycle={"reason": ("样品领用", "报损")},
        numbers={"order_no": "CK", "src_order_no": "QC"},
        fixed={"order_type": 21},
        links=("warehouse", "carrier", "receiver"),
        lines={"detail_list": "rec_id", "detail_list.position_details_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type status
        warehouse warehouse_no=warehouse_no
        text      src_order_no=src_order_no stockout_no=order_no reason_name=reason
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockout_no", "src_order_no"),
    modes=Modes("time_type", 1, {1: Mode("consign_time"), 2: Mode("created"), 3: Mode()}),
    fields=Fields(
        """
        amount  goods_count post_fee weight goods_total_cost goods_total_amount
                checked_goods_total_cost
        int     stockout_id order_type status
        text    order_no src_order_no warehouse_no logistics_no receiver_name receiver_province
                receiver_city receiver_district receiver_address receiver_mobile remark
                operator_name reason logistics_company_no warehouse_name soo_prop1 soo_prop2
                soo_prop3 soo_prop4 soo_prop5 soo_prop6
        time    consign_time modified
        """,
        detail_list=Fields(
            """
            amount  goods_count total_amount cost_price weight
            flag    defect
            int     rec_id stockout_id goods_type base_unit_id position_id
            text    remark brand_no brand_name goods_name goods_no spec_no spec_name spec_code
                    unit_name batch_no position_no
            time    expire_date
            """,
            position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no
                time    expire_date
                """),
        ),
    ),
)

PROCESSES: Final = Interface(
    method="wms.stockout.Process.queryWithDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 77, 110),
        fixed={"src_order_type": 5},
        numbers={"stockout_no": "CK", "process_no": "SC"},
        links=("warehouse", "carrier", "provider"),
        lines={"detail_list": "rec_id", "detail_list.position_details_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        warehouse warehouse_no=warehouse_no
        text      stockout_no=stockout_no process_no=process_no
        codes     status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockout_no", "process_no"),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode("consign_time"), 3: Mode()}),
    page_max=2000,
    fields=Fields(
        """
        amount  goods_count checked_goods_total_cost weigh_post_cost
        int     stockout_id goods_type_count note_count src_order_type status flag_id
        text    logistics_name error_info remark logistics_no stockout_no operator_name
                producer_name warehouse_name warehouse_no checkouter_name process_no flag_name
        time    consign_time modified created
        """,
        detail_list=Fields(
            """
            amount  num expect_num checked_cost_price
            flag    defect
            int     rec_id spec_id scan_type
            text    spec_no goods_no goods_name short_name spec_code spec_name barcode remark
                    position_no batch_no brand_name aux_unit_name base_unit_name
            time    expire_date
            """,
            position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no
                time    expire_date production_date
                """),
        ),
    ),
)

PURCHASE_RETURNS: Final = Interface(
    method="wms.stockout.PurchaseReturn.queryWithDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 77, 110),
        numbers={"order_no": "CK", "src_order_no": "CT", "last_load_purchase_no": "CG"},
        links=("warehouse", "carrier", "receiver codes", "provider"),
        lines={"details_list": "rec_id", "details_list.position_details_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        warehouse warehouse_no=warehouse_no
        text      stockout_no=order_no src_order_no=src_order_no
        states    status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockout_no", "src_order_no"),
    modes=Modes("time_type", 1, {1: Mode("consign_time"), 2: Mode("created"), 3: Mode()}),
    fields=Fields(
        """
        amount  goods_count post_fee weight goods_total_amount checked_goods_total_cost
        decimal goods_total_cost
        digits  receiver_province receiver_city receiver_district
        int     stockout_id status goods_type_count seq_no
        ms      consign_time create_time
        text    order_no src_order_no warehouse_no logistics_no receiver_name
                receiver_address receiver_telno remark provider_no
                provider_name last_load_purchase_no operator_name
        text?   prop1 prop2
        time    modified
        """,
        details_list=Fields(
            """
            amount  goods_count total_amount sell_price cost_price weight total_checked_cost_price
            flag    defect
            int     rec_id stockout_id goods_type
            text    spec_no remark brand_no brand_name goods_name goods_no spec_name spec_code
                    goods_unit batch_no position_no prop1 prop2
            time    expire_date
            """,
            position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no
                time    expire_date
                """),
        ),
    ),
)

TRANSFERS: Final = Interface(
    method="wms.stockout.Transfer.queryWithDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 77, 110),
        numbers={"order_no": "CK", "src_order_no": "DB"},
        fixed={"order_type": 2},
        links=("warehouse", "from", "to", "carrier", "receiver codes"),
        lines={"detail_list": "rec_id", "detail_list.position_details_list": "rec_id"},
    ),
    records="order",
    params="""
        warehouse warehouse_no=warehouse_no
        text      src_order_no=src_order_no stockout_no=order_no
        int       position
        states    status=status
        """,
    ranges=(Range(column="consign_time"),),
    span=MONTH,
    instead=("stockout_no", "src_order_no"),
    fields=Fields(
        """
        amount  goods_total_amount goods_count post_fee package_fee weight
        decimal goods_total_cost
        int     stockout_id order_type status receiver_country receiver_province receiver_city
                receiver_district
        int?    transfer_id
        ms      consign_time
        text    order_no src_order_no warehouse_no logistics_no receiver_name receiver_address
                receiver_mobile receiver_telno receiver_zip remark from_warehouse_no
                to_warehouse_no operator_name
        time    st_created
        """,
        detail_list=Fields(
            """
            amount  goods_count cost_price total_amount weight
            flag    defect
            int     rec_id stockout_id goods_type
            int?    src_order_detail_id
            text    remark brand_no brand_name goods_name goods_no spec_no spec_name spec_code
                    std_remark goods_unit unit_name batch_no position_no
            time    expire_date
            """,
            position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no
                time    expire_date
                """),
        ),
    ),
)

INTERFACES: Final = (OTHERS, PROCESSES, PURCHASE_RETURNS, TRANSFERS)
