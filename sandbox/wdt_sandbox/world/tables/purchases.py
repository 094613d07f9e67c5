"""Purchase orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import SCALE
from wdt_sandbox.world.purchases import Purchase
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.purchases import PurchaseLine

TAX: int = 1300
"""Rate, in 1/10,000."""


def status(purchase: Purchase, at: int) -> int:
    """Where the purchase order stands."""
    for state, moment in (
        (10, purchase.canceled),
        (90, purchase.settled),
        (60, purchase.arrived),
        (50, purchase.first),
        (40, purchase.checked),
        (30, purchase.submitted),
    ):
        if moment <= at:
            return state
    return 20


def stockin_status(purchase: Purchase, at: int) -> int:
    """0 nothing is in, 1 a part, 2 all."""
    if purchase.arrived <= at:
        return 2
    return int(purchase.first <= at)


def purchase_no(purchase: Purchase) -> str:
    """The number of the purchase order."""
    return common.numbered("CG", purchase.created, purchase.serial)


def _taxed(amount: int) -> int:
    return amount * (SCALE + TAX) // SCALE


class Purchases(Table[Purchase]):
    """Purchase orders, from the draft to the settlement."""

    lines: ClassVar[str] = "detail_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "purchase_no": lambda purchase, _: purchase_no(purchase),
        "provider_no": lambda purchase, _: purchase.provider.no,
        "warehouse_no": lambda purchase, _: purchase.warehouse.no,
        "status": status,
        "stockin_status": stockin_status,
    }

    def moments(self, entity: Purchase) -> Iterable[int]:
        """Drafted, submitted, checked, received in one or two parts, settled or cancelled."""
        return (
            entity.created,
            entity.submitted,
            entity.checked,
            entity.first,
            entity.arrived,
            entity.settled,
            entity.canceled,
        )

    def number(self, entity: Purchase) -> int:
        """The purchase order's number."""
        return entity.number

    def row(self, entity: Purchase, at: int) -> Row:
        """The whole purchase order."""
        purchase = entity
        fee = sum(line.price * line.count for line in purchase.lines)
        taxed = sum(_taxed(line.price * line.count) for line in purchase.lines)
        received = sum(purchase.received(line, at) for line in purchase.lines) * SCALE
        return {
            NUMBER: purchase.number,
            CREATED: purchase.created,
            MODIFIED: at,
            **common.warehouse_of(purchase.warehouse),
            "purchase_id": purchase.number,
            "purchase_no": purchase_no(purchase),
            "provider_id": purchase.provider.number,
            "provider_no": purchase.provider.no,
            "provider_name": purchase.provider.name,
            "status": status(purchase, at),
            "stockin_status": stockin_status(purchase, at),
            "settle_status": 3 if purchase.settled <= at else int(purchase.arrived <= at),
            "creator_name": "阿May",
            "purchaser_name": "阿May",
            "check_operator_name": "老周" if purchase.checked <= at else "",
            "logistics_id": 15,
            "logistics_name": "未知",
            "logistics_no": "1023",
            "goods_fee": fee,
            "post_fee": purchase.post,
            "total_fee": taxed + purchase.post,
            "tax_fee": taxed,
            "goods_type_count": len(purchase.lines),
            "goods_count": sum(line.count for line in purchase.lines) * SCALE,
            "goods_arrive_count": received,
            "goods_stockin_count": received,
            "expect_arrive_time": purchase.created + purchase.provider.lead_days * 86_400,
            "created": purchase.created,
            "check_time": by(purchase.checked, at),
            "modified": at,
            "detail_list": [
                _line(purchase, place, line, at) for place, line in enumerate(purchase.lines)
            ],
        }


def _line(purchase: Purchase, place: int, line: PurchaseLine, at: int) -> Row:
    received, ordered = purchase.received(line, at), line.count
    boxes = ordered * SCALE // 6
    tax_price = _taxed(line.price)
    return {
        NUMBER: purchase.number * 16 + place,
        CREATED: purchase.created,
        **common.spec_of(line.spec),
        "rec_id": purchase.number * 16 + place,
        "purchase_id": purchase.number,
        "retail_price": line.spec.price,
        "provider_goods_no": f"GY-{line.spec.no}",
        "short_name": line.spec.goods.name[:2],
        "num": ordered * SCALE,
        "num2": boxes,
        "confirm_num": ordered * SCALE if purchase.checked <= at else 0,
        "arrive_num": 0,
        "stockin_num": received * SCALE,
        "settle_num": ordered * SCALE if purchase.settled <= at else 0,
        "stockin_amount": received * line.price,
        "lack_num": (ordered - received) * SCALE,
        "unit_ratio": 6 * SCALE,
        "purchase_unit_name": "箱",
        "base_unit_name": line.spec.goods.group.unit,
        "price": line.price,
        "purchase_price": line.price,
        "aux_price": line.price * 6,
        "discount": SCALE,
        "tax_rate": TAX,
        "tax_price": tax_price,
        "tax_amount": _taxed(line.price * ordered),
        "dis_price": line.price,
        "amount": line.price * ordered,
        "aux_amount": line.price * ordered,
        "weight": line.spec.weight * ordered,
        "modified": at,
        "created": purchase.created,
    }
