"""The warehouses: what can be sold, what is ordered anew, and the books of it all."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from wdt_sandbox.wire import DAY, SCALE, day_of, day_start
from wdt_sandbox.world.draw import chance
from wdt_sandbox.world.stock import StockRow
from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from wdt_sandbox.world.catalog import Spec
    from wdt_sandbox.world.masters import Provider, Warehouse
    from wdt_sandbox.world.orders import Order, Refund
    from wdt_sandbox.world.purchases import Purchase

Shelf = tuple[int, int]
"""A specification in a warehouse, by their numbers."""

PIECES_PER_ORDER: Final = 2.4
BOX: Final = 6
FIRST_SHARE: Final = 70
"""Per cent of the orders go to the first warehouse if it has the goods."""


class Storeroom:
    """Keeps the stock of all specifications in the warehouses that are in use.

    Goods are reserved when an order comes in, and goods that come in can be sold from the next day
    on: so stock never falls below nothing.
    """

    def __init__(
        self,
        specs: Sequence[Spec],
        warehouses: Sequence[Warehouse],
        *,
        rng: Random,
        day: int,
        orders_per_day: int,
    ) -> None:
        self.warehouses = warehouses
        self._specs = specs
        self._day = day
        self.rows: dict[Shelf, StockRow] = {}
        self._available: Counter[Shelf] = Counter()
        self._arriving: dict[int, list[tuple[Shelf, int]]] = defaultdict(list)
        self._ordered: set[Shelf] = set()
        total = sum(spec.demand for spec in specs)
        pieces = orders_per_day * PIECES_PER_ORDER
        self._demand = {
            (spec.number, warehouse.number): pieces * spec.demand / total * share / 100
            for spec in specs
            for warehouse, share in zip(warehouses, (FIRST_SHARE, 100 - FIRST_SHARE), strict=True)
        }
        self._open(rng)

    def begin(self, day: int) -> None:
        """A new day: what came in can be sold."""
        self._day = day
        for shelf, count in self._arriving.pop(day, ()):
            self._available[shelf] += count
            self._ordered.discard(shelf)

    def reserve(self, wanted: Iterable[tuple[Spec, int]], rng: Random) -> Warehouse | None:
        """A warehouse that has everything; what is wanted is no longer available there."""
        order = self.warehouses if chance(rng, FIRST_SHARE) else self.warehouses[::-1]
        pieces: Counter[int] = Counter()
        for spec, count in wanted:
            pieces[spec.number] += count
        for warehouse in order:
            needs = {(spec, warehouse.number): count for spec, count in pieces.items()}
            if all(self._available[shelf] >= count for shelf, count in needs.items()):
                self._available.subtract(needs)
                return warehouse
        return None

    def book(self, order: Order) -> None:
        """Enter what an order does to the stock."""
        ready, end = max(order.paid, order.submitted), order.canceled
        for line in order.lines:
            shelf = line.spec.number, order.warehouse.number
            row, pieces = self.rows[shelf], line.count * SCALE
            row.move(row.unpaid, order.submitted, pieces)
            row.move(row.unpaid, min(ready, end), -pieces)
            if ready < end:
                row.move(row.ordered, ready, pieces)
                row.move(row.ordered, min(order.checked, end), -pieces)
            if order.checked < NEVER:
                row.move(row.sending, order.checked, pieces)
                row.move(row.sending, min(order.shipped, end), -pieces)
            row.move(row.stock, order.shipped, -pieces)
            row.move(row.sold, order.shipped, pieces)
            self._arrive(shelf, line.count, order.canceled)
        for refund in order.refunds:
            if refund.arrived < NEVER:
                self._take_back(refund)

    def expect(self, purchase: Purchase) -> None:
        """Enter what a purchase order does to the stock."""
        if purchase.checked == NEVER:
            return
        for line in purchase.lines:
            shelf = line.spec.number, purchase.warehouse.number
            row = self.rows[shelf]
            row.move(row.coming, purchase.checked, line.count * SCALE)
            rest = line.count - line.first
            for moment, count in ((purchase.first, line.first), (purchase.arrived, rest)):
                if count:
                    row.move(row.coming, moment, -count * SCALE)
                    row.move(row.stock, moment, count * SCALE)
                    self._arrive(shelf, count, moment)
            self._ordered.add(shelf)

    def wanted(self, provider: Provider, warehouse: Warehouse) -> list[tuple[Spec, int]]:
        """What runs low and comes from a provider, and how much to order of it, in whole boxes."""
        wanted = []
        for spec in self._specs:
            shelf = spec.number, warehouse.number
            if spec.goods.group.provider != provider.number or spec.goods.deleted < NEVER:
                continue
            enough = self._demand[shelf] * provider.cover_days
            if shelf not in self._ordered and self._available[shelf] < enough * 0.4 + 2:
                wanted.append((spec, (int(enough) // BOX + 1) * BOX))
        return wanted

    def _open(self, rng: Random) -> None:
        for spec in self._specs:
            for warehouse in self.warehouses:
                shelf = spec.number, warehouse.number
                created = max(spec.goods.created, warehouse.created) + rng.randrange(DAY, 9 * DAY)
                row = StockRow(900_001 + len(self.rows), spec, warehouse, created)
                weeks = rng.randint(1, 4) if spec.goods.deleted == NEVER else 0
                pieces = int(self._demand[shelf] * 7 + 3) * weeks
                counted = day_start(self._day) - rng.randrange(DAY, 20 * DAY)
                row.move(row.stock, created, 0)
                row.move(row.stock, max(created, counted), pieces * SCALE)
                self.rows[shelf] = row
                self._available[shelf] = pieces

    def _take_back(self, refund: Refund) -> None:
        for _, line, count in refund.lines:
            shelf = line.spec.number, refund.order.warehouse.number
            row = self.rows[shelf]
            row.move(row.returning, refund.agreed, count * SCALE)
            row.move(row.returning, refund.stocked, -count * SCALE)
            row.move(row.stock, refund.stocked, count * SCALE)
            self._arrive(shelf, count, refund.stocked)

    def _arrive(self, shelf: Shelf, count: int, moment: int) -> None:
        if moment < NEVER:
            self._arriving[max(day_of(moment), self._day) + 1].append((shelf, count))
