"""The demo's parts; `meltano run demo` as a whole is tested end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from wdt_demo import report
from wdt_demo.background import ServicesError, services
from wdt_demo.meltano import EXTRACTOR, LOADER, message_of
from wdt_demo.postgres import postgres
from wdt_demo.report import Brought
from wdt_demo.services import STEP, world_time
from wdt_sandbox.wire import BEIJING

if TYPE_CHECKING:
    from pathlib import Path

STARTER = """
import sys, time
from pathlib import Path
from wdt_demo.background import services

with services(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(600)
"""
SOON = 20.0


def test_the_database_survives_its_server(tmp_path: Path) -> None:
    data = tmp_path / "路 径" / "postgres"
    with postgres(data) as url, psycopg.connect(url) as database:
        database.execute("CREATE TABLE kept AS SELECT '旺店通' AS name")
    with postgres(data) as url, psycopg.connect(url) as database:
        assert database.execute("SELECT name FROM kept").fetchall() == [("旺店通",)]


def test_the_world_keeps_its_first_day_and_moves_on(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    first_day, began = world_time(file)
    assert abs(datetime.now(BEIJING) - began) < timedelta(minutes=1)
    assert [world_time(file) for _ in range(2)] == [
        (first_day, began + STEP),
        (first_day, began + 2 * STEP),
    ]


def test_services_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout
        assert starter.stdout.readline() == b"ready\n"
        with pytest.raises(ServicesError), services(tmp_path):
            pass  # one demo at a time
        starter.kill()
    assert _gone(tmp_path / "postgres" / "postmaster.pid")


def _gone(file: Path) -> bool:
    deadline = time.monotonic() + SOON
    while file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return not file.exists()


def test_services_tell_the_plugins_where_they_are(tmp_path: Path) -> None:
    with services(tmp_path) as ready:
        environment = ready.environment
        assert environment["WDT_DEMO_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert environment["WDT_DEMO_QIMEN_API_URL"].startswith("http://127.0.0.1:")
        with psycopg.connect(ready.database_url) as database:
            assert report.row_counts(database) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")
def test_as_root_no_directory_above_becomes_readable(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with postgres(tmp_path / "postgres"):
        assert tmp_path.stat().st_mode & 0o066 == 0
    assert tmp_path.stat().st_mode & 0o066 == 0


def test_of_what_is_logged_only_news_is_passed_on() -> None:
    def told(event: str, name: str | None = None, level: str = "info") -> str:
        return message_of(json.dumps({"event": event, "level": level, "name": name or "meltano"}))

    assert told("完成", EXTRACTOR) == f"{EXTRACTOR}: 完成"
    assert told("shops 店铺: 行/rows: shops 8", EXTRACTOR) == ""
    assert told("Inserting", LOADER) == ""
    assert told("出错", LOADER, "error") == f"{LOADER}: 出错"
    assert told("Run completed") == ""
    assert told("Installing loader") == "meltano: Installing loader"
    assert told("No state was found", level="warning") == "meltano: No state was found"
    assert message_of("2026-01-01T00:00:00Z [info     ] meltano      Meltano 4") == ""
    assert message_of("not JSON") == "not JSON"


def test_a_narrow_terminal_keeps_its_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    brought = {"purchase_return_stockout_line_positions": Brought(123_456, 9_876, 543, None)}
    monkeypatch.setattr(report, "_width", lambda: 80)
    report._print(report._overview(brought))
    shown = capsys.readouterr().out
    assert {"123,456", "9,876", "543"} <= set(shown.split())
    assert max(map(len, shown.splitlines())) <= 80
