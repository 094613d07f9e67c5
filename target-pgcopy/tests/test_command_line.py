"""Settings and the command: what is wrong is told in one line, before anything is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from loading import Process

from target_pgcopy.config_schema import PROPERTIES
from target_pgcopy.errors import LoadError
from target_pgcopy.settings import read_settings
from target_pgcopy.target import TargetPgcopy

if TYPE_CHECKING:
    from pathlib import Path

    from loading import Warehouse

SECRET = "hush-hush"
PARTS = {"host": "localhost", "user": "me", "password": SECRET, "database": "shop"}
URL = "postgresql+psycopg://me:{}@localhost:5433/shop"


def test_a_connection_in_parts() -> None:
    assert read_settings(PARTS).connection == {
        "host": "localhost",
        "port": "5432",
        "user": "me",
        "password": SECRET,
        "dbname": "shop",
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://me@db/shop", {"user": "me", "host": "db", "dbname": "shop"}),
        (
            URL.format("p%40%3A%2Fs") + "?sslmode=require",
            {"user": "me", "password": "p@:/s", "host": "localhost", "port": "5433"}
            | {"dbname": "shop", "sslmode": "require"},
        ),
        ("postgres://me@/shop?host=/run/pg", {"user": "me", "dbname": "shop", "host": "/run/pg"}),
        ("postgresql+psycopg2://[::1]:5432", {"host": "::1", "port": "5432"}),
    ],
)
def test_a_connection_as_a_url(url: str, expected: dict[str, str]) -> None:
    assert read_settings({"sqlalchemy_url": url}).connection == expected


@pytest.mark.parametrize(
    "config",
    [
        {"sqlalchemy_url": URL.format(f"{SECRET}@1")},
        {"sqlalchemy_url": URL.format(f"{SECRET}/1")},
        {"sqlalchemy_url": URL.format(f"{SECRET}#1")},
        {"sqlalchemy_url": f"mysql://me:{SECRET}@localhost/shop"},
        {"sqlalchemy_url": SECRET},
        {**PARTS, "password": [SECRET]},
        {**PARTS, "port": SECRET},
        {**PARTS, "hard_delete": SECRET},
        {"host": "localhost", "password": SECRET},
        {**PARTS, "ssh_tunnel": {"enable": True, "private_key": SECRET}},
    ],
)
def test_a_wrong_setting_is_one_line_in_two_languages(config: dict[str, Any]) -> None:
    with pytest.raises(LoadError) as told:
        TargetPgcopy(config=config)
    text = str(told.value)
    assert " / " in text
    assert "\n" not in text
    assert SECRET not in text
    assert any(name in text for name in (*PROPERTIES, "ssh_tunnel"))


def test_settings_of_ssl(tmp_path: Path) -> None:
    ssl = {
        "ssl_enable": True,
        "ssl_certificate_authority": "-----BEGIN CERTIFICATE-----\n…",
        "ssl_client_certificate_enable": True,
        "ssl_client_certificate": str(tmp_path / "mine.crt"),
        "ssl_client_private_key": "-----BEGIN PRIVATE KEY-----\n…",
        "ssl_storage_directory": str(tmp_path / "secrets"),
    }
    connection = read_settings({**PARTS, **ssl}).connection
    assert (connection["sslmode"], connection["sslcert"]) == (
        "verify-full",
        str(tmp_path / "mine.crt"),
    )
    key = tmp_path / "secrets" / "pkey.key"
    assert (connection["sslkey"], key.stat().st_mode & 0o077) == (str(key), 0)
    root = tmp_path / "secrets" / "root.crt"
    assert (connection["sslrootcert"], root.read_text()) == (
        str(root),
        ssl["ssl_certificate_authority"],
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://nobody:{}@/postgres?host={host}", 'role "nobody" does not exist'),
        ("postgresql://postgres:{}@/shop?host={host}", 'database "shop" does not exist'),
        ("postgresql://postgres:{}@localhost:1/postgres", "port 1"),
        ("postgresql://postgres:{}@/postgres?host={host}&ssl=1", "ssl"),
    ],
)
def test_a_database_that_is_not_there_is_told_first(server: str, url: str, reason: str) -> None:
    target = TargetPgcopy(
        config={"sqlalchemy_url": url.format(SECRET, host=server.partition("host=")[2])}
    )
    with pytest.raises(LoadError, match=reason) as told:
        target._started()
    assert str(told.value).startswith("无法连接数据库")
    assert "\n" not in str(told.value)
    assert SECRET not in str(told.value)


def test_the_command_tells_it_without_a_traceback(tmp_path: Path) -> None:
    url = URL.format(SECRET).replace("5433", "1")
    loader = Process({"sqlalchemy_url": url}, tmp_path)
    code, states, log = loader.end()  # which it does though its input goes on
    assert (code, states) == (1, [])
    assert "无法连接数据库" in log
    assert "Traceback" not in log
    assert SECRET not in log


def test_settings_from_the_environment(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARGET_PGCOPY_SQLALCHEMY_URL", warehouse.address)
    monkeypatch.setenv("TARGET_PGCOPY_DEFAULT_TARGET_SCHEMA", warehouse.schema)
    monkeypatch.setenv("TARGET_PGCOPY_BATCH_SIZE_ROWS", "7")
    monkeypatch.setenv("TARGET_PGCOPY_HARD_DELETE", "true")
    settings = read_settings(TargetPgcopy(parse_env_config=True).config)
    assert (settings.schema, settings.rows, settings.hard_delete) == (warehouse.schema, 7, True)
    assert warehouse.address not in repr(settings)


def test_about(capsys: pytest.CaptureFixture[str]) -> None:
    TargetPgcopy.print_about("json")
    about = json.loads(capsys.readouterr().out)
    assert about["name"] == "target-pgcopy"
    assert set(about["settings"]["properties"]) == set(PROPERTIES)
