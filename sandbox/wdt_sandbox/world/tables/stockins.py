"""Goods that came back from customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY, SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.orders import EXCHANGE, Refund
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by
from wdt_sandbox.world.tables.refunds import status as refund_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.orders import Line

BROKEN: int = 2
"""The reason with which goods come back defective."""
CHECK: int = 300
"""So long before its goods are in stock, a stock-in waits for its check."""


def status(refund: Refund, at: int) -> int:
    """Where the stock-in stands."""
    if refund.stocked <= at:
        return 80
    return 30 if refund.stocked - CHECK <= at else 20


def stockin_no(refund: Refund) -> str:
    """The number of the stock-in."""
    return common.numbered("RK", refund.arrived, refund.serial)


class ReturnStockins(Table[Refund]):
    """One stock-in for every parcel that arrives."""

    lines: ClassVar[str] = "details_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda refund, _: refund.order.shop,
        "shop_no": lambda refund, _: refund.order.shop.no,
        "warehouse_no": lambda refund, _: refund.order.warehouse.no,
        "order_no": lambda refund, _: stockin_no(refund),
        "refund_no": lambda refund, _: common.refund_no(refund),
        "status": status,
    }
    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "check_time": lambda refund: refund.stocked
    }

    def moments(self, entity: Refund) -> Iterable[int]:
        """Made when the parcel arrives, handed to the checker, done, paid back, settled."""
        return (
            entity.arrived,
            entity.stocked - CHECK,
            entity.stocked,
            entity.succeeded,
            entity.settled,
        )

    def number(self, entity: Refund) -> int:
        """The refund's number."""
        return entity.number

    def row(self, entity: Refund, at: int) -> Row:
        """The whole stock-in."""
        refund, order = entity, entity.order
        lines = refund.lines
        pieces = sum(count for _, _, count in lines) * SCALE
        stocked = refund.stocked <= at
        amount = sum(line.due * count // line.count for _, line, count in lines)
        clerk = names.OPERATORS[4]
        return {
            NUMBER: refund.number,
            CREATED: refund.arrived,
            MODIFIED: at,
            **common.shop_of(order.shop),
            **common.warehouse_of(order.warehouse),
            "stockin_id": refund.number,
            "order_no": stockin_no(refund),
            "status": status(refund, at),
            "attach_type": refund.number // 16 % 4 if refund.number // 16 % 5 else None,
            "type": 3 if refund.kind == EXCHANGE else 2,
            "process_status": refund_status(refund, at),
            "src_order_type": 12,
            "src_order_id": refund.number,
            "src_order_no": common.refund_no(refund),
            "refund_no": common.refund_no(refund),
            "trade_no_list": common.trade_no(order),
            "tid_list": common.tid(order),
            "logistics_id": 2,
            "logistics_type": 8,
            "logistics_name": "顺丰速运",
            "logistics_no": f"RT{refund.number:012}",
            "goods_count": pieces,
            "goods_type_count": len(lines),
            "total_goods_stockin_num": pieces if stocked else 0,
            "total_price": sum(line.spec.cost * count for _, line, count in lines),
            "total_amount": amount,
            "refund_amount": amount,
            "sum_refund_amount": amount,
            "actual_refund_amount": refund.amount if refund.succeeded <= at else 0,
            "customer_no": f"KH{order.buyer:010}",
            "customer_name": names.person(order.buyer),
            "nick_name": names.nick(order.buyer),
            "operator_name": clerk,
            "check_operator_name": clerk if stocked else "",
            "reason": names.REFUND_REASONS[refund.reason],
            "reason_id": refund.reason + 90,
            "wms_code": f"W{refund.number}" if stocked else "",
            "contact_time": refund.arrived,
            "created_time": refund.arrived,
            "created": refund.arrived,
            "check_time": by(refund.stocked, at),
            "modified": at,
            "details_list": [_line(refund, *line, at) for line in lines],
            "gov_subsidy_info": common.subsidy(order),
        }


def _line(refund: Refund, place: int, line: Line, count: int, at: int) -> Row:
    order = refund.order
    number, amount = refund.number + place, line.due * count // line.count
    expires = line.spec.goods.group.perishable
    return {
        NUMBER: number,
        **common.spec_of(line.spec),
        "rec_id": number,
        "stockin_id": refund.number,
        "refund_detail_id": str(number),
        "num": count * SCALE,
        "num2": count * SCALE,
        "right_num": count * SCALE,
        "expect_num": count * SCALE,
        "stockin_num": count * SCALE if refund.stocked <= at else 0,
        "checked_cost_price": line.spec.cost,
        "total_cost": line.spec.cost * count,
        "defect": refund.reason == BROKEN,
        "goods_unit": "无",
        "base_unit_name": line.spec.goods.group.unit,
        "logistics_id": 2,
        "logistics_name": "顺丰速运",
        "logistics_no": f"RT{refund.number:012}",
        "warehouse_id": order.warehouse.number,
        "src_order_id": refund.number,
        "src_order_type": 12,
        "org_stockin_detail_id": number,
        "position_no": "销退暂存",
        "position_id": -5,
        "expire_date": refund.arrived // DAY * DAY + 200 * DAY if expires else None,
        "production_date": refund.arrived // DAY * DAY - 165 * DAY if expires else None,
        "refund_amount": amount,
        "actual_refund_amount": amount,
        "original_price": line.price,
        "custom_price1": line.spec.price // 3,
        "customer_price1": line.spec.price // 3,
        "sn_list": f"SN{number}" if number % 5 == 0 else "",
        "tid": common.tid(order),
        "modified": at,
        "created": refund.arrived,
        "refund_order_detail_list": [
            {
                NUMBER: number,
                **common.listing_of(order.sales[line.sale].listing),
                "refund_order_id": number,
                "stockin_order_detail_id": number,
                "price": line.due // line.count,
                "spec_no": line.spec.no,
                "stockin_num": count * SCALE,
                "refund_order_stockin_num": count * SCALE,
                "trade_type": common.trade_type(order),
                "oid": common.oid(order, line.sale),
                "tid": common.tid(order),
                "total_amount": amount,
                "refund_amount": amount,
            }
        ],
    }
