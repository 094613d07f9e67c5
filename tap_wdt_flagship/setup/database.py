"""Where the tables go: one's own PostgreSQL, tried, or a file that needs no server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.setup.questions import Question, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_wdt_flagship.setup.questions import Answers

POSTGRES, DUCKDB, FILES = "postgres", "duckdb", "files"
LOADERS: Final = {POSTGRES: "target-postgres-fast", DUCKDB: "target-duckdb", FILES: "target-jsonl"}
# Either loader may be run, and the audit reads the latter.
URLS: Final = ("TARGET_POSTGRES_FAST_SQLALCHEMY_URL", "TARGET_POSTGRES_SQLALCHEMY_URL")
SCHEMA: Final = "wdt"
KINDS: Final = (
    "数据放在哪里 / where the tables go:",
    "  postgres  自己的 PostgreSQL，多人、Excel、BI 都能连 / your own PostgreSQL, for many people",
    "  duckdb    本机一个文件，不用装数据库；金额 15 位，Python ≤ 3.13 / a file; 15 digits",
    "  files     本机 output/*.jsonl，每行一条记录 / files, one record a line",
)
PARTS: Final = (
    Question("db_host", "主机 / host", variable="db_host", default="localhost"),
    Question(
        "db_port",
        "端口 / port",
        lambda port: None if port.isdecimal() else "应为数字 / must be a number",
        variable="db_port",
        default="5432",
    ),
    Question("db_name", "数据库名 / database", variable="db_name", default="postgres"),
    Question("db_user", "用户 / user", variable="db_user", default="postgres"),
    Question(
        "db_password",
        "密码 / password，原样输入，不用编码 / as it is，输入时不显示 / not shown",
        variable="db_password",
        default="",  # where the server asks for none
        secret=True,
    ),
)
KIND: Final = Question(
    "database",
    "数据库 / database (postgres, duckdb, files)",
    one_of([*LOADERS]),
    KINDS,
    variable="database",
)
RETRY: Final = "重新填写 / fill in again?"
CANNOT_WRITE: Final = (
    (
        "能连接数据库，但用户不能建模式 {schema} 或其中的表：请管理员执行 GRANT CREATE ON DATABASE "
        "库 TO 用户；模式已由别人建好的，GRANT USAGE, CREATE ON SCHEMA {schema} TO 用户"
    ),
    (
        "connected, but the user may not create the schema {schema} or tables in it: GRANT CREATE "
        "ON DATABASE … TO …, or GRANT USAGE, CREATE ON SCHEMA {schema} TO … if somebody made it"
    ),
)


class Database(NamedTuple):
    """Where the tables go."""

    loader: str
    variables: Mapping[str, str]
    """What `.env` has to hold for it."""


def database(answers: Answers, url: str | None) -> Database:
    """Where the tables go; a server was connected to.

    Args:
        answers: what asks.
        url: an address in place of its parts.

    Raises:
        WdtError: the server cannot be written to, and there is nobody to ask.
    """
    kind = POSTGRES if url else answers.get(KIND)
    if kind != POSTGRES:
        return Database(LOADERS[kind], {})
    while True:
        parts = {} if url else {part.name: answers.get(part) for part in PARTS}
        try:
            address = url or _address(parts)
            answers.say("", "正在连接数据库 / connecting to the database …")
            _try(address)
        except WdtError as error:
            if not answers.asks or url is not None:
                raise
            answers.say(f"✗ {error}")
            answers.ask_again([*parts], parts)
            if not answers.agree(RETRY, given=None):
                raise
        else:
            answers.say("✓ 数据库可以连接和写入 / the database can be connected to and written")
            return Database(LOADERS[kind], dict.fromkeys(URLS, address))


def known_parts(variables: Mapping[str, str]) -> dict[str, str]:
    """The answers of a setup before, out of the address that it wrote."""
    address = next((variables[name] for name in URLS if variables.get(name)), None)
    if address is None:
        return {}
    from tap_wdt_flagship.audit.connection import parsed  # noqa: PLC0415 - needs the extra

    try:
        url = parsed(address)
    except WdtError:
        return {}
    host, port = url.query.get("host") or url.host, url.query.get("port") or url.port
    parts = (host, port, url.database, url.username, url.password)
    named = zip((part.name for part in PARTS), parts, strict=True)
    return {"database": POSTGRES, **{name: str(value) for name, value in named if value}}


def _address(parts: Mapping[str, str]) -> str:
    """The parts as an address, with what is special encoded."""
    quoted = {name: quote(value, safe="") for name, value in parts.items()}
    host, port = parts["db_host"], quoted["db_port"]
    login = f"{quoted['db_user']}:{quoted['db_password']}"
    if host.startswith("/"):  # a socket's folder cannot stand where a host does
        place = f"/{quoted['db_name']}?host={quoted['db_host']}&port={port}"
    else:
        shown = f"[{host}]" if ":" in host else host
        place = f"{shown}:{port}/{quoted['db_name']}"
    return f"postgresql+psycopg://{login}@{place}"


def _try(address: str) -> None:
    """Connect, and make what a first sync makes, in a transaction that is undone.

    Raises:
        WdtError: why that failed.
    """
    # Without the extra this one tells what to install.
    from tap_wdt_flagship.audit.connection import open_engine  # noqa: PLC0415

    engine: Any = open_engine(address, writes=True)
    from sqlalchemy import exc, text  # noqa: PLC0415

    if engine.dialect.name != "postgresql":
        raise RunError("这里只支持 PostgreSQL", "PostgreSQL only, here")
    try:
        with engine.connect() as connection:
            if connection.scalar(text(f"SELECT to_regnamespace('{SCHEMA}')")) is None:
                connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            connection.execute(text(f"CREATE TABLE {SCHEMA}._setup (tried int)"))
            connection.rollback()
    except exc.SQLAlchemyError:
        raise RunError(*(words.format(schema=SCHEMA) for words in CANNOT_WRITE)) from None
    finally:
        engine.dispose()
