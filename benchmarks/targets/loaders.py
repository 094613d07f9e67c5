"""The loaders that are tried, and those that are not, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks.targets.reading import in_clickhouse, in_database, in_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.targets.comparing import Table

    Config = Callable[["Place"], dict[str, Any]]
    Read = Callable[["Place"], dict[str, Table]]

PYTHON = "3.11"  # the newest that most of them run on
OLD_SETUPTOOLS = ("setuptools<81",)  # they import pkg_resources, which later ones have not
ROOT = Path(__file__).parents[2]
SCHEMA = "wdt"
POSTGRES, MYSQL, DUCKDB, CLICKHOUSE, FILES = (
    "PostgreSQL",
    "MySQL",
    "DuckDB",
    "ClickHouse",
    "文件 / files",
)


@dataclass(frozen=True)
class Place:
    """Where a loader writes to: an empty folder, and the address of an empty database."""

    folder: Path
    address: str = ""


@dataclass(frozen=True)
class Loader:
    """A loader, and how it is set up."""

    writes_to: str
    package: str
    config: Config
    read: Read
    program: str = ""
    """Its command, where that is not the package's name."""
    beside: tuple[str, ...] = ()
    """Other requirements."""
    python: str = PYTHON
    settings: str = ""
    """What of its set-up is worth telling."""
    environment: dict[str, str] = field(default_factory=dict)
    besides: str = ""
    """What else was seen that the comparison does not tell."""


@dataclass(frozen=True)
class Untried:
    """A loader that is not tried."""

    writes_to: str
    package: str
    zh: str
    en: str


def database(url: str) -> dict[str, Any]:
    """The parts of an address, as most loaders name them."""
    parts = sa.make_url(url)
    return {
        "host": parts.host or parts.query["host"],  # a socket
        "port": parts.port or 5432,
        "database": parts.database,
        "dbname": parts.database,
        "user": parts.username,
        "username": parts.username,
        "password": parts.password or "none is asked for",
    }


def in_schema(place: Place) -> dict[str, Table]:
    return in_database(place.address, SCHEMA)


def in_mysql(place: Place) -> dict[str, Table]:
    return in_database(place.address, str(sa.make_url(place.address).database))


def in_duckdb(place: Place) -> dict[str, Table]:
    return in_database(f"duckdb:///{place.folder}/warehouse.duckdb", SCHEMA)


def in_sqlite(place: Place) -> dict[str, Table]:
    return in_database(f"sqlite:///{place.folder}/warehouse.db", "main")


def postgres(**settings: Any) -> Config:
    return lambda place: {
        "sqlalchemy_url": place.address,
        "default_target_schema": SCHEMA,
        "validate_records": False,
        **settings,
    }


def duckdb(place: Place) -> dict[str, Any]:
    path = str(place.folder / "warehouse.duckdb")
    return {"path": path, "filepath": path, "default_target_schema": SCHEMA}


def mysql(place: Place) -> dict[str, Any]:
    return database(place.address)


def thk_mysql(place: Place) -> dict[str, Any]:
    parts = database(place.address)
    return {**parts, "port": str(parts["port"]), "driver_name": "mysql"}


def clickhouse(place: Place) -> dict[str, Any]:
    address = place.address.replace("http://", "clickhouse+http://default:@")
    return {"sqlalchemy_url": f"{address}/default", "engine_type": "ReplacingMergeTree"}


LOADERS = (
    Loader(
        *(POSTGRES, "meltanolabs-target-postgres", postgres(use_copy=False), in_schema),
        program="target-postgres",
        settings="`PGTZ=Asia/Shanghai`",
        environment={"PGTZ": "Asia/Shanghai"},
    ),
    Loader(
        *(POSTGRES, "meltanolabs-target-postgres", postgres(use_copy=True), in_schema),
        program="target-postgres",
        settings="`use_copy: true`",
        environment={"PGTZ": "Asia/Shanghai"},
    ),
    Loader(POSTGRES, "target-pgcopy", postgres(), in_schema),
    Loader(
        *(POSTGRES, "pipelinewise-target-postgres"),
        lambda place: {**database(place.address), "default_target_schema": SCHEMA},
        in_schema,
        program="target-postgres",
    ),
    Loader(
        *(DUCKDB, "target-duckdb", duckdb, in_duckdb),
        beside=("duckdb~=1.2.2",),
        settings="`duckdb~=1.2.2`",
    ),
    Loader(
        DUCKDB, "target-duckdb", duckdb, in_duckdb, settings="最新的 duckdb / the newest duckdb"
    ),
    Loader(
        *(MYSQL, "thk-target-mysql", thk_mysql, in_mysql),
        besides="文本列都是 VARCHAR(1000)，宽表建不成；金额列是单精度的 FLOAT"
        " / texts are VARCHAR(1000), too wide for orders; amounts are FLOAT",
        program="target-mysql",
        beside=OLD_SETUPTOOLS,
        settings=f"`{OLD_SETUPTOOLS[0]}`",
    ),
    Loader(
        *(MYSQL, "macrometa-target-mysql", mysql, in_mysql),
        beside=OLD_SETUPTOOLS,
        settings=f"`{OLD_SETUPTOOLS[0]}`",
    ),
    Loader(MYSQL, "target-mysql", mysql, in_mysql),
    Loader(MYSQL, "singer-target-mysql", mysql, in_mysql, program="target-mysql"),
    Loader(
        *(CLICKHOUSE, "shaped-target-clickhouse", clickhouse),
        lambda place: in_clickhouse(place.address),
        program="target-clickhouse",
        beside=OLD_SETUPTOOLS,
        settings=f"`{OLD_SETUPTOOLS[0]}`，`engine_type: ReplacingMergeTree`",
        besides="空值成了 0；DateTime 丢了偏移：服务器时区不是北京时间的，设 tap 的 `utc_offset: Z`"
        " / nulls become 0; DateTime drops the offset: on a server in UTC set the tap's"
        " `utc_offset: Z`",
    ),
    Loader(
        *(FILES, "target-jsonl"),
        lambda place: {"destination_path": str(place.folder)},
        lambda place: in_files(place.folder, "jsonl"),
    ),
    Loader(
        *(FILES, "target-csv"),
        lambda place: {"destination_path": str(place.folder), "disable_collection": True},
        lambda place: in_files(place.folder, "csv"),
        beside=OLD_SETUPTOOLS,
        besides="记录缺字段时各列串位 / columns shift where a record lacks a field",
        python="3.9",
        settings=f"Python 3.9，`{OLD_SETUPTOOLS[0]}`",
    ),
    Loader(
        *(FILES, "meltanolabs-target-csv"),
        lambda place: {
            "output_path": str(place.folder),
            "file_naming_scheme": "{stream_name}-{timestamp}.csv",
        },
        lambda place: in_files(place.folder, "csv"),
        program="target-csv",
        settings="`{timestamp}`",
    ),
    Loader(
        *(FILES, "target-parquet"),
        lambda place: {"destination_path": str(place.folder), "disable_collection": True},
        lambda place: in_files(place.folder, "parquet"),
    ),
    Loader(
        *(FILES, "target-sqlite"),
        lambda place: {"database": str(place.folder / "warehouse")},
        in_sqlite,
        python="3.9",
        settings="Python 3.9",
    ),
)
NO_SERVER = "没有服务器可试", "no server to try it with"
NOT_ON_PYPI = "不在 PyPI 上，只能从代码库安装", "not on PyPI, from its repository only"
UNTRIED = (
    Untried(DUCKDB, "MeltanoLabs/target-duckdb", *NOT_ON_PYPI),
    Untried(
        CLICKHOUSE,
        "yw-etl-target-clickhouse",
        "只用原生协议，没有服务器可试",
        "native protocol only, no server to try it with",
    ),
    Untried("StarRocks", "target-starrocks", *NO_SERVER),
    Untried("Snowflake", "meltanolabs-target-snowflake", *NO_SERVER),
    Untried("BigQuery", "z3-target-bigquery", *NO_SERVER),
    Untried("SQL Server", "target-mssql", *NO_SERVER),
)
