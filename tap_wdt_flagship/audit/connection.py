"""The way into the warehouse: an address is used, and no piece of it is ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.databases import TWO_ATS, cause_of, has_two_ats
from tap_wdt_flagship.errors import RunError, StreamError

try:
    import sqlalchemy
    from sqlalchemy import exc
except ModuleNotFoundError:
    raise RunError(
        "连接数据库需要 SQLAlchemy：uv tool install 'tap-wdt-flagship[audit]' "
        "--with 'psycopg[binary]'",
        "a database needs SQLAlchemy: install the extra audit and your database's driver",
    ) from None

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

SECONDS_TO_CONNECT: Final = 15
DEFAULT_SCHEMA: Final = "wdt"
DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "mariadb+pymysql": "mysql+pymysql",
}
"""What is taken where an address names no driver."""
PACKAGES: Final = {"postgresql": "psycopg[binary]", "mysql": "pymysql", "duckdb": "duckdb-engine"}
CONNECT: Final[dict[str, dict[str, Any]]] = {
    "postgresql": {"connect_timeout": SECONDS_TO_CONNECT},
    "mysql": {"connect_timeout": SECONDS_TO_CONNECT, "init_command": "SET time_zone = '+00:00'"},
}
NOT_AN_ADDRESS: Final = (
    (
        "数据库地址应形如 postgresql+psycopg://用户:密码@主机:5432/库 或 duckdb:///文件路径；"
        "密码里的特殊字符要编码：@ 写 %40，: 写 %3A，/ 写 %2F"
    ),
    (
        "expected an address like postgresql+psycopg://user:password@host:5432/name or "
        "duckdb:///path; in the password write %40 for @, %3A for :, %2F for /"
    ),
)


def open_engine(address: str, *, writes: bool = False) -> Engine:
    """A connection to the warehouse that was tried once.

    Args:
        address: SQLAlchemy's form of it.
        writes: whether more than reading is asked of it; DuckDB has to know.

    Raises:
        RunError: there is none; no piece of the address stands in the message.
    """
    url = parsed(address.strip())
    backend = url.get_backend_name()
    try:
        connect = CONNECT.get(backend, {})
        if backend == "duckdb":
            connect = {"read_only": not writes}
        engine = sqlalchemy.create_engine(url, connect_args=connect)
    except ModuleNotFoundError:
        ours = url.drivername in {*DRIVERS.values(), backend}
        package = PACKAGES[backend] if ours else url.get_driver_name()
        raise RunError(
            f"没有安装数据库驱动：{package}", f"the database's driver is not installed: {package}"
        ) from None
    except (exc.SQLAlchemyError, ValueError, TypeError):
        raise RunError(*NOT_AN_ADDRESS) from None
    try:
        with engine.connect():
            pass
    except Exception as error:  # noqa: BLE001 - each driver has its own
        raise RunError(*cause_of(error)) from None
    return engine


def schema_of(engine: Engine) -> str:
    """Where the tables stand if nobody says; the schemas of MySQL are its databases."""
    own = engine.url.database if engine.dialect.name == "mysql" else None
    return own or DEFAULT_SCHEMA


def parsed(address: str) -> URL:
    """An address taken apart, with a driver.

    Raises:
        RunError: it is none; no piece of it stands in the message.
    """
    if has_two_ats(address):
        raise RunError(*TWO_ATS)
    try:
        url = sqlalchemy.make_url(address)
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        _ = url.get_dialect()
    except exc.NoSuchModuleError:
        known = ", ".join(PACKAGES)
        raise RunError(
            f"不认识这种数据库地址，可用：{known}", f"unknown kind of database; known: {known}"
        ) from None
    except (exc.SQLAlchemyError, ValueError, TypeError, AttributeError):
        raise RunError(*NOT_AN_ADDRESS) from None
    if url.get_backend_name() not in PACKAGES:
        known = ", ".join(PACKAGES)
        raise RunError(f"核对只支持 {known}", f"the audit knows these databases: {known}")
    return url


def failed(error: Exception) -> StreamError:
    """What is told of a query that failed; others may succeed."""
    kind = type(getattr(error, "orig", None) or error).__name__
    return StreamError(f"数据库查询失败：{kind}", f"a query of the database failed: {kind}")
