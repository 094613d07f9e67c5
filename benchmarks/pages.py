"""Pages of orders as the direct gateway sends them, made from the sandbox's shop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from tap_wdt_flagship.gateway.clock import GatewayClock
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.streams.sales import Trades
from wdt_sandbox import Sandbox

LINES = 3
SIZE = 200
HOURS = 12
NOW = "2026-06-18 20:00:00"

_encode = msgspec.json.Encoder(decimal_format="number").encode


def trade_pages(pages: int, total: int | None = None) -> list[bytes]:
    """Answers of the direct gateway: 200 trades each, with three lines a trade.

    The values are the sandbox's; ids are counted on, so that no two trades share one.

    Args:
        pages: how many.
        total: what they report as the window's rows; the rows of one page by default.
    """
    sample = _sample()
    made = []
    for page in range(pages):
        rows = [_numbered(sample[i % len(sample)], page * SIZE + i) for i in range(SIZE)]
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
