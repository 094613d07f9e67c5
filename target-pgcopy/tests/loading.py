"""A PostgreSQL server for each worker, and the loader run against a schema of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from target_pgcopy.target import TargetPgcopy
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server."""
    with postgres(tmp_path_factory.mktemp("postgres") / "data") as address:
        yield address


class Warehouse:
    """A schema of the server, loaded into and looked at."""

    def __init__(self, address: str, schema: str) -> None:
        self.address = address
        self.schema = schema
        self.config: dict[str, Any] = {"sqlalchemy_url": address, "default_target_schema": schema}
        self.connection = psycopg.connect(
            address, autocommit=True, row_factory=dict_row, prepare_threshold=None
        )

    def target(self, **config: Any) -> TargetPgcopy:
        """The loader."""
        return TargetPgcopy(config={**self.config, **config})

    def load(self, *messages: dict[str, Any] | str, **config: Any) -> list[Any]:
        """Load messages, given as such or as lines; the states that came out."""
        lines = (m if isinstance(m, str) else json.dumps(m, ensure_ascii=False) for m in messages)
        out = io.StringIO()
        with redirect_stdout(out):
            self.target(**config).listen(io.StringIO("".join(f"{line}\n" for line in lines)))
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def query(self, text: str) -> list[dict[str, Any]]:
        """The rows of a query; `{}` in it stands for the schema."""
        query = sql.SQL(text).format(sql.Identifier(self.schema))
        return self.connection.execute(query).fetchall()

    def execute(self, text: str) -> None:
        """Run a statement; `{}` in it stands for the schema."""
        self.connection.execute(sql.SQL(text).format(sql.Identifier(self.schema)))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, in the order of its first column."""
        name = sql.Identifier(self.schema, table)
        query = sql.SQL("SELECT * FROM {} ORDER BY 1").format(name)
        return self.connection.execute(query).fetchall()

    def types(self, table: str) -> dict[str, str]:
        """Column -> type."""
        query = (
            "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute"
            " WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        )
        found = self.connection.execute(query, (self.schema, table)).fetchall()
        return {row["attname"]: row["type"] for row in found}


class Process:
    """The command, fed through a pipe."""

    def __init__(self, config: dict[str, Any], folder: Path, **environment: str) -> None:
        file = folder / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "target_pgcopy", "--config", str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        assert self.process.stdin
        assert self.process.stdout
        self.input, self.output = self.process.stdin, self.process.stdout

    def write(self, *messages: dict[str, Any]) -> None:
        """Feed it."""
        self.input.write("".join(f"{json.dumps(message)}\n" for message in messages).encode())
        self.input.flush()

    def end(self) -> tuple[int, list[Any], str]:
        """The exit code, states that came out since, and the log."""
        out, log = self.process.communicate()
        states = [json.loads(line) for line in out.splitlines()]
        return self.process.returncode, states, log.decode()


@pytest.fixture
def warehouse(server: str, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """A schema of this test's own."""
    made = Warehouse(server, f"{request.node.name[:40]} {abs(hash(request.node.nodeid)):x}"[:63])
    yield made
    made.connection.close()


def schema(
    properties: dict[str, Any], keys: list[str] | None = None, stream: str = "rows", **more: Any
) -> dict[str, Any]:
    """A SCHEMA message."""
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"type": "object", "properties": properties, **more},
        "key_properties": ["id"] if keys is None else keys,
    }


def record(values: dict[str, Any], stream: str = "rows", **more: Any) -> dict[str, Any]:
    """A RECORD message."""
    return {"type": "RECORD", "stream": stream, "record": values, **more}


def state(value: Any) -> dict[str, Any]:
    """A STATE message."""
    return {"type": "STATE", "value": value}
