"""Refunds as the platforms know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.catalog import Spec
from wdt_sandbox.world.orders import Refund
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def process_status(refund: Refund, at: int) -> int:
    """How far the ERP is with the raw refund."""
    if refund.succeeded <= at:
        return 40
    return 15 if refund.submitted <= at else 0


class RawRefunds(Table[Refund]):
    """Raw refunds."""

    lines: ClassVar[str] = "detail_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda refund, _: refund.order.shop,
        "shop_no": lambda refund, _: refund.order.shop.no,
        "platform_id": lambda refund, _: refund.order.shop.platform,
        "refund_no": lambda refund, _: common.raw_refund_no(refund),
        "tid": lambda refund, _: common.tid(refund.order),
        "oid": lambda refund, _: common.oid(refund.order, refund.sale),
    }
    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "refund_time": lambda refund: refund.applied
    }

    def moments(self, entity: Refund) -> Iterable[int]:
        """Fetched, submitted, agreed to, sent back, done or withdrawn."""
        return (
            entity.fetched,
            entity.submitted,
            entity.agreed,
            entity.sent,
            entity.succeeded,
            entity.withdrawn,
        )

    def number(self, entity: Refund) -> int:
        """The refund's number."""
        return entity.number

    def row(self, entity: Refund, at: int) -> Row:
        """The whole raw refund."""
        refund, order = entity, entity.order
        sale = order.sales[refund.sale]
        item = sale.listing.item
        sent = refund.sent <= at
        # Every third platform sends no lines of its own; the ERP then makes one of the refund.
        from_header = order.shop.number % 3 == 0
        line = {
            NUMBER: refund.number,
            CREATED: refund.fetched,
            MODIFIED: at,
            "refund_id": refund.number if from_header else refund.number + 7,
            "type": int(from_header),
            "oid": common.oid(order, refund.sale),
            "platform_id": order.shop.platform,
            "refund_no": common.raw_refund_no(refund),
            "tid": common.tid(order),
            "status": common.platform_refund_state(refund, at),
            "goods_name": common.title(sale.listing),
            "goods_no": item.no,
            "goods_id": sale.listing.api_goods,
            "spec_name": item.name if isinstance(item, Spec) else "",
            "spec_no": item.no,
            "spec_id": sale.listing.api_spec,
            "num": refund.count * SCALE,
            "price": sale.price,
            "total_amount": sale.price * refund.count,
            "refund_time": refund.applied,
        }
        return {
            **line,
            **common.shop_of(order.shop),
            "refund_id": refund.number,
            "type": refund.kind,
            "process_status": process_status(refund, at),
            "pay_account": names.mobile(order.buyer),
            "pay_no": f"20{order.placed}{order.buyer:08}",
            "refund_amount": refund.amount,
            "actual_refund_amount": refund.amount if refund.succeeded <= at else 0,
            "current_phase_timeout": by(refund.succeeded, at),
            "title": common.title(sale.listing),
            "logistics_name": "顺丰速运" if sent else "",
            "logistics_no": f"RT{refund.number:012}" if sent else "",
            "buyer_nick": names.nick(order.buyer),
            "is_aftersale": order.shipped <= refund.applied,
            "reason": names.REFUND_REASONS[refund.reason],
            "reason_id": refund.reason + 90,
            "remark": names.REFUND_REMARKS[refund.reason],
            "refund_version": str(refund.applied * 1000),
            "modified": at,
            "created": refund.fetched,
            "detail_list": [line],
            "discount_list": _discounts(refund),
        }


def _discounts(refund: Refund) -> list[Row]:
    sale = refund.order.sales[refund.sale]
    off = (sale.discount + sale.shared) * refund.count // sale.count
    if not off:
        return []
    return [
        {
            NUMBER: refund.number,
            "rec_id": refund.number,
            "platform_id": refund.order.shop.platform,
            "refund_no": common.raw_refund_no(refund),
            "tid": common.tid(refund.order),
            "oid": common.oid(refund.order, refund.sale),
            "name": '满减"专享"',
            "amount": off,
        }
    ]
