"""Basic settings: shops, warehouses, logistics companies, providers."""

from __future__ import annotations

from typing import Final

from tap_wdt_flagship.sandbox.declare import Interface, Range
from tap_wdt_flagship.sandbox.fields import Fields

SHOPS: Final = Interface(
    method="setting.Shop.queryShop",
    table="shops",
    records="details",
    params="""
        text    shop_no=shop_no
        int     platform_id=platform_id
        """,
    fields=Fields("""
        flag    is_disabled
        int     shop_id platform_id sub_platform_id auth_state
        text    shop_name shop_no contact province city district address telno mobile zip email
                remark website group_id account_id
        time    auth_time re_expire_time modified expire_time created
        """),
)

WAREHOUSES: Final = Interface(
    method="setting.Warehouse.queryWarehouse",
    table="warehouses",
    records="details",
    params="""
        text    warehouse_no=warehouse_no warehouse_name=name
        int     type=type sub_type=sub_type
        flag    hide_delete
        """,
    ranges=(Range(),),
    required=False,
    hide=("hide_delete", "is_disabled"),
    fields=Fields("""
        flag    is_disabled
        int     warehouse_id type sub_type
        ms      modified
        text    warehouse_no name zip address province city district mobile remark telno contact
                prop2 prop1
        text?   purchase_contact purchase_telno purchase_address
        time    created
        """),
)

LOGISTICS: Final = Interface(
    method="setting.Logistics.queryLogistics",
    table="carriers",
    records="details",
    params="""
        text    logistics_no=logistics_no logistics_name=logistics_name
        flag    hide_delete need_quantity
        """,
    hide=("hide_delete", "is_disabled"),
    fields=Fields("""
        amount  max_weight
        amount? volume_weight_ratio volume_threshold volume_weight_ratio_special
        flag    is_support_cod is_preset_no is_disabled
        int     logistics_id logistics_type ebill_api send_type type
        int?    volume_weight_ratio_switch volume_type
        text    logistics_no logistics_name contact telno mobile address remark
        text?   month_card main_logistics_name quantity
        time    modified created
        """),
)

PROVIDERS: Final = Interface(
    method="setting.PurchaseProvider.queryDetail",
    table="providers",
    records="details",
    params="""
        text    provider_no=provider_no provider_name=provider_name telno mobile description
                contact
        int     is_disabled=is_disabled deleted=deleted
        """,
    ranges=(
        Range("modified_begin", "modified_end"),
        Range("created_begin", "created_end", "created"),
    ),
    required=False,
    fields=Fields("""
        flag    is_disabled
        int     provider_id arrive_cycle_days deleted
        ms      modified created
        ms?     last_purchase_time
        text    provider_no provider_name contact follower_name telno mobile fax zip email qq
                wangwang address website remark province city district account_bank collect_name
                account_bank_no
        """),
)

INTERFACES: Final = (SHOPS, WAREHOUSES, LOGISTICS, PROVIDERS)
