"""The way into the warehouse: an address is used, and no piece of it is ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.errors import RunError, StreamError

try:
    import sqlalchemy
    from sqlalchemy import exc
except ModuleNotFoundError:
    raise RunError(
        "核对需要 SQLAlchemy：uv tool install 'tap-wdt-flagship[audit]' --with 'psycopg[binary]'",
        "the audit needs SQLAlchemy: install the extra audit and your database's driver",
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
TWO_ATS: Final = (
    "数据库地址里有不止一个 @：用户名和密码里的 @ 要写成 %40（: 写 %3A，/ 写 %2F，% 写 %25）",
    (
        "there is more than one @ in the database address: write %40 for an @ in user or "
        "password (%3A for :, %2F for /, %25 for %)"
    ),
)
# What drivers say, and what it comes from. Their words may hold pieces of the address.
CAUSES: Final = (
    (
        ("password authentication failed", "access denied", "no password supplied", "role "),
        ("数据库拒绝了用户名或密码", "the database refuses the user or the password"),
    ),
    (
        ("translate host name", "resolve host", "name or service", "getaddrinfo", "nodename"),
        (
            "找不到数据库的主机名，请检查主机；密码里的 @ 要写成 %40",
            "the database's host is not known; check it, and write %40 for an @ in the password",
        ),
    ),
    (
        ("set lock", "being used by another"),
        (
            "数据库文件正被另一个程序写入，等同步结束再核对",
            "another program is writing the database file; audit when the sync has ended",
        ),
    ),
    (
        ("does not exist", "unknown database", "cannot open"),
        ("没有这个数据库或文件", "there is no such database or file"),
    ),
    (
        ("refused", "can't connect", "timeout", "timed out", "unreachable", "no such file"),
        (
            "连不上数据库，请检查主机、端口与网络",
            "the database cannot be reached; check host, port and network",
        ),
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
    url = _parsed(address.strip())
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


def _parsed(address: str) -> URL:
    login = address.partition("://")[2].partition("?")[0]
    if not login.startswith("/") and login.count("@") > 1:
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


def cause_of(error: Exception) -> tuple[str, str]:
    """What a fault of the database comes from, in words of our own."""
    said = str(getattr(error, "orig", None) or error).lower()
    for signs, words in CAUSES:
        if any(sign in said for sign in signs):
            return words
    kind = type(getattr(error, "orig", None) or error).__name__
    return f"数据库报错：{kind}", f"the database failed: {kind}"


def failed(error: Exception) -> StreamError:
    """What is told of a query that failed; others may succeed."""
    kind = type(getattr(error, "orig", None) or error).__name__
    return StreamError(f"数据库查询失败：{kind}", f"a query of the database failed: {kind}")
