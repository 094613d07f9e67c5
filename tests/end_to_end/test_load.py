"""`wdt-load` and the dlt source: what stands in the warehouse is what the shop holds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import dlt
import duckdb
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.loading.columns import KINDS, kind_of
from tap_wdt_flagship.loading.command import main
from tap_wdt_flagship.loading.source import in_parts
from tap_wdt_flagship.schemas import load
from tests.helpers.running import NOW, WITHOUT_LIMIT, quick
from tests.helpers.truth import BY_NAME, by_key, differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from tests.helpers.truth import Rows

STREAMS = ("trades", "trade_lines", "shops")
TEXT = KINDS["string"]
KILLED = """
import os, signal
from dlt.pipeline.pipeline import Pipeline
from tap_wdt_flagship.loading.columns import KINDS, kind_of
from tap_wdt_flagship.loading.command import main
Pipeline.load = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
main()
"""


@pytest.fixture
def world() -> Iterator[Sandbox]:
    """A shop that a test may change."""
    with Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as running:
        yield running


@dataclass
class Warehouse:
    """A warehouse, and how its tables are read."""

    address: str
    select: Callable[[str], list[dict[str, Any]]]

    def rows(self, stream: str) -> Rows:
        """The rows of a table as the tap wrote them."""
        found = self.select(stream)
        rows = [
            {name: told(value, load(stream)["properties"].get(name, {})) for name, value in row}
            for row in (row.items() for row in found)
        ]
        keyed = by_key(stream, rows)
        assert len(keyed) == len(found), f"{stream}: keys stand in it twice"
        return keyed


def told(value: Any, spec: dict[str, Any]) -> Any:
    """A value of a warehouse as it stands in a record."""
    if isinstance(value, datetime):
        local = value.astimezone(BEIJING) if value.tzinfo else value.replace(tzinfo=BEIJING)
        return local.isoformat()
    kinds = spec.get("type", ())
    if value is not None and ("object" in kinds or "array" in kinds):
        return json.loads(value, parse_float=Decimal) if isinstance(value, str) else value
    if value is not None and "boolean" in kinds:
        return bool(value)
    return str(value) if isinstance(value, Decimal) else value


def of_duckdb(folder: Path) -> Warehouse:
    file = folder / "warehouse.duckdb"

    def select(stream: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(file), read_only=True) as connection:
            return dicts(connection.sql(f"SELECT * FROM wdt.{stream}"))  # noqa: S608

    return Warehouse(f"duckdb:///{file}", select)


def of_files(folder: Path) -> Warehouse:
    """Files are only ever added: the newest row of a key is the row."""

    def select(stream: str) -> list[dict[str, Any]]:
        keys = ", ".join(BY_NAME[stream].primary_keys)
        files = folder / "files" / "wdt" / stream / "*.parquet"
        query = (
            f"SELECT * FROM read_parquet('{files}', union_by_name = true) QUALIFY "  # noqa: S608
            f"row_number() OVER (PARTITION BY {keys} ORDER BY _read_at DESC) = 1"
        )
        with duckdb.connect() as connection:
            return dicts(connection.sql(query))

    return Warehouse((folder / "files").as_uri(), select)


def dicts(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def of_mariadb(address: str) -> Warehouse:
    def select(stream: str) -> list[dict[str, Any]]:
        query = sa.text(f"SELECT * FROM {stream}")  # noqa: S608
        with sa.create_engine(address, poolclass=sa.pool.NullPool).connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    return Warehouse(address.replace("+pymysql", "").partition("?")[0], select)


class Loader:
    """Runs `wdt-load` into one warehouse."""

    def __init__(self, folder: Path, sandbox: Sandbox, address: str) -> None:
        self._sandbox, self._address = sandbox, address
        self._file = folder / "config.json"

    def arguments(self, *more: str, **settings: Any) -> list[str]:
        config = quick(self._sandbox, "qimen", **settings)
        self._file.write_text(json.dumps(config, default=str), encoding="utf-8")
        selected = [word for name in STREAMS for word in ("--select", name)]
        return ["--config", str(self._file), "--to", self._address, *selected, *more]

    def run(self, *more: str, **settings: Any) -> Result:
        return CliRunner().invoke(main, self.arguments(*more, **settings))

    def __call__(self, **settings: Any) -> dict[str, int]:
        """Load; the rows that arrived, by table."""
        done = self.run(**settings)
        assert done.exit_code == 0, done.output
        lines = [line.split() for line in done.stdout.splitlines()]
        return {words[0]: int(words[2].replace(",", "")) for words in lines if words[0] in STREAMS}


@pytest.fixture(params=["duckdb", "files", "mariadb"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    if request.param == "mariadb":
        return of_mariadb(request.getfixturevalue("mariadb"))
    return {"duckdb": of_duckdb, "files": of_files}[request.param](tmp_path)


def compare(warehouse: Warehouse, sandbox: Sandbox) -> None:
    for stream in STREAMS:
        since = None if stream == "shops" else "2026-06-16 00:00:00"
        truth = truth_of(sandbox, stream, "qimen", since=since)
        arrived = warehouse.rows(stream)
        found = differences(stream, arrived, truth)
        assert not found, found[:5]
        texts = [n for n, spec in load(stream)["properties"].items() if kind_of(spec) is TEXT]
        for key, row in truth.items():  # empty texts, which stand for null there, are texts here
            for name in texts:
                assert row.get(name) != "" or arrived[key][name] == "", name


def test_syncs(warehouse: Warehouse, world: Sandbox, tmp_path: Path) -> None:
    load_all = Loader(tmp_path, world, warehouse.address)
    first = load_all()
    compare(warehouse, world)
    world.advance(3600)
    world.mass_update("sales.TradeQuery.queryWithDetail", 5)
    world.advance(600)
    if warehouse.address.startswith("duckdb"):
        # Read, and never committed: the bookmarks are where they were.
        killed = subprocess.run([sys.executable, "-c", KILLED, *load_all.arguments()], check=False)
        assert killed.returncode == -signal.SIGKILL
    second = load_all()
    assert 5 <= second["trades"] < first["trades"]
    compare(warehouse, world)


def test_loads_in_parts_and_a_column_that_is_new(
    world: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is loaded counts, whatever becomes of the loads behind it."""
    # A state behind each window: parts end at states, and all is read within a second.
    monkeypatch.setattr("tap_wdt_flagship.engine.sync.STATE_INTERVAL", 0.001)
    warehouse = of_duckdb(tmp_path)
    pipeline = dlt.pipeline(
        "parts",
        destination=dlt.destinations.duckdb(str(tmp_path / "warehouse.duckdb")),
        dataset_name="wdt",
        pipelines_dir=str(tmp_path / "dlt"),
    )
    config = quick(world, "qimen", stream_options={"trades": {"max_window_minutes": 240}})
    without = {**config, "stream_maps": {"trades": {"receivable": "__NULL__"}}}
    for source in in_parts(without, STREAMS, rows=20):
        pipeline.run(source)
        break
    begun = warehouse.select("trades")
    assert "receivable" not in begun[0]
    options = {"trades": {"max_window_minutes": 240, "lookback_minutes": 9999}}
    runs = [
        pipeline.run(source)
        for source in in_parts({**config, "stream_options": options}, STREAMS, rows=300)
    ]
    assert len(runs) > 1
    assert 0 < len(begun) < len(warehouse.rows("trades"))
    compare(warehouse, world)


def test_a_report_that_fails_is_told_and_the_others_are_loaded(
    world: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.behave(deny=["sales.TradeQuery.queryWithDetail"])
    warehouse = of_duckdb(tmp_path)
    done = Loader(tmp_path, world, warehouse.address).run()
    assert done.exit_code == 1
    assert "没有该接口的权限" in caplog.text
    assert "trades" in done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["shops"]
    assert warehouse.rows("shops")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://mallory:pa@ss@key@127.0.0.1/wdt", "写成 %40"),
        ("mysql://mallory:sesame@no-such-host.invalid:3306/wdt", "主机名"),
        ("postgresql://mallory:sesame@127.0.0.1:1/wdt", "连不上数据库"),
        ("mysql://mallory:sesame@127.0.0.1:port/wdt", "应形如"),
        ("mysql://mallory:sesame@127.0.0.1", "应形如"),
        ("oracle://mallory:sesame@127.0.0.1/wdt", "应形如"),
        ("doris://mallory:sesame@127.0.0.1/wdt", "Parquet"),
        ("duckdb:////no/such/sesame.duckdb", "没有这个数据库或文件"),
        ("sesame", "应形如"),
        ("", "没有数据仓库的地址"),
    ],
)
def test_a_wrong_address_is_told_in_a_line_and_never_shown(
    tmp_path: Path, address: str, said: str
) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"sid": "s", "app_key": "k", "app_secret": "5f2c8e1d:9ab1c7d2"}))
    told = CliRunner().invoke(main, ["--config", str(file), "--to", address])
    assert told.exit_code == 2
    assert told.output.count("\n") == 1
    assert said in told.output
    assert " / " in told.output
    assert "sesame" not in told.output
    assert "mallory" not in told.output


def test_a_wrong_password(mariadb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"sid": "s", "app_key": "k", "app_secret": "5f2c8e1d:9ab1c7d2"}))
    address = of_mariadb(mariadb).address.replace(":wdt-test@", "@")
    monkeypatch.setenv("WDT_LOAD_PASSWORD", "open@sesame")
    told = CliRunner().invoke(main, ["--config", str(file), "--to", address])
    assert told.exit_code == 2
    assert told.output == (
        "数据库拒绝了用户名或密码 / the database refuses the user or the password\n"
    )
