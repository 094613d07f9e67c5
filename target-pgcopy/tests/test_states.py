"""A state is passed on when what it covers is in the tables, whatever happens in between."""

from __future__ import annotations

import json
import random
import signal
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from loading import Process, record, schema, state

from target_pgcopy.database import Batch, Database
from target_pgcopy.errors import LoadError
from target_pgcopy.messages import message_of
from target_pgcopy.settings import read_settings
from target_pgcopy.streams import Block, declared

if TYPE_CHECKING:
    from pathlib import Path

    from loading import Warehouse

ID = {"type": "integer"}
DECLARED = schema({"id": ID})
KEYLESS = schema({"id": ID}, [])


def test_the_last_state_comes_out_at_the_end(warehouse: Warehouse) -> None:
    states = warehouse.load(DECLARED, record({"id": 1}), state({"at": 1}), state({"at": "二"}))
    assert states == [{"at": "二"}]
    assert warehouse.load(DECLARED) == []


def test_a_state_is_passed_on_as_it_came(
    warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    del capsys
    assert warehouse.load('{"type": "STATE", "value": {"n": 1.50, "n2": null}}') == [
        {"n": 1.5, "n2": None}
    ]


def test_no_state_comes_out_where_rows_before_it_failed(
    warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = record({"id": "one"})
    with pytest.raises(LoadError, match="column id"):
        warehouse.load(DECLARED, record({"id": 1}), bad, state({"at": 1}))
    assert capsys.readouterr().out == ""
    assert (
        warehouse.connection.execute(
            "SELECT FROM pg_tables WHERE schemaname = %s", (warehouse.schema,)
        ).fetchall()
        == []
    )


def test_what_has_come_is_written_while_the_tap_is_silent(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    loader = Process({**warehouse.config, "batch_wait_limit_seconds": 0}, tmp_path)
    loader.write(DECLARED, record({"id": 1}), state({"at": 1}))
    assert json.loads(loader.output.readline()) == {"at": 1}
    assert warehouse.rows("rows") == [{"id": 1}]
    loader.write(record({"id": 2}), state({"at": 2}), record({"id": 3}))
    assert json.loads(loader.output.readline()) == {"at": 2}
    loader.process.send_signal(signal.SIGTERM)
    code, states, log = loader.end()
    assert (code, states) == (128 + signal.SIGTERM, []), log
    assert warehouse.rows("rows")[:2] == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment(warehouse: Warehouse, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    config = {**warehouse.config, "batch_wait_limit_seconds": 0, "batch_size_rows": 50}
    loader = Process(config, tmp_path)
    declarations = [schema({"id": ID}, stream=name) for name in ("a", "b", "c")]

    def feed() -> None:
        with suppress(OSError):
            loader.write(*declarations)
            for i in range(100_000):
                loader.write(record({"id": i}, rng.choice("abc")), state({"at": i}))

    feeder = Thread(target=feed)
    feeder.start()
    told: list[Any] = [json.loads(loader.output.readline()) for _ in range(rng.randint(1, 8))]
    loader.process.kill()
    feeder.join()
    with suppress(OSError):
        loader.input.close()
    told += [
        json.loads(line)
        for line in loader.output.read().splitlines(keepends=True)
        if line[-1:] == b"\n"
    ]
    loader.process.wait()
    loader.process.stderr.close()  # type: ignore[union-attr]
    loader.output.close()
    found = {row["id"] for name in "abc" for row in warehouse.rows(name)}
    assert set(range(told[-1]["at"] + 1)) <= found
    assert [value["at"] for value in told] == sorted(value["at"] for value in told)


def database(warehouse: Warehouse) -> Database:
    return Database(read_settings(warehouse.config), waits=(0, 0))


def batch(*ids: int, declaration: dict[str, Any] = KEYLESS) -> Batch:
    block = Block(declared(message_of(json.dumps(declaration).encode()), metadata=False), run=0)
    for i in ids:
        block.stream.add(message_of(json.dumps(record({"id": i})).encode()), block)
    return Batch([block])


def cut(warehouse: Warehouse) -> None:
    """End the loader's connections, and wait until they are gone."""
    warehouse.connection.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE application_name = 'target-pgcopy'"
    )


def test_a_lost_connection_is_opened_again(warehouse: Warehouse) -> None:
    loader = database(warehouse)
    loader.write(batch(1, 2))
    cut(warehouse)
    loader.write(batch(3))
    loader.close()
    assert [row["id"] for row in warehouse.rows("rows")] == [1, 2, 3]


@pytest.mark.parametrize("committed", ["committed", ""])
def test_a_batch_is_written_once_where_the_answer_to_its_commit_is_lost(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, committed: str
) -> None:
    loader = database(warehouse)
    write = loader._write
    tries = iter([True, False])

    def interrupted(one: Batch) -> None:
        if not next(tries):
            write(one)
            return
        if committed:
            write(one)
        else:
            with psycopg.connect(warehouse.address) as other:
                row = other.execute("SELECT txid_current()").fetchone()
                other.rollback()
            loader._transaction = row[0] if row else None
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(loader, "_write", interrupted)
    loader.write(batch(1, 2))
    loader.close()
    assert [row["id"] for row in warehouse.rows("rows")] == [1, 2]


def test_a_server_that_stays_away_is_told(warehouse: Warehouse) -> None:
    settings = read_settings(
        {**warehouse.config, "sqlalchemy_url": "postgresql://u:p@localhost:1/d"}
    )
    with pytest.raises(LoadError, match=r"^数据库报错.* / the database refused: .*port 1"):
        Database(settings, waits=(0,)).write(batch(1))
