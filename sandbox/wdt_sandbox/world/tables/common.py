"""What the rows of an order's documents have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from wdt_sandbox.filler import NUMBER
from wdt_sandbox.wire import date_of, day_of
from wdt_sandbox.world import names
from wdt_sandbox.world.catalog import Spec
from wdt_sandbox.world.masters import OFFLINE, OWN, TAOBAO

if TYPE_CHECKING:
    from wdt_sandbox.world.catalog import Listing
    from wdt_sandbox.world.masters import Carrier, Shop, Warehouse
    from wdt_sandbox.world.orders import Order, Refund

Row = dict[str, Any]

REFUNDED: Final = 5
"""The state of a line whose money was paid back."""
OWN_ROW: Final = "_own"
"""Key of a row that may show personal data."""


def by(moment: int, at: int) -> int | None:
    """A moment, once it has come."""
    return moment if moment <= at else None


@lru_cache(maxsize=4096)
def _compact(day: int) -> str:
    return date_of(day).strftime("%Y%m%d")


def numbered(prefix: str, moment: int, serial: int) -> str:
    """A document number of the ERP."""
    return f"{prefix}{_compact(day_of(moment))}{serial:05}"


def tid(order: Order) -> str:
    """The order's number on its platform."""
    if order.shop.platform == TAOBAO:
        return f"{order.number:012}{order.buyer % 1_000_000:06}"
    return f"{order.shop.no}-{_compact(day_of(order.placed))}-{order.serial:05}"


def oid(order: Order, sale: int) -> str:
    """The number of one of the order's lines on its platform."""
    return f"{tid(order)}-{sale + 1}"


def trade_no(order: Order) -> str:
    """The order's number in the ERP."""
    return numbered("JY", order.placed, order.serial)


def stockout_no(order: Order) -> str:
    """The number of the order's stock-out."""
    return numbered("CK", order.placed, order.serial)


def waybill(order: Order) -> str:
    """The number on the parcel."""
    return f"{order.carrier.no}{order.number:013}"


def refund_no(refund: Refund) -> str:
    """The refund's number in the ERP."""
    return numbered("TK", refund.applied, refund.serial)


def raw_refund_no(refund: Refund) -> str:
    """The refund's number on its platform."""
    return f"{refund.number:010}{refund.applied % 10_000:04}"


def receiver(order: Order) -> Row:
    """Who gets the parcel."""
    place = names.place(order.buyer)
    return {
        "receiver_name": names.person(order.buyer),
        "receiver_province": place.province,
        "receiver_city": place.city,
        "receiver_district": place.district,
        "receiver_area": place.area,
        "receiver_address": place.street.format(order.buyer % 888 + 1),
        "receiver_mobile": names.mobile(order.buyer),
        "receiver_telno": f"0571-{order.buyer % 90_000 + 10_000}" if order.buyer % 11 == 0 else "",
        "receiver_zip": f"{place.district:06}",
    }


def shop_of(shop: Shop) -> Row:
    """The shop a document belongs to."""
    return {
        OWN_ROW: shop.platform in OWN,
        "platform_id": shop.platform,
        "shop_platform_id": shop.platform,
        "sub_platform_id": shop.sub_platform,
        "shop_id": shop.number,
        "shop_no": shop.no,
        "shop_name": shop.name,
    }


def warehouse_of(warehouse: Warehouse) -> Row:
    """The warehouse a document belongs to."""
    return {
        "warehouse_id": warehouse.number,
        "warehouse_no": warehouse.no,
        "warehouse_name": warehouse.name,
        "warehouse_type": warehouse.kind,
    }


def carrier_of(carrier: Carrier) -> Row:
    """Who carries the parcel."""
    return {
        "logistics_id": carrier.number,
        "logistics_type": carrier.kind,
        "logistics_name": carrier.name,
        "logistics_code": carrier.no,
    }


def spec_of(spec: Spec) -> Row:
    """The specification a line is about."""
    goods = spec.goods
    brand_no, brand = goods.brand
    return {
        "spec_id": spec.number,
        "spec_no": spec.no,
        "spec_name": spec.name,
        "spec_code": spec.barcode[-6:],
        "goods_id": goods.number,
        "goods_no": goods.no,
        "goods_name": goods.name,
        "barcode": spec.barcode,
        "brand_no": brand_no,
        "brand_name": brand,
        "class_id": goods.class_id,
        "class_name": goods.group.name,
        "unit_name": goods.group.unit,
        "img_url": f"https://img.example.invalid/{spec.no}.jpg",
    }


def listing_of(listing: Listing) -> Row:
    """What the line is on its platform."""
    return {
        "api_goods_id": listing.api_goods,
        "api_spec_id": listing.api_spec,
        "api_goods_name": title(listing),
        "api_spec_name": listing.item.name if isinstance(listing.item, Spec) else "",
    }


def title(listing: Listing) -> str:
    """What a listing is called on its platform."""
    item = listing.item
    name = item.goods.name if isinstance(item, Spec) else item.name
    return f"【包邮】{name} 送礼自用 {listing.shop.name}"


def refund_state(order: Order, at: int) -> int:
    """0 none, 1 applied for, 2 in part, 3 all of it."""
    seen = [refund for refund in order.refunds if refund.fetched <= at and refund.withdrawn > at]
    if not seen:
        return 0
    refund = seen[0]
    if refund.succeeded > at:
        return 1
    whole = len(order.sales) == 1 and refund.amount >= order.sales[0].due
    return 3 if whole else 2


def line_refund(order: Order, sale: int, at: int) -> int:
    """The refund state of a line: 0 none, or that of its refund."""
    for refund in order.refunds:
        if refund.sale == sale and refund.fetched <= at:
            return platform_refund_state(refund, at)
    return 0


def platform_refund_state(refund: Refund, at: int) -> int:
    """1 withdrawn, 2 applied for, 3 waits for the goods, 4 waits for receipt, 5 done."""
    for state, moment in (
        (1, refund.withdrawn),
        (5, refund.succeeded),
        (4, refund.sent),
        (3, refund.agreed),
    ):
        if moment <= at:
            return state
    return 2


def trade_type(order: Order) -> int:
    """1 online, 2 offline."""
    return 2 if order.shop.platform == OFFLINE else 1


def refund_moments(order: Order) -> tuple[int, ...]:
    """When an order's refunds change the order."""
    return tuple(
        m for refund in order.refunds for m in (refund.fetched, refund.succeeded, refund.withdrawn)
    )


def subsidy(order: Order) -> list[Row]:
    """Who pays the state's subsidy, for the few orders that have one."""
    if order.number // 16 % 13:
        return []
    return [{NUMBER: order.number, "tid": tid(order), "oid": oid(order, 0)}]
