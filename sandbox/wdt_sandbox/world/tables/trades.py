"""Sales orders of the ERP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY, SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.table import NEVER, Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.orders import Line, Order


def trade_status(order: Order, at: int) -> int:
    """Where the ERP's order stands."""
    for status, moment in (
        (5, order.canceled),
        (110, order.finished),
        (95, order.shipped),
        (55, order.checked),
        (30, order.paid),
    ):
        if moment <= at:
            return status
    return 10


def platform_status(order: Order, at: int) -> int:
    """Where the order stands on its platform."""
    for status, moment in (
        (90, order.canceled),
        (70, order.finished),
        (60, order.signed),
        (50, order.shipped),
        (30, order.paid),
    ):
        if moment <= at:
            return status
    return 10


class Trades(Table["Order"]):
    """System orders."""

    lines: ClassVar[str] = "detail_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda order, _: order.shop,
        "shop_no": lambda order, _: order.shop.no,
        "warehouse_no": lambda order, _: order.warehouse.no,
        "trade_status": trade_status,
        "trade_no": lambda order, _: common.trade_no(order),
        "src_tids": lambda order, _: common.tid(order),
        "logistics_no": lambda order, at: common.waybill(order) if order.shipped <= at else "",
    }
    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "pay_time": lambda order: order.paid,
        "trade_time": lambda order: order.placed,
    }

    def moments(self, entity: Order) -> Iterable[int]:
        """Submitted, paid, checked, shipped, finished or cancelled; refunds show too."""
        first = entity.submitted
        return (
            first,
            max(entity.paid, first),
            entity.checked,
            entity.shipped,
            entity.finished,
            entity.canceled,
            *common.refund_moments(entity),
        )

    def number(self, entity: Order) -> int:
        """The order's number."""
        return entity.number

    def row(self, entity: Order, at: int) -> Row:
        """The whole order."""
        order = entity
        shipped = order.shipped <= at
        pieces = sum(line.count for line in order.lines) * SCALE
        cost = sum(line.spec.cost * line.count for line in order.lines)
        weight = sum(line.spec.weight * line.count for line in order.lines)
        paid = order.paid <= at
        kinds = len({line.spec.number for line in order.lines})
        post_cost = 32_000 + weight // 20
        place = names.place(order.buyer)
        return {
            NUMBER: order.number,
            CREATED: order.submitted,
            MODIFIED: at,
            **common.shop_of(order.shop),
            **common.warehouse_of(order.warehouse),
            **common.receiver(order),
            **(common.carrier_of(order.carrier) if order.checked <= at else {}),
            "trade_id": order.number,
            "trade_no": common.trade_no(order),
            "src_tids": common.tid(order),
            "pay_account": names.mobile(order.buyer),
            "trade_status": trade_status(order, at),
            "trade_type": common.trade_type(order),
            "refund_status": common.refund_state(order, at),
            "trade_time": order.placed,
            "pay_time": by(order.paid, at),
            "consign_time": by(order.shipped, at),
            "buyer_nick": names.nick(order.buyer),
            "receiver_dtb": place.area.split(" ")[-1],
            "logistics_no": common.waybill(order) if shipped else "",
            "logistics_type_name": order.carrier.name if order.checked <= at else "",
            "buyer_message": names.MESSAGES[order.number // 16 % len(names.MESSAGES)],
            "cs_remark": names.SERVICE_REMARKS[order.number // 48 % len(names.SERVICE_REMARKS)],
            "goods_type_count": kinds * SCALE,
            "goods_count": pieces,
            "goods_amount": order.goods,
            "post_amount": order.post,
            "discount": order.discount,
            "receivable": order.due,
            "paid": order.due if paid else 0,
            "goods_cost": cost,
            "post_cost": post_cost,
            "weight": weight,
            "volume": weight // 3,
            "profit": order.due - cost - post_cost,
            "commission": order.due * 5 // 100,
            "checker_name": names.OPERATORS[order.number // 16 % 4],
            "stockout_no": common.stockout_no(order) if order.checked <= at else "",
            "single_spec_no": order.lines[0].spec.no if kinds == 1 else "",
            "raw_goods_count": sum(sale.count for sale in order.sales) * SCALE,
            "raw_goods_type_count": len(order.sales),
            "version_id": sum(moment <= at for moment in self.moments(order)),
            "modified": at,
            "created": order.submitted,
            "check_time": by(order.checked, at),
            "customer_name": names.person(order.buyer),
            "customer_no": f"KH{order.buyer:010}",
            "customer_id": 500_000 + order.buyer,
            "customer_unique_id": f"{order.shop.no}_{order.buyer:x}",
            "estimate_consign_time": order.paid + 2 * DAY if paid else None,
            "trade_mask": 128 if shipped else 0,
            "cancel_reason": "买家取消" if order.canceled <= at else "无",
            "end_time": by(order.finished, at),
            "settle_time": by(order.finished + DAY if order.finished < NEVER else NEVER, at),
            "pre_sync_time": by(order.shipped, at),
            "pre_sync_logistics_no": common.waybill(order) if shipped else "",
            "detail_list": [
                self._line(order, place, line, at) for place, line in enumerate(order.lines)
            ],
        }

    def _line(self, order: Order, place: int, line: Line, at: int) -> Row:
        sale = order.sales[line.sale]
        suite = line.suite
        refund = common.line_refund(order, line.sale, at)
        touched = [
            m for m in (order.shipped, order.canceled, *common.refund_moments(order)) if m <= at
        ]
        changed = max(touched, default=order.submitted)
        shipped = order.shipped <= at
        share_price = line.due // line.count
        return {
            NUMBER: order.number + place,
            **common.spec_of(line.spec),
            **common.listing_of(sale.listing),
            "trade_id": order.number,
            "rec_id": order.number + place,
            "platform_id": order.shop.platform,
            "src_oid": common.oid(order, line.sale),
            "src_tid": common.tid(order),
            "tid": common.tid(order),
            "pay_status": 2 if order.paid <= at else 0,
            "refund_status": refund,
            "platform_status": platform_status(order, at),
            "num": line.count * SCALE,
            "price": line.price,
            "refund_num": line.count * SCALE if refund == common.REFUNDED else 0,
            "order_price": share_price,
            "share_price": share_price,
            "discount": line.discount,
            "share_amount": line.due,
            "paid": line.due if order.paid <= at else 0,
            "suite_id": suite.number if suite else 0,
            "suite_no": suite.no if suite else "",
            "suite_name": suite.name if suite else "",
            "suite_num": sale.count * SCALE if suite else 0,
            "suite_amount": sale.due if suite else 0,
            "suite_discount": sale.discount + sale.shared if suite else 0,
            "commission": line.due * 5 // 100,
            "weight": line.spec.weight * line.count,
            "actual_num": 0 if order.canceled <= at else line.count * SCALE,
            "avg_cost": line.spec.cost,
            "reserve_num": 0 if shipped else line.count * SCALE,
            "stock_state": 0 if shipped or order.canceled <= at else 3,
            "is_consigned": shipped,
            "is_received": order.paid <= at,
            "cid": 50_000_000 + line.spec.goods.class_id,
            "share_post_price": order.post // len(order.lines),
            "post_amount": order.post // len(order.lines),
            "pay_time": by(order.paid, at),
            "short_name": line.spec.goods.name[:2],
            "modified": changed,
            "created": order.submitted,
            "modified_date": changed,
            "created_date": order.submitted,
        }
