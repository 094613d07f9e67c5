"""What the demo prints: what a sync brought, and what a merchant would ask of it."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from psycopg import sql
from rich import box
from rich.console import Console
from rich.table import Table

from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import Connection
    from rich.console import JustifyMethod, RenderableType

SCHEMA: Final = "wdt"
QUERIES: Final = ("sales_by_day", "refund_rate", "low_stock")
WIDTH: Final = 120
OVERVIEW: Final = (
    "表 Table",
    "名称 Title",
    "行数 Rows",
    "写入 Written",
    "新增 New",
    "最新变更 Newest change",
)
# Meltano puts time, level and name in front of every line; on a terminal this takes them away.
WIPE: Final = "\r\x1b[2K"

FIRST: Final = "首次同步：写入 {written:,} 行 / first sync: {written:,} rows written"
LATER: Final = (
    "增量同步：库中共 {rows:,} 行，本次只写入 {written:,} 行，其中新增 {new:,} 行"
    " / incremental sync: of {rows:,} rows only {written:,} were written, {new:,} of them new"
)
MORE: Final = """\
uvx meltano run demo               再跑一次，只同步变化 / once more, for what has changed since
uvx meltano invoke wdt-demo:psql   用 psql 查询这些表 / query these tables with psql
uvx meltano run setup              接入自己的账号 / connect an account of your own"""


class Brought(NamedTuple):
    """What a sync did to a table."""

    rows: int
    written: int
    new: int
    newest: datetime | None


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)  # noqa: T201


def row_counts(database: Connection) -> dict[str, int]:
    """Rows by table; empty before the first sync."""
    tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
    counts = {}
    for (name,) in tables.fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, name))
        ((counts[name],),) = database.execute(query).fetchall()
    return counts


def show(database: Connection, before: Mapping[str, int], since: datetime) -> None:
    """The report on a sync: rows by table before it, and the time in the sandbox as it began."""
    brought = {name: _brought(database, name, before, since) for name in row_counts(database)}
    counted = ("rows", "written", "new")
    totals = {name: sum(getattr(b, name) for b in brought.values()) for name in counted}
    _print(
        _overview(brought),
        (LATER if before else FIRST).format(**totals),
        *(_answer(database, name) for name in QUERIES),
        MORE,
    )


def _brought(
    database: Connection, table: str, before: Mapping[str, int], since: datetime
) -> Brought:
    # Not every table has the column `modified`.
    query = sql.SQL(
        "SELECT count(*), count(*) FILTER (WHERE _read_at >= %s),"
        " max((to_jsonb(t) ->> 'modified')::timestamp) FROM {} AS t"
    ).format(sql.Identifier(SCHEMA, table))
    ((rows, written, newest),) = database.execute(query, [since.replace(tzinfo=None)]).fetchall()
    return Brought(rows, written, rows - before.get(table, 0), newest)


def _overview(brought: Mapping[str, Brought]) -> Table:
    streams = [
        stream
        for header in REPORTS
        for stream in (header, *(line for line in LINE_STREAMS if line.header() is header))
    ]
    return _table(
        "同步结果 / What the sync brought",
        OVERVIEW if _width() >= WIDTH else OVERVIEW[:-1],
        ((s.name, s.title(), *brought[s.name]) for s in streams if s.name in brought),
    )


def _answer(database: Connection, query: str) -> Table:
    """The rows of a query, under the title in its first line."""
    text = (files(__package__) / "queries" / f"{query}.sql").read_text(encoding="utf-8")
    title = text.partition("\n")[0].removeprefix("-- ")
    cursor = database.execute(text.encode())
    headers = [column.name for column in cursor.description or ()]
    return _table(title, headers, cursor.fetchall())


def _table(title: str, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    body = [tuple(row) for row in rows]
    for index, header in enumerate(headers):
        texts = any(isinstance(row[index], str) for row in body)
        zh, en = header.split(" ", 1)
        # In a narrow terminal texts give way, numbers do not.
        justify: JustifyMethod = "left" if texts else "right"
        table.add_column(f"{zh}\n{en}", justify=justify, no_wrap=not texts)
    for row in body:
        table.add_row(*map(_text, row[: len(table.columns)]))
    return table


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%m-%d}"  # so that a week of sales fits 80 columns
    return f"{value:,}" if isinstance(value, (int, Decimal)) else str(value)


def _width() -> int:
    """Columns of the terminal, some of which tell none."""
    columns = os.get_terminal_size(sys.stdin.fileno()).columns if sys.stdin.isatty() else 0
    return columns or WIDTH


def _print(*parts: RenderableType) -> None:
    terminal = sys.stdin.isatty()
    console = Console(width=_width(), color_system=None)
    with console.capture() as capture:
        for part in parts:
            console.print(part, "", sep="\n", highlight=False, markup=False)
    for line in capture.get().splitlines():
        say(f"{WIPE}{line}" if terminal else line)
