"""What stands in a target, however it keeps it."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import sqlalchemy as sa

from benchmarks.targets.comparing import Table
from benchmarks.targets.messages import STREAMS

if TYPE_CHECKING:
    from pathlib import Path


def in_lower_case(row: dict[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in row.items()}


TYPES = sa.text(
    "SELECT table_name AS t, column_name AS c, data_type AS d FROM information_schema.columns"
    " WHERE table_schema = :schema"
)
TYPES_OF_SQLITE = sa.text(
    "SELECT m.name AS t, p.name AS c, p.type AS d"
    " FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE :schema IS NOT NULL"
)


def in_database(url: str, schema: str) -> dict[str, Table]:
    """Tables of a database, values as its driver has them."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    quote = engine.dialect.identifier_preparer.quote
    types = TYPES_OF_SQLITE if engine.dialect.name == "sqlite" else TYPES
    tables: dict[str, Table] = {}
    with engine.connect() as connection:
        columns: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(types, {"schema": schema}):
            columns.setdefault(table, {})[column.lower()] = kind.lower()
        for name, kinds in columns.items():
            if name.lower() in STREAMS:
                query = f"SELECT * FROM {quote(schema)}.{quote(name)}"  # noqa: S608
                rows = connection.execute(sa.text(query)).mappings()
                found = [in_lower_case(dict(row)) for row in rows]
                tables[name.lower()] = Table(found, kinds)
    return tables


def in_files(folder: Path, ending: str) -> dict[str, Table]:
    """JSON lines or CSV, files in the order in which they were begun."""
    tables: dict[str, Table] = {}
    for file in sorted(folder.rglob(f"*.{ending}"), key=lambda file: file.stat().st_mtime_ns):
        stream = file.stem.partition("-")[0].partition(".")[0]
        if stream not in STREAMS:
            continue
        with file.open(encoding="utf-8", newline="") as lines:
            if ending == "csv":
                rows = [dict(row) for row in csv.DictReader(lines)]
            else:
                rows = [json.loads(line, parse_float=Decimal) for line in lines]
        tables.setdefault(stream, Table([])).rows.extend(rows)
    return tables


def in_clickhouse(address: str) -> dict[str, Table]:
    """Tables of ClickHouse, merged as its readers ask for it."""

    def ask(query: str) -> list[dict[str, Any]]:
        request = Request(address, data=f"{query} FORMAT JSONEachRow".encode())  # noqa: S310
        with urlopen(request) as answer:  # noqa: S310
            return [json.loads(line, parse_float=Decimal) for line in answer]

    tables = {}
    for stream in STREAMS:
        if not ask(f"SELECT name FROM system.tables WHERE name = '{stream}'"):  # noqa: S608
            continue
        types = {row["name"]: row["type"] for row in ask(f"DESCRIBE TABLE {stream}")}
        tables[stream] = Table(ask(f"SELECT * FROM {stream} FINAL"), types)  # noqa: S608
    return tables
