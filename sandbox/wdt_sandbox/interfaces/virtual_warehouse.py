"""Virtual warehouses: what they hold, are bound to and are allocated, and their orders."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields
from wdt_sandbox.world.masters import VIRTUAL_WAREHOUSES as VIRTUAL
from wdt_sandbox.world.masters import warehouses

_SHOPS: Final = ({"shop_id": 4, "shop_no": "DY01", "shop_name": "云栖好物抖音旗舰店"},)
_NAMED: Final = tuple(
    {"virtual_warehouse_id": number, "virtual_warehouse_no": no, "name": name}
    for number, (no, name) in enumerate(VIRTUAL.items(), 1)
)
_WAREHOUSES: Final = tuple(
    {
        **named,
        "shop_id_list": "4" if place == 0 else "",
        "shop_list": _SHOPS[place:],
        "sys_warehouse_list": [
            {
                "warehouse_id": warehouse.number,
                "warehouse_no": warehouse.no,
                "warehouse_name": warehouse.name,
            }
            for warehouse in warehouses()[: 2 - place]
        ],
    }
    for place, named in enumerate(_NAMED)
)
_BINDINGS: Final = tuple(
    {
        "virtual_warehouse_id": named["virtual_warehouse_id"],
        "virtual_warehouse_no": named["virtual_warehouse_no"],
        "virtual_warehouse_name": named["name"],
        "warehouse_list": [
            {
                "sys_warehouse_id": warehouse.number,
                "virtual_warehouse_id": named["virtual_warehouse_id"],
                "warehouse_no": warehouse.no,
                "is_start_up": 1,
            }
            for warehouse in warehouses()[: 2 - place]
        ],
    }
    for place, named in enumerate(_NAMED)
)

_RULES: Final = tuple(
    {
        "rule_no": f"GZ{number:03}",
        "rule_name": f"{named['name']}分配",
        "name": named["name"],
        "warehouse_id": named["virtual_warehouse_id"],
        "warehouse_no": named["virtual_warehouse_no"],
        "warehouse_name": named["name"],
    }
    for number, named in enumerate(_NAMED * 3, 1)
)

VIRTUAL_WAREHOUSES: Final = Interface(
    method="setting.strategy.VirtualWarehouse.query",
    table=Synthesis(again=50, given=_WAREHOUSES),
    records="detail_list",
    params="""
        virtual   virtual_warehouse_no=virtual_warehouse_no
        warehouse sys_warehouse_no
        """,
    fields=Fields(
        """
        int     virtual_warehouse_id
        text    virtual_warehouse_no name shop_id_list
        """,
        sys_warehouse_list=Fields("""
            int     warehouse_id
            text    warehouse_name warehouse_no
            """),
        shop_list=Fields("""
            int     shop_id
            text    shop_name shop_no
            """),
    ),
)

BINDINGS: Final = Interface(
    method="setting.strategy.VirtualWarehouse.warehouseSearch",
    table=Synthesis(again=30, given=_BINDINGS),
    records="detail_list",
    params="""
        virtual   virtual_warehouse_no=virtual_warehouse_no
        warehouse warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    fields=Fields(
        """
        int     warehouse_type virtual_warehouse_id is_disabled
        text    virtual_warehouse_no virtual_warehouse_name remark
        time    modified created
        """,
        warehouse_list=Fields("""
            int     sys_warehouse_id virtual_warehouse_id is_start_up
            text    warehouse_no
            """),
    ),
)

STOCK: Final = Interface(
    method="setting.strategy.VirtualWarehouse.stockSearch",
    table="virtual_stock",
    records="detail_list",
    params="""
        texts     spec_nos=spec_no
        virtual   virtual_warehouse_no=virtual_warehouse_no
        warehouse warehouse_no=warehouse_no
        """,
    ranges=(Range(),),
    span=MONTH,
    instead=("spec_nos",),
    fields=Fields("""
        amount  alarm_num assigned_num avaliable_num can_use_lock_num can_use_num factory_num
                lock_num now_lock_num num_14days num_7days num_day num_month num_yesterday out_num
                sum_lock_num trial_other_in_num purchase_num
        int     rec_id warehouse_id spec_id vir_warehouse_id
        text    goods_name goods_no spec_no spec_name vir_warehouse_name
        text?   vir_warehouse_no warehouse_name warehouse_no avg_cost
        """),
)

ORDERS: Final = Interface(
    method="setting.strategy.VirtualWarehouse.orderSearch",
    table=Synthesis(
        key="order_id",
        per_day=1,
        state="order_status",
        states=(10, 20, 30),
        cycle={"order_type": (1, 2, 3, 4), "status": (1, 2)},
        numbers={"order_no": "XN"},
        links=("virtual", "warehouse"),
        lines={"detail_list": "rec_id"},
    ),
    records="order",
    params="""
        virtual   virtual_warehouse_no=virtual_warehouse_no
        warehouse warehouse_no=warehouse_no
        int       order_type=order_type
        """,
    ranges=(Range(),),
    span=MONTH,
    fields=Fields(
        """
        amount  num type_num total_amount
        int     order_id order_type virtual_warehouse_id to_virtual_id status order_status
        text    order_no remark warehouse_names
        text?   virtual_warehouse_no to_virtual_warehouse_no warehouse_id_str
        time    pre_check_time check_time modified created
        time?   checked_time
        """,
        detail_list=Fields("""
            amount  num final_num price purchase_num factory_num
            amount? expected_num
            int     rec_id order_id warehouse_id
            text    spec_no spec_code goods_no goods_name warehouse_no warehouse_name detail_remark
            time    created modified
            """),
    ),
)

ALLOCATIONS: Final = Interface(
    method="setting.strategy.VirtualWarehouse.strategyAllocationQuery",
    table=Synthesis(key="order_id", again=20, given=_RULES, lines={"detail_list": "rec_id"}),
    records="order_list",
    params="""
        virtual   virtual_warehouse_no=warehouse_no
        text      spec_no goods_no rule_no=rule_no rule_name=rule_name
        """,
    fields=Fields(
        """
        int     order_id mode
        text    rule_no rule_name name
        """,
        detail_list=Fields("""
            amount  sum_final_num num ratio purchase_num
            int     rec_id order_id spec_id brand_id warehouse_id
            pieces  priority
            ms      created
            text    spec_no goods_no goods_name brand_name spec_code spec_name warehouse_no
                    warehouse_name
            """),
    ),
)

INTERFACES: Final = (VIRTUAL_WAREHOUSES, BINDINGS, STOCK, ALLOCATIONS, ORDERS)
