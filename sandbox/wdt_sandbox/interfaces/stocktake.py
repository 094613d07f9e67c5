"""Warehouse: stocktakes, moves between positions, and replenishments."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    MONTH,
    Interface,
    Lines,
    Mode,
    Modes,
    Range,
    Synthesis,
)
from wdt_sandbox.fields import Fields

STOCKTAKES: Final = Interface(
    method="wms.StockPd.queryStockPd",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(20, 31, 40),
        cycle={"mode": (0, 1, 2, 3)},
        numbers={"pd_no": "PD"},
        fixed={"creator_no": "emp-01", "operator_no": "emp-02"},
        links=("warehouse",),
        lines={"detail_list": "rec_id"},
    ),
    records="pd_list",
    params="""
        text      pd_no=pd_no spec_no goods_no employee_no=creator_no
        warehouse warehouse_no=warehouse_no
        int       status=status
        """,
    ranges=(Range(),),
    fields=Fields("""
        int     rec_id warehouse_id mode status
        text    pd_no warehouse_no creator_no operator_no remark
        time    modified created
        """),
)

STOCKTAKE_LINES: Final = Interface(
    method="wms.StockPd.queryStockPdDetail",
    table=Lines(STOCKTAKES, "detail_list", "pd_no"),
    records="",
    params="""
        text  pd_no=pd_no
        """,
    must=("pd_no",),
    untold=("pd_no",),
    fields=Fields("""
        amount  old_num new_num
        int     rec_id pd_id spec_id brand_id unit aux_unit defect
        text    spec_no spec_code spec_name barcode goods_name goods_no brand_name remark batch_no
                position_no short_name
        time    modified created expire_date
        """),
)

STOCKINS: Final = Interface(
    method="wms.StockPd.queryStockPdInDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=1,
        states=(30, 80),
        numbers={"order_no": "PR", "src_order_no": "PD"},
        links=("warehouse",),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        states    status=status
        warehouse warehouse_no=warehouse_no
        text      stockin_no=order_no src_order_no=src_order_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockin_no", "src_order_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("check_time")}),
    fields=Fields(
        """
        amount  goods_count total_price
        int     stockin_id status
        ms      stockin_time created_time check_time
        text    order_no warehouse_no warehouse_name remark src_order_no operator_name
                pd_order_remark
        """,
        detail_list=Fields("""
            amount  goods_count total_cost right_num
            flag    defect
            int     stockin_id rec_id
            text    remark goods_unit batch_no goods_name goods_no spec_no prop2 spec_name
                    spec_code brand_no brand_name position_no
            time    expire_date production_date
            """),
    ),
)

STOCKOUTS: Final = Interface(
    method="wms.StockPd.queryStockPdOutDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=1,
        states=(50, 110),
        numbers={"order_no": "PC", "src_order_no": "PD"},
        fixed={"order_type": 4},
        links=("warehouse", "carrier", "receiver codes"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        states    status=status
        warehouse warehouse_no=warehouse_no
        text      stockout_no=order_no src_order_no=src_order_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("stockout_no", "src_order_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("consign_time")}),
    fields=Fields(
        """
        amount  goods_count
        decimal goods_total_cost
        int     stockout_id order_type status receiver_country receiver_province receiver_city
                receiver_district
        ms      consign_time
        text    order_no src_order_no warehouse_no logistics_no receiver_name receiver_address
                receiver_mobile receiver_telno receiver_zip remark operator_name pd_order_remark
        """,
        detail_list=Fields("""
            amount  goods_count cost_price weight
            flag    defect
            int     rec_id stockout_id goods_type
            text    remark brand_no brand_name goods_name goods_no spec_no spec_name spec_code
                    unit_name batch_no
            text?   position_no
            time?   expire_date
            """),
    ),
)

MOVES: Final = Interface(
    method="wms.MoveOrder.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=2,
        states=(10, 20),
        cycle={"type": (0, 1, 2, 9)},
        numbers={"order_no": "YW"},
        fixed={"detail_list.from_position_no": "A-01-02", "detail_list.to_position_no": "B-03-11"},
        links=("warehouse",),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        text      spec_no order_no=order_no
        int       type=type status=status
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("order_no",),
    must=("warehouse_no",),
    words={"warehouse_no": "请指定仓库"},
    fields=Fields(
        """
        int     rec_id type status
        ms      modified created
        text    order_no warehouse_no remark creator_name
        """,
        detail_list=Fields("""
            amount  num
            flag    defect
            int     order_id spec_id
            text    goods_name spec_code goods_no spec_no from_position_no to_position_no
                    short_name spec_name barcode batch_no
            time?   expire_date
            """),
    ),
)

REPLENISHMENTS: Final = Interface(
    method="wms.StockShelve.queryWithDetail",
    table=Synthesis(
        per_day=2,
        states=(10, 20, 30),
        cycle={"type": (0, 1, 2, 3)},
        numbers={"order_no": "BH"},
        fixed={
            "from_zone_no": "Z1",
            "to_zone_no": "Z2",
            "detail_list.from_position_no": "A-01-02",
            "detail_list.to_position_no": "B-03-11",
        },
        links=("warehouse",),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        text      spec_no order_no=order_no
        int       type=type
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("order_no",),
    must=("warehouse_no",),
    words={"warehouse_no": "请指定仓库"},
    fields=Fields(
        """
        int     status type
        ms      created modified
        text    order_no to_zone_no warehouse_no from_zone_no operator_name
        """,
        detail_list=Fields("""
            amount  down_num up_num
            flag    defect
            int     order_id spec_id cart_seat
            text    goods_name spec_code goods_no spec_no from_position_no to_position_no
                    short_name spec_name barcode
            time    expire_date
            """),
    ),
)

INTERFACES: Final = (STOCKTAKES, STOCKTAKE_LINES, STOCKINS, STOCKOUTS, MOVES, REPLENISHMENTS)
