"""Warehouse: stock, its changes and batches, serial numbers, positions."""

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

STOCK: Final = Interface(
    method="wms.StockSpec.search2",
    table="stock",
    records="detail_list",
    params="""
        texts   spec_nos=spec_no
        text    warehouse_no=warehouse_no
        int     mask need_alarm_info
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("spec_nos",),
    switches=(
        Switch(
            "mask",
            (
                "today_num",
                "num_yesterday",
                "num_7days",
                "num_14days",
                "num_month",
                "num_all",
                "num_60days",
                "num_90days",
            ),
            bit=1,
        ),
        Switch("mask", ("cost_price",), bit=2),
        Switch(
            "need_alarm_info",
            (
                "safe_stock",
                "safe_stock_upper",
                "alarm_type",
                "alarm_days",
                "alarm_days_upper",
                "cycle_days",
            ),
        ),
    ),
    page_max=1000,
    fields=Fields("""
        amount  stock_num wms_sync_stock unpay_num subscribe_num order_num
                sending_num purchase_num transfer_num to_purchase_num purchase_arrive_num
                wms_preempty_stock weight available_send_stock part_paid_num refund_exch_num
                refund_num refund_onway_num return_exch_num return_num return_onway_num
                to_transfer_num wms_preempty_diff lock_num to_other_out_num to_other_in_num
                to_process_out_num to_process_in_num wait_transfer_num inspect_num
                trade_reserve_num process_onway_num today_num num_yesterday num_7days num_14days
                num_month num_all num_60days num_90days alarm_days alarm_days_upper cycle_days
        decimal sys_user_define_stock1 sys_user_define_stock2 cost_price safe_stock
                safe_stock_upper
        vacant  wms_stock_diff
        flag    defect
        int     rec_id spec_id warehouse_id warehouse_type flag_id status alarm_type
        text    spec_no goods_no goods_name spec_code brand_name spec_name barcode img_url
                warehouse_no warehouse_name remark flag_name brand_no unit_name aux_unit_name
        time    created modified last_inout_time
        zero    wms_sync_time last_pd_time
        """),
)

AVAILABLE: Final = Interface(
    method="wms.StockSpec.queryAvailableStock",
    table="available_stock",
    records="stocks",
    params="""
        text      spec_no=spec_no goods_no=goods_no
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("spec_no",),
    fields=Fields("""
        amount  num
        flag    defect
        int     type status
        text    goods_name spec_code warehouse_no goods_no brand_name spec_no short_name spec_name
                barcode class_name
        """),
)

CHANGES: Final = Interface(
    method="wms.StockSpec.queryChangeHistory",
    table=Synthesis(
        per_day=6,
        life=(0,),
        cycle={
            "type": (1, 2),
            "defect": (False, False, True),
            "src_order_type": (1, 2, 12, 20, 21),
        },
        numbers={"stockio_no": "CK", "src_order_no": "JY"},
        links=("spec", "warehouse"),
    ),
    records="data",
    params="""
        text      spec_no=spec_no
        int       type=type
        flag      defect=defect
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range("start_date", "end_date"),),
    span=MONTH,
    narrow=("spec_no", HOUR),
    defaults={"defect": False},
    words={"narrow": "您的查询时间过宽,不传商家编码,查询时间不能大于1小时"},
    fields=Fields("""
        amount  stock_num_old num stock_num_new actual_weight_new actual_weight actual_weight_old
        flag    defect
        int     src_order_type type
        ms      created
        text    warehouse_name warehouse_no spec_no stockio_no src_order_no operator_name remark
        """),
)

BATCHES: Final = Interface(
    method="wms.StockSpec.stockDetailSearch",
    table="stock_batches",
    records="detail_list",
    params="""
        int     stock_spec_id=rec_id
        numbers stock_spec_id_list=rec_id
        """,
    must=("stock_spec_id|stock_spec_id_list",),
    paged=False,
    untold=("_position",),
    fields=Fields("""
        amount  stock_num reserve_num
        int     stock_spec_id
        text    warehouse_no position_no zone_no batch_no
        time    expire_date production_date
        """),
)

SERIAL_NUMBERS: Final = Interface(
    method="wms.GoodsSN.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=3,
        states=(10, 20, 40),
        cycle={"order_type": (0, 1), "src_order_type": (1, 2, 10, 12, 20, 21)},
        numbers={
            "sn": "SN",
            "second_sn": "S2",
            "stockout_no": "CK",
            "stockin_no": "RK",
            "src_order_no": "JY",
        },
        links=("spec", "warehouse"),
    ),
    records="sn_list",
    params="""
        text      sn=sn order_no spec_no=spec_no
        int       time_type order_type=order_type src_order_type=src_order_type status=status
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("sn", "order_no"),
    modes=Modes("time_type", 0, {0: Mode("created"), 1: Mode()}),
    defaults={"order_type": 0},
    untold=("order_type",),
    fields=Fields("""
        int     rec_id src_order_type status
        text    sn spec_no stockout_no stockin_no src_order_no warehouse_name warehouse_no second_sn
                prop1 prop2 prop3 prop4 prop15 prop16 prop17 prop18 batch_no
        time    created expire_date
        amount  weight
        """),
)

POSITIONS: Final = Interface(
    method="wms.PositionCapacity.search",
    table="positions",
    records="detail_list",
    params="""
        warehouse warehouse_no=warehouse_no
        text      spec_no=spec_no goods_no=goods_no
        """,
    ranges=(Range(),),
    span=WEEK,
    instead=("warehouse_no+spec_no",),
    words={"range": "商家编码不能为空"},
    fields=Fields("""
        amount  stock_num
        flag    defect
        int     rec_id spec_id brand_id class_id warehouse_id zone_id position_id
        text    spec_no goods_no goods_name short_name spec_code spec_name barcode brand_name
                class_name warehouse_no zone_no position_no
        """),
)

DEFECT_CHANGES: Final = Interface(
    method="wms.stockdefect.DefectChange.search",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(20, 40, 50),
        cycle={"type": (False, True)},
        numbers={"change_no": "ZC"},
        links=("warehouse",),
        lines={"details_list": "rec_id"},
    ),
    records="order",
    params="""
        text  change_no=change_no
        int   status=status
        flag  type=type
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("change_no",),
    fields=Fields(
        """
        amount  goods_count
        flag    type
        int     rec_id status warehouse_id goods_type_count creator_id
        ms      modified created
        text    change_no remark
        text?   warehouse_no creator_name
        """,
        details_list=Fields("""
            amount  unit_ratio
            flag    defect
            int     rec_id change_id base_unit_id unit_id spec_id
            ms      created modified
            text    remark from_position_no to_position_no spec_no unit_name aux_unit_name
            """),
    ),
)

INTERFACES: Final = (STOCK, AVAILABLE, CHANGES, BATCHES, SERIAL_NUMBERS, POSITIONS, DEFECT_CHANGES)
