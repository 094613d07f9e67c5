"""The settings in checked form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

from target_pgcopy.config_schema import PROPERTIES
from target_pgcopy.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Mapping

URL: Final = re.compile(
    r"(?P<scheme>\w+)(?:\+\w+)?://"
    r"(?:(?P<user>[^:@/?#]*)(?::(?P<password>[^@/?#]*))?@)?"
    r"(?P<host>\[[^\]@]+\]|[^:@/?#\[]*)(?::(?P<port>\d*))?"
    r"(?:/(?P<dbname>[^@?#]*))?(?:\?(?P<query>[^#]*))?"
)
SCHEMES: Final = {"postgresql", "postgres"}
TYPES: Final = {
    "string": (str, "文本", "a text"),
    "integer": (int, "整数", "a whole number"),
    "boolean": (bool, "true 或 false", "true or false"),
}
CLIENT: Final = {"sslcert": "ssl_client_certificate", "sslkey": "ssl_client_private_key"}
FILES: Final = {
    "ssl_certificate_authority": "root.crt",
    "ssl_client_certificate": "cert.crt",
    "ssl_client_private_key": "pkey.key",
}


@dataclass(frozen=True)
class Settings:
    """What the loader needs to know."""

    connection: Mapping[str, str] = field(repr=False)
    schema: str
    rows: int
    seconds: int
    metadata: bool
    activate_version: bool
    hard_delete: bool


def read_settings(config: Mapping[str, Any]) -> Settings:
    """Check the settings.

    Raises:
        LoadError: some are missing or wrong; no value is shown, it may be a secret.
    """
    values: dict[str, Any] = {name: kind.get("default") for name, kind in PROPERTIES.items()}
    values |= {name: config[name] for name in PROPERTIES if config.get(name) not in (None, "")}
    if wrong := [fault for name, value in values.items() if (fault := _fault(name, value))]:
        raise LoadError("; ".join(wrong))
    if isinstance(tunnel := config.get("ssh_tunnel"), dict) and tunnel.get("enable"):
        raise LoadError(
            "不支持设置 ssh_tunnel，请先用 ssh -L 建立隧道"
            " / the setting ssh_tunnel is not supported; open the tunnel with ssh -L"
        )
    url = values["sqlalchemy_url"]
    return Settings(
        connection=_from_url(url) if url else _from_parts(values),
        schema=values["default_target_schema"],
        rows=max(values["batch_size_rows"], 1),
        seconds=values["batch_wait_limit_seconds"],
        metadata=values["add_record_metadata"],
        activate_version=values["activate_version"],
        hard_delete=values["hard_delete"],
    )


def _fault(name: str, value: object) -> str | None:
    kind, zh, en = TYPES[PROPERTIES[name]["type"][0]]
    if value is None or type(value) is kind:
        return None
    return f"设置 {name} 应为{zh} / setting {name} must be {en}"


def _from_url(url: str) -> dict[str, str]:
    match = URL.fullmatch(url.strip())
    if match is None or match["scheme"] not in SCHEMES:
        raise LoadError(
            "设置 sqlalchemy_url 应形如 postgresql://user:password@host:5432/database，用户名和密码中的"
            "特殊字符要编码（@ 写作 %40，: 写作 %3A，/ 写作 %2F，# 写作 %23）"
            " / setting sqlalchemy_url must be like postgresql://user:password@host:5432/database, "
            "special characters of user and password encoded (@ as %40, : as %3A, / as %2F, "
            "# as %23)"
        )
    parts = {name: unquote(match[name] or "") for name in ("user", "password", "port", "dbname")}
    parts["host"] = unquote(match["host"]).strip("[]")
    query = {name: ",".join(found) for name, found in parse_qs(match["query"] or "").items()}
    return {name: value for name, value in {**parts, **query}.items() if value}


def _from_parts(values: dict[str, Any]) -> dict[str, str]:
    if missing := [name for name in ("host", "user", "database") if not values[name]]:
        names = ", ".join(missing)
        raise LoadError(
            f"缺少设置 {names}，或改用 sqlalchemy_url"
            f" / settings missing: {names}; or set sqlalchemy_url"
        )
    parts = {name: str(values[name]) for name in ("host", "port", "user")}
    parts["dbname"] = values["database"]
    if values["password"]:
        parts["password"] = values["password"]
    if values["ssl_enable"]:
        parts["sslmode"] = values["ssl_mode"]
        parts["sslrootcert"] = _file("ssl_certificate_authority", values)
    if values["ssl_client_certificate_enable"]:
        parts |= {name: _file(setting, values) for name, setting in CLIENT.items()}
    return parts


def _file(setting: str, values: dict[str, Any]) -> str:
    """The file that a setting names, or one with what it holds."""
    given: str = values[setting]
    if "-----BEGIN" not in given:
        return str(Path(given).expanduser())
    file = Path(values["ssl_storage_directory"]) / FILES[setting]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(given, encoding="utf-8")
    return str(file)
