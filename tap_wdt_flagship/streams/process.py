"""生产 / Bills of material, production orders."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class Boms(Report):
    """物料清单 / Bills of material."""

    name = "boms"
    method = "process.Bom.search"
    interface_name = "物料清单"
    primary_keys = ("bom_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    params = {"show_disabled": True}
    master_data = True


class BomProducts(LineStream):
    """物料清单成品 / Products of bills of material."""

    name = "bom_products"
    parent_stream = Boms
    lines_path = "product_list"
    primary_keys = ("bom_id", "bom_detail_id")


class BomMaterials(LineStream):
    """物料清单原料 / Materials of bills of material."""

    name = "bom_materials"
    parent_stream = Boms
    lines_path = "material_list"
    primary_keys = ("bom_id", "bom_detail_id")


class ProcessOrders(Report):
    """生产单 / Production orders."""

    name = "process_orders"
    method = "process.Process.search"
    interface_name = "生产单查询"
    primary_keys = ("process_id",)
    replication_key = "modified"


class ProcessOrderLines(LineStream):
    """生产单明细 / Products and materials of production orders."""

    name = "process_order_lines"
    parent_stream = ProcessOrders
    lines_path = "detail_list"
    primary_keys = ("process_id", "_position")
