"""Rows a second into PostgreSQL: the stock loader, this workspace's, and the bare limit.

All load the same messages from a file, through a pipe and through Meltano, into no tables and then
over the rows that stand in them; what a loader takes for the SCHEMA messages alone, its start, is
told apart. The limit is COPY of text made beforehand into a temporary table, then an upsert by key.
Every value in the tables is compared with its message.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from benchmarks.loading_proof import compare, write_messages, write_schemas
from benchmarks.loading_ways import FILE, LIMIT, MELTANO, PIPE, all_ways
from benchmarks.measure import ROUNDS, Figures, table
from benchmarks.pages import LINES
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.loading_ways import Way

ORDERS = 12_000
FRESH, UPDATING, START = "fresh", "updating", "start"
STREAMS = 1 + LINES  # rows an order


@dataclass
class Costs:
    """What loading took, round by round."""

    seconds: Figures = field(default_factory=Figures)
    loader: Figures = field(default_factory=Figures)
    between: Figures = field(default_factory=Figures)
    server: Figures = field(default_factory=Figures)
    memory: Figures = field(default_factory=Figures)


Found = dict[tuple[str, str, str], Costs]


@contextmanager
def cpu_of_server(postmaster: int) -> Iterator[Figures]:
    """Seconds of CPU that the processes took which the server started and which have ended."""

    def spent() -> float:
        stat = Path(f"/proc/{postmaster}/stat")
        if not stat.exists():
            return 0
        ticks = stat.read_text().rpartition(")")[2].split()[13:15]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    found, before = Figures(), spent()
    yield found
    time.sleep(0.5)  # until the server has noticed that its client is gone
    found.values.append(spent() - before)


def measure(
    ways: dict[tuple[str, str], Way], files: dict[str, Path], address: str, server: int, rounds: int
) -> Found:
    """Every round loads every way once afresh and once more."""
    costs: Found = defaultdict(Costs)
    for number in range(rounds):
        for (name, between), load in ways.items():
            with psycopg.connect(address, autocommit=True) as connection:
                drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name))
                connection.execute(drop)
                connection.execute("CHECKPOINT")
            for kind, file in files.items():
                with cpu_of_server(server) as used:
                    took = load(file)
                cost = costs[name, between, kind]
                cost.seconds.values.append(took.seconds)
                cost.loader.values.append(took.loader)
                cost.between.values.append(took.between)
                cost.memory.values.append(took.memory)
                cost.server.values += used.values
                cpu = f"{took.loader:.1f} s of CPU, the server {used.middle:.1f}"
                told = (
                    f"{number + 1}/{rounds} {name}, {between}, {kind}: {took.seconds:.1f} s, {cpu}"
                )
                print(told, file=sys.stderr, flush=True)
    return costs


def rate(costs: Found, name: str, between: str, kind: str, rows: int) -> float:
    """Rows a second, the start left out."""
    whole, start = (costs[name, between, k].seconds.middle for k in (kind, START))
    return rows / (whole - start)


def report(costs: Found, rows: int) -> None:
    """Print what was measured."""
    lines = []
    for (name, between, kind), cost in costs.items():
        row = [name, between, kind, cost.seconds.spread(".1f")]
        row.append(f"{cost.loader.middle:.1f}, {cost.server.middle:.1f}, {cost.between.middle:.1f}")
        row.append(f"{cost.memory.middle:.0f}" if cost.memory.middle else "")
        if kind == START:
            row += ["", ""]
        else:
            fast = rate(costs, name, between, kind, rows)
            share = fast / rate(costs, LIMIT, "", kind, rows) if (LIMIT, "", kind) in costs else 0
            row += [f"{fast:,.0f}", f"{share:.0%}" if share else ""]
        lines.append(row)
    header = ("loader", "by", "", "seconds (lowest to highest)", "CPU: loader, server, between")
    table((*header, "peak MB", "rows/s after start", "of the limit"), lines)


def report_meltano(costs: Found, rows: int) -> None:
    """Print what Meltano costs: its start, and a line."""
    both = [
        name for name, between, _ in costs if between == MELTANO and (name, PIPE, START) in costs
    ]
    for name in dict.fromkeys(both):
        through = {kind: costs[name, MELTANO, kind] for kind in (FRESH, START)}
        piped = {kind: costs[name, PIPE, kind] for kind in (FRESH, START)}
        start = through[START].seconds.middle - piped[START].seconds.middle
        wall = through[FRESH].seconds.middle - piped[FRESH].seconds.middle - start
        cpu = through[FRESH].between.middle - through[START].between.middle
        print(
            f"Meltano before {name}: start {start:.1f} s; a line {cpu / rows * 1e6:.0f} µs of CPU,"
            f" {wall / rows * 1e6:.0f} µs longer"
        )


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="*", help="loaders, by the beginnings of their names")
    parser.add_argument("--by", nargs="*", choices=[PIPE, MELTANO, FILE])
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = arguments()
    rows = given.orders * STREAMS
    with TemporaryDirectory() as name, postgres(Path(name) / "data") as address:
        folder = Path(name)
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        with psycopg.connect(address, autocommit=True) as connection:
            # It would clean up behind one loader while another is measured.
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
        messages = folder / "messages.jsonl"
        write_messages(messages, given.orders)
        schemas = write_schemas(messages)
        ways = all_ways(folder, address, messages)
        ways = {
            way: load
            for way, load in ways.items()
            if way[0].startswith((*(given.only or ("",)),)) and way[1] in (given.by or way)
        }
        files = {FRESH: messages, UPDATING: messages, START: schemas}
        costs = measure(ways, files, address, server, given.rounds)
        print(f"{given.orders:,} orders, {rows:,} rows; {os.cpu_count()} processors\n")
        report(costs, rows)
        report_meltano(costs, rows)
        for loader in dict.fromkeys(name for name, _ in ways if name != LIMIT):
            found = compare(address, loader, messages)
            print(f"{loader}: {found.cells:,} values compared, {found.wrong:,} differ", flush=True)


if __name__ == "__main__":
    main()
