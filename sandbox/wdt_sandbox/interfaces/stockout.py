"""Warehouse: goods that go out to anyone but customers, and packing lists."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import HOUR, MONTH, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields

STOCKOUTS: Final = Interface(
    method="wms.stockout.Base.search",
    table=Synthesis(
        key="stockout_id",
        per_day=3,
        states=(50, 79, 110),
        cycle={"src_order_type": (2, 4, 5, 14, 21)},
        numbers={"stockout_no": "CK", "src_order_no": "QC"},
        links=("warehouse", "carrier", "receiver codes"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        int       order_type=src_order_type status=status
        warehouse warehouse_no=warehouse_no
        text      src_order_no=src_order_no stockout_no=stockout_no
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("stockout_no",),
    fields=Fields(
        """
        amount  calc_post_cost calc_weight checked_goods_total_cost goods_count weigh_post_cost
                weight
        int     consign_status custom_type goods_type_count logistics_id logistics_type operator_id
                receiver_city receiver_country receiver_district receiver_province src_order_id
                src_order_type status stockout_id warehouse_id warehouse_type
        text    error_info logistics_company_no logistics_name logistics_no operator_name
                receiver_zip remark src_order_no stockout_no warehouse_no
        time    consign_time created modified
        """,
        detail_list=Fields("""
            amount  checked_cost_price num weight unit_ratio
            flag    is_package
            int     batch_id goods_id goods_type position_id rec_id scan_type spec_id stockout_id
                    unit_id src_order_detail_id aux_unit_id defect
            text    batch_no batch_remark brand_name brand_no goods_name goods_no position_no
                    remark spec_code spec_name spec_no unit aux_unit_name
            time    expire_date created modified
            """),
    ),
)

SERIAL_NUMBERS: Final = Interface(
    method="wms.stockout.Base.searchSN",
    table=Synthesis(
        key="rec_id",
        per_day=2,
        life=(0,),
        numbers={"stockout_no": "CK", "sn": "SN", "second_sn": "S2"},
        links=("spec",),
    ),
    records="detail_list",
    params="""
        text  stockout_no=stockout_no
        """,
    ranges=(Range(column="created"),),
    fields=Fields("""
        flag    defect
        int     rec_id stockout_id stockout_detail_id spec_id
        text    stockout_no spec_no sn second_sn
        time    created
        """),
)

JIT_ORDERS: Final = Interface(
    method="wms.stockout.JitOrder.search",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 95, 110),
        numbers={"stockout_no": "CK", "src_tids": "VP", "po_no_list": "PO"},
        fixed={
            "receive_warehouse_no": "VIP_NH",
            "receive_warehouse_name": "唯品会华南仓",
            "weigh_post_cost": "12.5000",
        },
        links=("warehouse", "carrier", "shop"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    ranges=(Range(column="created"),),
    fields=Fields(
        """
        amount  goods_count amount
        int     goods_type_count logistics_id shop_id status stockout_id warehouse_id flag_id
                operator_id receive_warehouse_id
        text    flag_name logistics_company_name logistics_no operator_name po_no_list
                receive_warehouse_name receive_warehouse_no remark shop_no shop_name src_tids
                stockout_no warehouse_no warehouse_name weigh_post_cost
        time    consign_time modified created
        """,
        detail_list=Fields("""
            amount  num volume weight checked_cost_price tax_price price
            flag    defect
            int     stockout_id goods_id spec_id rec_id brand_id
            text    barcode batch_no brand_name goods_name goods_no remark spec_code spec_name
                    spec_no brand_no po_no
            time    expire_date modified created
            """),
    ),
)

PACKS: Final = Interface(
    method="wms.stockout.Pack.search",
    table=Synthesis(
        key="rec_id",
        per_day=3,
        states=(10, 16, 30),
        cycle={"src_order_type": (1, 2, 4, 5, 14, 21)},
        numbers={"order_no": "ZX", "stockout_no": "CK"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order_list",
    params="""
        int       src_order_type=src_order_type
        text      logistics_no=logistics_no stockout_no=stockout_no
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("logistics_no", "stockout_no"),
    defaults={"src_order_type": 1},
    fields=Fields(
        """
        amount  weight calc_weight goods_count
        int     rec_id status src_order_type goods_type_count logistics_id warehouse_id packager_id
        text    order_no warehouse_no stockout_no logistics_no logistics_company_no packager_name
                remark
        time    consign_time modified created
        """,
        detail_list=Fields("""
            amount  num
            flag    defect
            int     rec_id logistics_order_id spec_id batch_id
            text    spec_no spec_name spec_code barcode goods_no goods_name batch_no remark
            """),
    ),
)

INTERFACES: Final = (STOCKOUTS, SERIAL_NUMBERS, JIT_ORDERS, PACKS)
