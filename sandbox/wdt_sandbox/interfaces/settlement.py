"""Finance: settlements."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Mode, Modes, Range, Synthesis
from wdt_sandbox.fields import Fields

PURCHASE_SETTLEMENTS: Final = Interface(
    method="finance.settle.Purchase.search",
    table=Synthesis(
        per_day=1,
        states=(10, 20, 30),
        numbers={"settle_no": "JS", "purchase_no": "CG", "stockin_no": "RK"},
        links=("warehouse", "provider", "carrier"),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        warehouse warehouse_no=warehouse_no
        text      provider_no=provider_no purchaser_name settle_no=settle_no
                  purchase_no=purchase_no
        states    status=status
        """,
    ranges=(Range("modified_from", "modified_to"), Range("create_from", "create_to", "created")),
    required=False,
    fields=Fields(
        """
        amount  tax_amount post_fee total_cost goods_amount tax_goods_amount goods_count other_total
        flag    is_share_post_fee is_share_other
        int     invoice_type status settler_id
        ms      created
        text    logistics_type_name checker_name invoice_no remark flag_name settle_no warehouse_no
                logistics_no_list purchase_no stockin_no provider_no settler_name
        time?   check_time
        """,
        detail_list=Fields("""
            amount  unit_ratio settle_num invoice_num price discount dis_price tax_rate tax_price
                    total_tax_amount total_amount share_post_fee tax_total_amount
            amount? share_other
            ms      created
            text    purchase_no goods_name goods_no spec_code spec_name spec_no barcode
                    provider_goods_no remark unit_name purchase_unit_name brand_name
            int     settle_id
            """),
    ),
)

PURCHASE_RETURN_SETTLEMENTS: Final = Interface(
    method="finance.settle.PurchaseReturn.search",
    table=Synthesis(
        per_day=1,
        states=(10, 20, 30),
        cycle={"invoice_type": (0, 1, 7)},
        numbers={"settle_no": "TS", "return_no": "CT", "purchase_no": "CG"},
        links=("warehouse", "provider", "carrier"),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        text    settle_no=settle_no return_no=return_no provider_no=provider_no
        states  status=status
        """,
    ranges=(Range(column="created"),),
    span=MONTH,
    instead=("settle_no", "return_no"),
    page_max=2000,
    fields=Fields(
        """
        decimal post_fee goods_amount tax_amount goods_count
        int     status invoice_type
        text    settle_no provider_name provider_no return_no logistics_name logistics_no_list
                settler_name checker_name remark
        time    created check_time
        """,
        detail_list=Fields("""
            decimal unit_ratio settle_num price tax_rate tax_price total_amount tax_amount
            flag    defect
            int?    spec_id
            text    return_no purchase_no spec_no goods_name goods_no short_name spec_name spec_code
                    barcode provider_goods_no base_unit_name aux_unit_name remark batch_no
                    warehouse_name
            time    created expire_date
            """),
    ),
)

TRANSFER_SETTLEMENTS: Final = Interface(
    method="finance.settle.Transfer.search",
    table=Synthesis(
        per_day=1,
        states=(10, 20, 30),
        numbers={"settle_no": "DJ", "transfer_no": "DB"},
        links=("from", "to"),
        lines={"detail_list": ""},
    ),
    records="order",
    params="""
        warehouse from_warehouse_no=from_warehouse_no to_warehouse_no=to_warehouse_no
        text      settle_no=settle_no transfer_no=transfer_no
        states    status=status
        int       time_type
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("settle_no", "transfer_no"),
    modes=Modes("time_type", 0, {0: Mode("created"), 1: Mode()}),
    fields=Fields(
        """
        amount  total_cost post_cost other_fee total_amount
        int     status transfer_order_id
        ms      created
        text    checker_name transfer_no remark settle_no from_warehouse_no to_warehouse_no
                settler_name
        """,
        detail_list=Fields("""
            amount  num in_num out_num cost_price
            amount? share_post_fee share_other
            flag    defect
            text    spec_no goods_name goods_no spec_name spec_code barcode remark
            """),
    ),
)

PROCESS_SETTLEMENTS: Final = Interface(
    method="finance.settle.process.search",
    table=Synthesis(
        key="settle_id",
        per_day=1,
        states=(10, 20, 30),
        numbers={"settle_no": "SJ", "process_no": "SC"},
        links=("provider",),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        text  process_no settle_no=settle_no producer_no=producer_no
        """,
    ranges=(Range(column="created"),),
    span=MONTH,
    instead=("process_no", "settle_no", "producer_no"),
    fields=Fields(
        """
        amount  goods_count
        decimal material_amount process_fee other_fee
        int     settle_id producer_id process_id is_share_other_fee settler_id status
        text    settle_no producer_name producer_no remark
        time    created
        """,
        detail_list=Fields("""
            amount  settle_num proportion cost_total stockin_price
            decimal cost cost_price share_other_fee
            int     settle_id process_id defect rec_id spec_id warehouse_id base_unit_id
            text    process_no spec_no batch_no base_unit_name spec_code spec_name barcode remark
                    warehouse_name
            time    expire_date
            """),
    ),
)

INTERFACES: Final = (
    PURCHASE_SETTLEMENTS,
    PURCHASE_RETURN_SETTLEMENTS,
    TRANSFER_SETTLEMENTS,
    PROCESS_SETTLEMENTS,
)
