"""Sales stock-outs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY, SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.table import NEVER, Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by
from wdt_sandbox.world.tables.trades import trade_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.orders import Line, Order

CONFIRM: int = 6 * 3600
"""So long after it was shipped, a stock-out is completed."""


def status(order: Order, at: int) -> int:
    """Where the stock-out stands."""
    for state, moment in (
        (5, order.canceled),
        (110, order.shipped + CONFIRM),
        (90, order.shipped),
        (79, order.picked),
    ):
        if moment <= at:
            return state
    return 60


class Stockouts(Table["Order"]):
    """One stock-out for every order that was checked."""

    lines: ClassVar[str] = "details_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda order, _: order.shop,
        "shop_no": lambda order, _: order.shop.no,
        "warehouse_no": lambda order, _: order.warehouse.no,
        "status": status,
        "order_no": lambda order, _: common.stockout_no(order),
        "src_order_no": lambda order, _: common.trade_no(order),
        "src_trade_no": lambda order, _: common.tid(order),
        "logistics_no": lambda order, at: common.waybill(order) if order.picked <= at else "",
    }
    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "consign_time": lambda order: order.shipped,
    }

    def moments(self, entity: Order) -> Iterable[int]:
        """Made when the order was checked, picked, shipped, completed or cancelled."""
        completed = entity.shipped + CONFIRM if entity.shipped < NEVER else NEVER
        return entity.checked, entity.picked, entity.shipped, completed, entity.canceled

    def number(self, entity: Order) -> int:
        """The order's number: the ERP numbers stock-outs apart, the sandbox need not."""
        return entity.number

    def row(self, entity: Order, at: int) -> Row:
        """The whole stock-out."""
        order = entity
        shipped, picked = order.shipped <= at, order.picked <= at
        pieces = sum(line.count for line in order.lines) * SCALE
        cost = sum(line.spec.cost * line.count for line in order.lines)
        weight = sum(line.spec.weight * line.count for line in order.lines)
        clerk = names.OPERATORS[order.number // 16 % 4]
        system = clerk == "系统"
        return {
            NUMBER: order.number,
            CREATED: order.checked,
            MODIFIED: at,
            **common.shop_of(order.shop),
            **common.warehouse_of(order.warehouse),
            **common.receiver(order),
            **common.carrier_of(order.carrier),
            "stockout_id": order.number,
            "order_no": common.stockout_no(order),
            "src_order_no": common.trade_no(order),
            "src_order_id": order.number,
            "trade_id": order.number,
            "trade_no": common.trade_no(order),
            "src_trade_no": common.tid(order),
            "order_type": 1,
            "trade_type": common.trade_type(order),
            "status": status(order, at),
            "trade_status": trade_status(order, at),
            "refund_status": common.refund_state(order, at),
            "consign_status": 16 if picked else 0,
            "block_reason": 2 if order.canceled <= at else 0,
            "consign_time": by(order.shipped, at),
            "trade_time": order.placed,
            "pay_time": by(order.paid, at),
            "created": order.submitted,
            "stock_check_time": order.checked,
            "created_date": order.checked,
            "modified": at,
            "logistics_no": common.waybill(order) if picked else "",
            "receiver_dtb": names.place(order.buyer).area.split(" ")[-1],
            "goods_count": pieces,
            "goods_type_count": len({line.spec.number for line in order.lines}),
            "goods_total_amount": order.due - order.post,
            "goods_total_cost": cost,
            "receivable": order.due,
            "paid": order.due,
            "post_amount": order.post,
            "discount": order.discount,
            "weight": weight if shipped else 0,
            "post_fee": 32_000 + weight // 20,
            "calc_post_cost": 32_000 + weight // 20,
            "nick_name": names.nick(order.buyer),
            "customer_no": f"KH{order.buyer:010}",
            "customer_name": names.person(order.buyer),
            "customer_id": 500_000 + order.buyer,
            "salesman_no": "" if system else "emp-01",
            "fullname": "" if system else clerk,
            "employee_no": "" if system else "emp-01",
            "picker_name": clerk if picked else "",
            "examiner_name": clerk if shipped else "",
            "consigner_name": clerk if shipped else "",
            "packager_name": clerk if shipped else "",
            "printer_name": "系统",
            "picklist_no": f"FJ{order.picked // 7200}" if picked else "",
            "picklist_seq": order.serial if picked else 0,
            "buyer_message": names.MESSAGES[order.number // 16 % len(names.MESSAGES)],
            "cs_remark": names.SERVICE_REMARKS[order.number // 48 % len(names.SERVICE_REMARKS)],
            "logistics_list": [_parcel(order, weight)] if picked else [],
            "details_list": [
                _line(order, place, line, at) for place, line in enumerate(order.lines)
            ],
            "gov_subsidy_info": common.subsidy(order),
        }


def _parcel(order: Order, weight: int) -> Row:
    return {
        NUMBER: order.number,
        "rec_id": order.number,
        "stockout_id": order.number,
        "logistics_id": order.carrier.number,
        "logistics_no": common.waybill(order),
        "logistics_name": order.carrier.name,
        "calc_weight": weight,
        "weight": weight,
        "postage": 32_000 + weight // 20,
        "volume": weight // 3,
    }


def _line(order: Order, place: int, line: Line, at: int) -> Row:
    suite = line.suite
    number = order.number + place
    expires = line.spec.goods.group.perishable
    position = {
        NUMBER: number,
        "rec_id": number,
        "stockout_detail_id": number,
        "position_id": 18,
        "position_no": "A-01-02",
        "batch_no": f"P{order.shipped // DAY}" if expires else "",
        "position_goods_count": line.count * SCALE,
        "expire_date": order.checked // DAY * DAY + 300 * DAY if expires else None,
        "production_date": order.checked // DAY * DAY - 65 * DAY if expires else None,
    }
    return {
        NUMBER: number,
        **common.spec_of(line.spec),
        **common.listing_of(order.sales[line.sale].listing),
        "rec_id": number,
        "stockout_id": order.number,
        "src_order_detail_id": number,
        "sale_order_id": number,
        "src_order_type": 1,
        "platform_id": order.shop.platform,
        "refund_status": common.line_refund(order, line.sale, at),
        "goods_count": line.count * SCALE,
        "num": line.count * SCALE,
        "num2": line.count * SCALE,
        "sell_price": line.due // line.count,
        "share_price": line.due // line.count,
        "share_amount": line.due,
        "goods_amount": line.due,
        "market_price": line.price,
        "discount": line.discount,
        "paid": line.due,
        "share_post_amount": order.post // len(order.lines),
        "cost_price": line.spec.cost,
        "total_amount": line.spec.cost * line.count,
        "weight": line.spec.weight * line.count,
        "src_oid": common.oid(order, line.sale),
        "src_tid": common.tid(order),
        "suite_no": suite.no if suite else "",
        "suite_num": order.sales[line.sale].count * SCALE if suite else 0,
        "sn_list": f"SN{number},SN{number}B" if number % 5 == 0 else "",
        "is_examined": order.shipped <= at,
        "expire_date": position["expire_date"],
        "modified_date": at,
        "created_date": order.checked,
        "position_details_list": [position],
        "pick_position_details_list": [{**position, "spec_no": line.spec.no}],
    }
