"""dbt goes where the loader writes to."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.transform.building import ROOT
from transform.wdt_transform.loader import SettingsError, environment, of_file, of_meltano

if TYPE_CHECKING:
    from pathlib import Path

PARTS = {"host": "db", "port": 5433, "user": "me", "password": "p@ss", "database": "erp"}
EXPECTED = {
    "WDT_DBT_TARGET": "postgres",
    "WDT_DBT_HOST": "db",
    "WDT_DBT_PORT": "5433",
    "WDT_DBT_USER": "me",
    "WDT_DBT_DATABASE": "erp",
    "DBT_ENV_SECRET_PASSWORD": "p@ss",
    "WDT_DBT_SCHEMA": "wdt",
}


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        (PARTS, {}),
        ({"sqlalchemy_url": "postgresql+psycopg://me:p%40ss@db:5433/erp"}, {}),
        (
            {"sqlalchemy_url": "postgresql://me:p%40ss@db:5433/erp?sslmode=require"},
            {"PGSSLMODE": "require"},
        ),
        ({**PARTS, "default_target_schema": "wdt_b"}, {"WDT_DBT_SCHEMA": "wdt_b"}),
        (
            {
                **PARTS,
                "ssl_enable": True,
                "ssl_mode": "verify-full",
                "ssl_certificate_authority": "/ca.crt",
                "ssl_client_certificate": "/off.crt",
            },
            {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.crt"},
        ),
    ],
)
def test_a_loaders_settings_are_the_profiles(
    settings: dict[str, Any], more: dict[str, str]
) -> None:
    assert environment(settings) == {**EXPECTED, **more}


def test_a_socket_is_a_host() -> None:
    told = environment({"sqlalchemy_url": "postgresql://postgres@/postgres?host=/tmp/s"})
    assert told["WDT_DBT_HOST"] == "/tmp/s"  # noqa: S108
    assert told["WDT_DBT_PORT"] == "5432"


def test_duckdb_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    assert environment({"path": str(file)}) == {
        "WDT_DBT_TARGET": "duckdb",
        "WDT_DBT_PATH": str(file),
        "WDT_DBT_SCHEMA": "wdt",
    }


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "没有设置数据库"),
        ({"sqlalchemy_url": "mysql://me:secret@db/erp"}, "postgresql://user:password"),
        ({"sqlalchemy_url": "postgresql://me:secret@db:x/erp"}, "postgresql://user:password"),
    ],
)
def test_settings_that_lead_nowhere_are_told_without_a_secret(
    settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(SettingsError, match=told) as raised:
        environment(settings)
    assert "secr" not in str(raised.value)


def test_a_file_that_is_not_one_of_settings_is_told(tmp_path: Path) -> None:
    file = tmp_path / "target.json"
    with pytest.raises(SettingsError, match=r"target\.json"):
        of_file(str(file))
    file.write_text("not JSON", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"target\.json"):
        of_file(str(file))


def test_meltano_tells_the_first_loader_that_has_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `meltano config print` answers; the plugin finds Meltano where it left a link."""
    meltano = tmp_path / "run" / "bin"
    meltano.parent.mkdir()
    answers = {"first": {"port": 5432, "default_target_schema": "wdt"}, "second": PARTS}
    meltano.write_text(
        "#!/bin/sh\nshift 4\ncase $1 in\n"
        + "".join(f"{name}) echo '{json.dumps(told)}';;\n" for name, told in answers.items())
        + '*) echo "no such plugin" >&2; exit 1;;\nesac\n'
    )
    meltano.chmod(meltano.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("MELTANO_SYS_DIR_ROOT", str(tmp_path))
    assert environment(of_meltano(["first", "second"])) == EXPECTED
    with pytest.raises(SettingsError, match="first"):
        of_meltano(["first"])
    with pytest.raises(SettingsError, match="no such plugin"):
        of_meltano(["third"])


@pytest.mark.parametrize("given", [[], ["--meltano"], ["--config", "target.json"], ["--help"]])
def test_a_command_that_is_not_whole_is_told_how_it_goes(given: list[str]) -> None:
    command = [sys.executable, "-m", "transform.wdt_transform", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("wdt-transform [--meltano")
    assert "Traceback" not in done.stderr
