"""The shop's life, day by day: a pure function of the seed, the first day and the volume."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Protocol

from wdt_sandbox.wire import SCALE, date_of, day_start
from wdt_sandbox.world import masters
from wdt_sandbox.world.catalog import (
    Catalog,
    Listing,
    Spec,
    item_created,
    item_deleted,
)
from wdt_sandbox.world.draw import chance, generator
from wdt_sandbox.world.orders import (
    HOUR,
    Order,
    Refund,
    basket,
    live,
    refund_of,
    take_apart,
)
from wdt_sandbox.world.purchases import Purchase, PurchaseLine, schedule
from wdt_sandbox.world.storeroom import Storeroom
from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

# How sales fall on the hours of a day and the days of a week (1970 began on a Thursday).
HOURS: Final = (2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 7, 7, 7, 8, 10, 13, 14, 11, 6)
WEEKDAYS: Final = (0.9, 1.0, 1.25, 1.3, 0.95, 0.9, 0.9)
FESTIVALS: Final = {(6, 18): 2.0, (11, 11): 3.0, (12, 12): 1.8}
POSTAGES: Final = (0, 0, 0, 6 * SCALE, 8 * SCALE, 105_000)
FIRST_DAY: Final = 15_340
"""2012-01-01: numbers count from here, and nothing in the world is older."""

_HOURS_SUMMED: Final = tuple(accumulate(HOURS))


class Edited(Protocol):
    """Something with a list of edits, in order of time."""

    number: int
    created: int
    edits: list[int]


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
        rng = generator(seed, "world")
        self.shops = masters.shops()
        self.warehouses = masters.warehouses()
        self.carriers = masters.carriers()
        self.providers = masters.providers()
        self.catalog = Catalog(rng, self.shops)
        self.storeroom = Storeroom(
            self.catalog.specs,
            [warehouse for warehouse in self.warehouses if not warehouse.disabled],
            rng=rng,
            day=first_day,
            orders_per_day=orders_per_day,
        )
        # Numbers leave room for the busiest day, so that a row's number depends on its day alone,
        # and for the lines of an order.
        self._stride = 16 * (5 * orders_per_day + 8)

    def run_day(self) -> News:
        """The next day."""
        day, news = self.next_day, News()
        self.next_day += 1
        rng = generator(self.seed, day)
        self.storeroom.begin(day)
        self._buy(day, rng, news)
        self._sell(day, rng, news)
        self._edit(day, rng, news)
        return news

    def _sell(self, day: int, rng: Random, news: News) -> None:
        start = day_start(day)
        shelves = {shop.number: self._offer(shop.number, start) for shop in self.shops}
        shops = [shop for shop in self.shops if shop.weight and shelves[shop.number][0]]
        weights = list(accumulate(shop.weight for shop in shops))
        moments = sorted(self._moment(start, rng) for _ in range(self._count(day, rng)))
        for serial, placed in enumerate(moments, 1):
            shop = shops[bisect_right(weights, rng.random() * weights[-1])]
            sales = basket(*shelves[shop.number], rng)
            lines = take_apart(sales)
            warehouse = self.storeroom.reserve(((line.spec, line.count) for line in lines), rng)
            if warehouse is None:
                continue  # sold out
            order = Order(
                number=(day - FIRST_DAY) * self._stride + serial * 16,
                serial=serial,
                shop=shop,
                buyer=rng.randrange(1, 40 * self.orders_per_day + 500),
                warehouse=warehouse,
                carrier=self.carriers[rng.randrange(4)],
                sales=sales,
                lines=lines,
                post=rng.choice(POSTAGES),
                placed=placed,
            )
            live(order, rng)
            news.orders.append(order)
            refund = refund_of(order, order.number, rng)
            if refund:
                order.refunds.append(refund)
                news.refunds.append(refund)
            self.storeroom.book(order)
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

    def _offer(self, shop: int, at: int) -> tuple[Sequence[Listing], Sequence[float]]:
        """What a shop offers, with running sums of how well it sells."""
        offered = [
            listing
            for listing in self.catalog.listings
            if listing.shop.number == shop
            and max(listing.created, item_created(listing.item)) < at < item_deleted(listing.item)
        ]
        demand = (item.demand if isinstance(item := one.item, Spec) else 2.0 for one in offered)
        return offered, list(accumulate(demand))

    def _buy(self, day: int, rng: Random, news: News) -> None:
        """Every provider is looked at every fourth day."""
        for provider in self.providers:
            if provider.disabled or (day + provider.number) % 4:
                continue
            for warehouse in self.storeroom.warehouses:
                wanted = self.storeroom.wanted(provider, warehouse)[:12]
                if not wanted:
                    continue
                serial = len(news.purchases) + 1
                purchase = Purchase(
                    number=(day - FIRST_DAY) * 32 + serial,
                    serial=serial,
                    provider=provider,
                    warehouse=warehouse,
                    lines=[
                        PurchaseLine(spec, count, count // rng.choice((1, 1, 2)), spec.cost)
                        for spec, count in wanted
                    ],
                    post=rng.choice((0, 12 * SCALE, 35 * SCALE)),
                    created=day_start(day) + 9 * HOUR + rng.randrange(4 * HOUR),
                )
                schedule(purchase, rng)
                news.purchases.append(purchase)
                self.storeroom.expect(purchase)
                if purchase.checked < NEVER:
                    news.edits.append((provider, purchase.checked))

    def _edit(self, day: int, rng: Random, news: News) -> None:
        """Products, suites and listings are edited; shops renew their session with the platform."""
        start = day_start(day)
        office = start + 10 * HOUR
        edits: list[tuple[Edited, int]] = [
            (rng.choice(self.catalog.goods), office + rng.randrange(8 * HOUR))
        ]
        if chance(rng, 30):
            edits.append((rng.choice(self.catalog.suites), office + rng.randrange(8 * HOUR)))
        edits += [
            (shop, start + 3 * HOUR + shop.number)
            for shop in self.shops
            if shop.weight and (day + shop.number * 4) % 30 == 0
        ]
        # Late at night the platforms are told what is left of what was sold.
        edits += [
            (listing, start + 23 * HOUR + listing.number % HOUR)
            for listing in self.catalog.listings
            if listing.sold == day
        ]
        news.edits.extend((thing, moment) for thing, moment in edits if thing.created < moment)
