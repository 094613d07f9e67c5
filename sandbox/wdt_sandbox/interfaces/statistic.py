"""Statistics: what goods cost at the moment they came in or went out, and where parcels are."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import DAY, WEEK, Interface, Mode, Modes, Range, Synthesis
from wdt_sandbox.fields import Fields

STOCKIN_COSTS: Final = Interface(
    method="statistic.StockinCollect.queryCostWithDetail",
    table=Synthesis(
        key="stockin_id",
        per_day=2,
        life=(0,),
        states=(80,),
        times={"check_time": 0},
        cycle={"src_order_type": (2, 4, 10, 12, 20)},
        numbers={"stockin_no": "RK", "src_order_no": "CG"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        warehouse warehouse_no=warehouse_no
        int       time_type
        texts     stockin_no=stockin_no
        """,
    ranges=(Range(),),
    span=WEEK,
    instead=("stockin_no",),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode("check_time")}),
    fields=Fields(
        """
        amount  checked_goods_total_cost planned_goods_total_cost
        int     stockin_id src_order_id flag_id logistics_id warehouse_id note_count src_order_type
                status goods_type_count
        pieces  goods_count
        text    stockin_no warehouse_no warehouse_name src_order_no operator_name logistics_name
                logistics_no remark
        time    created check_time modified
        """,
        detail_list=Fields("""
            amount  num checked_cost_price total_checked_cost_price planned_cost total_planned_cost
                    weight goods_weight num2 expect_num unit_ratio
            flag    defect
            int     rec_id stockin_id spec_id goods_id base_unit_id unit_id brand_id position_id
                    validity_days
            text    goods_name goods_no short_name spec_no spec_name spec_code barcode position_no
                    batch_no unit_name brand_name remark
            time    expire_date production_date
            """),
    ),
)

STOCKOUT_COSTS: Final = Interface(
    method="statistic.StockoutCollect.queryCostWithDetail",
    table=Synthesis(
        key="stockout_id",
        per_day=2,
        life=(0,),
        states=(110,),
        times={"consign_time": 0},
        cycle={"src_order_type": (1, 2, 14, 21)},
        numbers={"stockout_no": "CK", "src_order_no": "JY", "stockin_no": "RK"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        warehouse warehouse_no=warehouse_no
        texts     stockout_no=stockout_no
        """,
    ranges=(Range(column="consign_time"),),
    span=WEEK,
    instead=("stockout_no",),
    fields=Fields(
        """
        amount  weigh_post_cost goods_count checked_goods_total_cost total_cost
        int     stockout_id warehouse_id src_order_type status logistics_id goods_type_count
                custom_type note_count flag_id freeze_reason checkouter_id operator_id
        text    stockout_no warehouse_no warehouse_name src_order_no employee_name logistics_name
                logistics_no remark
        decimal planned_goods_total_cost
        ms      created consign_time modified
        """,
        detail_list=Fields("""
            amount  num checked_cost_price total_checked_cost_price planned_cost total_planned_cost
            flag    defect
            int     rec_id stockout_id spec_id
            text    goods_name goods_no short_name spec_no spec_name spec_code barcode position_no
                    batch_no stockin_no
            text?   sode_rec_id
            time    expire_date
            """),
    ),
)

# In no document, and of its rows no more is known than their id.
TRACES: Final = Interface(
    method="statistic.GoodsSendStatistic.searchLogisticsTrace",
    table=Synthesis(key="rec_id", per_day=3),
    records="order_list",
    params="""
        int   logistics_status
        text  warehouse_no shop_no logistics_no
        flag  need_detail
        """,
    ranges=(Range(),),
    span=DAY,
    instead=("logistics_no",),
    fields=Fields("""
        int     rec_id
        """),
)

INTERFACES: Final = (STOCKIN_COSTS, STOCKOUT_COSTS, TRACES)
