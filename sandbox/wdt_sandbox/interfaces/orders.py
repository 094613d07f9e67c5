"""Warehouse: orders to move goods, which stock-ins and stock-outs carry out."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Mode, Modes, Range, Synthesis
from wdt_sandbox.fields import Fields

OTHER_IN: Final = Interface(
    method="wms.stockother.InQuery.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(10, 20, 70),
        cycle={"reason": ("样品归还", "盘盈")},
        numbers={"other_in_no": "QR"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        warehouse warehouse_no=warehouse_no
        text      other_in_no=other_in_no
        states    status=status
        flag      fuzzy_query
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("other_in_no",),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode()}),
    fields=Fields(
        """
        int     rec_id status warehouse_id logistics_id note_count creator_id warehouse_type
        ms      created modified
        text    other_in_no warehouse_no warehouse_name logistics_no logistics_name remark
                employee_name reason prop1 prop2 prop3 prop4 prop5 prop6
        text?   outer_no
        amount  actual_num expect_num
        time    check_time
        """,
        detail_list=Fields("""
            amount  num num2 in_num price
            flag    defect
            int     rec_id other_in_id goods_id spec_id
            text    remark goods_name goods_no short_name spec_no spec_name spec_code barcode
                    batch_no
            text?   position_no
            time    expire_date modified_date created_date production_date
            """),
    ),
)

OTHER_OUT: Final = Interface(
    method="wms.stockother.OutQuery.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(10, 20, 70),
        cycle={"reason": ("样品领用", "报损")},
        numbers={"other_out_no": "QC"},
        links=("warehouse", "carrier", "receiver"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int       time_type
        warehouse warehouse_no=warehouse_no
        text      other_out_no=other_out_no
        states    status=status
        flag      fuzzy_query
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("other_out_no",),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode()}),
    fields=Fields(
        """
        flag    is_reserved
        int     rec_id status warehouse_id logistics_id note_count creator_id warehouse_type
        ms      created modified
        text    other_out_no warehouse_no warehouse_name logistics_no logistics_name receiver_name
                receiver_province receiver_city receiver_district receiver_address receiver_mobile
                remark employee_name reason prop1 prop2 prop3 prop4 prop5 prop6
        text?   outer_no
        amount  actual_num expect_num
        time    check_time
        """,
        detail_list=Fields("""
            amount  num num2 out_num price
            flag    defect
            int     rec_id other_out_id goods_id spec_id base_unit_id brand_id position_id
            text    remark goods_name goods_no short_name spec_no spec_name spec_code barcode
                    batch_no base_unit_name brand_name batch_remark position_no
            time    expire_date modified_date created_date production_date
            """),
    ),
)

OUTER_IN: Final = Interface(
    method="wms.outer.OuterIn.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(20, 30, 50),
        cycle={"src_order_type": (0, 2, 4, 10, 12), "reason": ("盘点差异", "外仓退回")},
        numbers={"outer_in_no": "WR", "src_order_no": "WS"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        text      outer_in_no=outer_in_no logistics_no=logistics_no
        warehouse warehouse_no=warehouse_no
        int       time_type src_order_type=src_order_type
        states    status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("outer_in_no",),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode()}),
    page_max=2000,
    fields=Fields(
        """
        amount  goods_count
        int     rec_id goods_type_count status src_order_type note_count
        text    outer_in_no warehouse_name warehouse_no logistics_name logistics_no reason
                creator_name src_order_no remark
        time    created modified
        """,
        detail_list=Fields("""
            amount  num num2 unit_ratio
            flag    defect
            int     rec_id goods_type
            text    spec_no goods_no goods_name spec_code spec_name barcode remark aux_unit_name
                    base_unit_name batch_no
            time    expire_date
            """),
    ),
)

OUTER_OUT: Final = Interface(
    method="wms.outer.OuterOut.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        states=(20, 30, 50),
        cycle={"src_order_type": (0, 2, 4, 14), "reason": ("盘点差异", "外仓领用")},
        numbers={"outer_out_no": "WC", "src_order_no": "WS"},
        links=("warehouse", "carrier"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        text      outer_out_no=outer_out_no logistics_no=logistics_no
        warehouse warehouse_no=warehouse_no
        int       time_type order_type=src_order_type
        states    status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("outer_out_no",),
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode()}),
    page_max=2000,
    fields=Fields(
        """
        amount  goods_count
        int     rec_id goods_type_count status src_order_type
        text    outer_out_no warehouse_name warehouse_no logistics_name logistics_no reason
                creator_name src_order_no remark
        time    created modified
        """,
        detail_list=Fields("""
            amount  num num2 unit_ratio
            flag    defect
            int     rec_id goods_type
            text    spec_no goods_no goods_name spec_code spec_name barcode remark aux_unit_name
                    base_unit_name batch_no
            time    expire_date
            """),
    ),
)

TRANSFERS: Final = Interface(
    method="wms.stocktransfer.Manage.queryWithDetail",
    table=Synthesis(
        key="transfer_id",
        per_day=1,
        states=(20, 40, 90),
        cycle={"mode": (0, 1, 2), "stock_out_in_status": (10, 40, 60)},
        numbers={"transfer_no": "DB"},
        links=("from", "to", "carrier", "receiver"),
        lines={"details_list": "rec_id"},
    ),
    records="order",
    params="""
        warehouse from_warehouse_no=from_warehouse_no to_warehouse_no=to_warehouse_no
        text      transfer_no=transfer_no
        states    status=status
        flag      fuzzy_query
        """,
    ranges=(Range(),),
    span=MONTH,
    fields=Fields(
        """
        amount  goods_count goods_in_count goods_out_count
        int     transfer_id mode status stock_out_in_status goods_type_count logistics_id
                to_warehouse_id from_warehouse_id flag_id creator_id
        int?    logistics_type
        ms      modified created
        text    transfer_no contact telno remark from_warehouse_no to_warehouse_no logistics_no
                logistics_name logistics_code creator_name wms_in_code province city district
                address prop1 prop2 prop3 prop4
        text?   wms_out_code flag_name
        time    check_time modified_date created_date
        """,
        details_list=Fields("""
            amount  stock_num num out_num in_num aux_num out_price in_price total_out_price
                    total_in_price
            flag    defect
            int     rec_id transfer_id batch_id goods_id spec_id
            text    batch_no remark goods_no spec_no spec_code spec_name barcode from_position
                    unit_name aux_unit_name to_position batch_remark brand_name
            time    created modified expire_date
            """),
    ),
)

CORRECTIONS: Final = Interface(
    method="wms.ErrorCorrection.queryWithDetail",
    table=Synthesis(
        key="rec_id",
        per_day=1,
        numbers={"correction_no": "JC", "src_order_no": "RK", "order_no": "CK"},
        fixed={"type": 1, "detail_list.order_type": "纠错出库"},
        links=("warehouse",),
        lines={"detail_list": "rec_id"},
    ),
    records="result",
    params="""
        warehouse warehouse_no=warehouse_no
        int       type=type
        text      correction_no=correction_no src_order_no=src_order_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("correction_no",),
    fields=Fields(
        """
        int     rec_id type warehouse_id operator_id
        text    correction_no src_order_no warehouse_name remark
        time    created modified
        """,
        detail_list=Fields("""
            amount  num right_num
            flag    defect
            int     rec_id correction_id goods_id
            text    order_type order_no spec_no goods_name short_name goods_no spec_name spec_code
                    barcode batch_no remark
            time    expire_date production_date
            """),
    ),
)

INTERFACES: Final = (OTHER_IN, OTHER_OUT, OUTER_IN, OUTER_OUT, TRANSFERS, CORRECTIONS)
