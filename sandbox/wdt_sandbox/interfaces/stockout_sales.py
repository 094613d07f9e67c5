"""Warehouse: goods that go out to customers."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    DAY,
    HOUR,
    Interface,
    Mode,
    Modes,
    Range,
    Switch,
)
from wdt_sandbox.fields import Fields

# Waiting for allocation, being picked, picked; 90 and 110 are shipped.
_UNDER_WAY: Final = tuple(range(50, 91))

SALES_STOCKOUTS: Final = Interface(
    method="wms.stockout.Sales.queryWithDetail",
    table="stockouts",
    records="order",
    params="""
        int     status_type position order_type need_pick_position
        states  status=status
        text    warehouse_no=warehouse_no stockout_no=order_no src_order_no=src_order_no
                logistics_no=logistics_no src_tid=src_trade_no
        texts   shop_nos=shop_no
        flag    need_sn is_slave get_anchor need_gov_subsidy_info get_rejected_original_order
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("stockout_no", "src_order_no", "logistics_no", "src_tid"),
    # Without a status type only shipped ones come, and without a list of states type 3 goes by
    # the time of shipping as well.
    modes=Modes(
        "status_type",
        0,
        {
            0: Mode("consign_time", (90, 110)),
            1: Mode(states=(5,)),
            2: Mode(states=_UNDER_WAY),
            3: Mode(),
            -3: Mode("consign_time"),
        },
        state="status",
        otherwise={3: ("status", -3)},
    ),
    descending={1: "modified", 2: "consign_time"},
    switches=(
        Switch("need_sn", ("sn_list",)),
        Switch(
            "get_anchor",
            (
                "anchor_name",
                "assist_achor_name",
                "control_achor_name",
                "operation_anchor_name",
            ),
        ),
        Switch("need_pick_position", ("pick_position_details_list",)),
        Switch("need_gov_subsidy_info", ("gov_subsidy_info",)),
    ),
    platforms=True,
    fields=Fields(
        """
        amount  goods_count weight receivable post_cost calc_package_cost
        decimal post_amount cod_amount discount tax tax_rate post_fee package_fee goods_total_cost
                goods_total_amount paid calc_post_cost
        int     stockout_id order_type receiver_country receiver_province receiver_city
                receiver_district block_reason logistics_type shop_id warehouse_id logistics_id
                bad_reason refund_status trade_type trade_status id_card_type status invoice_type
                invoice_id delivery_term platform_id trade_id trade_from picklist_seq
                logistics_print_status shop_platform_id sub_platform_id custom_type
                sendbill_template_id customer_id warehouse_type operator_id consign_status
                goods_type_count seq_no src_order_id picker_id packager_id consigner_id examiner_id
                sorter_id checkouter_id checker_id freeze_reason package_id
        blank   pick_group
        ms      trade_time pay_time created stock_check_time
        private receiver_name receiver_address receiver_mobile receiver_telno nick_name
                customer_name id_card
        text    order_no src_order_no warehouse_no warehouse_name logistics_no receiver_zip
                receiver_area remark logistics_code logistics_name receiver_dtb picker_name
                examiner_name consigner_name printer_name packager_name trade_no src_trade_no
                customer_no flag_name shop_name shop_no shop_remark currency print_remark
                buyer_message cs_remark invoice_title invoice_content fenxiao_nick trade_label
                picklist_no error_info outer_no batch_no pick_group_name stockout_flag_name
                warehouse_mapping_code new_trade_label fenxiao_distributor_order_type
                fenxiao_distributor_id fenxiao_distributor_name packager_no sorter_name
                checkouter_name checker_name freeze_reason_name fenxiao_alias fenxiao_order_type
        text?   virtual_warehouse_no virtual_warehouse_name salesman_no fullname employee_no
                fenxiao_tid fenxiao_nick_no anchor_name assist_achor_name control_achor_name
                operation_anchor_name fenxiao_shop_name wms_code
        time    modified created_date
        time?   consign_time
        """,
        logistics_list=Fields("""
            amount  calc_weight weight length width height
            decimal postage
            volume  volume
            int     rec_id stockout_id logistics_id
            text    logistics_no package_name logistics_name remark
            """),
        details_list=Fields(
            """
            amount  goods_count total_amount sell_price cost_price weight market_price discount
                    share_price share_amount tax_rate suite_num share_post_amount paid unit_ratio
                    num2 num goods_amount post_cost calc_package_cost
            amount? pack_score pick_score scan_score
            flag    is_package
            bit     is_examined
            int     rec_id stockout_id src_order_detail_id spec_id goods_id platform_id
                    refund_status sale_order_id gift_type from_mask goods_type src_order_type
                    base_unit_id unit_id position_id batch_id scan_type class_id
            text    spec_no remark goods_name goods_no spec_name spec_code prop1 prop2 prop3 prop4
                    prop5 prop6 barcode unit_name src_oid src_tid good_prop1 good_prop2 good_prop3
                    good_prop4 good_prop5 good_prop6 sn_list suite_no brand_no brand_name class_name
                    api_goods_name suit_name batch_remark goods_prop1 goods_prop2 goods_prop3
                    goods_prop4 goods_prop5 goods_prop6 goods_prop7 goods_prop8 goods_prop9
                    goods_prop10 goods_prop11 goods_prop12 goods_prop13 goods_prop14 goods_prop15
                    goods_prop16 goods_prop17 goods_prop18 goods_prop19 goods_prop20 prop7 prop8
                    prop9 prop10 prop11 prop12 prop13 prop14 prop15 prop16 prop17 prop18 prop19
                    prop20
            text?   api_goods_id api_spec_id
            time    modified_date created_date
            time?   expire_date
            """,
            position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no batch_remark
                time    expire_date production_date
                """),
            pick_position_details_list=Fields("""
                amount  position_goods_count
                int     rec_id stockout_detail_id position_id
                text    position_no batch_no spec_no
                zero    expire_date production_date
                """),
        ),
        gov_subsidy_info=Fields("""
            text    tid oid corp_entity_name
            """),
    ),
)

ARCHIVED: Final = Interface(
    method="wms.stockout.Sales.queryHistoryWithDetail",
    table="archived_stockouts",
    records="order",
    params="""
        int       status_type
        warehouse warehouse_no=warehouse_no
        text      stockout_no=order_no src_order_no=src_order_no
        texts     shop_nos=shop_no
        """,
    ranges=(Range(),),
    span=HOUR,
    instead=("stockout_no", "src_order_no"),
    modes=Modes(
        "status_type",
        0,
        {0: Mode("consign_time", (90, 110)), 1: Mode(states=(5,)), 2: Mode(states=_UNDER_WAY)},
        state="status",
    ),
    platforms=True,
    fields=Fields(
        """
        amount  goods_count weight receivable calc_post_cost paid
        decimal post_amount cod_amount discount tax tax_rate post_fee package_fee goods_total_cost
                goods_total_amount
        int     stockout_id order_type receiver_country receiver_province receiver_city
                receiver_district block_reason logistics_type bad_reason refund_status trade_type
                trade_status is_card_type status invoice_type invoice_id delivery_term platform_id
                trade_id trade_from shop_platform_id shop_id seq_no logistics_id warehouse_id
                id_card_type custom_type sub_platform_id sendbill_template_id customer_id
                warehouse_type operator_id picklist_seq consign_status goods_type_count
                logistics_print_status
        ms      trade_time pay_time created stock_check_time
        private receiver_name receiver_address receiver_mobile receiver_telno nick_name
                customer_name id_card
        text    order_no src_order_no warehouse_no warehouse_name logistics_no receiver_zip
                receiver_area remark logistics_code logistics_name receiver_dtb trade_no
                src_trade_no customer_no flag_name shop_name shop_no shop_remark currency
                print_remark buyer_message cs_remark invoice_title invoice_content trade_label
                fenxiao_nick error_info picker_name picklist_no examiner_name consigner_name
                printer_name outer_no new_trade_label batch_no packager_name
        text?   salesman_no fullname employee_no
        time    modified
        time?   consign_time
        """,
        details_list=Fields("""
            amount  goods_count total_amount paid sell_price cost_price weight market_price discount
                    share_amount tax_rate goods_amount share_post_amount unit_ratio num2 share_price
            flag    is_package is_examined
            int     rec_id src_order_detail_id stockout_id spec_id goods_id platform_id
                    refund_status sale_order_id gift_type from_mask goods_type src_order_type
                    base_unit_id unit_id batch_id scan_type
            text    spec_no remark goods_name goods_no spec_name spec_code prop1 prop2 prop3 prop4
                    prop5 prop6 barcode unit_name src_oid src_tid good_prop1 good_prop2 good_prop3
                    good_prop4 good_prop5 good_prop6 batch_no suite_no brand_no brand_name
            time?   expire_date
            time    modified_date created_date
            """),
        logistics_list=Fields("""
            amount  calc_weight weight length width height
            decimal postage
            int     rec_id stockout_id logistics_id
            text    logistics_no package_name logistics_name remark
            volume  volume
            """),
    ),
)

CANCELLED: Final = Interface(
    method="wms.stockout.Sales.searchCancel",
    table="cancelled_stockouts",
    records="order_list",
    ranges=(Range(),),
    span=HOUR,
    words={"wide": "起止时间差最大1小时"},
    fields=Fields("""
        int     stockout_id status
        text    stockout_no
        time    modified
        """),
)

PARCELS: Final = Interface(
    method="wms.stockout.Sales.searchLogistics",
    table="parcels",
    records="order_list",
    params="""
        int       status=status
        warehouse warehouse_no=warehouse_no
        text      order_type trade_no=trade_no shop_no=shop_no
        texts     src_tids=src_tids
        """,
    ranges=(Range(),),
    span=DAY,
    must=("status",),
    words={"status": "参数中必须包含状态"},
    fields=Fields("""
        amount  height width length weight goods_count postage import_weight import_postage
                weight_diff postage_diff calc_weight
        int     stockout_id status rec_id logistics_id warehouse_id shop_id
        text    stockout_no logistics_name logistics_no remark warehouse_name warehouse_no shop_no
                shop_name src_tids trade_no
        time    modified consign_time
        """),
)

PICKS: Final = Interface(
    method="wms.stockout.Sales.searchPositionDetail",
    table="picks",
    records="order_list",
    params="""
        text      stockout_no=stockout_no trade_no=trade_no
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=HOUR,
    fields=Fields(
        """
        int     stockout_id warehouse_id
        text    stockout_no warehouse_no trade_no
        """,
        detail_list=Fields("""
            amount  share_price num dis_num
            int     stockout_id stockout_detail_id rec_id
            text    spec_no spec_name goods_no goods_name short_name barcode batch_no position_no
                    remark stockin_no
            time    expire_date
            """),
    ),
)

INTERFACES: Final = (SALES_STOCKOUTS, ARCHIVED, CANCELLED, PARCELS, PICKS)
