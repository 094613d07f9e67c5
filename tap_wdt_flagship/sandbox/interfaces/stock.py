"""Warehouse: stock."""

from __future__ import annotations

from typing import Final

from tap_wdt_flagship.sandbox.declare import MONTH, Interface, Range, Switch
from tap_wdt_flagship.sandbox.fields import Fields

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

INTERFACES: Final = (STOCK,)
