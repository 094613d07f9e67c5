"""A loader's settings, and what dbt's profile calls them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = "default_target_schema"
# libpq reads these itself, so that the profile need not name them; by the parameter of a URL.
LIBPQ: Final = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
# And by the loader's settings, behind the one that switches them on.
SSL: Final = {
    "ssl_enable": {"ssl_mode": "sslmode", "ssl_certificate_authority": "sslrootcert"},
    "ssl_client_certificate_enable": {
        "ssl_client_certificate": "sslcert",
        "ssl_client_private_key": "sslkey",
    },
}
NOT_SET: Final = """\
没有设置数据库：{names} 需要 sqlalchemy_url，或 host、user、password、database；DuckDB 需要 path
no database is set: {names} needs sqlalchemy_url, or host, user, password and database, or path"""
NOT_POSTGRES: Final = """\
sqlalchemy_url 应形如 postgresql://user:password@host:5432/database，密码中的 @ 写作 %40
sqlalchemy_url must be like postgresql://user:password@host:5432/database, an @ in the password
written as %40"""
NOT_A_FILE: Final = """\
{path} 不存在，或不是 JSON；应是目标端自己的设置文件
{path} is not there, or not JSON; it should be the file of settings that the loader takes"""
NOT_TOLD: Final = """\
Meltano 没有给出 {name} 的设置：{reason}
Meltano did not tell the settings of {name}: {reason}"""


class SettingsError(Exception):
    """A loader's settings lead to no database."""


def of_meltano(names: Sequence[str]) -> dict[str, Any]:
    """The settings of the first of Meltano's loaders that has a database."""
    for name in names:
        command = [_meltano(), "config", "--unsafe", "print", "--format=json", name]
        told = subprocess.run(  # noqa: S603
            command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if told.returncode:
            reason = (told.stderr.strip().splitlines() or ["?"])[-1]
            raise SettingsError(NOT_TOLD.format(name=name, reason=reason))
        settings: dict[str, Any] = json.loads(told.stdout)
        if any(settings.get(key) for key in ("sqlalchemy_url", "host", "path")):
            return settings
    raise SettingsError(NOT_SET.format(names=", ".join(names)))


def of_file(path: str) -> dict[str, Any]:
    """The settings in the JSON file that the loader itself takes."""
    try:
        settings: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SettingsError(NOT_A_FILE.format(path=path)) from None
    return settings


def _meltano() -> str:
    """The Meltano that runs this plugin: it leaves a link to itself in its directory."""
    link = Path(os.environ.get("MELTANO_SYS_DIR_ROOT", ".meltano")) / "run" / "bin"
    return str(link) if link.exists() else shutil.which("meltano") or "meltano"


def environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """The variables that the profile reads.

    Raises:
        SettingsError: what is missing.
    """
    schema = {"WDT_DBT_SCHEMA": str(settings.get(SCHEMA) or "wdt")}
    if path := settings.get("path"):
        file = Path(path).expanduser().resolve()
        return {"WDT_DBT_TARGET": "duckdb", "WDT_DBT_PATH": str(file), **schema}
    url = settings.get("sqlalchemy_url")
    parts = {**_ssl(settings), **(_of_url(url) if url else settings)}
    if not (parts.get("host") and parts.get("database")):
        raise SettingsError(NOT_SET.format(names="--config"))
    told = {
        "WDT_DBT_TARGET": "postgres",
        "WDT_DBT_HOST": parts["host"],
        "WDT_DBT_PORT": parts.get("port") or 5432,
        "WDT_DBT_USER": parts.get("user"),
        "WDT_DBT_DATABASE": parts["database"],
        # dbt keeps what is called so out of its log.
        "DBT_ENV_SECRET_PASSWORD": parts.get("password"),
        **{name: parts.get(key) for key, name in LIBPQ.items()},
    }
    return {**{name: str(value) for name, value in told.items() if value}, **schema}


def _of_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url.strip())
    if not parts.scheme.startswith("postgres"):
        raise SettingsError(NOT_POSTGRES)
    try:
        port = parts.port
    except ValueError:
        raise SettingsError(NOT_POSTGRES) from None
    return {
        "host": unquote(parts.hostname or ""),
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.removeprefix("/")),
        **dict(parse_qsl(parts.query)),
    }


def _ssl(settings: Mapping[str, Any]) -> dict[str, str]:
    """As the parameters of a URL; certificates are files."""
    asked = {
        k: v for switch, names in SSL.items() if settings.get(switch) for k, v in names.items()
    }
    return {
        theirs: os.path.expanduser(settings[ours])  # noqa: PTH111
        for ours, theirs in asked.items()
        if settings.get(ours)
    }
