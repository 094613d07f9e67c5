"""The stock loader behind a trial of the database: one line for what a user can mend."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from loading import record, schema

if TYPE_CHECKING:
    from pathlib import Path

    from loading import Warehouse

SECRET = "hush-hush"
PARTS = {"port": 9, "user": "me", "password": SECRET, "database": "shop"}


def loaded(folder: Path, config: dict[str, Any], messages: str) -> subprocess.CompletedProcess[str]:
    file = folder / "config.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "target_pgcopy.stock", "--config", str(file)],
        input=messages,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"sqlalchemy_url": f"postgresql://me:{SECRET}@1@localhost/shop"}, "@ 写作 %40"),
        ({**PARTS, "host": "127.0.0.1"}, "无法连接数据库"),
        ({"host": "127.0.0.1"}, "缺少设置 user, database"),
    ],
    ids=["@", "port", "missing"],
)
def test_a_database_that_cannot_be_reached_is_told_of_in_one_line(
    tmp_path: Path, config: dict[str, Any], told: str
) -> None:
    done = loaded(tmp_path, config, "")
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert " / " in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert SECRET not in done.stderr


def test_a_wrong_user_is_told_of_and_a_right_one_loads(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    address = warehouse.address.replace("//postgres@", "//no-one@")
    wrong = loaded(tmp_path, {**warehouse.config, "sqlalchemy_url": address}, "")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (1, 1)
    address = warehouse.address.replace("postgresql://", "postgresql+psycopg://")
    messages = [schema({"id": {"type": "integer"}}), record({"id": 7})]
    lines = "".join(f"{json.dumps(message)}\n" for message in messages)
    right = loaded(tmp_path, {**warehouse.config, "sqlalchemy_url": address}, lines)
    assert right.returncode == 0, right.stderr[-2000:]
    assert warehouse.rows("rows")[0]["id"] == 7
