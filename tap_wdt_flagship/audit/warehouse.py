"""What the warehouse holds: rows a minute, rows of a range, rows by key."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from tap_wdt_flagship.audit.connection import failed
from tap_wdt_flagship.audit.keys import Keys, moment_of
from tap_wdt_flagship.beijing import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from sqlalchemy import ColumnElement, Engine, Insert, Select

    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.streams._base import WdtStream

DELETED: Final = "_sdc_deleted_at"
KEYS_AT_ONCE: Final = 300
QUERIES_AT_ONCE: Final = 4
UTC: Final = timezone.utc


@dataclass(frozen=True)
class Held:
    """A row of the warehouse: its key, and the time of its version."""

    key: Key
    moment: datetime | None


class Warehouse:
    """A schema of tables named like the streams.

    `naive_zone` is what wall-clock columns are in: loaders store Beijing time or UTC.
    """

    def __init__(self, engine: Engine, schema: str) -> None:
        self._engine = engine
        self._schema = schema
        self._queries = threading.BoundedSemaphore(QUERIES_AT_ONCE)
        self.naive_zone: tzinfo = UTC if engine.dialect.name == "duckdb" else BEIJING
        self._tables = self._read_tables()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def dialect(self) -> str:
        """PostgreSQL, DuckDB or MySQL."""
        return self._engine.dialect.name

    @property
    def has_tables(self) -> bool:
        """Whether there is anything in the schema."""
        return bool(self._tables)

    def _read_tables(self) -> dict[str, dict[str, str]]:
        """Every table's columns and their types, in small letters."""
        names = ("table_name", "column_name", "data_type")
        columns = sa.table(
            "columns",
            *map(sa.column, (*names, "table_schema")),
            schema="information_schema",
        )
        query = sa.select(*(columns.c[name].label(name) for name in names))
        tables: dict[str, dict[str, str]] = {}
        for row in self.rows(query.where(columns.c.table_schema == self._schema)):
            table, column, kind = (str(part) for part in row)
            tables.setdefault(table, {})[column] = kind.lower()
        return tables

    def rows(self, query: Select[Any]) -> list[Any]:
        """What a query finds.

        Raises:
            StreamError: the database refuses it.
        """
        try:
            with self._queries, self._engine.connect() as connection:
                return list(connection.execute(query).all())
        except sa.exc.SQLAlchemyError as error:
            raise failed(error) from None

    def write(self, statement: Insert, rows: list[dict[str, Any]]) -> None:
        """Insert rows.

        Raises:
            StreamError: the database refuses them.
        """
        try:
            with self._engine.begin() as connection:
                connection.execute(statement, rows)
        except sa.exc.SQLAlchemyError as error:
            raise failed(error) from None

    def table(self, report: type[WdtStream]) -> WarehouseTable | None:
        """The table of a stream, if there is one."""
        columns = self._tables.get(report.name)
        return WarehouseTable(self, self._schema, report, columns) if columns else None


class WarehouseTable:
    """One report's table."""

    def __init__(
        self, warehouse: Warehouse, schema: str, report: type[WdtStream], columns: dict[str, str]
    ) -> None:
        self._warehouse = warehouse
        self.columns = columns
        self.keys = Keys(report)
        self._table = sa.table(report.name, *map(sa.column, columns), schema=schema)

    def lacks(self, *names: str | None) -> str | None:
        """The first of some columns that is not there as it is needed: of time, if one is named."""
        for name in (*self.keys.columns, *names):
            if name and name not in self.columns:
                return name
        return next((name for name in names if name and not self._is_time(name)), None)

    def _is_time(self, column: str) -> bool:
        return self.columns[column].startswith(("timestamp", "datetime"))

    def is_naive(self, column: str) -> bool:
        """Whether a column of time holds a wall clock, in no zone that it tells."""
        kind = self.columns[column]
        if self._warehouse.dialect == "mysql":
            return kind == "datetime"
        return not ("with time zone" in kind or kind == "timestamptz")

    def _zone(self, column: str) -> tzinfo:
        return self._warehouse.naive_zone if self.is_naive(column) else UTC

    def _stored(self, value: Any, column: str) -> Any:  # noqa: ANN401
        """A value as the column takes it."""
        if not isinstance(value, datetime):
            return value
        moment = value.astimezone(self._zone(column))
        aware = not self.is_naive(column) and self._warehouse.dialect != "mysql"
        return moment if aware else moment.replace(tzinfo=None)

    def _told(self, value: Any, column: str) -> Any:  # noqa: ANN401
        """A value of the column, times with their offset."""
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=self._zone(column))
        return value

    def insert(self, rows: list[dict[str, Any]]) -> None:
        """Insert rows, as far as the table has columns for them."""
        stored = [
            {name: self._stored(row[name], name) for name in row if name in self.columns}
            for row in rows
        ]
        if stored:
            self._warehouse.write(self._table.insert(), stored)

    def _kept(self, query: Select[Any]) -> Select[Any]:
        """A query for rows that are not marked as deleted."""
        if DELETED not in self.columns:
            return query
        return query.where(self._table.c[DELETED].is_(None))

    def _within(self, column: str, start: datetime, end: datetime) -> ColumnElement[bool]:
        own = self._table.c[column]
        return sa.and_(own >= self._stored(start, column), own < self._stored(end, column))

    def minutes(self, column: str, start: datetime, end: datetime) -> Counter[datetime]:
        """How many rows each minute of a range has."""
        minute = self._minute(column).label("minute")
        query = self._kept(sa.select(minute, sa.func.count())).group_by(minute)
        counts: Counter[datetime] = Counter()
        for at, rows in self._warehouse.rows(query.where(self._within(column, start, end))):
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
            zone = self._zone(column)
            counts[moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)] += int(rows)
        return counts

    def _minute(self, column: str) -> ColumnElement[Any]:
        own: ColumnElement[Any] = self._table.c[column]
        if self._warehouse.dialect == "mysql":
            return sa.func.date_format(own, sa.literal_column("'%Y-%m-%d %H:%i:00'"))
        if not self.is_naive(column):
            own = sa.func.timezone(sa.literal_column("'UTC'"), own)
        return sa.func.date_trunc(sa.literal_column("'minute'"), own)

    def repeated(self, column: str, start: datetime, end: datetime) -> list[datetime]:
        """Times of the rows of a range that are there more than once."""
        keys = [self._table.c[name] for name in self.keys.columns]
        query = self._kept(sa.select(sa.func.min(self._table.c[column]), *keys))
        query = query.where(self._within(column, start, end)).group_by(*keys)
        rows = self._warehouse.rows(query.having(sa.func.count() > 1))
        return [at for row in rows if (at := moment_of(self._told(row[0], column)))]

    def count(self) -> int:
        """All rows."""
        query = self._kept(sa.select(sa.func.count()).select_from(self._table))
        return int(self._warehouse.rows(query)[0][0])

    def ends(self, column: str) -> tuple[datetime, datetime] | None:
        """The earliest and the latest time of a column, if it holds any."""
        own = self._table.c[column]
        query = self._kept(sa.select(sa.func.min(own), sa.func.max(own)))
        first, last = (moment_of(self._told(at, column)) for at in self._warehouse.rows(query)[0])
        return (first, last) if first and last else None

    def newest(self, column: str, rows: int) -> list[Held]:
        """The rows with the latest times."""
        query = self._kept(self._query(column)).order_by(self._table.c[column].desc())
        return [*self._held(query.where(self._table.c[column].is_not(None)).limit(rows), column)]

    def between(self, column: str, start: datetime, end: datetime) -> list[Held]:
        """The rows of a range."""
        query = self._kept(self._query(column)).where(self._within(column, start, end))
        return [*self._held(query, column)]

    def every(self) -> list[Held]:
        """All rows."""
        return [*self._held(self._kept(self._query(None)), None)]

    def of(self, keys: Iterable[Key], column: str | None) -> list[Held]:
        """The rows with these keys."""
        left, found = iter(keys), list[Held]()
        while batch := [*islice(left, KEYS_AT_ONCE)]:
            query = self._kept(self._query(column)).where(self._is_one_of(batch))
            found += self._held(query, column)
        return found

    def _is_one_of(self, keys: list[Key]) -> ColumnElement[bool]:
        names = self.keys.columns
        columns = [self._table.c[name] for name in names]
        stored = [
            [self._stored(part, name) for part, name in zip(key, names, strict=True)]
            for key in keys
        ]
        if len(columns) == 1:
            return columns[0].in_([parts[0] for parts in stored])
        return sa.or_(
            *(
                sa.and_(*(column == part for column, part in zip(columns, parts, strict=True)))
                for parts in stored
            )
        )

    def _query(self, column: str | None) -> Select[Any]:
        names = dict.fromkeys([*self.keys.columns, *([column] if column else [])])
        return sa.select(*(self._table.c[name] for name in names))

    def _held(self, query: Select[Any], column: str | None) -> Iterator[Held]:
        for row in self._warehouse.rows(query):
            told = {name: self._told(value, name) for name, value in row._mapping.items()}  # noqa: SLF001
            key = self.keys.of(told)
            if key is not None:
                yield Held(key, moment_of(told[column]) if column else None)
