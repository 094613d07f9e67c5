"""What a made-up row can belong to, and what it says of pieces and money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wdt_sandbox.declare import grouped
from wdt_sandbox.filler import NUMBER
from wdt_sandbox.wire import DAY, SCALE
from wdt_sandbox.world import names
from wdt_sandbox.world.masters import VIRTUAL_WAREHOUSES
from wdt_sandbox.world.tables import common

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wdt_sandbox.world.catalog import Spec
    from wdt_sandbox.world.simulation import Simulation
    from wdt_sandbox.world.tables.common import Row

# Fields that say one thing of a line under many names. Up to ``weight`` they add up in its
# document; ``done`` is nothing before the document has left its first state.
_SAID: Final = grouped("""
    pieces  num num2 goods_count expect_num right_num position_goods_count settle_num invoice_num
            aux_num process_num down_num final_num old_num new_num process_count send_num
            payment_num plat_spec_num
    done    stockin_num in_num out_num up_num goods_in_count goods_out_count reality_count
    money   amount total_amount goods_amount total_price goods_total_amount receivable received
            pay_amount send_amount invoice_amount sum_price sum_amount goods_fee in_amount
            receive_amount real_amount verify_amount total_fee tax_goods_amount tax_total_amount
            total_tax_amount invoice_outer_amount
    cost    total_cost goods_total_cost checked_goods_total_cost total_checked_cost_price
            total_planned_cost planned_goods_total_cost all_cost cost_total material_amount
            cost_amount checked_cost_amount total_stockin_price
    weight  weight goods_weight calc_weight
    price   price sell_price original_price tax_price src_price retail_price stockin_price
    worth   cost_price checked_cost_price cost planned_cost dis_price
    """)
ADDED: Final = tuple(name for name, kind in _SAID.items() if kind not in {"price", "worth"})

# Fields in which a line says whose it is, or which it is itself; and who had to do with it.
_NAMED: Final = grouped("""
    owner   bom_id change_id correction_id jit_refund_id logistics_order_id order_id other_in_id
            other_out_id payment_order_id pd_id pre_order_id process_id purchase_id return_id
            sales_order_id settle_id src_order_id stockin_id stockout_id trade_id transfer_id
            transfer_order_id
    line    org_stockin_detail_id src_order_detail_id stockin_detail_id stockout_detail_id
    clerk   apply_name check_operator_name checker_name checkouter_name creator_name
            employee_name operator_name packager_name purchaser_name settler_name
            stockin_operator_name teller_name payee_operator payee_checker
    """)


def figures(spec: Spec, count: int, *, done: bool) -> Row:
    """What a line says of so many pieces of a specification."""
    said = {
        "pieces": count * SCALE,
        "done": count * SCALE if done else 0,
        "money": spec.price * count,
        "cost": spec.cost * count,
        "weight": spec.weight * count,
        "price": spec.price,
        "worth": spec.cost,
    }
    return {name: said[kind] for name, kind in _SAID.items()}


def totals(lines: Sequence[Row]) -> Row:
    """What a document says of its lines."""
    kinds = len(lines)
    return {
        **{name: sum(line[name] for line in lines) for name in ADDED},
        "goods_type_count": kinds,
        "type_num": kinds * SCALE,
    }


def _all(kind: str, value: object) -> Row:
    return {name: value for name, one in _NAMED.items() if one == kind}


def owned(row: Row) -> Row:
    """The fields by which a row's lines name it."""
    return _all("owner", row[NUMBER])


def own(number: int) -> Row:
    """The fields by which a line names itself."""
    return _all("line", number)


def clerks(number: int) -> Row:
    """Who had to do with a document."""
    return _all("clerk", names.OPERATORS[number % len(names.OPERATORS)])


def spec(world: Simulation, number: int) -> Spec:
    """The specification with a number, or rather with any."""
    return world.catalog.specs[number % len(world.catalog.specs)]


def spec_fields(chosen: Spec) -> Row:
    """What a line says of its specification."""
    row = common.spec_of(chosen)
    unit = row["unit_name"]
    return {
        **row,
        "brand_id": chosen.goods.group.brand + 1,
        "short_name": chosen.goods.name[:4],
        "base_unit_name": unit,
        "goods_unit": unit,
        "goods_unit_name": unit,
        "purchase_unit_name": unit,
        "merchant_no": chosen.no,
        "plat_goods_name": chosen.goods.name,
        "item_name": chosen.goods.name,
        "item_no": chosen.no,
    }


def quality(chosen: Spec, number: int, made: int) -> Row:
    """Whether the pieces of a line are sound, and for how long."""
    day = made // DAY * DAY
    spoils = chosen.goods.group.perishable
    return {
        "defect": int(number % 7 == 0),
        "batch_no": f"P{day // DAY}" if spoils else "",
        "production_date": day - 65 * DAY if spoils else None,
        "expire_date": day + 300 * DAY if spoils else None,
    }


def _carrier(world: Simulation, number: int) -> Row:
    carrier = world.carriers[number % 4]
    return {
        **common.carrier_of(carrier),
        "logistics_no": f"{carrier.no}{number:013}",
        "logistics_type_name": carrier.name,
        "logistics_company_no": carrier.no,
        "logistics_company_name": carrier.name,
    }


def _provider(world: Simulation, number: int) -> Row:
    provider = world.providers[number % 4]
    return {
        "provider_id": provider.number,
        "provider_no": provider.no,
        "provider_name": provider.name,
        "producer_id": provider.number,
        "producer_no": provider.no,
        "producer_name": provider.name,
    }


def _warehouse(world: Simulation, number: int, prefix: str) -> Row:
    warehouse = world.warehouses[number % 2]
    return {
        f"{prefix}_warehouse_id": warehouse.number,
        f"{prefix}_warehouse_no": warehouse.no,
        f"{prefix}_warehouse_name": warehouse.name,
    }


def _virtual(_: Simulation, number: int) -> Row:
    place = number % 2
    no, name = [*VIRTUAL_WAREHOUSES.items()][place]
    return {
        "virtual_warehouse_id": place + 1,
        "virtual_warehouse_no": no,
        "virtual_warehouse_name": name,
        "warehouse_names": "杭州总仓",
    }


def _receiver(_: Simulation, number: int) -> Row:
    place = names.place(number)
    province, city, district = place.area.split(" ")
    return {
        "receiver_name": names.person(number),
        "receiver_province": province,
        "receiver_city": city,
        "receiver_district": district,
        "receiver_address": place.street.format(number % 888 + 1),
        "receiver_mobile": names.mobile(number),
        "receiver_telno": names.mobile(number),
        "receiver_zip": f"{place.district:06}",
        "receive_address": place.street.format(number % 888 + 1),
        "province": province,
        "city": city,
        "district": district,
        "buyer_nick": names.nick(number),
        "payer_name": names.person(number),
        "payer_phone": names.mobile(number),
        "payer_address": place.street.format(number % 888 + 1),
        "contact": names.person(number),
        "telno": names.mobile(number),
    }


def _receiver_codes(world: Simulation, number: int) -> Row:
    place = names.place(number)
    return {
        **_receiver(world, number),
        "receiver_province": place.province,
        "receiver_city": place.city,
        "receiver_district": place.district,
    }


# What a row can be linked to; it takes from it the fields that it has.
LINKS: Final[Mapping[str, Callable[[Simulation, int], Row]]] = {
    "carrier": _carrier,
    "from": lambda world, n: _warehouse(world, n, "from"),
    "in": lambda world, n: _warehouse(world, n, "in"),
    "out": lambda world, n: _warehouse(world, n, "out"),
    "provider": _provider,
    "receiver": _receiver,
    "receiver codes": _receiver_codes,
    "shop": lambda world, n: common.shop_of(world.shops[n % 7]),
    "spec": lambda world, n: spec_fields(spec(world, n)),
    "to": lambda world, n: _warehouse(world, n + 1, "to"),
    "virtual": _virtual,
    "warehouse": lambda world, n: common.warehouse_of(world.warehouses[n % 2]),
}
