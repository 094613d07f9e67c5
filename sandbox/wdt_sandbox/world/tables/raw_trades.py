"""Orders as the platforms know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.catalog import Spec
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by
from wdt_sandbox.world.tables.trades import platform_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.orders import Order, Sale


def process_status(order: Order, at: int) -> int:
    """How far the ERP is with the raw order."""
    for status, moment in (
        (70, order.canceled),
        (60, order.finished),
        (40, order.shipped),
        (20, order.submitted),
    ):
        if moment <= at:
            return status
    return 10


class RawTrades(Table["Order"]):
    """Raw orders."""

    lines: ClassVar[str] = "trade_orders"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda order, _: order.shop,
        "shop_no": lambda order, _: order.shop.no,
        "tid": lambda order, _: common.tid(order),
    }

    def moments(self, entity: Order) -> Iterable[int]:
        """Fetched, submitted, paid, shipped, signed for, finished, cancelled, refunded."""
        return (
            entity.fetched,
            entity.submitted,
            max(entity.paid, entity.fetched),
            entity.shipped,
            entity.signed,
            entity.finished,
            entity.canceled,
            *common.refund_moments(entity),
        )

    def number(self, entity: Order) -> int:
        """The order's number."""
        return entity.number

    def row(self, entity: Order, at: int) -> Row:
        """The whole raw order."""
        order = entity
        paid = order.due if order.paid <= at else 0
        back = sum(r.amount for r in order.refunds if r.succeeded <= at)
        place = names.place(order.buyer)
        ended = min(order.finished, order.canceled)
        return {
            NUMBER: order.number,
            CREATED: order.fetched,
            MODIFIED: at,
            **common.shop_of(order.shop),
            **common.receiver(order),
            "rec_id": order.number,
            "tid": common.tid(order),
            "process_status": process_status(order, at),
            "trade_status": platform_status(order, at),
            "pay_status": 2 if paid else 0,
            "pay_method": (7, 8, 1)[order.buyer % 3],
            "refund_status": common.refund_state(order, at),
            "order_count": len(order.sales) * SCALE,
            "goods_count": sum(sale.count for sale in order.sales) * SCALE,
            "trade_time": order.placed,
            "pay_time": by(order.paid, at),
            "end_time": by(ended, at),
            "buyer_message": names.MESSAGES[order.number // 16 % len(names.MESSAGES)],
            "remark": names.SERVICE_REMARKS[order.number // 48 % len(names.SERVICE_REMARKS)],
            "buyer_nick": names.nick(order.buyer),
            "buyer_email": f"user{order.buyer}@example.invalid",
            "buyer_name": names.person(order.buyer),
            "buyer_area": place.area,
            "pay_id": f"20{order.placed}{order.buyer:08}" if paid else "",
            "pay_account": names.mobile(order.buyer),
            "to_deliver_time": "仅工作日" if order.buyer % 9 == 0 else "",
            "goods_amount": order.goods,
            "post_amount": order.post,
            "discount": order.discount,
            "receivable": order.due,
            "received": paid,
            "paid": paid,
            "platform_cost": order.due * 2 // 100,
            "refund_amount": back,
            "consumer_amount": order.due if order.number // 16 % 3 else None,
            "platform_amount": 0 if order.number // 16 % 3 else None,
            "currency": "CNY" if order.buyer % 2 else "",
            "pre_charge_time": order.fetched if order.number // 16 % 2 else None,
            "modified": at,
            "created": order.fetched,
            "trade_orders": [
                self._line(order, place, sale, at) for place, sale in enumerate(order.sales)
            ],
            "discount_list": [
                _discount(order, place, sale)
                for place, sale in enumerate(order.sales)
                if sale.discount + sale.shared
            ],
        }

    @staticmethod
    def _line(order: Order, place: int, sale: Sale, at: int) -> Row:
        listing = sale.listing
        refunds = [r for r in order.refunds if r.sale == place and r.fetched <= at]
        return {
            NUMBER: order.number + place,
            "rec_id": order.number + place,
            "tid": common.tid(order),
            "oid": common.oid(order, place),
            "refund_id": common.raw_refund_no(refunds[0]) if refunds else "",
            "platform_id": order.shop.platform,
            "status": platform_status(order, at),
            "process_status": process_status(order, at),
            "refund_status": common.line_refund(order, place, at),
            "goods_name": common.title(listing),
            "goods_no": listing.item.goods.no
            if isinstance(listing.item, Spec)
            else listing.item.no,
            "goods_id": listing.api_goods,
            "spec_no": listing.item.no,
            "spec_name": listing.item.name if isinstance(listing.item, Spec) else "",
            "spec_id": listing.api_spec,
            "num": sale.count * SCALE,
            "price": sale.price,
            "discount": sale.discount,
            "share_discount": sale.shared,
            "total_amount": sale.total,
            "share_amount": sale.due,
            "refund_amount": sum(r.amount for r in refunds if r.succeeded <= at),
            "logistics_no": common.waybill(order) if order.shipped <= at else "",
            "commission": sale.due * 5 // 100,
            "cid": "50012345" if order.shop.number % 2 else "",
            "modified": at,
            "created": order.fetched,
            "end_time": by(order.finished, at),
        }


def _discount(order: Order, place: int, sale: Sale) -> Row:
    return {
        NUMBER: order.number + place,
        "rec_id": order.number + place,
        "tid": common.tid(order),
        "oid": common.oid(order, place),
        "platform_id": order.shop.platform,
        "name": '满减"专享"' if sale.shared else "单品直降",
        "detail": "满100减10;不与其他优惠同享",
        "amount": sale.discount + sale.shared,
        "type": f"promo-{sale.listing.number}",
        "is_bonus": int(sale.shared > 0),
    }
