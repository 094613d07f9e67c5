"""A block of rows into its table: COPY into a temporary one, then an upsert by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from target_pgcopy.columns import BIGINT, DATE, NUMERIC, WHOLE, converted
from target_pgcopy.errors import LoadError, reason_of
from target_pgcopy.streams import DELETED, STARTED, VERSION

if TYPE_CHECKING:
    from psycopg import Connection

    from target_pgcopy.streams import Block
    from target_pgcopy.tables import Table

STAGE: Final = sql.Identifier("pg_temp", "_target_pgcopy")
PIECE: Final = 500  # lines a write
COPY: Final = (
    r"""COPY {} ({}) FROM STDIN (FORMAT csv, QUOTE '"', ESCAPE '\', NULL 'null', ENCODING 'UTF8')"""
)
# PostgreSQL would cut an instant to its day without a word.
COLUMN: Final = {DATE: "{0} timestamp CHECK ({0} = date_trunc('day', {0}))"}
VALUE: Final = {DATE: "{0}::date"}
# What the short way does not take: 1.0 or 2e3 for an integer, integers of any size, equal keys that
# are written differently, bytes that are no UTF-8.
ODD: Final = (psycopg.DataError, psycopg.errors.CardinalityViolation)


def write(connection: Connection[Any], table: Table, block: Block) -> None:
    """Write a block, the short way if its rows let it.

    Raises:
        LoadError: a row does not fit its table.
    """
    if not block.lines or not block.stream.columns:
        return
    try:
        if not table.careful:
            try:
                with connection.transaction():
                    _write(connection, table, block, careful=False)
            except ODD:
                table.careful = True
            else:
                return
        with connection.transaction():
            _write(connection, table, block, careful=True)
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        reason = reason_of(error)
        raise LoadError(
            f"表 {table.stream.table} 写不进一行：{reason} / a row does not fit table"
            f" {table.stream.table}: {reason}"
        ) from None


def _write(connection: Connection[Any], table: Table, block: Block, *, careful: bool) -> None:
    stream = block.stream
    loose = {BIGINT: NUMERIC} if careful else {}
    staged = {column.name: loose.get(column.type, column.type) for column in stream.columns}
    columns = [
        sql.SQL(COLUMN.get(kind, "{} " + kind)).format(sql.Identifier(name))
        for name, kind in staged.items()
    ]
    connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            sql.Identifier("_target_pgcopy"), sql.SQL(", ").join(columns)
        )
    )
    names = _list(list(staged))
    lines = list(block.lines.values())
    with connection.cursor().copy(sql.SQL(COPY).format(STAGE, names)) as copy:
        for i in range(0, len(lines), PIECE):
            piece = b"\n".join(lines[i : i + PIECE]) + b"\n"
            copy.write(piece.decode(errors="replace") if careful else piece)
    if careful:
        _make_room(connection, table, staged)
    values = sql.SQL(", ").join(
        sql.SQL(converted(VALUE.get(kind, "{0}"), kind, table.types[name])).format(
            sql.Identifier(name)
        )
        for name, kind in staged.items()
    )
    for statement in _merge(table, names, values, careful=careful):
        connection.execute(statement)
    connection.execute(sql.SQL("DROP TABLE {}").format(STAGE))


def _make_room(connection: Connection[Any], table: Table, staged: dict[str, str]) -> None:
    """Widen the integer columns that a number is too large for, or has a fraction for."""
    whole = [name for name in staged if table.types[name] in WHOLE and staged[name] == NUMERIC]
    fits = "coalesce(bool_and({0} = trunc({0}) AND {0} BETWEEN {1} AND {2}), true)"
    tests = [
        sql.SQL(fits).format(sql.Identifier(name), *map(sql.Literal, WHOLE[kind]))
        for name in whole
        for kind in (table.types[name], BIGINT)
    ]
    if not tests:
        return
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(tests), STAGE)
    held = connection.execute(query).fetchone() or ()
    for name, as_it_is, as_bigint in zip(whole, held[::2], held[1::2], strict=True):
        if not as_it_is:
            table.change(connection, name, BIGINT if as_bigint else NUMERIC)


def _merge(
    table: Table, names: sql.Composed, values: sql.Composed, *, careful: bool
) -> list[sql.Composed]:
    keys = table.stream.keys
    insert = sql.SQL("INSERT INTO {} AS kept ({}) ").format(table.name, names)
    if not keys:
        return [insert + sql.SQL("SELECT {} FROM {}").format(values, STAGE)]
    rows = sql.SQL("SELECT {} FROM {}").format(values, STAGE)
    if careful or not table.upserts:  # of rows with equal keys the last one
        rows = sql.SQL("SELECT DISTINCT ON ({0}) {1} FROM {2} ORDER BY {0}, ctid DESC").format(
            _list(keys), values, STAGE
        )
    changes = _changes(table)
    if table.upserts:
        then = sql.SQL("DO UPDATE SET {}").format(changes) if changes else sql.SQL("DO NOTHING")
        return [insert + rows + sql.SQL(" ON CONFLICT ({}) ").format(_list(keys)) + then]
    equal = sql.SQL("kept.{0} = excluded.{0}")
    same = sql.SQL(" AND ").join(equal.format(sql.Identifier(key)) for key in keys)
    excluded = sql.SQL("({}) AS excluded ({})").format(rows, names)
    missing = sql.SQL("SELECT * FROM {} WHERE NOT EXISTS (SELECT FROM {} AS kept WHERE {})").format(
        excluded, table.name, same
    )
    update = sql.SQL("UPDATE {} AS kept SET {} FROM {} WHERE {}").format(
        table.name, changes, excluded, same
    )
    return [*([update] if changes else []), insert + missing]


def _list(names: list[str] | tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _changes(table: Table) -> sql.Composed | None:
    """What becomes of a row that comes again."""
    names = {column.name for column in table.stream.columns}
    others = [c.name for c in table.stream.columns if c.name not in table.stream.keys]
    changes = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others]
    if DELETED in table.types.keys() - names:  # a loader that keeps metadata once marked rows
        changes.append(sql.SQL("{} = NULL").format(sql.Identifier(DELETED)))
    return sql.SQL(", ").join(changes) if changes else None


def activate(
    connection: Connection[Any], table: Table, version: int, run: int, *, hard: bool
) -> None:
    """Delete or mark the rows of earlier versions, but none that this run loaded without one."""
    gone = sql.SQL("({0} < {2} OR ({0} IS NULL AND {1} IS DISTINCT FROM {3}))").format(
        *map(sql.Identifier, (VERSION, STARTED)), *map(sql.Literal, (version, run))
    )
    if hard:
        connection.execute(sql.SQL("DELETE FROM {} WHERE {}").format(table.name, gone))
        return
    connection.execute(
        sql.SQL("UPDATE {0} SET {1} = now() WHERE {1} IS NULL AND {2}").format(
            table.name, sql.Identifier(DELETED), gone
        )
    )
