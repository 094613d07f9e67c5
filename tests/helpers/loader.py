"""A loader as small as one can be: keys and times of records, upserted into any database."""

from __future__ import annotations

from datetime import timezone, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from tap_wdt_flagship.beijing import BEIJING, parse_moment

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.helpers.running import Run

ROWS_AT_ONCE = 200


class Loader:
    """Loads runs of the tap.

    `zone` is what times are stored in, as a wall clock; with none they keep their offset, or are
    instants where columns have none.
    """

    def __init__(self, address: str, zone: tzinfo | None = BEIJING) -> None:
        self.address = address
        is_mysql = sa.make_url(address).get_backend_name() == "mysql"
        session = {"init_command": "SET time_zone = '+00:00'"} if is_mysql else {}
        self.engine: Engine = sa.create_engine(
            address, poolclass=sa.pool.NullPool, connect_args=session
        )
        self.schema = (self.engine.url.database if is_mysql else None) or "wdt"
        self._zone = zone
        self._tables: dict[str, sa.Table] = {}
        self._keys: dict[str, list[str]] = {}
        with self.engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {self.schema}"))

    def load(self, run: Run) -> None:
        """Upsert all records of a run."""
        with self.engine.begin() as connection:
            for message in run.messages:
                if message["type"] == "SCHEMA":
                    self._make(connection, message)
            for stream, records in run.records.items():
                self._upsert(connection, stream, records)

    def _make(self, connection: sa.Connection, message: dict[str, Any]) -> None:
        stream, keys = message["stream"], message["key_properties"]
        if stream in self._tables:
            return
        columns = []
        for name, spec in message["schema"]["properties"].items():
            time = spec.get("format") == "date-time"
            if time or name in keys:
                columns.append(sa.Column(name, self._type(spec)))
        columns.append(sa.Column("_sdc_deleted_at", sa.DateTime()))
        table = sa.Table(stream, sa.MetaData(), *columns, schema=self.schema)
        table.create(connection)
        self._tables[stream], self._keys[stream] = table, keys

    def _type(self, spec: dict[str, Any]) -> Any:
        kinds = spec["type"]
        if spec.get("format") == "date-time":
            aware: dict[str, Any] = {
                "duckdb": _Raw("TIMESTAMPTZ"),
                "mysql": mysql.TIMESTAMP(),
            }
            with_zone = aware.get(self.engine.dialect.name, sa.DateTime(timezone=True))
            return sa.DateTime() if self._zone else with_zone
        if "integer" in kinds:
            return sa.BigInteger()
        if "number" in kinds:
            return sa.Numeric(24, 6)
        return sa.Boolean() if "boolean" in kinds else sa.Text()

    def _upsert(self, connection: sa.Connection, stream: str, records: list[Any]) -> None:
        table, keys = self._tables[stream], self._keys[stream]
        rows = {tuple(r[key] for key in keys): self._row(table, r) for r in records}
        same = sa.and_(*(table.c[key] == sa.bindparam(f"b_{key}") for key in keys))
        if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar():
            old = [{f"b_{key}": row[key] for key in keys} for row in rows.values()]
            connection.execute(table.delete().where(same), old)
        left = iter(rows.values())
        while some := [*islice(left, ROWS_AT_ONCE)]:
            connection.execute(table.insert().values(some))

    def _row(self, table: sa.Table, record: dict[str, Any]) -> dict[str, Any]:
        return {
            column.name: self._value(record.get(column.name), column) for column in table.columns
        }

    def _value(self, value: Any, column: Any) -> Any:
        if value is None or not isinstance(column.type, (sa.DateTime, _Raw)):
            return value
        moment = parse_moment(value)
        if self._zone is None:
            return moment.astimezone(timezone.utc)
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def execute(self, statement: str, **values: Any) -> list[Any]:
        """Run a statement; the rows that it gives."""
        with self.engine.begin() as connection:
            done = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in done] if done.returns_rows else []

    def keys_of(self, stream: str) -> list[tuple[Any, ...]]:
        """The keys of all rows, in order."""
        keys = [self._tables[stream].c[key] for key in self._keys[stream]]
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.select(*keys).order_by(*keys))]

    def take_out(self, stream: str, keys: list[tuple[Any, ...]]) -> None:
        """Delete rows."""
        table, names = self._tables[stream], self._keys[stream]
        same = sa.and_(*(table.c[name] == sa.bindparam(f"b_{name}") for name in names))
        rows = [{f"b_{n}": part for n, part in zip(names, key, strict=True)} for key in keys]
        with self.engine.begin() as connection:
            connection.execute(table.delete().where(same), rows)

    def take_out_all(self, keys: dict[str, list[int]]) -> None:
        """Delete rows of several tables, by keys of one column."""
        for stream, numbers in keys.items():
            self.take_out(stream, [(number,) for number in numbers])


class _Raw(sa.types.UserDefinedType[Any]):
    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name
