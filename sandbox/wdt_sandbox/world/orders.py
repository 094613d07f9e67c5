"""An order's life: what is bought, when it is paid, checked and shipped, and what comes back."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wdt_sandbox.wire import DAY, SCALE
from wdt_sandbox.world.catalog import Spec
from wdt_sandbox.world.draw import chance
from wdt_sandbox.world.masters import OFFLINE
from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from wdt_sandbox.world.catalog import Listing, Suite
    from wdt_sandbox.world.masters import Carrier, Shop, Warehouse

HOUR: Final = 3600

CANCEL_BEFORE_SHIPPING: Final = 1
RETURN: Final = 2
EXCHANGE: Final = 3
REFUND_ONLY: Final = 4


@dataclass(slots=True)
class Sale:
    """One line as the platform sold it."""

    listing: Listing
    count: int
    price: int
    discount: int
    shared: int
    """Its share of what was taken off the whole order."""

    @property
    def total(self) -> int:
        """Before anything is taken off."""
        return self.price * self.count

    @property
    def due(self) -> int:
        """What the buyer owes for it."""
        return self.total - self.discount - self.shared


@dataclass(slots=True)
class Line:
    """One line as the ERP ships it: a suite is taken apart, and its amounts with it."""

    sale: int
    spec: Spec
    count: int
    due: int
    discount: int
    suite: Suite | None = None

    @property
    def price(self) -> int:
        """The price of a piece before anything is taken off."""
        return (self.due + self.discount) // self.count


@dataclass(slots=True)
class Order:
    """One order, from the platform to the door."""

    number: int
    serial: int
    """Its place among the orders of its day."""

    shop: Shop
    buyer: int
    warehouse: Warehouse
    carrier: Carrier
    sales: Sequence[Sale]
    lines: Sequence[Line]
    post: int
    placed: int
    fetched: int = NEVER
    submitted: int = NEVER
    paid: int = NEVER
    checked: int = NEVER
    picked: int = NEVER
    shipped: int = NEVER
    signed: int = NEVER
    finished: int = NEVER
    canceled: int = NEVER
    refunds: list[Refund] = field(default_factory=list)

    @property
    def goods(self) -> int:
        """All its goods before anything is taken off."""
        return sum(sale.total for sale in self.sales)

    @property
    def discount(self) -> int:
        """All that is taken off."""
        return sum(sale.discount + sale.shared for sale in self.sales)

    @property
    def due(self) -> int:
        """What the buyer owes."""
        return sum(sale.due for sale in self.sales) + self.post


@dataclass(slots=True)
class Refund:
    """Money that goes back, with or without goods."""

    number: int
    serial: int
    order: Order
    sale: int
    kind: int
    count: int
    amount: int
    reason: int
    applied: int
    fetched: int
    submitted: int
    withdrawn: int = NEVER
    agreed: int = NEVER
    sent: int = NEVER
    arrived: int = NEVER
    stocked: int = NEVER
    succeeded: int = NEVER
    settled: int = NEVER

    @property
    def goods_back(self) -> bool:
        """Whether goods come back."""
        return self.kind in {RETURN, EXCHANGE}

    @property
    def lines(self) -> list[tuple[int, Line, int]]:
        """The order's lines that it is about: place, line, and the pieces that come back."""
        sold = self.order.sales[self.sale].count
        return [
            (place, line, line.count * self.count // sold)
            for place, line in enumerate(self.order.lines)
            if line.sale == self.sale
        ]


def live(order: Order, rng: Random) -> None:
    """Decide when what happens to an order."""
    between = rng.randrange
    order.fetched = order.placed + between(20, 400)
    order.submitted = order.fetched + between(30, 240)
    if order.shop.platform == OFFLINE:
        order.paid = order.placed
    elif chance(rng, 88):
        order.paid = order.placed + between(5, 900)
    elif chance(rng, 50):
        order.paid = order.placed + between(HOUR, 20 * HOUR)
    else:
        order.canceled = max(order.submitted, order.placed + between(HOUR, DAY)) + 60
        return
    ready = max(order.paid, order.submitted)
    if chance(rng, 4):
        order.canceled = ready + between(2 * HOUR, 9 * HOUR)
    checked = ready + between(300, 4 * HOUR)
    if checked >= order.canceled:
        return
    order.checked = checked
    picked = checked + between(1200, 6 * HOUR)
    if picked >= order.canceled:
        return
    order.picked = picked
    if order.canceled < NEVER:
        return
    delay = between(1, 4) * DAY if chance(rng, 5) else 0
    order.shipped = picked + between(600, 6 * HOUR) + delay
    order.signed = order.shipped + between(DAY, 4 * DAY)
    order.finished = order.signed + between(DAY, 7 * DAY)


def refund_of(order: Order, number: int, rng: Random) -> Refund | None:
    """The refund an order ends in, if it does."""
    between = rng.randrange
    sale = between(len(order.sales))
    if order.canceled < NEVER:
        if order.paid == NEVER:
            return None
        applied, kind = order.canceled - between(600, 90 * 60), CANCEL_BEFORE_SHIPPING
    elif chance(rng, 9):
        applied = order.signed + between(60, 6 * DAY)
        kind = rng.choices((RETURN, EXCHANGE, REFUND_ONLY), (55, 20, 25))[0]
    else:
        return None
    sold = order.sales[sale]
    count = between(1, sold.count + 1) if kind == RETURN else sold.count
    due = sold.due * count // sold.count
    amount = {EXCHANGE: 0, REFUND_ONLY: due * between(10, 60) // 100}.get(kind, due)
    fetched = applied + between(20, 300)
    refund = Refund(
        number=number,
        serial=order.serial,
        order=order,
        sale=sale,
        kind=kind,
        count=count,
        amount=amount,
        reason=between(6),
        applied=applied,
        fetched=fetched,
        submitted=fetched + between(30, 200),
    )
    _go_back(refund, rng)
    return refund


def _go_back(refund: Refund, rng: Random) -> None:
    """Decide when what happens to a refund."""
    between = rng.randrange
    if refund.kind == CANCEL_BEFORE_SHIPPING:
        refund.agreed = max(refund.order.canceled, refund.submitted + 10)
        refund.succeeded = refund.agreed + between(30, 600)
    elif chance(rng, 12):
        refund.withdrawn = refund.submitted + between(HOUR, DAY)
        return
    else:
        refund.agreed = refund.submitted + between(600, 30 * HOUR)
        refund.succeeded = refund.agreed + between(60, HOUR)
    if refund.goods_back:
        refund.sent = refund.agreed + between(HOUR, 2 * DAY)
        refund.arrived = refund.sent + between(DAY, 4 * DAY)
        refund.stocked = refund.arrived + between(600, DAY)
        refund.succeeded = refund.stocked + between(60, 2 * HOUR)
    refund.settled = refund.succeeded + between(HOUR, DAY)


def take_apart(sales: Sequence[Sale]) -> list[Line]:
    """The ERP's lines of what was sold; the amounts of a suite add up to the suite's."""
    lines = []
    for index, sale in enumerate(sales):
        off = sale.discount + sale.shared
        item = sale.listing.item
        if isinstance(item, Spec):
            lines.append(Line(index, item, sale.count, sale.due, off))
            continue
        weights = [spec.price * count for spec, count in item.parts]
        dues, offs = split(sale.due, weights), split(off, weights)
        for (spec, count), due, less in zip(item.parts, dues, offs, strict=True):
            lines.append(Line(index, spec, count * sale.count, due, less, item))
    return lines


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Shares of an amount by weight that add up to it exactly."""
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    shares[-1] += amount - sum(shares)
    return shares


def basket(offered: Sequence[Listing], summed: Sequence[float], rng: Random) -> list[Sale]:
    """What somebody buys of what is offered; the running sums say how well each thing sells."""
    chosen: dict[int, Listing] = {}
    for _ in range(rng.choices((1, 2, 3, 5), (62, 22, 11, 5))[0]):
        listing = offered[bisect_right(summed, rng.random() * summed[-1])]
        chosen[listing.number] = listing
    sales = [
        Sale(listing, rng.choices((1, 2, 3, 6), (75, 15, 6, 4))[0], listing.price, 0, 0)
        for listing in chosen.values()
    ]
    if chance(rng, 15):
        sales[0].discount = sales[0].total // 10
    if chance(rng, 35):
        dues = [sale.due for sale in sales]
        # A third of a yuan, so that shares have all four decimals.
        off = min(rng.choice((5, 10, 20, 33)) * SCALE + rng.choice((0, 3333)), sum(dues) // 4)
        for sale, share in zip(sales, split(off, dues), strict=True):
            sale.shared = share
    return sales
