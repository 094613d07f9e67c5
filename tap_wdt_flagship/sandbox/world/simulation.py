"""The shop's life, day by day: a pure function of the seed, the first day and the volume."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.sandbox.wire import DAY, date_of, day_of, day_start
from tap_wdt_flagship.sandbox.world import masters
from tap_wdt_flagship.sandbox.world.catalog import Catalog, Listing, Spec, item_created, item_deleted
from tap_wdt_flagship.sandbox.world.orders import (
    HOUR,
    Order,
    Refund,
    basket,
    live,
    refund_of,
    take_apart,
)
from tap_wdt_flagship.sandbox.world.purchases import Purchase, plan
from tap_wdt_flagship.sandbox.world.stock import StockRow
from tap_wdt_flagship.sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_wdt_flagship.sandbox.world.masters import Warehouse

# How sales fall on the hours of a day and the days of a week (1970 began on a Thursday).
HOURS: Final = (2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 7, 7, 7, 8, 10, 13, 14, 11, 6)
WEEKDAYS: Final = (0.9, 1.0, 1.25, 1.3, 0.95, 0.9, 0.9)
FIRST_DAY: Final = 15_340
"""2012-01-01: numbers count from here, and nothing in the world is older."""
FESTIVALS: Final = {(6, 18): 2.0, (11, 11): 3.0, (12, 12): 1.8}

_HOURS_SUMMED: Final = tuple(accumulate(HOURS))


@dataclass
class News:
    """What a day brings, for the tables."""

    orders: list[Order] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    edits: list[tuple[Edited, int]] = field(default_factory=list)
    """What was edited, and when."""


class Simulation:
    """Runs the days one after the other; a later day depends on the stock the earlier ones left."""

    def __init__(self, seed: int, first_day: int, orders_per_day: int) -> None:
        self.seed = seed
        self.next_day = first_day
        self.orders_per_day = orders_per_day
        rng = Random(f"{seed}/world")
        self.shops = masters.shops()
        self.warehouses = masters.warehouses()
        self.carriers = masters.carriers()
        self.providers = masters.providers()
        self.catalog = Catalog(rng, self.shops)
        self.stock = self._opening(rng, first_day)
        self._available = {key: row.stock.total(NEVER) // 10_000 for key, row in self.stock.items()}
        self._credits: dict[int, list[tuple[tuple[int, int], int]]] = defaultdict(list)
        self._ordered: set[tuple[int, int]] = set()
        self._demand = self._daily_demand()
        # Numbers leave room for the busiest day, so that a row's number depends on its day alone.
        self._stride = 16 * (5 * orders_per_day + 8)

    def run_day(self) -> News:
        """The next day."""
        day, news = self.next_day, News()
        self.next_day += 1
        rng = Random(zlib.crc32(f"{self.seed}/{day}".encode()))
        for key, count in self._credits.pop(day, ()):
            self._available[key] += count
            self._ordered.discard(key)
        self._buy(day, rng, news)
        self._sell(day, rng, news)
        self._edit(day, rng, news)
        return news

    def _opening(self, rng: Random, day: int) -> dict[tuple[int, int], StockRow]:
        rows = {}
        opening = day_start(day) - DAY
        for spec in self.catalog.specs:
            for warehouse in self.warehouses[:2]:
                created = max(spec.goods.created, warehouse.created) + rng.randrange(DAY, 9 * DAY)
                row = StockRow(900_001 + len(rows), spec, warehouse, created)
                weeks = rng.choice((1, 2, 3, 4)) if spec.goods.deleted == NEVER else 0
                pieces = int(spec.demand * self.orders_per_day / 12 * weeks) + weeks * 3
                row.move(row.stock, created, 0)
                row.move(row.stock, max(created, opening - rng.randrange(20 * DAY)), pieces * 10_000)
                rows[spec.number, warehouse.number] = row
        return rows

    def _daily_demand(self) -> dict[tuple[int, int], float]:
        """Pieces a day by specification and warehouse, roughly: what purchasing goes by."""
        total = sum(spec.demand for spec in self.catalog.specs)
        pieces = self.orders_per_day * 2.4
        share = {1: 0.7, 2: 0.3}
        return {
            (spec.number, number): pieces * spec.demand / total * part
            for spec in self.catalog.specs
            for number, part in share.items()
        }

    def _sell(self, day: int, rng: Random, news: News) -> None:
        start = day_start(day)
        count = self._count(day, rng)
        shelves = {shop.number: self._shelf(shop.number, start) for shop in self.shops if shop.weight}
        shops = [shop for shop in self.shops if shelves.get(shop.number, ((), ()))[0]]
        weights = list(accumulate(shop.weight for shop in shops))
        moments = sorted(self._moment(start, rng) for _ in range(count))
        for serial, placed in enumerate(moments, 1):
            shop = shops[bisect_right(weights, rng.random() * weights[-1])]
            listings, summed = shelves[shop.number]

            def choose(listings: Sequence[Listing] = listings, summed: Sequence[float] = summed) -> Listing:
                return listings[bisect_right(summed, rng.random() * summed[-1])]

            sales = basket(choose, rng)
            lines = take_apart(sales)
            warehouse = self._reserve([(line.spec, line.count) for line in lines], rng)
            if warehouse is None:
                continue  # sold out
            order = Order(
                (day - FIRST_DAY) * self._stride + serial * 16,
                serial,
                shop,
                rng.randrange(1, 40 * self.orders_per_day + 500),
                warehouse,
                self.carriers[rng.randrange(4)],
                sales,
                lines,
                rng.choice((0, 0, 0, 60_000, 80_000, 105_000)),
                placed,
            )
            live(order, rng)
            news.orders.append(order)
            refund = refund_of(order, order.number, rng)
            if refund:
                order.refunds.append(refund)
                news.refunds.append(refund)
            self._keep_books(order)
            for sale in sales:
                sale.listing.sold = day

    def _count(self, day: int, rng: Random) -> int:
        date = date_of(day)
        factor = FESTIVALS.get((date.month, date.day), 1.0) * WEEKDAYS[day % 7]
        return max(1, round(self.orders_per_day * factor * rng.uniform(0.85, 1.15)))

    @staticmethod
    def _moment(start: int, rng: Random) -> int:
        hour = bisect_right(_HOURS_SUMMED, rng.random() * _HOURS_SUMMED[-1])
        return start + hour * HOUR + rng.randrange(HOUR)

    def _shelf(self, shop: int, at: int) -> tuple[list[Listing], list[float]]:
        """What a shop offers, with running sums of how well it sells."""
        offered = [
            listing
            for listing in self.catalog.listings
            if listing.shop.number == shop
            and max(listing.created, item_created(listing.item)) < at < item_deleted(listing.item)
        ]
        demand = (item.demand if isinstance(item := one.item, Spec) else 2.0 for one in offered)
        return offered, list(accumulate(demand))

    def _reserve(self, wanted: Sequence[tuple[Spec, int]], rng: Random) -> Warehouse | None:
        """A warehouse that has everything, and takes it off what is available there."""
        first, second = self.warehouses[:2] if rng.random() < 0.7 else self.warehouses[1::-1]  # noqa: PLR2004
        for warehouse in (first, second):
            needs: dict[tuple[int, int], int] = defaultdict(int)
            for spec, count in wanted:
                needs[spec.number, warehouse.number] += count
            if all(self._available[key] >= count for key, count in needs.items()):
                for key, count in needs.items():
                    self._available[key] -= count
                return warehouse
        return None

    def _credit(self, key: tuple[int, int], count: int, moment: int) -> None:
        """Goods are sold again from the day after they came in, so that stock is never negative."""
        if moment < NEVER:
            self._credits[max(day_of(moment) + 1, self.next_day)].append((key, count))

    def _keep_books(self, order: Order) -> None:
        for line in order.lines:
            key = line.spec.number, order.warehouse.number
            row, pieces = self.stock[key], line.count * 10_000
            ready = max(order.paid, order.submitted)
            end = order.canceled
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
            self._credit(key, line.count, order.canceled)
        for refund in order.refunds:
            if refund.goods_back and refund.agreed < NEVER:
                for _, line, count in refund.lines:
                    key = line.spec.number, order.warehouse.number
                    row = self.stock[key]
                    row.move(row.returning, refund.agreed, count * 10_000)
                    row.move(row.returning, refund.stocked, -count * 10_000)
                    row.move(row.stock, refund.stocked, count * 10_000)
                    self._credit(key, count, refund.stocked)

    def _buy(self, day: int, rng: Random, news: News) -> None:
        for provider in self.providers:
            if provider.disabled or (day + provider.number) % 4:
                continue
            for warehouse in self.warehouses[:2]:
                wanted = [
                    (spec, self._quantity(spec, warehouse.number, provider.cover_days))
                    for spec in self.catalog.specs
                    if spec.goods.provider == provider.number
                    and spec.goods.deleted == NEVER
                    and self._runs_low(spec, warehouse.number, provider.cover_days)
                ][:12]
                if not wanted:
                    continue
                serial = len(news.purchases) + 1
                number = (day - FIRST_DAY) * 32 + serial
                purchase = plan(number, serial, provider, warehouse, wanted, day, rng)
                news.purchases.append(purchase)
                self._expect(purchase)
                if purchase.checked < NEVER:
                    news.edits.append((provider, purchase.checked))

    def _runs_low(self, spec: Spec, warehouse: int, cover: int) -> bool:
        key = spec.number, warehouse
        low = self._demand[key] * cover * 0.4 + 2
        return key not in self._ordered and self._available[key] < low

    def _quantity(self, spec: Spec, warehouse: int, cover: int) -> int:
        """Enough for the days to be covered, in boxes of six."""
        return (int(self._demand[spec.number, warehouse] * cover) // 6 + 1) * 6

    def _expect(self, purchase: Purchase) -> None:
        for line in purchase.lines:
            key = line.spec.number, purchase.warehouse.number
            row = self.stock[key]
            row.move(row.coming, purchase.checked, line.count * 10_000)
            rest = line.count - line.first
            for moment, count in ((purchase.first, line.first), (purchase.arrived, rest)):
                if count:
                    row.move(row.coming, moment, -count * 10_000)
                    row.move(row.stock, moment, count * 10_000)
                    self._credit(key, count, moment)
            if purchase.checked < NEVER:
                self._ordered.add(key)

    def _edit(self, day: int, rng: Random, news: News) -> None:
        """Somebody edits a product, a suite, a listing; shops renew their session; stock is told to platforms."""
        start = day_start(day)
        edits: list[tuple[Edited, int]] = []
        office = start + 10 * HOUR
        edits.append((rng.choice(self.catalog.goods), office + rng.randrange(8 * HOUR)))
        if rng.random() < 0.3:  # noqa: PLR2004
            edits.append((rng.choice(self.catalog.suites), office + rng.randrange(8 * HOUR)))
        edits.extend(
            (shop, start + 3 * HOUR + shop.number)
            for shop in self.shops
            if (day + shop.number * 4) % 30 == 0 and shop.weight
        )
        for listing in self.catalog.listings:
            if listing.sold == day:
                edits.append((listing, start + 23 * HOUR + listing.number % HOUR))
        news.edits.extend((thing, moment) for thing, moment in edits if thing.created < moment)
