"""What is synced: the reports, where each is read from, and the settings of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.soak.account import Account
from benchmarks.soak.shop import ARCHIVED_START, MASTER_START, START
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.streams._lines import LineStream
from tests.helpers.truth import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.soak.shop import Shop

DRIVEN = {"logged_trades", "trade_logs"}
"""Not selected by default."""
PAGE_SIZE = 40
# Some of each kind, as many as two shared processors carry. The archives with windows of an hour
# are not among them: they begin so far back that their first sync would be all of the soak.
CHOSEN = (
    *("shops", "warehouses", "logistics_companies", "providers", "employees", "goods", "suites"),
    *("platform_goods", "brands", "raw_trades", "trades", "logged_trades", "merged_trades"),
    *("sales_payments", "raw_refunds", "refunds", "archived_raw_trades"),
    *("archived_raw_refunds", "archived_refunds", "archived_refund_stockins", "stock_specs"),
    *("stock_batches", "available_stock", "stock_changes", "sales_stockouts", "shipments"),
    *("stockins", "refund_stockins", "purchase_orders", "transfers", "stocktakes", "invoices"),
    *("account_checks", "jit_stockouts", "packing_lists", "waybills", "process_orders"),
)


def _header(stream: str) -> Any:
    cls = BY_NAME[stream]
    return cls.header() if issubclass(cls, LineStream) else cls


def _since(header: Any) -> str | None:
    """Where a report is read from; a driven one with the report whose rows drive it."""
    if header.driven_by:
        return _since(BY_NAME[header.driven_by.stream])
    if not header.range_params:
        return None
    first = ARCHIVED_START if header.name.startswith("archived_") else START
    return f"{MASTER_START if header.master_data else first:%Y-%m-%d %H:%M:%S}"


def selection(app_type: str, *, every: bool = False) -> dict[str, str | None]:
    """The streams that are synced, and where each is read from."""
    found: dict[str, str | None] = {}
    for stream, cls in BY_NAME.items():
        header = _header(stream)
        default = cls.selected_by_default and header.selected_by_default
        chosen = stream in DRIVEN or (default and (every or header.name in CHOSEN))
        if not chosen or not GATEWAYS[app_type].offers(header):
            continue
        found[stream] = _since(header)
    return found


def make_account(shop: Shop, app_type: str, database: str, folder: Path, *, every: bool) -> Account:
    archived = [cls.name for cls in REPORTS if cls.name.startswith("archived_")]
    options: dict[str, Any] = {
        name: {"start_date": ARCHIVED_START.isoformat()} for name in archived
    }
    for cls in REPORTS:
        if cls.master_data and cls.range_params:
            options[cls.name] = {"start_date": MASTER_START.isoformat()}
    config = shop.sandbox.config(
        app_type,
        start_date=START.isoformat(),
        page_size=PAGE_SIZE,
        request_timeout_seconds=30,
        outage_patience_minutes=1,
        stream_options=options,
    )
    since = selection(app_type, every=every)
    return Account(app_type, config, database, folder / app_type, since)
