"""设置 / Shops, warehouses, logistics companies, providers."""

from __future__ import annotations

from tap_wdt_flagship.client import WdtStream


class Shops(WdtStream):
    """店铺 / Shops."""

    name = "shops"
    method = "setting.Shop.queryShop"
    primary_keys = ("shop_id",)
    records_path = "data.details"
    range_params = None
    master_data = True


class Warehouses(WdtStream):
    """仓库 / Warehouses."""

    name = "warehouses"
    method = "setting.Warehouse.queryWarehouse"
    primary_keys = ("warehouse_id",)
    replication_key = "modified"
    records_path = "data.details"
    range_optional = True
    max_window = None
    params = {"hide_delete": 0}
    master_data = True


class LogisticsCompanies(WdtStream):
    """物流公司 / Logistics companies."""

    name = "logistics_companies"
    method = "setting.Logistics.queryLogistics"
    primary_keys = ("logistics_id",)
    records_path = "data.details"
    range_params = None
    params = {"hide_delete": False}
    master_data = True


class Providers(WdtStream):
    """供应商 / Purchase providers."""

    name = "providers"
    method = "setting.PurchaseProvider.queryDetail"
    primary_keys = ("provider_id",)
    replication_key = "modified"
    records_path = "data.details"
    range_params = ("modified_begin", "modified_end")
    range_optional = True
    max_window = None
    master_data = True


STREAMS = (Shops, Warehouses, LogisticsCompanies, Providers)
LINE_STREAMS = ()
