"""设置 / Shops, warehouses, logistics companies, providers, employees, addresses, labels."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report


class Shops(Report):
    """店铺 / Shops."""

    name = "shops"
    method = "setting.Shop.queryShop"
    primary_keys = ("shop_id",)
    records_path = "data.details"
    range_params = None
    master_data = True


class Warehouses(Report):
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


class LogisticsCompanies(Report):
    """物流公司 / Logistics companies."""

    name = "logistics_companies"
    method = "setting.Logistics.queryLogistics"
    primary_keys = ("logistics_id",)
    records_path = "data.details"
    range_params = None
    params = {"hide_delete": False}
    master_data = True


class Providers(Report):
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


class Employees(Report):
    """员工 / Employees."""

    name = "employees"
    method = "setting.Employee.search"
    primary_keys = ("employee_id",)
    replication_key = "_read_at"  # the rows do not carry the modified time of the range
    records_path = "data.order_list"
    master_data = True


class Provinces(Report):
    """省份 / Provinces."""

    name = "provinces"
    method = "setting.Address.provinceSearch"
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
    primary_keys = ("city_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class Districts(Report):
    """区县 / Districts."""

    name = "districts"
    method = "setting.Address.districtSearch"
    primary_keys = ("district_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    master_data = True


class TradeLabels(Report):
    """订单标签 / Labels that trades can bear."""

    name = "trade_labels"
    method = "setting.CustomAttr.getTradeLabel"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True


class OperationReasons(Report):
    """退换原因 / Reasons for returns and exchanges."""

    name = "operation_reasons"
    method = "setting.OperationReason.search"
    primary_keys = ("reason_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True
