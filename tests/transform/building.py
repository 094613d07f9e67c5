"""Warehouses made of the sandbox's shop, and what dbt makes of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import psycopg
from psycopg.rows import dict_row

from tap_wdt_flagship.schemas import singer_schema
from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap, quick
from transform.generate import staged_streams
from wdt_demo.postgres import postgres
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
DBT = ROOT / "transform" / ".venv" / "bin" / "wdt-transform"
STREAMS = staged_streams()
DAYS = 8
START = "2026-06-10"
# Nothing is old enough to be in the archives; their tables are what is needed.
NO_ARCHIVE = {
    stream: {"start_date": "2026-06-18"}
    for stream in ("archived_trades", "archived_sales_stockouts", "archived_refunds")
}
# What the DuckDB warehouse lacks altogether.
ABSENT = {"purchase_orders", "purchase_order_lines", "account_checks", "raw_payments", "providers"}
WELL = {"success", "pass", "warn"}
METHODS = {
    "trades": "sales.TradeQuery.queryWithDetail",
    "refunds": "aftersales.refund.Refund.search",
    "stockouts": "wms.stockout.Sales.queryWithDetail",
    "stock": "wms.StockSpec.search2",
    "costs": "finance.StockCost.search",
    "purchases": "purchase.PurchaseOrder.queryWithDetail",
    "checks": "finance.AlipayAccountCheck.search",
    "bills": "finance.RawPayment.search",
}
# What a warehouse looks like after a while: every statement is one thing that models have to mind.
WEAR = """
-- A line that was removed in the ERP.
INSERT INTO wdt.trade_lines (trade_id, rec_id, num, share_amount, spec_no, _read_at)
SELECT trade_id, rec_id + 1000000, 1, 100, spec_no, _read_at - interval '1 day'
FROM wdt.trade_lines WHERE trade_id IN (SELECT max(trade_id) FROM wdt.trades);

-- An exchange, which is no sale.
INSERT INTO wdt.trades (trade_id, shop_id, trade_status, trade_type, pay_time, receivable, _read_at)
SELECT 1, shop_id, 95, 3, pay_time, 1000, _read_at
FROM wdt.trades WHERE pay_time IS NOT NULL LIMIT 1;

-- An empty object where there is none, a column that is not selected, and a row marked as deleted.
UPDATE wdt.trades SET _extra = 'null';
ALTER TABLE wdt.trades DROP COLUMN freeze_reason;
ALTER TABLE wdt.shops ADD COLUMN _sdc_deleted_at timestamptz;
INSERT INTO wdt.shops (shop_id, shop_name, _sdc_deleted_at) VALUES (999, '已删除', now());
"""
# Documents go to the archive, whose tables have fewer columns. Half of these were there before the
# live ones were ever read; of the others the archive has an older state.
ARCHIVING = """
CREATE TEMP TABLE aged_{key} AS
SELECT {key} FROM wdt.{header} WHERE {which} ORDER BY {key} LIMIT 20;
INSERT INTO wdt.archived_{header} ({columns})
SELECT {columns} FROM wdt.{header} INNER JOIN aged_{key} USING ({key});
INSERT INTO wdt.archived_{lines} ({line_columns})
SELECT {line_columns} FROM wdt.{lines} INNER JOIN aged_{key} USING ({key});
{then};
CREATE TEMP TABLE old_{key} AS SELECT {key} FROM aged_{key} ORDER BY {key} LIMIT 10;
DELETE FROM wdt.{lines} AS line USING old_{key} AS old WHERE line.{key} = old.{key};
DELETE FROM wdt.{header} AS header USING old_{key} AS old WHERE header.{key} = old.{key};
UPDATE wdt.archived_{header} SET modified = modified - interval '1 hour', {stale}
WHERE {key} IN (SELECT {key} FROM wdt.{header});
"""
AGED: Final = (
    {
        "header": "trades",
        "lines": "trade_lines",
        "key": "trade_id",
        "which": "trade_status = 110",
        "then": "",
        "stale": "receivable = 0",
    },
    {
        "header": "sales_stockouts",
        "lines": "sales_stockout_lines",
        "key": "stockout_id",
        "which": "status = 110",
        "then": "",
        "stale": "consign_time = NULL",
    },
    {
        "header": "refunds",
        "lines": "refund_lines",
        "key": "refund_id",
        "which": "true",
        "then": "UPDATE wdt.archived_refunds AS old SET reason = live.reason_name"
        " FROM wdt.refunds AS live WHERE old.refund_id = live.refund_id",
        "stale": "guarantee_refund_amount = 1",
    },
)


@dataclass
class Built:
    """All that tests ask about, so that they need no server."""

    truth: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    marts: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    """By database and mart."""
    statuses: dict[str, dict[str, str]] = field(default_factory=dict)
    """By database and node: how dbt says it went."""
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """The comments on columns, by table and column."""
    tables: dict[str, str] = field(default_factory=dict)
    staged: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def build(folder: Path) -> Built:
    """One shop, two warehouses, dbt in each."""
    built = Built()
    messages = folder / "messages.jsonl"
    with Sandbox(seed=1, now=NOW, days=DAYS, time_scale=0, quota=WITHOUT_LIMIT) as shop:
        config = quick(shop, "qimen", start_date=START, delay_seconds=0, stream_options=NO_ARCHIVE)
        command = Tap(folder).command(config, streams=STREAMS)
        with messages.open("wb") as output, (folder / "tap.log").open("wb") as log:
            subprocess.run(command, stdout=output, stderr=log, check=True, timeout=300)
        for name, method in METHODS.items():
            built.truth[name] = shop.truth(method, app_type="qimen")
    with postgres(folder / "data") as address:
        _in_postgres(built, address, messages, folder)
    _in_duckdb(built, messages, folder)
    return built


def _in_postgres(built: Built, address: str, messages: Path, folder: Path) -> None:
    settings = {"sqlalchemy_url": address, "default_target_schema": "wdt"}
    config = folder / "target.json"
    config.write_text(json.dumps(settings), encoding="utf-8")
    target = shutil.which("target-pgcopy", path=str(Path(sys.executable).parent))
    assert target
    with messages.open("rb") as lines:
        load = [target, "--config", str(config)]
        subprocess.run(load, stdin=lines, check=True, capture_output=True, timeout=300)
    with psycopg.connect(address, row_factory=dict_row) as connection:
        connection.execute(_wear(connection))
        connection.commit()
        built.statuses["postgres"] = _dbt(config)
        built.marts["postgres"] = {
            mart: connection.execute(f"SELECT * FROM wdt_marts.{mart}").fetchall()  # noqa: S608
            for mart in _marts()
        }
        built.staged = {
            name: connection.execute(f"SELECT * FROM wdt_staging.stg_{name}").fetchall()  # noqa: S608
            for name in ("trades", "trade_lines", "shops")
        }
        for row in connection.execute(COMMENTS):
            built.labels[row["relation"], row["name"]] = row["said"]


COMMENTS = """
SELECT relname AS relation, coalesce(attname, '') AS name, description AS said
FROM pg_description
INNER JOIN pg_class ON pg_class.oid = objoid AND classoid = 'pg_class'::regclass
LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0
WHERE relnamespace IN ('wdt_marts'::regnamespace, 'wdt_staging'::regnamespace)
"""


def _wear(connection: psycopg.Connection[Any]) -> bytes:
    archiving = [
        ARCHIVING.format(
            **aged,
            columns=_shared(connection, aged["header"]),
            line_columns=_shared(connection, aged["lines"]),
        )
        for aged in AGED
    ]
    return "".join([*archiving, WEAR]).encode()


def _shared(connection: psycopg.Connection[Any], table: str) -> str:
    """The columns that are the same in a table and its archive."""
    query = (
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'wdt' AND table_name = %s"
    )
    live, archived = (
        {(row["column_name"], row["data_type"]) for row in connection.execute(query, [name])}
        for name in (table, f"archived_{table}")
    )
    return ", ".join(sorted(name for name, _ in live & archived))


def _in_duckdb(built: Built, messages: Path, folder: Path) -> None:
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA wdt")
        for stream, records in _records(messages):
            if stream not in ABSENT:
                _as_target_duckdb_does(connection, stream, records, folder)
    config = folder / "duckdb.json"
    config.write_text(json.dumps({"path": str(file)}), encoding="utf-8")
    # Of the tests those that are written for this project; the others are the same for each model.
    general = ("--exclude", "test_name:relationships", "test_name:grain")
    built.statuses["duckdb"] = _dbt(config, *general)
    with duckdb.connect(str(file)) as connection:
        for mart in _marts():
            found = connection.execute(f"SELECT * FROM wdt_marts.{mart}")  # noqa: S608
            names = [column[0] for column in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            built.marts.setdefault("duckdb", {})[mart] = rows


def _records(messages: Path) -> Iterable[tuple[str, list[str]]]:
    records: dict[str, list[str]] = {}
    for line in messages.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        if message["type"] == "SCHEMA":
            records.setdefault(message["stream"], [])
        if message["type"] == "RECORD":
            records[message["stream"]].append(json.dumps(message["record"]))
    return records.items()


def _as_target_duckdb_does(
    connection: duckdb.DuckDBPyConnection, stream: str, records: list[str], folder: Path
) -> None:
    """Amounts as floats, times as the wall clock of UTC."""
    kinds = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "string": "VARCHAR"}
    columns, values = {}, []
    for name, spec in singer_schema(stream, nested_lists=False)["properties"].items():
        quoted = f'"{name}"'
        if spec.get("format") == "date-time":
            columns[name] = "TIMESTAMPTZ"
            quoted = f"timezone('UTC', {quoted}) AS {quoted}"
        else:
            kind = {spec["type"]} if isinstance(spec["type"], str) else {*spec["type"]} - {"null"}
            columns[name] = kinds.get(kind.pop(), "JSON")
        values.append(quoted)
    file = folder / "records.jsonl"
    file.write_text("\n".join(records) + "\n", encoding="utf-8")
    connection.execute(
        f'CREATE TABLE wdt."{stream}" AS SELECT {", ".join(values)}'  # noqa: S608
        " FROM read_json(?, format = 'newline_delimited', columns = ?)",
        [str(file), columns],
    )


def _dbt(config: Path, *which: str) -> dict[str, str]:
    """Build everything, in a session whose clock is not Beijing's; how each node went."""
    quick = {"DBT_LOG_FORMAT": "json", "DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false"}
    done = subprocess.run(
        [DBT, "--config", config, "build", "--vars", "strict: true", *which],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, **quick, "PGTZ": "UTC", "DBT_TARGET_PATH": str(config.with_suffix(""))},
    )
    events = [json.loads(line)["data"] for line in done.stdout.splitlines()]
    nodes = [event["node_info"] for event in events if "node_info" in event]
    assert nodes, done.stdout + done.stderr
    went = {node["node_name"]: node["node_status"] for node in nodes}
    assert {name: status for name, status in went.items() if status not in WELL} == {}
    return went


def _marts() -> list[str]:
    folder = ROOT / "transform" / "models" / "marts"
    return sorted(path.stem for path in folder.glob("*.sql"))
