"""The messages that `loading` has loaded, and what stands in the tables compared with them."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchmarks.pages import SIZE, trade_pages
from benchmarks.run import FAMILY
from benchmarks.throughput import CONFIG
from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.rendering.writer import BlockWriter
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 2_000  # rows that are compared at a time


class Compared(NamedTuple):
    """Cells, and those that are not what the messages say."""

    cells: int
    wrong: int


def write_messages(file: Path, orders: int) -> None:
    """Orders and their lines as the tap writes them, and a state."""
    plugin = TapWdtFlagship(config=CONFIG, catalog=catalog_of(CONFIG, FAMILY))
    (family,) = plugin.families()
    now = datetime.now(timezone.utc)
    gateway = make_gateway(plugin.settings, lambda: now)
    call = Call(family.header.method, {})
    with file.open("wb") as out:
        for name in FAMILY:
            for message in plugin.streams[name]._generate_schema_messages():  # noqa: SLF001
                out.write(BlockWriter().serialize_message(message))
        for page in trade_pages(orders // SIZE):
            out.write(family.render_page(gateway.read(call, page), now, {}).text)
        out.write(b'{"type":"STATE","value":{"bookmarks":{}}}\n')


def write_schemas(messages: Path) -> Path:
    """The SCHEMA messages alone: what a loader takes for them is its start."""
    file = messages.with_suffix(".schemas")
    with messages.open("rb") as lines, file.open("wb") as out:
        for _ in FAMILY:
            out.write(next(lines))
    return file


def compare(address: str, schema: str, messages: Path) -> Compared:
    """Every value of every message against its cell, and rows that no message holds."""
    cells = wrong = 0
    said: dict[str, int] = defaultdict(int)
    with psycopg.connect(address, row_factory=dict_row) as connection:
        for stream, kinds, rows in _blocks(messages):
            said[stream] += len(rows)
            key = next(iter(kinds))  # of both tables the order's
            table = sql.Identifier(schema, stream)
            query = sql.SQL("SELECT * FROM {} WHERE {} = ANY(%s)").format(
                table, sql.Identifier(key)
            )
            ids = list({row[key] for row in rows.values()})
            found = {_key(r): r for r in connection.execute(query, (ids,))}
            for one, row in rows.items():
                cells += len(kinds)
                kept = found.get(one)
                wrong += (
                    len(kinds)
                    if kept is None
                    else sum(
                        _value(kept[name]) != _given(row.get(name), kind)
                        for name, kind in kinds.items()
                    )
                )
        for stream, rows_said in said.items():
            table = sql.Identifier(schema, stream)
            count = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
            wrong += abs((count or {})["count"] - rows_said)
    return Compared(cells, wrong)


def _blocks(
    messages: Path,
) -> Iterator[tuple[str, dict[str, Any], dict[object, dict[str, Any]]]]:
    """Streams, their columns, and rows by key, some thousand at a time."""
    kinds: dict[str, dict[str, Any]] = {}
    rows: dict[str, dict[object, dict[str, Any]]] = defaultdict(dict)
    with messages.open("rb") as lines:
        for line in lines:
            message = json.loads(line, parse_float=Decimal)
            stream = message.get("stream")
            if message["type"] == "SCHEMA":
                kinds[stream] = message["schema"]["properties"]
            elif message["type"] == "RECORD":
                rows[stream][_key(message["record"])] = message["record"]
                if len(rows[stream]) >= BLOCK:
                    yield stream, kinds[stream], rows.pop(stream)
    for stream, left in rows.items():
        yield stream, kinds[stream], left


def _key(row: dict[str, Any]) -> object:
    return row["trade_id"], row.get("rec_id")


def _given(value: Any, kind: dict[str, Any]) -> Any:
    if value is not None and kind.get("format") == "date-time":
        return datetime.fromisoformat(value)
    return value


def _value(value: Any) -> Any:
    """A cell; the stock loader's times are those of the session's clock, which is Beijing's."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=BEIJING)
    return value
