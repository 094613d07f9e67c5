"""Rows a second into PostgreSQL: the stock loader, this workspace's, and the bare limit.

All load the same messages from a file, into no tables and then over the rows that stand in them;
what a loader takes for the SCHEMA messages alone, its start, is told apart.
The limit is COPY of text made beforehand into a temporary table, then an upsert by key. Every value
that the fast loader wrote is compared with its message.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchmarks.measure import ROUNDS, Figures, run_process, table
from benchmarks.pages import LINES, SIZE, trade_pages
from benchmarks.run import FAMILY
from benchmarks.throughput import CONFIG
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.rendering.writer import BlockWriter
from tap_wdt_flagship.tap import TapWdtFlagship
from target_pgcopy import loader
from target_pgcopy.database import Batch, Database
from target_pgcopy.messages import message_of
from target_pgcopy.settings import read_settings
from tests.helpers.catalogs import catalog_of
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Way = Callable[[str], float]

ORDERS = 12_000
ROWS = ORDERS * (1 + LINES)
# As meltano.yml sets it.
STOCK = {"use_copy": False, "validate_records": False, "add_record_metadata": False}
FRESH, UPDATING, START = "fresh", "updating", "start"
STOCK_LOADER, STOCK_COPY, FAST_LOADER, LIMIT = (
    "target-postgres",
    "target-postgres, use_copy",
    "target-pgcopy",
    "COPY and upsert, the limit",
)


@dataclass
class Cost:
    """What loading took, round by round."""

    seconds: Figures = field(default_factory=Figures)
    loader: Figures = field(default_factory=Figures)
    server: Figures = field(default_factory=Figures)


def write_messages(file: Path) -> None:
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
        for page in trade_pages(ORDERS // SIZE):
            out.write(family.render_page(gateway.read(call, page), now, {}).text)
        out.write(b'{"type":"STATE","value":{"bookmarks":{}}}\n')


@contextmanager
def used_cpu(server: int) -> Iterator[Figures]:
    """Seconds of CPU that this process' and the server's children took: loader, server."""

    def spent() -> tuple[float, float]:
        own = os.times()
        stat = Path(f"/proc/{server}/stat")
        ticks = (
            map(int, stat.read_text().rpartition(")")[2].split()[13:15]) if stat.exists() else ()
        )
        return sum(own[:4]), sum(ticks) / os.sysconf("SC_CLK_TCK")

    found, before = Figures(), spent()
    yield found
    time.sleep(0.5)  # until the server has noticed that its client is gone
    found.values = [after - b for after, b in zip(spent(), before, strict=True)]


def process(command: list[str], messages: Path) -> Way:
    """A loader as its user runs it."""
    schemas = messages.with_suffix(".schemas")
    lines = messages.read_bytes().splitlines(keepends=True)
    schemas.write_bytes(b"".join(lines[: len(FAMILY)]))

    def run(kind: str) -> float:
        with (schemas if kind == START else messages).open("rb") as feed:
            quiet = subprocess.DEVNULL
            return run_process(command, stdin=feed, stdout=quiet, stderr=quiet)[0]

    return run


def limit(config: dict[str, Any], messages: Path) -> Way:
    """The same text, made beforehand, in the same blocks."""
    batches: list[Batch] = []
    settings = read_settings(config)
    with patch.object(loader, "Writer") as writer:
        writer.return_value.put.side_effect = batches.append
        reading = loader.Loader(settings, Database(settings))
        for line in messages.read_bytes().splitlines():
            reading.take(message_of(line))
        reading.drain()

    def run(kind: str) -> float:
        begun = time.perf_counter()
        database = Database(settings)
        database.connect()
        for batch in batches if kind != START else ():
            database.write(batch)
        database.close()
        return time.perf_counter() - begun

    return run


def all_ways(folder: Path, address: str, messages: Path) -> dict[str, Way]:
    """Name -> one loading."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    configs: dict[str, dict[str, Any]] = {
        STOCK_LOADER: {**STOCK, "activate_version": False},
        STOCK_COPY: {**STOCK, "activate_version": False, "use_copy": True},
        FAST_LOADER: {},
        LIMIT: {},
    }
    ways: dict[str, Way] = {}
    for name, config in configs.items():
        config |= {"sqlalchemy_url": url, "default_target_schema": name}
        if name == LIMIT:
            ways[name] = limit(config, messages)
            continue
        file = folder / f"{name}.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        program = name.partition(",")[0]
        program = shutil.which(program, path=str(Path(sys.executable).parent)) or program
        ways[name] = process([program, "--config", str(file)], messages)
    return ways


def measure(ways: dict[str, Way], address: str, server: int) -> dict[tuple[str, str], Cost]:
    """Every round loads every way once afresh and once more."""
    costs: dict[tuple[str, str], Cost] = defaultdict(Cost)
    for _ in range(ROUNDS):
        for name, run in ways.items():
            with psycopg.connect(address, autocommit=True) as connection:
                drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name))
                connection.execute(drop)
                connection.execute("CHECKPOINT")
            for kind in (FRESH, UPDATING, START):
                with used_cpu(server) as cpu:
                    seconds = run(kind)
                cost = costs[name, kind]
                cost.seconds.values.append(seconds)
                cost.loader.values.append(cpu.values[0])
                cost.server.values.append(cpu.values[1])
    return costs


def compare(address: str, schema: str, messages: Path) -> tuple[int, int]:
    """Cells compared, and those that differ from the messages."""
    kinds: dict[str, dict[str, Any]] = {}
    rows: dict[str, dict[object, dict[str, Any]]] = defaultdict(dict)
    keys: dict[str, list[str]] = {}
    for line in messages.read_bytes().splitlines():
        message = json.loads(line, parse_float=Decimal)
        if message["type"] == "SCHEMA":
            keys[message["stream"]] = message["key_properties"]
            kinds[message["stream"]] = message["schema"]["properties"]
        elif message["type"] == "RECORD":
            row = message["record"]
            rows[message["stream"]][tuple(row[key] for key in keys[message["stream"]])] = row
    cells = wrong = 0
    with psycopg.connect(address, row_factory=dict_row) as connection:
        for stream, properties in kinds.items():
            query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, stream))
            found = {tuple(r[key] for key in keys[stream]): r for r in connection.execute(query)}
            wrong += len(found.keys() ^ rows[stream].keys())
            for key in found.keys() & rows[stream].keys():
                for name, kind in properties.items():
                    given = rows[stream][key].get(name)
                    if given is not None and kind.get("format") == "date-time":
                        given = datetime.fromisoformat(given)
                    cells += 1
                    wrong += found[key][name] != given
    return cells, wrong


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as name, postgres(Path(name) / "data") as address:
        folder = Path(name)
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        with psycopg.connect(address, autocommit=True) as connection:
            # It would clean up behind one loader while another is measured.
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
        messages = folder / "messages.jsonl"
        write_messages(messages)
        costs = measure(all_ways(folder, address, messages), address, server)
        cells, wrong = compare(address, FAST_LOADER, messages)
    print(f"{ORDERS:,} orders, {ROWS:,} rows; {os.cpu_count()} processors\n")
    table(
        ("way", "", "seconds (lowest to highest)", "CPU of loader, server", "rows/s after start"),
        [
            (
                *way,
                cost.seconds.spread(".1f"),
                f"{cost.loader.middle:.1f} s, {cost.server.middle:.1f} s",
                ""
                if way[1] == START
                else f"{ROWS / (cost.seconds.middle - costs[way[0], START].seconds.middle):,.0f}",
            )
            for way, cost in costs.items()
        ],
    )
    print(f"target-pgcopy: {cells:,} values compared, {wrong:,} differ")


if __name__ == "__main__":
    main()
