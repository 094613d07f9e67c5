"""设置 / Shops, warehouses, logistics companies, providers, employees, addresses, labels."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report


class Shops(Report):
    """店铺 / Shops."""

    name = "shops"
    method = "setting.Shop.queryShop"
    interface_name = "店铺查询"
    primary_keys = ("shop_id",)
    records_path = "data.details"
    range_params = None
    master_data = True


class Warehouses(Report):
    """仓库 / Warehouses."""

    name = "warehouses"
    method = "setting.Warehouse.queryWarehouse"
    interface_name = "仓库查询"
    primary_keys = ("warehouse_id",)
    replication_key = "modified"
    records_path = "data.details"
    range_optional = True
    max_window = None
    params = {"hide_delete": 0}
    master_data = True


class LogisticsCompanies(Report):
    """物流公司 / Logistics companies."""

    name = "logistics_companies"
    method = "setting.Logistics.queryLogistics"
    interface_name = "物流公司查询"
    primary_keys = ("logistics_id",)
    records_path = "data.details"
    range_params = None
    params = {"hide_delete": False}
    master_data = True


class Providers(Report):
    """供应商 / Purchase providers."""

    name = "providers"
    method = "setting.PurchaseProvider.queryDetail"
    interface_name = "供应商查询"
    primary_keys = ("provider_id",)
    replication_key = "modified"
    records_path = "data.details"
    range_params = ("modified_begin", "modified_end")
    range_optional = True
    max_window = None
    master_data = True


class Employees(Report):
    """员工 / Employees."""

    name = "employees"
    method = "setting.Employee.search"
    interface_name = "员工查询"
    primary_keys = ("employee_id",)
    replication_key = "_read_at"  # the rows do not carry the modified time of the range
    records_path = "data.order_list"
    master_data = True


class Provinces(Report):
    """省份 / Provinces."""

    name = "provinces"
    method = "setting.Address.provinceSearch"
    interface_name = "地址查询-省"
    primary_keys = ("province_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True


# Without a range the calls for cities and districts ask for one province or city each: a range
# costs less, and one bookmark does.
class Cities(Report):
    """城市 / Cities."""

    name = "cities"
    method = "setting.Address.citySearch"
    interface_name = "地址查询-市"
    primary_keys = ("city_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class Districts(Report):
    """区县 / Districts."""

    name = "districts"
    method = "setting.Address.districtSearch"
    interface_name = "地址查询-区"
    primary_keys = ("district_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class TradeLabels(Report):
    """订单标签 / Labels that trades can bear."""

    name = "trade_labels"
    method = "setting.CustomAttr.getTradeLabel"
    interface_name = "订单标签查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True


class OperationReasons(Report):
    """退换原因 / Reasons for returns and exchanges."""

    name = "operation_reasons"
    method = "setting.OperationReason.search"
    interface_name = "退换原因查询"
    primary_keys = ("reason_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True
