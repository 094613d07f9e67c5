"""Stock by specification and warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY, day_of, day_start
from wdt_sandbox.world.stock import StockRow
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.tables.common import Row

_DAYS_BACK = {"num_7days": 7, "num_14days": 14, "num_month": 30, "num_60days": 60, "num_90days": 90}


class Stock(Table[StockRow]):
    """Stock; a row changes with every movement of its goods."""

    volatile: ClassVar[bool] = True

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "spec_no": lambda row, _: row.spec.no,
        "warehouse_no": lambda row, _: row.warehouse.no,
    }

    def moments(self, entity: StockRow) -> Iterable[int]:
        """Birth; the movements are entered as they come."""
        return (entity.created,)

    def last(self, entity: StockRow, at: int) -> int:
        """The last movement."""
        return entity.changes.last(at)

    def _index(self) -> None:
        super()._index()
        for ordinal, row in enumerate(self.entities):
            for moment in row.fresh:
                self.note(ordinal, moment)
            del row.fresh[:]

    def number(self, entity: StockRow) -> int:
        """The row's own number."""
        return entity.number

    def row(self, entity: StockRow, at: int) -> Row:
        """One row of stock."""
        stock, sending = entity.stock.total(at), entity.sending.total(at)
        ordered = entity.ordered.total(at)
        return {
            NUMBER: entity.number,
            CREATED: entity.created,
            MODIFIED: at,
            **common.spec_of(entity.spec),
            **common.warehouse_of(entity.warehouse),
            "rec_id": entity.number,
            "defect": False,
            "warehouse_type": 0,
            "stock_num": stock,
            "wms_sync_stock": stock,
            "order_num": ordered,
            "sending_num": sending,
            "unpay_num": entity.unpaid.total(at),
            "purchase_num": entity.coming.total(at),
            "refund_onway_num": entity.returning.total(at),
            "available_send_stock": stock - sending - ordered,
            "trade_reserve_num": sending + ordered,
            "weight": entity.spec.weight,
            "created": entity.created,
            "modified": at,
            "last_inout_time": max(entity.stock.last(at), entity.created),
            "last_pd_time": entity.created + 90 * DAY if entity.number % 3 == 0 else None,
            "status": 1,
            "cost_price": entity.spec.cost,
        }

    def build(self, ordinal: int, at: int) -> Row:
        """A row with its sales figures; they grow old while nothing is moved."""
        entity = self.entities[ordinal]
        sold, today = entity.sold.total, day_start(day_of(at)) - 1
        before_today = sold(today)
        return {
            **super().build(ordinal, at),
            "today_num": sold(at) - before_today,
            "num_yesterday": before_today - sold(today - DAY),
            "num_all": sold(at),
            **{name: before_today - sold(today - days * DAY) for name, days in _DAYS_BACK.items()},
        }
