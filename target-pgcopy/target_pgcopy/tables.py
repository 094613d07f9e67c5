"""Tables: made as a stream declares them, and widened where it needs more."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from target_pgcopy.columns import converted, widened
from target_pgcopy.errors import LoadError

if TYPE_CHECKING:
    from psycopg import Connection

    from target_pgcopy.streams import Stream

log = logging.getLogger("target-pgcopy")

COLUMNS: Final = """
SELECT attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum) IS NOT NULL
FROM pg_attribute
INNER JOIN pg_class ON pg_class.oid = attrelid
INNER JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %s AND relname = %s AND attnum > 0 AND NOT attisdropped"""
UNIQUE: Final = """
SELECT array_agg(attname::text)
FROM pg_index
INNER JOIN pg_class ON pg_class.oid = indrelid
INNER JOIN pg_namespace ON pg_namespace.oid = relnamespace
INNER JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey[0:indnkeyatts - 1])
WHERE nspname = %s AND relname = %s AND indisunique AND indisvalid AND indimmediate
    AND indpred IS NULL AND indexprs IS NULL
GROUP BY indexrelid"""
VIEWS: Final = """
SELECT DISTINCT r.ev_class::regclass::text
FROM pg_depend d
INNER JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
INNER JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refobjid = %s::regclass AND a.attname = %s AND r.ev_class <> d.refobjid"""


@dataclass
class Table:
    """A table as it stands in the database, ready for a stream's rows."""

    stream: Stream
    name: sql.Identifier
    types: dict[str, str] = field(default_factory=dict)
    upserts: bool = False
    """Whether an index keeps its keys apart."""
    careful: bool = False
    """Whether its rows held something that the short way does not take."""

    def change(self, connection: Connection[Any], name: str, kind: str) -> None:
        """Give a column a wider type.

        Raises:
            LoadError: views show the column; PostgreSQL then lets its type stay.
        """
        old = self.types[name]
        column = sql.Identifier(name)
        found = connection.execute(VIEWS, (self.name.as_string(connection), name)).fetchall()
        if views := ", ".join(sorted(view for (view,) in found)):
            raise LoadError(
                f"表 {self.stream.table} 的列 {name} 要由 {old} 改为 {kind}，而这些视图用着它："
                f"{views}；先删掉它们（drop view … cascade），再运行一次，然后重新建立"
                f" / column {name} of table {self.stream.table} has to become {kind}, and these "
                f"views show it: {views}; drop them, run again, and create them anew"
            )
        using = sql.SQL(converted("{0}", old, kind)).format(column)
        connection.execute(
            sql.SQL("ALTER TABLE {} ALTER COLUMN {} TYPE {} USING {}").format(
                self.name,
                column,
                sql.SQL(kind),
                using,
            )
        )
        self.types[name] = kind
        log.warning(
            "表 %s 的列 %s 由 %s 改为 %s / column widened", self.stream.table, name, old, kind
        )


def prepare(connection: Connection[Any], schema: str, stream: Stream) -> Table:
    """Make the table, or what it lacks."""
    where = (schema, stream.table)
    table = Table(stream, sql.Identifier(*where))
    found = {row[0]: row[1:] for row in connection.execute(COLUMNS, where).fetchall()}
    table.types = {name: kind for name, (kind, _) in found.items()}
    if not found:
        _create(connection, schema, table)
    for column in stream.columns:
        current = table.types.get(column.name)
        if current is None:
            connection.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                    table.name,
                    sql.Identifier(column.name),
                    sql.SQL(column.type),
                )
            )
            table.types[column.name] = column.type
        elif (wide := widened(current, column.type)) != current:
            table.change(connection, column.name, wide)
    _comment(connection, table, {name for name, (_, has) in found.items() if has}, new=not found)
    indexes = connection.execute(UNIQUE, where).fetchall()
    table.upserts = any(set(names) == set(stream.keys) for (names,) in indexes)
    return table


def _create(connection: Connection[Any], schema: str, table: Table) -> None:
    exists = "SELECT FROM pg_namespace WHERE nspname = %s"
    if not connection.execute(exists, (schema,)).fetchall():  # asks for no right that is not needed
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    stream = table.stream
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.type))
        for column in stream.columns
    ]
    if stream.keys:
        keys = sql.SQL(", ").join(map(sql.Identifier, stream.keys))
        parts.append(sql.SQL("PRIMARY KEY ({})").format(keys))
    connection.execute(
        sql.SQL("CREATE TABLE {} ({})").format(table.name, sql.SQL(", ").join(parts))
    )
    table.types = {column.name: column.type for column in stream.columns}


def _comment(connection: Connection[Any], table: Table, has: set[str], *, new: bool) -> None:
    """Titles and descriptions as comments, where nobody has written one."""
    made = [
        sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(
            table.name, sql.Identifier(column.name), sql.Literal(column.comment)
        )
        for column in table.stream.columns
        if column.comment and column.name not in has
    ]
    if new and table.stream.comment:
        text = sql.Literal(table.stream.comment)
        made.append(sql.SQL("COMMENT ON TABLE {} IS {}").format(table.name, text))
    if made:
        connection.execute(sql.SQL("; ").join(made))
