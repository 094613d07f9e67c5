"""Finance: payments, account checks, costs, invoices and waybills."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import (
    HOUR,
    MONTH,
    Interface,
    Mode,
    Modes,
    Range,
    Synthesis,
)
from wdt_sandbox.fields import Fields

ACCOUNT_CHECKS: Final = Interface(
    method="finance.AlipayAccountCheck.search",
    table=Synthesis(
        key="rec_id",
        per_day=6,
        states=(0, 1, 3),
        numbers={"account_check_no": "DZ", "tid": "T"},
        links=("shop",),
    ),
    records="order",
    params="""
        int   time_type platform_id=platform_id status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    modes=Modes(
        "time_type",
        1,
        {1: Mode(), 2: Mode("consign_time"), 3: Mode("check_time"), 4: Mode("confirm_time")},
    ),
    must=("platform_id",),
    platforms=True,
    fields=Fields("""
        amount  send_amount refund_amount receivable received pay_amount cost_amount send_num
                refund_num payment_num check_ratio
        int     rec_id platform_id shop_id status
        text    account_check_no tid shop_no shop_name
        time    consign_time confirm_time check_time created modified
        """),
)

PAYMENTS: Final = Interface(
    method="finance.Payment.search",
    table=Synthesis(
        key="rec_id",
        per_day=3,
        states=(10, 20, 30),
        cycle={"type": (1, 2, 3, 4)},
        numbers={"payment_no": "SF", "object_no": "KH", "pay_no": "ZF"},
        fixed={
            "receipt_name": "销售订单",
            "object_name": "云栖好物",
            "detail_list.src_order_type": 1,
            "detail_list.fee_type": 1,
            "detail_list.src_order_no": "JY20260101",
        },
        links=("shop",),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        int   time_type type=type status=status
        """,
    ranges=(Range(),),
    span=MONTH,
    modes=Modes("time_type", 1, {1: Mode("created"), 2: Mode()}),
    platforms=True,
    fields=Fields(
        """
        amount  amount use_amount
        int     rec_id status type receipt_id account_id teller_id
        text    payment_no object_no object_name pay_no account_no remark teller_name receipt_name
        time    created modified
        time?   check_time
        """,
        detail_list=Fields("""
            amount  amount
            int     src_order_type payment_order_id fee_type operate_type
            int     rec_id shop_id
            text    src_order_no
            text?   shop_name
            """),
    ),
)

RAW_PAYMENTS: Final = Interface(
    method="finance.RawPayment.search",
    table=Synthesis(
        key="rec_id",
        per_day=4,
        states=(0, 1, 4),
        cycle={"type": (0, 1, 2)},
        numbers={"order_no": "T", "pay_order_no": "ZF", "fa_order_no": "FA"},
        links=("shop",),
    ),
    records="detail_list",
    params="""
        text  shop_no=shop_no order_no=order_no
        int   time_type type=type
        """,
    ranges=(Range(),),
    span=MONTH,
    modes=Modes("time_type", 1, {1: Mode("pay_time"), 2: Mode("created")}),
    platforms=True,
    fields=Fields("""
        amount  in_amount out_amount num balance
        flag    is_guarantee
        int     rec_id platform_id status type
        ms      create_time created modified
        text    shop_no order_no pay_order_no remark item opt_pay_account description
        text?   fa_order_no goods_name platform_pay_order_no pay_user_id
        """),
)

STOCK_COSTS: Final = Interface(
    method="finance.StockCost.search",
    table="stock_costs",
    records="detail_list",
    params="""
        warehouse warehouse_no=warehouse_no
        texts     spec_nos=spec_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("warehouse_no", "spec_nos"),
    fields=Fields("""
        amount  avg_cost planned_cost
        flag    defect
        text    warehouse_no remark spec_no
        time    modified created
        """),
)

INVOICES: Final = Interface(
    method="finance.invoice.InvoiceOrder.search",
    table=Synthesis(
        per_day=2,
        states=(20, 45, 60),
        cycle={"invoice_type": (0, 1, 4), "business_type": (0, 1)},
        numbers={
            "invoice_order_no": "FP",
            "trade_no": "JY",
            "invoice_no": "IV",
            "invoice_code": "IC",
            "serial_no": "IS",
        },
        fixed={
            "payee_name": "云栖好物(杭州)有限公司",
            "payee_register_no": "91330100MA00000000",
            "file_url": "https://invoice.example.invalid/1.pdf",
            "detail_list.row_type": 0,
            "detail_list.tid": "T20260101",
            "detail_list.oid": "T20260101-1",
        },
        links=("receiver", "shop"),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        text  invoice_order_no=invoice_order_no
        int   mode status=status platform_type
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("invoice_order_no",),
    modes=Modes("mode", 0, {0: Mode(states=(45,)), 1: Mode()}, state="status"),
    platforms=True,
    fields=Fields(
        """
        amount  discount invoice_amount invoice_outer_amount goods_amount goods_tax discount_tax
                sum_tax sum_price
        flag    is_red
        int     invoice_type business_type status invoice_mask
        text    invoice_order_no file_url error_info payer_email payee_bank_name payee_bank_account
                payer_phone payee_receiver payer_account tax_control_no payee_operator
                payer_register_no provider_name payer_address payer_bank payee_register_no
                payee_address invoice_remark payee_telno payee_remark shop_no shop_name payee_name
                payer_name relation_invoice_no_out relation_invoice_code payee_checker serial_no
                invoice_code invoice_no flag_name trade_no src_tid
        time    created invoice_time
        """,
        detail_list=Fields("""
            amount  num tax_rate price sum_price tax sum_amount discount discount_tax
                    discount_amount
            int     platform_id
            digits  row_type
            text    item_name item_no unit_name tax_code remark tid oid trade_no spec_no brand_name
            """),
    ),
)

WAYBILLS: Final = Interface(
    method="finance.settle.Logistics.search",
    table=Synthesis(
        key="rec_id",
        per_day=4,
        states=(0, 1, 2),
        cycle={"ebill_api": (1, 2, 18)},
        fixed={"satus": None},
        numbers={"trade_no": "JY"},
        links=("carrier",),
    ),
    records="detail_list",
    params="""
        int   status=status
        """,
    ranges=(Range(),),
    span=HOUR,
    words={"range": "start_time 不能为空"},
    fields=Fields("""
        int     rec_id ebill_api logistics_type status
        int?    satus
        text    trade_no logistics_no
        time    created modified
        """),
)

INTERFACES: Final = (ACCOUNT_CHECKS, PAYMENTS, RAW_PAYMENTS, STOCK_COSTS, INVOICES, WAYBILLS)
