"""A real MariaDB, from the system's packages: one a worker, thrown away at its end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections import deque
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Final

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST: Final = "127.0.0.1"
USER, PASSWORD = "wdt", "wdt-test"
WHERE: Final = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
NOT_THERE: Final = "no MariaDB server here; on Debian: apt-get install mariadb-server"
READY: Final = "ready for connections"
TRIES: Final = 3  # a port that was free may be taken
# What is in memory when it stops does not matter, and half of the start goes into what is off here.
OPTIONS: Final = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=16M",
    "--innodb-buffer-pool-size=64M",
    "--performance-schema=off",
)


class NotStartedError(Exception):
    """The server ended before it could be used."""


class MariaDB:
    """A running server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)

    def address(self, database: str = "") -> str:
        """Where it is, as SQLAlchemy takes it."""
        return f"mysql+pymysql://{USER}:{PASSWORD}@{HOST}:{self.port}/{database}?charset=utf8mb4"

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"test_{next(self._numbers)}"
        with sa.create_engine(self.address(), poolclass=sa.pool.NullPool).begin() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return self.address(name)


@contextmanager
def running() -> Iterator[MariaDB]:
    """A server with nothing in it, and a user who may do everything."""
    account = ["--user=root"] if os.geteuid() == 0 else []
    with TemporaryDirectory(prefix="mariadb-") as folder:  # the path of a socket has to be short
        data = Path(folder) / "data"
        _make(data, account)
        grants = Path(folder) / "grants.sql"
        grants.write_text(
            f"CREATE USER '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
        )
        for left in reversed(range(TRIES)):
            port = _free_port()
            command = [
                *(_program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--port={port}"),
                *(f"--socket={folder}/socket", f"--pid-file={folder}/pid"),
                *(f"--init-file={grants}", *OPTIONS, *account),
            ]
            try:
                with _started(command):
                    yield MariaDB(port)
            except NotStartedError:
                if not left:
                    raise
            else:
                return


def _program(name: str) -> str:
    return shutil.which(name, path=WHERE) or pytest.skip(NOT_THERE)


def _make(data: Path, account: list[str]) -> None:
    command = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", *account]
    options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    made = subprocess.run(
        [*command, *options], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if made.returncode:
        raise NotStartedError(made.stdout + made.stderr)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


@contextmanager
def _started(command: list[str]) -> Iterator[None]:
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            assert server.stderr
            said = deque[str](maxlen=20)
            for line in server.stderr:
                said.append(line)
                if READY in line:
                    break
            else:
                raise NotStartedError("".join(said))
            # A pipe that nobody reads would stop the server.
            Thread(target=said.extend, args=(server.stderr,), daemon=True).start()
            yield
        finally:
            server.kill()


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDB]:
    """A server for all tests of a worker."""
    with running() as server:
        yield server


@pytest.fixture
def mariadb(mariadb_server: MariaDB) -> str:
    """The address of an empty database of the test's own."""
    return mariadb_server.new_database()
