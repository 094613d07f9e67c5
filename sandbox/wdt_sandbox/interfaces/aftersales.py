"""After sales: raw refunds and the ERP's refunds, and their archives."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    MONTH,
    Interface,
    Mode,
    Modes,
    Only,
    Range,
    Switch,
)
from wdt_sandbox.fields import Fields, Single

RAW_REFUNDS: Final = Interface(
    method="aftersales.refund.RawRefund.search",
    table="raw_refunds",
    records="order",
    params="""
        text    refund_no=refund_no logistics_no=logistics_no shop_no=shop_no tid=tid oid=oid
        int     time_type platform_id=platform_id detail_mask filter_detail
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("refund_no", "logistics_no", "tid"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("refund_time")}),
    switches=(Switch("detail_mask", ("discount_list",), bit=1, empty=True),),
    only=(Only("filter_detail", "detail_list", "type", 0),),
    platforms=True,
    fields=Fields(
        """
        amount  refund_amount actual_refund_amount num price total_amount
        flag    is_aftersale
        int     refund_id platform_id type status process_status reason_id shop_id
                sub_platform_id shop_platform_id tag modify_flag
        bit     is_reject is_external
        private pay_account buyer_nick
        text    shop_no shop_name refund_no tid oid pay_no title logistics_name logistics_no
                reason remark goods_id spec_id goods_no spec_no refund_version swap_order_id
        time    current_phase_timeout refund_time modified created
        """,
        detail_list=Fields("""
            amount  num total_amount price
            int     refund_id platform_id status
            int?    type
            text    oid refund_no tid goods_name goods_no goods_id spec_name spec_no spec_id
                    remark
            time    refund_time modified_date created_date
            """),
        discount_list=Fields("""
            amount  amount
            int     rec_id platform_id
            text    refund_no tid oid name
            """),
    ),
)

REFUNDS: Final = Interface(
    method="aftersales.refund.Refund.search",
    table="refunds",
    records="order",
    params="""
        texts   shop_nos=shop_no return_warehouse_nos=return_warehouse_no
                raw_refund_nos=raw_refund_nos
        text    tid=tid_list buyer_nick=buyer_nick trade_no=trade_no_list refund_no=refund_no
                return_logistics_no=return_logistics_no
        int     status=status stockin_status=stockin_status type=type rr_status=rr_status
                order_type
        flag    fuzzy_query return_mask_manual_intercept refund_mask_reject_return
                need_gov_subsidy_info
        """,
    ranges=(
        Range("modified_from", "modified_to"),
        Range("settle_from", "settle_to", "settle_time"),
        Range("agree_from", "agree_to", "check_time"),
        Range("current_phase_timeout_from", "current_phase_timeout_to", "current_phase_timeout"),
    ),
    span=MONTH,
    instead=("tid", "trade_no", "refund_no", "return_logistics_no", "raw_refund_nos"),
    descending={1: "modified"},
    switches=(Switch("need_gov_subsidy_info", ("gov_subsidy_info",)),),
    direct_only=("wms_code",),
    platforms=True,
    fields=Fields(
        """
        amount  return_goods_count guarantee_refund_amount return_goods_amount actual_refund_amount
                direct_refund_amount receive_amount
        digits  platform_id
        flag    sync_return
        int     refund_id type stockin_status note_count from_type status shop_id trade_id
                shop_platform_id sub_platform_id return_warehouse_id warehouse_type bad_reason
                process_status reason_id revert_reason customer_id consign_mode tmp_data return_mask
        int?    rr_status
        ms      modified created
        private receiver_telno receiver_name buyer_nick customer_name
        text    src_tids refund_no remark flag_name shop_no return_logistics_no trade_no_list
                return_logistics_name reason_name refund_reason operator_name revert_reason_name
                return_warehouse_no raw_refund_nos pay_id provider_refund_no tid_list
                return_mask_info return_telno shop_name raw_refund_remark fenxiao_distributor_id
                fenxiao_distributor_name order_type
        text?   fenxiao_nick_name fenxiao_tid fenxiao_nick_no wms_code wms_owner_no
        time    settle_time check_time modified_date refund_time
        time?   current_phase_timeout
        """,
        detail_list=Fields("""
            amount  num price original_price checked_cost_price refund_num total_amount
                    refund_amount stockin_num discount paid suite_num
            flag    is_guarantee
            int     rec_id refund_id trade_order_id platform_id sys_goods_id sys_spec_id
                    sales_trade_id suite_id
            int?    gift_type
            ms      modified
            text    oid tid trade_no goods_no goods_name spec_name spec_no goods_id spec_id
                    spec_code barcode remark api_spec_name api_goods_name raw_refund_nos
                    raw_refund_no brand_name goods_prop1 goods_prop2 goods_prop3 goods_prop4
                    goods_prop5 goods_prop6 goods_prop7 goods_prop8 goods_prop9 goods_prop10
                    goods_prop11 goods_prop12 goods_prop13 goods_prop14 goods_prop15 goods_prop16
                    goods_prop17 goods_prop18 goods_prop19 goods_prop20 goods_spec_prop1
                    goods_spec_prop2 goods_spec_prop3 goods_spec_prop4 goods_spec_prop7
                    goods_spec_prop8 goods_spec_prop9 goods_spec_prop10 goods_spec_prop11
                    goods_spec_prop12 goods_spec_prop13 goods_spec_prop14 goods_spec_prop15
                    goods_spec_prop16 goods_spec_prop17 goods_spec_prop18 goods_spec_prop19
                    goods_spec_prop20
            text?   suite_no suite_name
            time    created modified_date current_phase_timeout
            """),
        amount_detail_list=Fields("""
            amount  refund_amount receive_amount
            bit     is_guarantee
            flag    is_auto
            int     rec_id refund_id refund_type is_return account_id
            private account_name
            private? pay_account
            text    account_bank remark
            """),
        swap_order=Single(
            """
            amount  post_amount other_amount
            int     shop_id warehouse_id swap_province swap_city swap_district swap_logistics_id
            text    tid shop_no shop_name warehouse_no swap_area
            private swap_receiver_name swap_receiver_address swap_receiver_mobile
                    swap_receiver_telno
            """,
            swap_order_detail_list=Fields("""
                amount  price total_amount num
                flag    defect
                int     target_type target_id rec_id
                text    oid goods_name goods_no spec_name spec_code merchant_no remark
                """),
        ),
        gov_subsidy_info=Fields("""
            text    tid oid corp_entity_name base_unit_name aux_unit_name
            """),
    ),
)

ARCHIVED_RAW_REFUNDS: Final = Interface(
    method="aftersales.refund.RawRefund.searchHistory",
    table="archived_raw_refunds",
    records="order",
    params="""
        text  refund_no=refund_no logistics_no=logistics_no shop_no=shop_no tid=tid oid=oid
        int   time_type platform_id=platform_id detail_mask
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("platform_id+refund_no", "platform_id+tid", "logistics_no"),
    modes=Modes("time_type", 1, {1: Mode(), 2: Mode("refund_time")}),
    switches=(Switch("detail_mask", ("discount_list",), bit=1, empty=True),),
    platforms=True,
    fields=Fields(
        """
        amount  refund_amount actual_refund_amount num price total_amount
        flag    is_aftersale
        int     refund_id platform_id type status process_status reason_id shop_id sub_platform_id
                shop_platform_id tag modify_flag
        bit     is_reject is_external
        private pay_account buyer_nick
        text    shop_no shop_name refund_no tid oid pay_no title logistics_name logistics_no reason
                remark goods_id spec_id goods_no spec_no refund_version swap_order_id
        time    current_phase_timeout refund_time modified created
        """,
        detail_list=Fields("""
            amount  num total_amount price
            int     refund_id platform_id status
            int?    type
            text    oid refund_no tid goods_name goods_no goods_id spec_name spec_no spec_id remark
            time    refund_time modified_date created_date
            """),
        discount_list=Fields("""
            amount  amount
            text    refund_no tid oid name
            """),
    ),
)

ARCHIVED_REFUNDS: Final = Interface(
    method="aftersales.refund.Refund.searchHistory",
    table="archived_refunds",
    records="order",
    params="""
        text   shop_no=shop_no refund_no=refund_no
        int    type=type
        states status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("refund_no",),
    platforms=True,
    fields=Fields(
        """
        amount  return_goods_count return_goods_amount guarantee_refund_amount actual_refund_amount
                direct_refund_amount receive_amount
        int     flag_id operator_id bad_reason type stockin_status salesman_id pay_status
                return_warehouse_id from_type refund_id reason_id shop_id revert_reason status
                return_mask
        private receiver_telno receiver_name buyer_nick
        text    reason tid_list refund_no return_mobile remark return_telno flag_name return_name
                shop_no trade_no_list return_logistics_no return_logistics_name return_warehouse_no
                stockin_no salesman revert_reason_name
        time    settle_time modified created
        """,
        detail_list=Fields("""
            amount  num price original_price refund_num total_amount refund_amount returned_num
                    stockin_num
            flag    is_guarantee defect
            int     rec_id refund_id platform_id trade_order_id trade_id spec_id
            ms      modified
            text    oid tid trade_no remark spec_no spec_name spec_code goods_no goods_name
            time    created
            """),
        swap_order=Single(
            """
            int     refund_id shop_id warehouse_id
            text    tid shop_no shop_name warehouse_no
            """,
            swap_order_detail_list=Fields("""
                amount  price total_amount num
                flag    defect
                int     refund_id target_type target_id
                text    oid goods_name goods_no spec_name spec_code merchant_no remark
                """),
        ),
    ),
)

INTERFACES: Final = (RAW_REFUNDS, REFUNDS, ARCHIVED_RAW_REFUNDS, ARCHIVED_REFUNDS)
