"""The world behind the gateways: a shop that lives, and the tables that tell of it."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from wdt_sandbox.declare import Lines
from wdt_sandbox.wire import day_of
from wdt_sandbox.world.simulation import Simulation
from wdt_sandbox.world.table import NEVER, Table
from wdt_sandbox.world.tables import masters
from wdt_sandbox.world.tables.catalog import GoodsTable, Listings, Suites
from wdt_sandbox.world.tables.derived import views
from wdt_sandbox.world.tables.purchases import Purchases
from wdt_sandbox.world.tables.raw_refunds import RawRefunds
from wdt_sandbox.world.tables.raw_trades import RawTrades
from wdt_sandbox.world.tables.refunds import Refunds
from wdt_sandbox.world.tables.stock import Stock
from wdt_sandbox.world.tables.stockins import ReturnStockins
from wdt_sandbox.world.tables.stockouts import Stockouts
from wdt_sandbox.world.tables.synthetic import Synthetic
from wdt_sandbox.world.tables.trades import Trades
from wdt_sandbox.world.tables.views import Inner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdt_sandbox.declare import Interface
    from wdt_sandbox.world.masters import Provider
    from wdt_sandbox.world.simulation import News


class World:
    """All tables, as far as the simulation has run."""

    def __init__(self, seed: int, start: int, orders_per_day: int) -> None:
        self._first_day = day_of(start)
        self._simulation = Simulation(seed, self._first_day, orders_per_day)
        self._synthetic: dict[str, Synthetic] = {}
        self.shops = masters.Shops()
        self.warehouses = masters.Warehouses()
        self.carriers = masters.Carriers()
        self.providers = masters.Providers()
        self.goods = GoodsTable()
        self.suites = Suites()
        self.listings = Listings()
        self.raw_trades = RawTrades()
        self.trades = Trades()
        self.stockouts = Stockouts()
        self.raw_refunds = RawRefunds()
        self.refunds = Refunds()
        self.return_stockins = ReturnStockins()
        self.purchases = Purchases()
        self.stock = Stock()
        sim = self._simulation
        self._edited: dict[int, tuple[Table[Any], int]] = {}
        self._enter(self.shops, sim.shops)
        self._enter(self.warehouses, sim.warehouses)
        self._enter(self.carriers, sim.carriers)
        self._enter(self.providers, sim.providers)
        self._enter(self.goods, sim.catalog.goods)
        self._enter(self.suites, sim.catalog.suites)
        self._enter(self.listings, sim.catalog.listings)
        for row in sim.storeroom.rows.values():
            self.stock.add(row)
        providers = {provider.number: provider for provider in sim.providers}
        self._provider_of = {
            spec.number: providers[spec.goods.group.provider] for spec in sim.catalog.specs
        }
        self._inner: dict[str, Inner] = {}
        self._views = views(self)

    def reach(self, at: int) -> None:
        """Let the simulation run until a moment is in the past of every row it can have."""
        while self._simulation.next_day <= day_of(at):
            self._tell(self._simulation.run_day())

    def table(self, interface: Interface) -> Table[Any]:
        """The rows behind an interface, made up when they are first asked for."""
        source = interface.table
        if isinstance(source, str):
            table: Table[Any] = self._views.get(source) or getattr(self, source)
            return table
        if isinstance(source, Lines):
            return self._lines(interface.method, source)
        synthetic = self._synthetic.get(interface.method)
        if synthetic is None:
            synthetic = Synthetic(interface.method, source, self._simulation)
            self._synthetic[interface.method] = synthetic
        synthetic.reach(self._first_day, self._simulation.next_day - 1)
        return synthetic

    def provider_of(self, spec: int) -> Provider:
        """Who provides a specification."""
        return self._provider_of[spec]

    def _lines(self, name: str, source: Lines) -> Inner:
        base = self.table(source.of)
        if name not in self._inner:
            self._inner[name] = Inner(base, itemgetter(source.rows), source.by)
        return self._inner[name]

    def _enter(self, table: Table[Any], entities: Iterable[Any]) -> None:
        for entity in entities:
            self._edited[id(entity)] = table, table.add(entity)

    def _tell(self, news: News) -> None:
        for order in news.orders:
            self.raw_trades.add(order)
            self.trades.add(order)
            if order.checked < NEVER:
                self.stockouts.add(order)
        for refund in news.refunds:
            self.raw_refunds.add(refund)
            self.refunds.add(refund)
            if refund.arrived < NEVER:
                self.return_stockins.add(refund)
        for purchase in news.purchases:
            self.purchases.add(purchase)
        for thing, moment in sorted(news.edits, key=itemgetter(1)):
            thing.edits.append(moment)
            table, ordinal = self._edited[id(thing)]
            table.note(ordinal, moment)
