"""Refunds, returns and exchanges in the ERP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.orders import EXCHANGE, Refund
from wdt_sandbox.world.table import Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import Row, by
from wdt_sandbox.world.tables.raw_refunds import process_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.orders import Line

SENT_BACK = 35  # the last that is documented for refunds; raw refunds have 40


def status(refund: Refund, at: int) -> int:
    """Where the ERP's refund stands."""
    for state, moment in (
        (10, refund.withdrawn),
        (90, refund.settled),
        (80, refund.succeeded),
        (30, refund.agreed),
    ):
        if moment <= at:
            return state
    return 20


def stockin_status(refund: Refund, at: int) -> int:
    """0 nothing to come in, 1 to come, 3 all in."""
    return (3 if refund.stocked <= at else 1) if refund.goods_back else 0


class Refunds(Table[Refund]):
    """The ERP's refunds, returns and exchanges."""

    lines: ClassVar[str] = "detail_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda refund, _: refund.order.shop,
        "shop_no": lambda refund, _: refund.order.shop.no,
        "refund_no": lambda refund, _: common.refund_no(refund),
        "tid_list": lambda refund, _: common.tid(refund.order),
        "trade_no_list": lambda refund, _: common.trade_no(refund.order),
        "return_warehouse_no": lambda refund, _: refund.order.warehouse.no,
        "status": status,
        "stockin_status": stockin_status,
        "type": lambda refund, _: refund.kind,
        "rr_status": common.platform_refund_state,
    }
    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {
        "settle_time": lambda refund: refund.settled,
        "check_time": lambda refund: refund.agreed,
        "current_phase_timeout": lambda refund: refund.succeeded,
    }

    def moments(self, entity: Refund) -> Iterable[int]:
        """Submitted, agreed to, sent back, taken in, paid back, settled or withdrawn."""
        return (
            entity.submitted,
            entity.agreed,
            entity.sent,
            entity.stocked,
            entity.succeeded,
            entity.settled,
            entity.withdrawn,
        )

    def number(self, entity: Refund) -> int:
        """The refund's number."""
        return entity.number

    def row(self, entity: Refund, at: int) -> Row:
        """The whole refund."""
        refund, order = entity, entity.order
        sent, done = refund.sent <= at, refund.succeeded <= at
        lines = refund.lines
        returning = sum(count for _, _, count in lines) * SCALE if refund.goods_back else 0
        goods_amount = sum(line.due * count // line.count for _, line, count in lines)
        receiver = common.receiver(order)
        return {
            NUMBER: refund.number,
            CREATED: refund.submitted,
            MODIFIED: at,
            **common.shop_of(order.shop),
            "refund_id": refund.number,
            "refund_no": common.refund_no(refund),
            "src_tids": common.tid(order),
            "tid_list": common.tid(order),
            "trade_id": order.number,
            "trade_no_list": common.trade_no(order),
            "raw_refund_nos": common.raw_refund_no(refund),
            "pay_id": f"20{order.placed}{order.buyer:08}",
            "type": refund.kind,
            "status": status(refund, at),
            "rr_status": common.platform_refund_state(refund, at),
            "process_status": min(process_status(refund, at), SENT_BACK),
            "stockin_status": stockin_status(refund, at),
            "return_goods_count": returning,
            "return_goods_amount": goods_amount if refund.goods_back else 0,
            "guarantee_refund_amount": refund.amount,
            "actual_refund_amount": refund.amount if done else 0,
            "receiver_telno": receiver["receiver_mobile"],
            "receiver_name": receiver["receiver_name"],
            "buyer_nick": names.nick(order.buyer),
            "customer_name": names.person(order.buyer),
            "customer_id": 500_000 + order.buyer,
            "reason_name": names.REFUND_REASONS[refund.reason],
            "reason_id": refund.reason + 90,
            "refund_reason": names.REFUND_REASONS[refund.reason],
            "operator_name": names.OPERATORS[refund.number // 16 % 4],
            "return_logistics_no": f"RT{refund.number:012}" if sent else "",
            "return_logistics_name": "顺丰速运" if sent else "",
            "return_warehouse_no": order.warehouse.no,
            "return_warehouse_id": order.warehouse.number,
            "warehouse_type": order.warehouse.kind,
            "return_mask_info": "拒收" if refund.number // 16 % 7 == 0 else "",
            "wms_code": f"W{refund.number}" if refund.stocked <= at else "",
            "sync_return": done,
            "settle_time": by(refund.settled, at),
            "check_time": by(refund.agreed, at),
            "refund_time": refund.applied,
            "current_phase_timeout": by(refund.succeeded, at),
            "modified": at,
            "modified_date": at,
            "created": refund.submitted,
            "detail_list": [
                self._line(refund, place, line, count, at) for place, line, count in lines
            ],
            "amount_detail_list": [_money(refund)] if refund.amount else [],
            "swap_order": _swap(refund) if refund.kind == EXCHANGE else None,
            "gov_subsidy_info": common.subsidy(order),
        }

    @staticmethod
    def _line(refund: Refund, place: int, line: Line, count: int, at: int) -> Row:
        order, suite = refund.order, line.suite
        listing = order.sales[line.sale].listing
        amount = line.due * count // line.count
        return {
            NUMBER: refund.number + place,
            **common.spec_of(line.spec),
            **common.listing_of(listing),
            "rec_id": refund.number + place,
            "refund_id": refund.number,
            "trade_order_id": order.number + place,
            "sales_trade_id": order.number,
            "platform_id": order.shop.platform,
            "oid": common.oid(order, line.sale),
            "tid": common.tid(order),
            "trade_no": common.trade_no(order),
            "num": line.count * SCALE,
            "price": line.due // line.count,
            "original_price": line.price,
            "checked_cost_price": line.spec.cost,
            "refund_num": count * SCALE,
            "total_amount": amount,
            "refund_amount": amount if refund.succeeded <= at else 0,
            "is_guarantee": order.shop.platform != 0,
            "goods_id": listing.api_goods,
            "spec_id": listing.api_spec,
            "sys_goods_id": line.spec.goods.number,
            "sys_spec_id": line.spec.number,
            "stockin_num": count * SCALE if refund.stocked <= at else 0,
            "discount": line.discount,
            "paid": line.due,
            "suite_id": suite.number if suite else 0,
            "suite_no": suite.no if suite else "",
            "suite_name": suite.name if suite else "",
            "suite_num": order.sales[line.sale].count * SCALE if suite else 0,
            "raw_refund_no": common.raw_refund_no(refund),
            "raw_refund_nos": common.raw_refund_no(refund),
            "modified": at,
            "modified_date": at,
            "created": refund.submitted,
        }


def _money(refund: Refund) -> Row:
    return {
        NUMBER: refund.number,
        "rec_id": refund.number,
        "refund_id": refund.number,
        "refund_type": 1,
        "is_return": 0,
        "refund_amount": refund.amount,
        "is_guarantee": refund.order.shop.platform != 0,
        "is_auto": True,
        "account_id": 3,
        "pay_account": names.mobile(refund.order.buyer),
        "account_name": names.person(refund.order.buyer),
        "account_bank": "招商银行",
    }


def _swap(refund: Refund) -> Row:
    """What is sent in exchange: the same again."""
    order = refund.order
    place = names.place(order.buyer)
    return {
        **common.shop_of(order.shop),
        **common.warehouse_of(order.warehouse),
        NUMBER: refund.number,
        "tid": f"{common.tid(order)}-H",
        "swap_province": place.province,
        "swap_city": place.city,
        "swap_district": place.district,
        "swap_area": place.area,
        "swap_logistics_id": order.carrier.number,
        "swap_order_detail_list": [
            {
                **common.spec_of(line.spec),
                NUMBER: refund.number + index,
                "oid": f"{common.oid(order, line.sale)}-H",
                "target_type": 1,
                "target_id": line.spec.number,
                "merchant_no": line.spec.no,
                "price": line.spec.price,
                "total_amount": line.spec.price * count,
                "num": count * SCALE,
            }
            for index, line, count in refund.lines
        ],
    }
