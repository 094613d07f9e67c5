"""What lies in a warehouse, from what came in, what went out and what is promised."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from wdt_sandbox.world.catalog import Spec
    from wdt_sandbox.world.masters import Warehouse


class Ledger:
    """A running sum, as of any moment."""

    def __init__(self) -> None:
        self._moments = array("q")
        self._quantities = array("q")
        self._totals = array("q")

    def enter(self, moment: int, quantity: int) -> None:
        """Enter a movement, in any order of time."""
        self._moments.append(moment)
        self._quantities.append(quantity)

    def total(self, at: int) -> int:
        """The sum of all movements up to a moment."""
        self._settle()
        position = bisect_right(self._moments, at)
        return self._totals[position - 1] if position else 0

    def last(self, at: int) -> int:
        """The latest movement up to a moment, or -1."""
        self._settle()
        position = bisect_right(self._moments, at)
        return self._moments[position - 1] if position else -1

    def _settle(self) -> None:
        if len(self._totals) == len(self._moments):
            return
        entries = sorted(zip(self._moments, self._quantities, strict=True))
        self._moments = array("q", (moment for moment, _ in entries))
        self._quantities = array("q", (quantity for _, quantity in entries))
        self._totals = array("q", accumulate(self._quantities))


class StockRow:
    """One specification in one warehouse."""

    def __init__(self, number: int, spec: Spec, warehouse: Warehouse, created: int) -> None:
        self.number = number
        self.spec = spec
        self.warehouse = warehouse
        self.created = created
        self.stock = Ledger()
        self.unpaid = Ledger()
        self.ordered = Ledger()
        self.sending = Ledger()
        self.coming = Ledger()
        self.returning = Ledger()
        self.sold = Ledger()
        self.changes = Ledger()
        self.fresh = array("q")
        """Moments of changes that the table has not been told of."""

    def move(self, ledger: Ledger, moment: int, quantity: int) -> None:
        """Enter a movement; the row changes with it."""
        if moment < NEVER:
            ledger.enter(moment, quantity)
            self.changes.enter(moment, 1)
            self.fresh.append(moment)
