"""Basic settings: shops, warehouses, carriers, providers, employees, addresses, labels, reasons."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields
from wdt_sandbox.world.names import OPERATORS, PLACES, REFUND_REASONS

DISABLED: Final = 4
CUSTOM: Final = 3

_EMPLOYEES: Final = tuple(
    {
        "employee_no": f"emp-{place:02}",
        "name": name,
        "shortname": name,
        "position_name": "仓管" if place % 2 else "客服",
        "department_name": "运营中心",
        "gender": 1 + place % 2,
        "roles_mask": 1 << place,
        "is_system_user": place == 1,
        "is_disabled": place == DISABLED,
    }
    for place, name in enumerate(OPERATORS, 1)
)
_PROVINCES: Final = tuple(
    {"country_id": 1, "province_id": number, "name": name}
    for number, name in {place.province: place.area.split(" ")[0] for place in PLACES}.items()
)
_CITIES: Final = tuple(
    {"province_id": place.province, "city_id": place.city, "name": place.area.split(" ")[1]}
    for place in PLACES
)
_DISTRICTS: Final = tuple(
    {"city_id": place.city, "district_id": place.district, "name": place.area.split(" ")[2]}
    for place in PLACES
)
_LABELS: Final = tuple(
    {"attr_type": 1, "attr_key": key, "attr_name": name, "is_builtin": key < CUSTOM}
    for key, name in enumerate(("预售", "国补", "直播", "加急", "老客户", '"VIP"'))
)
_REASONS: Final = tuple(
    {
        "class_id": 4,
        "title": title,
        "priority": place,
        "is_builtin": int(place == 0),
        "is_disabled": place == DISABLED,
    }
    for place, title in enumerate(REFUND_REASONS)
)

SHOPS: Final = Interface(
    method="setting.Shop.queryShop",
    table="shops",
    records="details",
    params="""
        text    shop_no=shop_no
        int     platform_id=platform_id
        """,
    fields=Fields("""
        flag    is_disabled is_undownload_trade
        int     shop_id platform_id sub_platform_id auth_state province_id city_id district_id
                delay_logistics_sync_hours pay_auth_state
        text    shop_name shop_no contact province city district address telno mobile zip email
                remark website group_id account_id account_nick
        time    auth_time re_expire_time modified expire_time created
        bit     is_push
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
                prop2 prop1 ext_warehouse_no
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

EMPLOYEES: Final = Interface(
    method="setting.Employee.search",
    table=Synthesis(key="employee_id", again=75, given=_EMPLOYEES),
    records="order_list",
    params="""
        text  employee_no=employee_no
        """,
    ranges=(Range(),),
    fields=Fields("""
        flag    is_system_user is_disabled
        int     employee_id gender roles_mask
        int?    deleted
        text    employee_no name shortname position_name remark
        text?   department_name
        """),
)

PROVINCES: Final = Interface(
    method="setting.Address.provinceSearch",
    table=Synthesis(again=400, given=_PROVINCES),
    records="detail_list",
    ranges=(Range(),),
    required=False,
    fields=Fields("""
        int     country_id province_id
        text    name
        time    modified
        """),
)

CITIES: Final = Interface(
    method="setting.Address.citySearch",
    table=Synthesis(again=400, given=_CITIES),
    records="detail_list",
    params="""
        int   province_id=province_id
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("province_id",),
    fields=Fields("""
        int     province_id city_id
        text    name
        time    modified
        """),
)

DISTRICTS: Final = Interface(
    method="setting.Address.districtSearch",
    table=Synthesis(again=400, given=_DISTRICTS),
    records="detail_list",
    params="""
        int   city_id=city_id
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("city_id",),
    fields=Fields("""
        int     city_id district_id
        text    name
        time    modified
        """),
)

TRADE_LABELS: Final = Interface(
    method="setting.CustomAttr.getTradeLabel",
    table=Synthesis(key="rec_id", again=60, given=_LABELS),
    records="detail_list",
    ranges=(Range(),),
    span=MONTH,
    required=False,
    fields=Fields("""
        flag    is_builtin
        int     rec_id attr_type attr_key
        text    attr_name
        time    created modified
        """),
)

REASONS: Final = Interface(
    method="setting.OperationReason.search",
    table=Synthesis(key="reason_id", again=90, given=_REASONS),
    records="detail_list",
    ranges=(Range(),),
    span=MONTH,
    required=False,
    fields=Fields("""
        int     reason_id class_id is_builtin priority
        text    title
        told    is_disabled
        time    modified created
        """),
)

INTERFACES: Final = (
    SHOPS,
    WAREHOUSES,
    LOGISTICS,
    PROVIDERS,
    EMPLOYEES,
    PROVINCES,
    CITIES,
    DISTRICTS,
    TRADE_LABELS,
    REASONS,
)
