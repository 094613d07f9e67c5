"""虚拟仓 / Virtual warehouses, their stock, allocations and orders."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class VirtualWarehouses(Report):
    """虚拟仓 / Virtual warehouses."""

    name = "virtual_warehouses"
    method = "setting.strategy.VirtualWarehouse.query"
    interface_name = "虚拟仓信息查询"
    primary_keys = ("virtual_warehouse_id",)
    records_path = "data.detail_list"
    range_params = None
    master_data = True


class VirtualWarehouseWarehouses(LineStream):
    """虚拟仓的实体仓 / Physical warehouses of virtual warehouses."""

    name = "virtual_warehouse_warehouses"
    parent_stream = VirtualWarehouses
    lines_path = "sys_warehouse_list"
    primary_keys = ("virtual_warehouse_id", "warehouse_id")


class VirtualWarehouseShops(LineStream):
    """虚拟仓的店铺 / Shops of virtual warehouses."""

    name = "virtual_warehouse_shops"
    parent_stream = VirtualWarehouses
    lines_path = "shop_list"
    primary_keys = ("virtual_warehouse_id", "shop_id")


class VirtualWarehouseBindings(Report):
    """虚拟仓仓库 / State of virtual warehouses, with the warehouses bound to them."""

    name = "virtual_warehouse_bindings"
    method = "setting.strategy.VirtualWarehouse.warehouseSearch"
    interface_name = "虚拟仓仓库查询"
    primary_keys = ("virtual_warehouse_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class VirtualWarehouseBindingWarehouses(LineStream):
    """虚拟仓仓库明细 / Warehouses bound to virtual warehouses, switched on or not."""

    name = "virtual_warehouse_binding_warehouses"
    parent_stream = VirtualWarehouseBindings
    lines_path = "warehouse_list"
    primary_keys = ("virtual_warehouse_id", "sys_warehouse_id")


class VirtualWarehouseStock(Report):
    """虚拟仓库存 / Stock of each spec in each virtual warehouse and physical warehouse."""

    name = "virtual_warehouse_stock"
    method = "setting.strategy.VirtualWarehouse.stockSearch"
    interface_name = "虚拟仓库存查询"
    primary_keys = ("rec_id",)
    replication_key = "_read_at"  # the rows do not carry the modified time of the range
    records_path = "data.detail_list"
    master_data = True


class VirtualWarehouseAllocations(Report):
    """虚拟仓库存分配策略 / Rules that allocate stock to virtual warehouses."""

    name = "virtual_warehouse_allocations"
    method = "setting.strategy.VirtualWarehouse.strategyAllocationQuery"
    interface_name = "虚拟仓库存分配策略查询"
    primary_keys = ("order_id",)
    records_path = "data.order_list"
    range_params = None
    master_data = True


class VirtualWarehouseAllocationLines(LineStream):
    """虚拟仓库存分配明细 / Specs that the rules allocate, and how much of them."""

    name = "virtual_warehouse_allocation_lines"
    parent_stream = VirtualWarehouseAllocations
    lines_path = "detail_list"
    primary_keys = ("order_id", "rec_id")


class VirtualWarehouseOrders(Report):
    """虚拟仓单据 / Orders that lock, release and move virtual stock."""

    name = "virtual_warehouse_orders"
    method = "setting.strategy.VirtualWarehouse.orderSearch"
    interface_name = "虚拟仓单据查询"
    primary_keys = ("order_id",)
    replication_key = "modified"


class VirtualWarehouseOrderLines(LineStream):
    """虚拟仓单据明细 / Lines of orders of virtual warehouses."""

    name = "virtual_warehouse_order_lines"
    parent_stream = VirtualWarehouseOrders
    lines_path = "detail_list"
    primary_keys = ("order_id", "rec_id")
