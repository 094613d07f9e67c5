"""The connection: opened before anything is read, opened again when it is lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from target_pgcopy import merging
from target_pgcopy.errors import LoadError, reason_of
from target_pgcopy.tables import Table, prepare

if TYPE_CHECKING:
    from target_pgcopy.settings import Settings
    from target_pgcopy.streams import Block, Stream

log = logging.getLogger("target-pgcopy")

WAITS: Final = (1, 2, 4, 8, 15, 30, 30, 30, 30, 30)  # seconds
CANNOT_CONNECT: Final = (
    "无法连接数据库，请检查 host、port、user、password、database 或 sqlalchemy_url"
    " / cannot connect to the database; check host, port, user, password, database, or"
    " sqlalchemy_url: {}"
)
# What may be over after a while: connections, deadlocks, resources, locks, shutdowns.
PASSING: Final = ("08", "40", "53", "55P03", "57P")
# A server that is gone is noticed within minutes.
USUAL: Final = {
    "application_name": "target-pgcopy",
    "connect_timeout": "30",
    "keepalives_idle": "60",
    "keepalives_interval": "15",
    "keepalives_count": "4",
}
COMMITTED, UNDECIDED = "committed", "in progress"


@dataclass
class Batch:
    """What is committed together, and the state that may be told then."""

    blocks: list[Block]
    state: bytes | None = None
    activate: tuple[Stream, int, int] | None = None
    """A version to activate behind the blocks: its stream, itself, and this run."""


@dataclass
class Database:
    """Writes batches, each one once, however often the connection is lost."""

    settings: Settings
    stopping: Event = field(default_factory=Event)
    waits: tuple[float, ...] = WAITS
    _connection: psycopg.Connection[Any] | None = None
    _tables: dict[Stream, Table] = field(default_factory=dict)
    _transaction: int | None = None

    def connect(self) -> psycopg.Connection[Any]:
        """The connection.

        Raises:
            LoadError: what is wrong with the settings.
        """
        try:
            return self._connected()
        except psycopg.Error as error:
            raise LoadError(CANNOT_CONNECT.format(reason_of(error))) from None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            parts = {**USUAL, **self.settings.connection, "client_encoding": "UTF8"}
            self._tables.clear()
            self._connection = psycopg.connect(
                make_conninfo(**parts), autocommit=True, prepare_threshold=None
            )
        return self._connection

    def write(self, batch: Batch) -> None:
        """Write a batch and commit it.

        Raises:
            LoadError: it cannot be written.
        """
        self._transaction = None
        waits = iter(self.waits)
        while True:
            try:
                self._write(batch)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self.close()
                wait = next(waits, None)
                passes = (error.sqlstate or PASSING[0]).startswith(PASSING)
                if wait is None or not passes or self.stopping.is_set():
                    raise LoadError(_told(error)) from None
                log.warning(
                    "数据库不可用，%s 秒后重连，再写这一批：%s"
                    " / the database is not available; in %s s this batch is written again",
                    *(wait, reason_of(error), wait),
                )
                self.stopping.wait(wait)
            except psycopg.Error as error:
                raise LoadError(_told(error)) from None
            else:
                return

    def _write(self, batch: Batch) -> None:
        if not batch.blocks and not batch.activate:
            return
        connection = self._connected()
        if self._transaction is not None and self._committed(connection, self._transaction):
            return
        with connection.transaction():
            for block in batch.blocks:
                merging.write(connection, self._table(block.stream), block)
            if batch.activate:
                stream, version, run = batch.activate
                hard = self.settings.hard_delete
                merging.activate(connection, self._table(stream), version, run, hard=hard)
            row = connection.execute("SELECT txid_current()").fetchone()
            self._transaction = row[0] if row else None

    def _table(self, stream: Stream) -> Table:
        if stream not in self._tables:
            assert self._connection is not None  # noqa: S101
            self._tables[stream] = prepare(self._connection, self.settings.schema, stream)
        return self._tables[stream]

    @staticmethod
    def _committed(connection: psycopg.Connection[Any], transaction: int) -> bool:
        """Whether a commit whose answer was lost took place.

        Raises:
            OperationalError: the server has not noticed yet that the connection is gone.
        """
        try:
            row = connection.execute("SELECT txid_status(%s)", (transaction,)).fetchone()
        except psycopg.DataError:  # another server in its place, which has not come so far
            return False
        if row and row[0] == UNDECIDED:
            raise psycopg.OperationalError(UNDECIDED)
        return bool(row and row[0] == COMMITTED)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _told(error: psycopg.Error) -> str:
    reason = reason_of(error)
    return f"数据库报错：{reason} / the database refused: {reason}"
