"""盘点与货位 / Stocktakes, moves between positions."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import DrivenBy, Passes, Report
from tap_wdt_flagship.streams._lines import LineStream


class Stocktakes(Report):
    """盘点单 / Stocktakes."""

    name = "stocktakes"
    method = "wms.StockPd.queryStockPd"
    interface_name = "盘点单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.pd_list"


class StocktakeLines(Report):
    """盘点单明细 / Lines of stocktakes."""

    name = "stocktake_lines"
    method = "wms.StockPd.queryStockPdDetail"
    interface_name = "盘点单明细查询"
    primary_keys = ("rec_id",)
    replication_key = "_read_at"
    records_path = "data"
    total_path = "total"
    range_params = None
    driven_by = DrivenBy("stocktakes", column="pd_no", param="pd_no")


class StocktakeStockins(Report):
    """盘点入库单 / Stock-ins of stocktake gains."""

    name = "stocktake_stockins"
    method = "wms.StockPd.queryStockPdInDetail"
    interface_name = "盘点入库单查询"
    primary_keys = ("stockin_id",)
    replication_key = "_read_at"
    params = {"time_type": 1}


class StocktakeStockinLines(LineStream):
    """盘点入库单明细 / Lines of stock-ins of stocktake gains."""

    name = "stocktake_stockin_lines"
    parent_stream = StocktakeStockins
    lines_path = "detail_list"
    primary_keys = ("stockin_id", "rec_id")


class StocktakeStockouts(Report):
    """盘点出库单 / Stock-outs of stocktake losses."""

    name = "stocktake_stockouts"
    method = "wms.StockPd.queryStockPdOutDetail"
    interface_name = "盘点出库单查询"
    primary_keys = ("stockout_id",)
    replication_key = "_read_at"
    params = {"time_type": 1}


class StocktakeStockoutLines(LineStream):
    """盘点出库单明细 / Lines of stock-outs of stocktake losses."""

    name = "stocktake_stockout_lines"
    parent_stream = StocktakeStockouts
    lines_path = "detail_list"
    primary_keys = ("stockout_id", "rec_id")


class PositionMoves(Report):
    """移位单 / Moves between positions."""

    name = "position_moves"
    method = "wms.MoveOrder.queryWithDetail"
    interface_name = "移位单查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    passes = Passes("warehouse_no", stream="warehouses", column="warehouse_no")


class PositionMoveLines(LineStream):
    """移位单明细 / Lines of moves between positions."""

    name = "position_move_lines"
    parent_stream = PositionMoves
    lines_path = "detail_list"
    primary_keys = ("order_id", "_position")
    parent_keys = {"order_id": "rec_id"}


class Replenishments(Report):
    """补货单 / Replenishments of picking zones."""

    name = "replenishments"
    method = "wms.StockShelve.queryWithDetail"
    interface_name = "补货单查询"
    primary_keys = ("order_no",)
    replication_key = "modified"
    passes = Passes("warehouse_no", stream="warehouses", column="warehouse_no")


class ReplenishmentLines(LineStream):
    """补货单明细 / Lines of replenishments."""

    name = "replenishment_lines"
    parent_stream = Replenishments
    lines_path = "detail_list"
    primary_keys = ("order_no", "_position")
