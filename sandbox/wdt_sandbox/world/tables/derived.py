"""What other interfaces tell of the world's tables: archives, own shops, stock, parcels, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY
from wdt_sandbox.world import names
from wdt_sandbox.world.masters import VIRTUAL_WAREHOUSES
from wdt_sandbox.world.tables.views import Inner, Retold, Slice, archive, own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.world import World
    from wdt_sandbox.world.table import Row, Table

CANCELLED: Final = 5
FIRST_WAREHOUSE: Final = 1

# What is logged of an order: the time it happened, and the kind of it.
LOGGED: Final = (
    ("created", 1),
    ("pay_time", 2),
    ("check_time", 45),
    ("consign_time", 105),
)
# Where a parcel stands, by the state of its stock-out.
PARCEL_STATES: Final[Mapping[int, int]] = {79: 10, 90: 20, 110: 30}


def views(world: World) -> Mapping[str, Table[Any]]:
    """Views of a world's tables, by name."""
    old_raw_trades, old_trades = archive(world.raw_trades), archive(world.trades)
    parcels = Slice(
        world.stockouts,
        lambda table, ordinal, at: (
            _every_fifth(table, ordinal, at) and table.pick(ordinal, "status", at) in PARCEL_STATES
        ),
    )
    return {
        "archived_raw_trades": old_raw_trades,
        "archived_trades": old_trades,
        "archived_raw_refunds": archive(world.raw_refunds),
        "archived_refunds": Retold(archive(world.refunds), _archived_refund),
        "archived_return_stockins": archive(world.return_stockins),
        "archived_stockouts": archive(world.stockouts),
        "own_raw_trades": own(world.raw_trades),
        "own_trades": own(world.trades),
        "archived_own_raw_trades": own(old_raw_trades),
        "archived_own_trades": own(old_trades),
        "trade_logs": Inner(world.trades, _logs, "trade_no"),
        "logged_trades": Retold(
            world.trades, lambda trade: {"log_list": _logs(trade)}, by="trade_no"
        ),
        "cancelled_stockouts": Retold(
            Slice(
                world.stockouts,
                lambda table, ordinal, at: table.pick(ordinal, "status", at) == CANCELLED,
            ),
            _numbered,
        ),
        "parcels": Retold(parcels, _parcel),
        "picks": Retold(parcels, _picks),
        "available_stock": Retold(world.stock, _available),
        "stock_batches": Inner(world.stock, _batches, "rec_id"),
        "stock_costs": Retold(world.stock, _costs),
        "positions": Retold(world.stock, _position),
        "virtual_stock": Retold(
            Slice(world.stock, lambda table, ordinal, _: table.entities[ordinal].number % 4 == 0),
            _virtual,
        ),
        "provider_goods": Retold(
            Slice(
                world.stock,
                lambda table, ordinal, _: (
                    table.entities[ordinal].warehouse.number == FIRST_WAREHOUSE
                ),
            ),
            lambda row: _provided(world, row),
        ),
    }


def _every_fifth(table: Table[Any], ordinal: int, _: int) -> bool:
    return bool(table.entities[ordinal].number // 16 % 5 == 0)


def _archived_refund(row: Row) -> Row:
    return {
        "reason": row["reason_name"],
        "return_name": row["receiver_name"],
        "return_mobile": row["receiver_telno"],
        "salesman": names.OPERATORS[row[NUMBER] % 5],
        "stockin_no": f"RK{row['refund_no'][2:]}" if row["stockin_status"] else "",
        "detail_list": [
            {
                **line,
                "trade_id": line["sales_trade_id"],
                "spec_id": line["sys_spec_id"],
                "returned_num": line["stockin_num"],
            }
            for line in row["detail_list"]
        ],
    }


def _logs(trade: Row) -> list[Row]:
    said = [(trade[name], kind) for name, kind in LOGGED if trade[name]]
    return [
        {
            NUMBER: trade[NUMBER] + place,
            CREATED: moment,
            "trade_no": trade["trade_no"],
            "type": kind,
            "shortname": names.OPERATORS[(trade[NUMBER] // 16 + place) % 5],
            "created": moment,
        }
        for place, (moment, kind) in enumerate(sorted(said))
    ]


def _numbered(stockout: Row) -> Row:
    return {"stockout_no": stockout["order_no"]}


def _parcel(stockout: Row) -> Row:
    return {
        "rec_id": stockout[NUMBER],
        "stockout_no": stockout["order_no"],
        "src_tids": stockout["src_trade_no"],
        "status": PARCEL_STATES[stockout["status"]],
        "postage": stockout["post_fee"],
        "calc_weight": stockout["weight"],
        "import_postage": stockout["post_fee"],
        "import_weight": stockout["weight"],
    }


def _picks(stockout: Row) -> Row:
    lines = [
        {**line, "stockout_detail_id": line["rec_id"], "position_no": "A-01-02"}
        for line in stockout["details_list"]
    ]
    return {"stockout_no": stockout["order_no"], "detail_list": lines}


def _available(stock: Row) -> Row:
    return {"num": stock["available_send_stock"], "status": int(stock["stock_num"] == 0)}


def _batches(stock: Row) -> list[Row]:
    """Two batches, of which the older one holds a third."""
    number = stock[NUMBER]
    older = stock["stock_num"] // 3
    reserved = min(stock["trade_reserve_num"], older)
    made = stock["created"] // DAY * DAY
    return [
        {
            NUMBER: number * 2 + place,
            CREATED: stock["created"],
            MODIFIED: stock["modified"],
            "rec_id": number,
            "stock_spec_id": number,
            "warehouse_no": stock["warehouse_no"],
            "zone_no": f"Z{number % 3 + 1}",
            "position_no": f"A-{number % 40:02}-{place + 1:02}",
            "batch_no": f"P{made // DAY + place * 90}",
            "stock_num": count,
            "reserve_num": promised,
            "production_date": made + place * 90 * DAY,
            "expire_date": made + (place * 90 + 540) * DAY,
        }
        for place, (count, promised) in enumerate(
            ((older, reserved), (stock["stock_num"] - older, stock["trade_reserve_num"] - reserved))
        )
    ]


def _costs(stock: Row) -> Row:
    return {"avg_cost": stock["cost_price"], "planned_cost": stock["cost_price"] // 100 * 100}


def _position(stock: Row) -> Row:
    number = stock[NUMBER]
    return {
        "brand_id": stock["brand_no"] and int(stock["brand_no"][1:]),
        "zone_id": number % 3 + 1,
        "zone_no": f"Z{number % 3 + 1}",
        "position_id": 100 + number % 40,
        "position_no": f"A-{number % 40:02}-01",
    }


def _virtual(stock: Row) -> Row:
    place = stock[NUMBER] // 4 % 2
    no, name = [*VIRTUAL_WAREHOUSES.items()][place]
    locked = stock["stock_num"] // 2
    return {
        "vir_warehouse_id": place + 1,
        "vir_warehouse_no": no,
        "virtual_warehouse_no": no,
        "vir_warehouse_name": name,
        "sum_lock_num": locked,
        "now_lock_num": locked,
        "can_use_num": locked,
        "avaliable_num": stock["available_send_stock"],
        "num_day": stock["today_num"],
        "avg_cost": "",
    }


def _provided(world: World, stock: Row) -> Row:
    provider = world.provider_of(stock["spec_id"])
    return {
        "provider_no": provider.no,
        "provider_name": provider.name,
        "provider_goods_no": f"{provider.no}-{stock['spec_code']}",
        "base_unit_name": stock["unit_name"],
        "avaliable_num": stock["available_send_stock"],
        "yesterday_num": stock["num_yesterday"],
        "price": stock["cost_price"],
        "last_price": stock["cost_price"],
        "lowest_price": stock["cost_price"],
        "purchase_cycle_day": provider.lead_days,
        "min_purchase_num": 60_000,
        "last_purchase_time": None,
        "is_master": True,
    }
