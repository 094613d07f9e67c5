"""`deploy/sync`, what the image runs: the tap into PostgreSQL, its state in a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.helpers.catalogs import catalog_of
from tests.helpers.running import quick
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdt_sandbox import Sandbox

SYNC = Path(__file__).parents[2] / "deploy/sync"
STREAMS = ("trades", "trade_lines", "shops")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with postgres(tmp_path / "data") as address:
        yield address


def start(
    folder: Path, config: dict[str, Any], database: str, **more: str
) -> subprocess.Popen[bytes]:
    catalog = folder / "catalog.json"
    catalog.write_text(json.dumps(catalog_of(config, STREAMS)), encoding="utf-8")
    settings = {f"TAP_WDT_FLAGSHIP_{name.upper()}": str(v) for name, v in config.items()}
    return subprocess.Popen(
        ["bash", str(SYNC), *more.pop("arguments", "").split()],
        env={
            **os.environ,
            **settings,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TARGET_PGCOPY_SQLALCHEMY_URL": database,
            "TARGET_PGCOPY_DEFAULT_TARGET_SCHEMA": "wdt",
            "WDT_STATE": str(folder / "state.json"),
            "WDT_CATALOG": str(catalog),
            **more,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def rows(database: str) -> dict[str, int]:
    """Rows of the tables that there are."""
    with psycopg.connect(database) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'wdt'")
        found = {n: f"select count(*) from wdt.{n}" for (n,) in tables.fetchall()}  # noqa: S608
        counts = {name: connection.execute(query).fetchone() for name, query in found.items()}
    return {name: count[0] for name, count in counts.items() if count}


def test_a_sync_loads_and_the_next_goes_on_from_its_state(
    sandbox: Sandbox, database: str, tmp_path: Path
) -> None:
    config = quick(sandbox)
    first = start(tmp_path, config, database)
    log = first.communicate(timeout=200)[0].decode()
    assert first.returncode == 0, log
    everything = rows(database)
    assert everything.keys() >= {*STREAMS}
    assert all(everything.values())
    calls = len(sandbox.stats()["journal"])
    second = start(tmp_path, config, database)
    log = second.communicate(timeout=200)[0].decode()
    assert second.returncode == 0, log
    assert rows(database) == everything
    assert len(sandbox.stats()["journal"]) - calls < calls / 2
    assert len((tmp_path / "state.json").read_text().splitlines()) == 1


def test_a_stopped_sync_keeps_what_was_loaded_and_the_next_brings_the_rest(
    sandbox: Sandbox, database: str, tmp_path: Path
) -> None:
    """As `docker stop` does it, once the loader has committed something."""
    config = quick(sandbox, start_date="2026-06-13", max_concurrency=1)
    sandbox.behave(latency_ms=200)
    state = tmp_path / "state.json"
    small = {"TARGET_PGCOPY_BATCH_WAIT_LIMIT_SECONDS": "1"}
    stopped = start(tmp_path, config, database, arguments="3600", **small)
    while not state.exists() and stopped.poll() is None:
        time.sleep(0.05)
    stopped.send_signal(signal.SIGTERM)
    log = stopped.communicate(timeout=60)[0].decode()
    assert stopped.returncode == 128 + signal.SIGTERM, log
    kept = json.loads(state.read_text())["bookmarks"]
    sandbox.reset()
    again = start(tmp_path, config, database)
    log = again.communicate(timeout=200)[0].decode()
    assert again.returncode == 0, log
    assert kept != json.loads(state.read_text())["bookmarks"]
    whole = sandbox.truth("sales.TradeQuery.queryWithDetail", modified_from="2026-06-13 00:00:00")
    assert rows(database)["trades"] == len(whole)


def test_a_run_that_failed_ends_with_its_code_and_loads_the_rest(
    sandbox: Sandbox, database: str, tmp_path: Path
) -> None:
    refused = {"kind": "refusal", "status": 100, "message": "权限不足", "times": None}
    sandbox.behave(faults=[{**refused, "method": "sales.TradeQuery.queryWithDetail"}])
    failed = start(tmp_path, quick(sandbox), database)
    log = failed.communicate(timeout=200)[0].decode()
    assert failed.returncode == 1, log
    assert rows(database)["shops"]
    assert "trades" not in rows(database)
    assert "shops" in json.loads((tmp_path / "state.json").read_text())["bookmarks"]
