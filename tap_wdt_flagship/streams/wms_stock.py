"""库存 / Stock."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import DrivenBy, Passes, Report
from tap_wdt_flagship.streams._lines import LineStream


class StockSpecs(Report):
    """库存 / Stock of each spec in each warehouse."""

    name = "stock_specs"
    method = "wms.StockSpec.search2"
    interface_name = "库存查询2"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    # 2 adds cost prices. Sales figures (1) change without the row's modified time: they go stale.
    params = {"mask": 2}
    master_data = True
    max_page_size = default_page_size = 1000


class StockBatches(Report):
    """库存明细 / Stock by position and batch."""

    name = "stock_batches"
    method = "wms.StockSpec.stockDetailSearch"
    interface_name = "库存明细查询"
    # Rows have no id; position and batch may be empty. They are numbered within their stock row.
    primary_keys = ("stock_spec_id", "_position")
    replication_key = "_read_at"
    records_path = "data.detail_list"
    range_params = None
    driven_by = DrivenBy(
        "stock_specs",
        column="rec_id",
        param="stock_spec_id_list",
        batch=100,  # no limit is documented
        separator=",",
        # Not in the documented answer: where it is missing, stock rows are asked for one by one.
        row_column="stock_spec_id",
        copies={"stock_spec_id": "rec_id"},
    )
    master_data = True
    paged = False


class AvailableStock(Report):
    """可用库存 / Available stock of each spec in each warehouse."""

    name = "available_stock"
    method = "wms.StockSpec.queryAvailableStock"
    interface_name = "可用库存查询"
    primary_keys = ("warehouse_no", "spec_no", "defect", "type")
    replication_key = "_read_at"
    records_path = "data.stocks"
    master_data = True


class StockChanges(Report):
    """库存变化 / Changes of stock by stock-ins and stock-outs."""

    name = "stock_changes"
    method = "wms.StockSpec.queryChangeHistory"
    interface_name = "库存变化查询"
    # Rows have no id. A document may change a spec in several lines at one moment: each line
    # begins at the stock that the one before it left.
    primary_keys = (
        "stockio_no",
        "warehouse_no",
        "spec_no",
        "defect",
        "created",
        "stock_num_old",
    )
    replication_key = "_read_at"
    records_path = "data.data"
    range_params = ("start_date", "end_date")
    max_window = timedelta(minutes=60)  # 30 days are for a call about one spec
    passes = Passes("defect", (False, True))  # false leaves defective goods out


class SerialNumbers(Report):
    """SN码 / Serial numbers on stock-ins and stock-outs."""

    name = "serial_numbers"
    selected_by_default = False
    method = "wms.GoodsSN.queryWithDetail"
    interface_name = "SN码查询"
    primary_keys = ("order_type", "rec_id")
    replication_key = "_read_at"
    records_path = "data.sn_list"
    params = {"time_type": 1}
    passes = Passes("order_type", (0, 1), writes="order_type")
    master_data = True


class DefaultPositions(Report):
    """默认货位 / Default positions of specs."""

    name = "default_positions"
    method = "wms.PositionCapacity.search"
    interface_name = "默认货位查询"
    primary_keys = ("rec_id",)
    replication_key = "_read_at"
    records_path = "data.detail_list"
    max_window = timedelta(days=7)
    master_data = True


class DefectChanges(Report):
    """正残转换单 / Conversions between sound and defective goods."""

    name = "defect_changes"
    method = "wms.stockdefect.DefectChange.search"
    interface_name = "正残转换单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"


class DefectChangeLines(LineStream):
    """正残转换单明细 / Lines of conversions between sound and defective goods."""

    name = "defect_change_lines"
    parent_stream = DefectChanges
    lines_path = "details_list"
    primary_keys = ("change_id", "rec_id")
    parent_keys = {"change_id": "rec_id"}
