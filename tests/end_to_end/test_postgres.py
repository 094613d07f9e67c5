"""The main job: two syncs into a real PostgreSQL, compared row by row with the shop."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest
from psycopg.rows import dict_row

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.streams._lines import LineStream
from tests.helpers.running import NOW, WITHOUT_LIMIT, Run, parse_messages, quick
from tests.helpers.truth import BY_NAME, by_key, differences, truth_of
from wdt_demo.postgres import postgres
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.running import Tap

START = "2026-06-15"
TIMESTAMPTZ = resources.files("wdt_demo") / "timestamptz.sql"
# As meltano.yml sets it: the loader's columns take the wall clock of its session.
SESSION = {"PGTZ": "Asia/Shanghai"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of our own."""
    with postgres(tmp_path / "data") as address:
        yield address


class Loader(NamedTuple):
    """A loader, and where it writes to."""

    program: str
    database: str
    folder: Path


def sync(tap: Tap, loader: Loader, config: dict[str, Any], state: Any) -> Run:
    """`tap | loader`, as a shell would run it; the loader's last state is kept."""
    folder = loader.folder
    target_config = folder / "target.json"
    address = loader.database.replace("postgresql://", "postgresql+psycopg://")
    target_config.write_text(
        json.dumps({"sqlalchemy_url": address, "default_target_schema": "wdt"}),
        encoding="utf-8",
    )
    command = tap.command(config, state=state, streams=tuple(BY_NAME))
    target = shutil.which(loader.program, path=os.path.dirname(sys.executable))  # noqa: PTH120
    assert target
    with (
        (folder / "tap.log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as source,
    ):
        done = subprocess.run(
            [target, "--config", str(target_config)],
            stdin=source.stdout,
            capture_output=True,
            check=False,
            timeout=200,
            env={**os.environ, **SESSION},
        )
        exit_code = source.wait()
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    states = [line for line in done.stdout.split(b"\n") if line]
    return Run(
        exit_code,
        (folder / "tap.log").read_text(),
        messages=parse_messages(b'{"type":"STATE","value":' + states[-1] + b"}\n"),
    )


def text(value: Any) -> Any:
    """A column's value in the form of the sandbox's truth."""
    return value.astimezone(BEIJING).isoformat() if isinstance(value, datetime) else value


def table(
    connection: psycopg.Connection[Any], stream: str
) -> dict[tuple[Any, ...], dict[str, Any]]:
    rows = connection.execute(f'SELECT * FROM wdt."{stream}"').fetchall()  # noqa: S608
    found = [
        {k: text(v) for k, v in row.items() if not k.startswith("_sdc") and v is not None}
        for row in rows
    ]
    return by_key(stream, found)


@pytest.mark.parametrize("program", ["target-postgres", "target-pgcopy"])
def test_two_syncs_into_postgresql_equal_the_shop(
    tap: Tap, database: str, tmp_path: Path, program: str
) -> None:
    loader = Loader(program, database, tmp_path)
    with Sandbox(seed=11, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as shop:
        config = quick(shop, "qimen", start_date=START, delay_seconds=0)
        first = sync(tap, loader, config, None)
        assert first.exit_code == 0, first.log
        if program == "target-postgres":  # the other one makes them so
            with psycopg.connect(database) as connection:
                connection.execute(TIMESTAMPTZ.read_bytes())
        shop.advance(6 * 3600)
        second = sync(tap, loader, config, first.state)
        assert second.exit_code == 0, second.log
        wrong: list[str] = []
        with psycopg.connect(database, row_factory=dict_row) as connection:
            for stream, cls in BY_NAME.items():
                header = cls.header() if issubclass(cls, LineStream) else cls
                master = next(s.master_data for s in REPORTS if s is header)
                since = None if master else f"{START} 00:00:00"
                truth = truth_of(shop, stream, "qimen", since=since)
                arrived = table(connection, stream)
                # Lines that were removed in the ERP stay in the table, older than their header.
                wrong += differences(stream, arrived, truth)
            kinds = {
                row["column_name"]: row["data_type"]
                for row in connection.execute(
                    "SELECT column_name, data_type FROM information_schema.columns"
                    " WHERE table_schema = 'wdt' AND table_name = 'trades'"
                )
            }
            amount = connection.execute("SELECT sum(paid) AS paid FROM wdt.trades").fetchone()
    assert wrong == []
    assert isinstance(amount["paid"], Decimal) if amount else False
    assert kinds["paid"] == "numeric"
    assert kinds["trade_id"] == "bigint"
    assert kinds["trade_no"] == "text"
    assert kinds["is_sealed"] == "boolean"
    assert kinds["modified"] == "timestamp with time zone"
