"""Purchase orders: what is ordered when stock runs low, and how it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wdt_sandbox.wire import DAY
from wdt_sandbox.world.draw import chance
from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from wdt_sandbox.world.catalog import Spec
    from wdt_sandbox.world.masters import Provider, Warehouse

HOUR: Final = 3600


@dataclass(slots=True)
class PurchaseLine:
    """So many pieces of a specification, and how many of them came with the first lorry."""

    spec: Spec
    count: int
    first: int
    price: int


@dataclass(slots=True)
class Purchase:
    """One purchase order."""

    number: int
    serial: int
    provider: Provider
    warehouse: Warehouse
    lines: Sequence[PurchaseLine]
    post: int
    created: int
    submitted: int = NEVER
    checked: int = NEVER
    first: int = NEVER
    arrived: int = NEVER
    settled: int = NEVER
    canceled: int = NEVER

    def received(self, line: PurchaseLine, at: int) -> int:
        """How many pieces of a line are in by a moment."""
        if self.arrived <= at:
            return line.count
        return line.first if self.first <= at else 0


def schedule(purchase: Purchase, rng: Random) -> None:
    """Decide when what happens to a purchase order."""
    between = rng.randrange
    purchase.submitted = purchase.created + between(60, HOUR)
    if chance(rng, 5):
        purchase.canceled = purchase.submitted + between(HOUR, DAY)
        return
    purchase.checked = purchase.submitted + between(600, 5 * HOUR)
    purchase.first = purchase.checked + purchase.provider.lead_days * DAY + between(DAY)
    whole = all(line.first == line.count for line in purchase.lines)
    purchase.arrived = purchase.first if whole else purchase.first + between(DAY, 3 * DAY)
    purchase.settled = purchase.arrived + between(5, 20) * DAY
