"""Pages of orders in the forms that gateways send, made from the sandbox's shop."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.streams.sales import Trades
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 3
SIZE = 200
HOURS = 12
NOW = "2026-06-18 20:00:00"

NUMBERS, TEXTS, MIXED = "amounts as numbers", "amounts as texts", "forms that alternate"
WIRE = "%Y-%m-%d %H:%M:%S"

_encode = msgspec.json.Encoder(decimal_format="number").encode


def trade_pages(pages: int, total: int | None = None, form: str = NUMBERS) -> list[bytes]:
    """Answers of the direct gateway: 200 trades each, with three lines a trade.

    The values are the sandbox's; ids are counted on, so that no two trades share one.

    Args:
        pages: how many.
        total: what they report as the window's rows; the rows of one page by default.
        form: as numbers, amounts are as the sandbox sends them; as texts, as Qimen does. Where
            forms alternate, each amount is a number or a text, each flag 1 or true, each time a
            text or milliseconds, and no two orders are of one time.
    """
    sample = _sample()
    reform = _reforms()[form]
    made = []
    for page in range(pages):
        numbers = range(page * SIZE, page * SIZE + SIZE)
        rows = [reform(_numbered(sample[i % len(sample)], i), i) for i in numbers]
        answer = {"status": 0, "data": {"total_count": total or SIZE, "order": rows}}
        made.append(_encode(answer))
    return made


def _numbered(row: dict[str, Any], index: int) -> dict[str, Any]:
    number = 10_000_000 + index
    lines = row["detail_list"]
    return {
        **row,
        "trade_id": number,
        "trade_no": f"JY{number}",
        "detail_list": [
            {**lines[i % len(lines)], "trade_id": number, "rec_id": number * LINES + i}
            for i in range(LINES)
        ],
    }


def _reforms() -> dict[str, Callable[[dict[str, Any], int], dict[str, Any]]]:
    """Form -> what puts an order and its lines into it."""
    random = Random(7)
    kinds = {name: _kinds(name) for name in ("trades", "trade_lines")}

    def each(row: dict[str, Any], change: Callable[[str, Any], Any]) -> dict[str, Any]:
        def changed(row: dict[str, Any], name: str) -> dict[str, Any]:
            return {c: change(kinds[name].get(c, ""), v) if v != "" else v for c, v in row.items()}

        lines = [changed(line, "trade_lines") for line in row["detail_list"]]
        return {**changed(row, "trades"), "detail_list": lines}

    def as_texts(kind: str, value: Any) -> Any:
        return f"{Decimal(value):.4f}" if kind == "number" else value

    def mixed(later: int) -> Callable[[str, Any], Any]:
        def change(kind: str, value: Any) -> Any:
            other = random.choice((True, False))
            if kind == "number":
                return as_texts(kind, value) if other else Decimal(value)
            if kind == "boolean":
                return int(value) if other else bool(value)
            return _moved(value, later, as_text=other) if kind == "date-time" else value

        return change

    return {
        NUMBERS: lambda row, _: row,
        TEXTS: lambda row, _: each(row, as_texts),
        MIXED: lambda row, index: each(row, mixed(index)),
    }


def _kinds(stream: str) -> dict[str, str]:
    columns = load(stream)["properties"].items()
    return {name: spec.get("format") or _type_of(spec) for name, spec in columns}


def _type_of(spec: dict[str, Any]) -> str:
    kinds = spec["type"]
    return str(kinds if isinstance(kinds, str) else kinds[0])


def _moved(time: Any, seconds: int, *, as_text: bool) -> Any:
    if time in {0, "0"}:
        return time
    if isinstance(time, str):
        moment = datetime.strptime(time, WIRE).replace(tzinfo=BEIJING)
    else:
        moment = datetime.fromtimestamp(time / 1000, BEIJING)
    moment += timedelta(seconds=seconds)
    return f"{moment:{WIRE}}" if as_text else int(moment.timestamp()) * 1000


def _sample() -> list[dict[str, Any]]:
    """Some hours of the sandbox's trades, numbers with every digit."""
    with Sandbox(seed=7, now=NOW, time_scale=0, orders_per_day=500, days=3) as sandbox:
        settings = read_settings(sandbox.config(), {})
        clock = GatewayClock()
        gateway = make_gateway(settings, clock.now)
        transport = Transport(gateway, clock, connections=1, timeout_seconds=30)
        end = sandbox.now()
        rows: list[dict[str, Any]] = []
        for hour in range(HOURS):
            start, until = (end - timedelta(hours=hour + 1 - i) for i in (0, 1))
            params = {
                **Trades.params,
                "start_time": f"{start:%Y-%m-%d %H:%M:%S}",
                "end_time": f"{until:%Y-%m-%d %H:%M:%S}",
            }
            page = transport.fetch(Call(Trades.method, params, page_size=SIZE), 10**6).page
            rows += page.rows
    return rows
