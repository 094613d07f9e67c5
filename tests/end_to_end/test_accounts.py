"""Five accounts side by side, each with state, schema, quota and log of its own."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import yaml

from tests.helpers.running import NOW, WITHOUT_LIMIT
from wdt_demo.postgres import postgres
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
EXTRACTOR, LOADER = "tap-wdt-flagship", "target-postgres-fast"
TRADES = "sales.TradeQuery.queryWithDetail"
SECRETS = ("app_secret", "qimen_app_secret")


class Project:
    """A Meltano project as this one, its plugins those of the tests' environment."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.environment: dict[str, str] = {}
        project: dict[str, Any] = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
        plugins: dict[str, list[dict[str, Any]]] = project["plugins"]
        kept = {
            kind: [plugin for plugin in plugins[kind] if plugin["name"] in {EXTRACTOR, LOADER}]
            for kind in ("extractors", "loaders")
        }
        for (plugin,) in kept.values():
            plugin["executable"] = str(PROGRAMS / plugin["executable"])
            del plugin["pip_url"]
        (tap,) = kept["extractors"]
        tap["select"] = ["trades.*", "trade_lines.*", "shops.*"]
        project["plugins"] = kept
        del project["jobs"]
        (folder / "meltano.yml").write_text(yaml.safe_dump(project), encoding="utf-8")

    def write(self, shops: dict[str, Sandbox], **changed: dict[str, str]) -> None:
        """The list of accounts; their secrets go into variables."""
        rows = []
        for position, (name, shop) in enumerate(shops.items()):
            kind = "qimen" if position % 2 else "wdt"
            config = shop.config(kind, start_date="2026-06-16", requests_per_minute=10**6)
            row = {"name": name, "schema": f"erp_{name}", "app_type": kind, **config}
            for secret in SECRETS:
                if value := row.pop(secret, None):
                    variable = f"{name}_{secret}".upper()
                    self.environment[variable] = value
                    row[f"{secret}_env"] = variable
            rows.append({**row, **changed.get(name, {})})
        columns = dict.fromkeys(column for row in rows for column in row)
        with (self.folder / "accounts.csv").open("w", encoding="gb18030", newline="") as file:
            writer = csv.DictWriter(file, [*columns])
            writer.writeheader()
            writer.writerows(rows)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`wdt-accounts`, as Meltano runs it."""
        binary = self.folder / ".meltano/run/bin"
        if not binary.exists():
            binary.parent.mkdir(parents=True)
            binary.write_text(f'#!/bin/sh\nexec "{_uv()}" tool run meltano "$@"\n')
            binary.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if name != "UV_LOCKED"}
        return subprocess.run(
            [str(PROGRAMS / "wdt-accounts"), *arguments],
            cwd=self.folder,
            env={
                **kept,
                **self.environment,
                "TARGET_POSTGRES_FAST_SQLALCHEMY_URL": self.database,
                "MELTANO_PROJECT_ROOT": str(self.folder),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )

    def rows(self, name: str, table: str = "trades") -> int:
        with psycopg.connect(self.database) as connection:
            query = f"select count(*) from erp_{name}.{table}"  # noqa: S608
            found = connection.execute(query.encode()).fetchone()
        assert found is not None
        return int(found[0])


def _uv() -> str:
    found = os.environ.get("UV") or shutil.which("uv")
    assert found, "the tests are run by uv"
    return found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "project"
    folder.mkdir()
    with postgres(tmp_path / "data") as database:
        yield Project(folder, database)


class Robot:
    """A robot's address, and what it was told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                robot.told.append(json.loads(self.rfile.read(length)))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"errcode": 0, "code": 0}')

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/robot?access_token=hush"


@pytest.fixture
def robot() -> Iterator[Robot]:
    found = Robot()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_five_accounts_do_not_mix(project: Project, robot: Robot) -> None:
    """One of them has a wrong secret: the others end, the table and the alert tell of it."""
    names = ("east", "west", "north", "south", "centre")
    with ExitStack() as stack:
        shops = {
            name: stack.enter_context(
                Sandbox(seed=seed, now=NOW, time_scale=0, quota=WITHOUT_LIMIT)
            )
            for seed, name in enumerate(names, 20)
        }
        project.write(shops)
        project.environment["SOUTH_APP_SECRET"] = "wrong:secret"
        alerts = {"WDT_ALERT_WEBHOOK": robot.address, "WDT_ALERT_FORM": "feishu"}
        done = project.run("run", "--parallel", "5", **alerts)
        output = done.stdout + done.stderr
        assert done.returncode == 1, output
        for name, shop in shops.items():
            if name == "south":
                continue
            kind = "qimen" if names.index(name) % 2 else "wdt"
            whole = shop.truth(TRADES, app_type=kind, modified_from="2026-06-16 00:00:00")
            assert project.rows(name) == len(whole), name
            assert project.rows(name, "shops") > 0
        told = robot.told[0]["content"]["text"]
        assert "south" in told
        assert "1 个账号失败，共 5 个" in told
        assert not [name for name in names if name != "south" and name in told]
        text = output + told + (project.folder / "accounts.meltano.yml").read_text()
        text += "".join(log.read_text() for log in project.folder.glob("output/accounts/*"))
        hidden = [*project.environment.values(), "hush"]
        assert not [secret for secret in hidden if secret in text]
        _the_next_run_goes_on(project, shops)
        _an_audit_tells_of_the_account_that_lacks_a_row(project, robot, alerts)


def _the_next_run_goes_on(project: Project, shops: dict[str, Sandbox]) -> None:
    """From each account's own state, and with `--only` for those that are named."""
    before = {name: len(shop.stats()["journal"]) for name, shop in shops.items()}
    done = project.run("run", "--only", "west")
    assert done.returncode == 0, done.stdout + done.stderr
    calls = {name: len(shop.stats()["journal"]) - before[name] for name, shop in shops.items()}
    assert 0 < calls["west"] < before["west"] / 2
    assert not calls["east"]


def _an_audit_tells_of_the_account_that_lacks_a_row(
    project: Project, robot: Robot, alerts: dict[str, str]
) -> None:
    with psycopg.connect(project.database) as connection:
        oldest = "(select min(trade_id) from erp_west.trades)"
        connection.execute(f"delete from erp_west.trades where trade_id = {oldest}")  # noqa: S608
    span = ("--stream", "trades", "--since", "2026-06-16", "--until", "2026-06-18")
    done = project.run(
        *("audit", "--only", "west", *span), WDT_AUDIT_DATABASE=project.database, **alerts
    )
    assert done.returncode == 1, done.stdout + done.stderr
    log = (project.folder / "output/accounts/west.log").read_text()
    assert "trades 缺失/missing" in log, log
    told = robot.told[-1]["content"]["text"]
    assert "旺店通核对：1 个账号失败" in told
    assert "west" in told


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("name,sid,app_key,app_secret\na,s,k,x:y\n", "app_secret_env"),
        ("name,sid,app_key,app_secret_env,colour\na,s,k,V,red\n", "colour"),
        ("name,sid,app_key,app_secret_env\na,s,k,V\na,s,k,V\n", "name 重复"),
        ("name,sid,app_key,app_secret_env\nA b,s,k,V\n", "'A b'"),
        ("name,sid,app_key,app_secret_env\na,s,k,x:y-z\n", "app_secret_env"),
        ("name,sid,app_key,app_secret_env,app_type\na,s,k,V,taobao\n", "taobao"),
        ("name,sid,app_key,app_secret_env,app_type\na,s,k,V,qimen\n", "qimen_app_key"),
        ("name,sid,app_key,app_secret_env\n", "没有账号"),
    ],
)
def test_a_wrong_list_is_told_in_one_line(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "accounts.csv").write_text(text, encoding="utf-8")
    done = _plugins(tmp_path)
    assert done.returncode == 2
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert " / " in done.stderr
    assert "x:y" not in done.stderr


def test_a_missing_list_is_told_in_one_line(tmp_path: Path) -> None:
    done = _plugins(tmp_path)
    assert (done.returncode, "accounts.csv" in done.stderr) == (2, True)
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_robot_of_no_known_kind_is_told_before_anything_is_run(tmp_path: Path) -> None:
    done = _plugins(tmp_path, WDT_ALERT_WEBHOOK="https://robot.example/hush")
    assert done.returncode == 2
    assert "WDT_ALERT_FORM" in done.stderr
    assert "hush" not in done.stderr


def _plugins(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAMS / "wdt-accounts"), "plugins"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
