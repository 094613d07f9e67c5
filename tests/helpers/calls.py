"""A call, and an account to make it with."""

from __future__ import annotations

from decimal import Decimal

from tap_wdt_flagship.gateway.gateways import Call

CONFIG = {
    "sid": "seller3",
    "app_key": "seller3-api",
    "app_secret": "5f2c8e1d:9ab1c7d2",
    "qimen_app_key": "33400001",
    "qimen_app_secret": "b6a0d2f4",
}
CALL = Call("sales.TradeQuery.queryWithDetail", {"brand": '好孩子 "A&B"', "rate": Decimal("1.50")})
PAGED = Call("sales.TradeQuery.queryWithDetail", {"time_type": 1}, page_no=2, page_size=100)
