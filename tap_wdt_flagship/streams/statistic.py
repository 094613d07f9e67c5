"""统计 / Costs at the moment of stocking, traces of parcels."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class StockinCosts(Report):
    """入库瞬时成本 / Costs of stock-ins at the moment of stocking."""

    name = "stockin_costs"
    method = "statistic.StockinCollect.queryCostWithDetail"
    interface_name = "入库瞬时成本查询"
    primary_keys = ("stockin_id",)
    replication_key = "check_time"
    max_window = timedelta(days=7)
    # The range selects on the time of creation or of checking, never on the modified time.
    # Rows come checked only: by creation, stock-ins checked late would be missed.
    params = {"time_type": 2}
    range_means = "checked"
    lookback = timedelta(days=30)


class StockinCostLines(LineStream):
    """入库瞬时成本明细 / Lines of stock-in costs."""

    name = "stockin_cost_lines"
    parent_stream = StockinCosts
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class StockoutCosts(Report):
    """出库瞬时成本 / Costs of stock-outs at the moment of shipping."""

    name = "stockout_costs"
    method = "statistic.StockoutCollect.queryCostWithDetail"
    interface_name = "出库瞬时成本查询"
    primary_keys = ("stockout_id",)
    replication_key = "consign_time"
    max_window = timedelta(days=7)
    # The interface offers no modified time.
    range_means = "consign"
    lookback = timedelta(days=7)  # every stock-out of it is read again on every run


class StockoutCostLines(LineStream):
    """出库瞬时成本明细 / Lines of stock-out costs."""

    name = "stockout_cost_lines"
    parent_stream = StockoutCosts
    lines_path = "detail_list"
    # rec_id is the stock-out's line, which may have a cost for every batch; the cost's own id,
    # sode_rec_id, is documented, yet missing in the sample.
    primary_keys = ("stockout_id", "_position")


class LogisticsTraces(Report):
    """物流轨迹 / Traces of parcels."""

    name = "logistics_traces"
    # In no document: rows come as they are, all but their id in `_extra`.
    selected_by_default = False
    method = "statistic.GoodsSendStatistic.searchLogisticsTrace"
    interface_name = "物流轨迹查询"  # in no list of the open platform
    primary_keys = ("rec_id",)
    replication_key = "_read_at"
    records_path = "data.order_list"
    max_window = timedelta(days=1)
    # A range needs a state, and what the states mean is not known: this one is seen in use.
    params = {"logistics_status": 5, "need_detail": True}
    range_means = "unknown"
    lookback = timedelta(days=7)
    max_page_size = 100  # with need_detail
