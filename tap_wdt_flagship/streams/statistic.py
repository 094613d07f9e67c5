"""统计 / Costs at the moment of stocking."""

from __future__ import annotations

from datetime import timedelta

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class StockinCosts(Report):
    """入库瞬时成本 / Costs of stock-ins at the moment of stocking."""

    name = "stockin_costs"
    method = "statistic.StockinCollect.queryCostWithDetail"
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
    primary_keys = ("stockout_id",)
    replication_key = "_read_at"  # the range selects on a consign time that rows do not carry
    max_window = timedelta(days=7)
    # The interface offers no modified time.
    range_means = "consign"
    lookback = timedelta(days=7)  # every stock-out of it is read again on every run
