"""An address -> the warehouse that dlt loads into, and what is its own with each kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import dlt

from tap_wdt_flagship.databases import TWO_ATS, has_two_ats
from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dlt.common.destination import Destination

SECONDS_TO_CONNECT: Final = 15
DATASET: Final = "wdt"
PARQUET: Final = "parquet"
LITERALS: Final = "insert_values"
"""By CSV, which dlt takes for PostgreSQL by itself, empty texts would become NULL."""
FORMS: Final = (
    "mysql://用户:密码@主机:3306/库",
    "postgresql://用户:密码@主机:5432/库",
    "clickhouse://用户:密码@主机:9440/库",
    "starrocks://用户:密码@主机:9030/库",
    "snowflake://用户:密码@账号/库?warehouse=…",
    "bigquery://项目/数据集",
    "duckdb:///文件路径",
    "file:///目录",
    "s3://桶/目录",
)
NOT_AN_ADDRESS: Final = (
    f"地址应形如 {'、'.join(FORMS)}；密码里的特殊字符要编码：@ 写 %40，: 写 %3A，/ 写 %2F",
    (
        "expected an address like mysql://user:password@host:3306/name or duckdb:///path "
        "(docs/dlt.md lists them all); in the password write %40 for @, %3A for :, %2F for /"
    ),
)


@dataclass(frozen=True)
class Warehouse:
    """Where loads go."""

    destination: Destination[Any, Any]
    dataset: str
    """The schema of the tables; for MySQL the database, for files the folder."""
    file_format: Any = None
    zoned: bool = True
    """Whether its times know their zone; where not, they are Beijing's."""


def warehouse_of(
    address: str, dataset: str | None = None, password: str | None = None
) -> Warehouse:
    """The warehouse at an address.

    Args:
        address: as the user gave it.
        dataset: where in it the tables go, if the user said so.
        password: for an address that names a user and no password.

    Raises:
        RunError: the address is none; no piece of it stands in the message.
    """
    if has_two_ats(address):
        raise RunError(*TWO_ATS)
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        raise RunError(*NOT_AN_ADDRESS) from None
    kind = parts.scheme.partition("+")[0]
    if kind == "doris":
        raise RunError(*DORIS)
    if kind not in KINDS:
        raise RunError(*NOT_AN_ADDRESS)
    # A host may also stand among the options: PostgreSQL's socket does.
    if kind in SERVERS and not (parts.path.strip("/") and (parts.hostname or parts.query)):
        raise RunError(*NOT_AN_ADDRESS)
    if password and parts.username and parts.password is None:
        user, _, host = parts.netloc.rpartition("@")
        parts = parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}")
    try:
        return KINDS[kind](parts, dataset)
    except ImportError as error:
        package = PACKAGES.get(kind, f"dlt[{kind}]")
        raise RunError(
            f"没有安装 {package}：uv tool install 'tap-wdt-flagship[dlt]' --with '{package}'",
            f"{package} is not installed: uv tool install 'tap-wdt-flagship[dlt]' --with "
            f"'{package}'",
        ) from error


def _database(parts: SplitResult) -> str:
    return parts.path.strip("/")


def _mysql(parts: SplitResult, dataset: str | None, driver: str = "mysql+pymysql") -> Warehouse:
    from tap_wdt_flagship.loading.mysql import adapt  # noqa: PLC0415

    adapt()
    query = parts.query or "charset=utf8mb4"
    destination = dlt.destinations.sqlalchemy(
        parts._replace(scheme=driver, query=query).geturl(),
        create_primary_keys=True,
        engine_kwargs={"connect_args": {"connect_timeout": SECONDS_TO_CONNECT}},
    )
    # A database is a schema here.
    return Warehouse(destination, dataset or _database(parts), zoned=False)


def _starrocks(parts: SplitResult, dataset: str | None) -> Warehouse:
    import starrocks  # type: ignore[import-not-found,unused-ignore] # noqa: F401, PLC0415

    return _mysql(parts, dataset, "starrocks")


def _postgres(parts: SplitResult, dataset: str | None) -> Warehouse:
    """Dlt insists on a host, which may be the folder of a socket, and on a password."""
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    user = f"{parts.username or ''}:{parts.password or ''}"
    parts = SplitResult(
        *("postgresql", f"{user}@{quote(host, safe='')}{port}", parts.path, urlencode(options), "")
    )
    return Warehouse(dlt.destinations.postgres(parts.geturl()), dataset or DATASET, LITERALS)


def _clickhouse(parts: SplitResult, dataset: str | None) -> Warehouse:
    import clickhouse_connect  # type: ignore[import-not-found,unused-ignore] # noqa: F401, PLC0415

    return Warehouse(dlt.destinations.clickhouse(parts.geturl()), dataset or DATASET)


def _snowflake(parts: SplitResult, dataset: str | None) -> Warehouse:
    import snowflake.connector  # type: ignore[import-not-found,unused-ignore] # noqa: F401, PLC0415

    return Warehouse(dlt.destinations.snowflake(parts.geturl()), dataset or DATASET)


def _bigquery(parts: SplitResult, dataset: str | None) -> Warehouse:
    import google.cloud.bigquery  # type: ignore[import-not-found,unused-ignore] # noqa: F401, PLC0415

    destination = dlt.destinations.bigquery(project_id=parts.hostname)
    return Warehouse(destination, dataset or _database(parts) or DATASET)


def _duckdb(parts: SplitResult, dataset: str | None) -> Warehouse:
    path = parts.path.removeprefix("/")
    if not path:
        raise RunError(*NOT_AN_ADDRESS)
    return Warehouse(dlt.destinations.duckdb(str(Path(path).absolute())), dataset or DATASET)


def _files(parts: SplitResult, dataset: str | None) -> Warehouse:
    destination = dlt.destinations.filesystem(parts.geturl())
    return Warehouse(destination, dataset or DATASET, PARQUET)


KINDS: Final[dict[str, Callable[[SplitResult, str | None], Warehouse]]] = {
    "mysql": _mysql,
    "mariadb": _mysql,
    "starrocks": _starrocks,
    **dict.fromkeys(("postgresql", "postgres"), _postgres),
    **dict.fromkeys(("file", "s3", "gs", "az", "abfss"), _files),
    "clickhouse": _clickhouse,
    "snowflake": _snowflake,
    "bigquery": _bigquery,
    "duckdb": _duckdb,
}
SERVERS: Final = frozenset(
    {"mysql", "mariadb", "starrocks", "postgresql", "postgres", "clickhouse", "snowflake"}
)
PACKAGES: Final = {"starrocks": "starrocks", "abfss": "dlt[az]"}
DORIS: Final = (
    (
        "dlt 装不进 Doris（它的合并语句 Doris 不接受）；先装成 Parquet（--to s3://桶/目录），"
        "再用 Doris 的 S3() 表函数导入"
    ),
    (
        "dlt does not reach Doris, which refuses its merge; load Parquet (--to s3://bucket/folder) "
        "and import it with the table function S3() of Doris"
    ),
)
