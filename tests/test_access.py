"""Who reads which tables: the statements of deploy/access on a real server, run once and again."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors, sql

from deploy.access.generate import FILE, text
from wdt_demo.postgres import postgres, program

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS = Path(__file__).parents[1] / "deploy/access"
TABLES = """
create schema wdt;
create table wdt.trades (trade_id bigint primary key, shop_no text, receiver_mobile text, _extra jsonb);
create table wdt.shops (shop_id bigint primary key, shop_no text, contact text);
insert into wdt.trades values (1, 'S1', '13800000000', '{"a": 1}');
insert into wdt.shops values (1, 'S1', 'Li');
"""  # noqa: E501


class Server:
    """A database, its owner, and people who log in."""

    def __init__(self, address: str, owner: str) -> None:
        self.address, self.owner = address, owner

    def install(self) -> None:
        """As the page says."""
        files = [argument for name in ("access", "personal") for argument in ("-f", f"{name}.sql")]
        done = subprocess.run(
            [program("psql"), "-X", "-q", self._as(self.owner), "-v", "schema=wdt", *files],
            cwd=ACCESS,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "ERROR" not in done.stderr

    def person(self, name: str, *teams: str) -> None:
        with self.session("postgres") as connection:
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
        for team in teams:
            self.run(self.owner, f"grant {team} to {name}")

    def run(self, who: str, statement: str) -> list[tuple[Any, ...]]:
        with self.session(who) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def refuses(self, who: str, statement: str) -> bool:
        try:
            self.run(who, statement)
        except errors.InsufficientPrivilege:
            return True
        return False

    @contextmanager
    def session(self, who: str) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self._as(who), autocommit=True) as connection:
            yield connection

    def _as(self, who: str) -> str:
        return self.address.replace("postgres@", f"{who}@")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("access") / "data") as found:
        yield found


@pytest.fixture(params=["postgres", "loader"])
def server(address: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The owner is a superuser, or as in a hosted PostgreSQL may but create roles."""
    server = Server(address, request.param)
    server.run("postgres", "create role loader login createrole")
    server.run("postgres", "grant create on database postgres to loader")
    with server.session(server.owner) as connection:
        connection.execute(TABLES)
    server.install()
    yield server
    people = server.run(
        "postgres", "select rolname from pg_roles where rolname !~ '^(pg_|postgres$)'"
    )
    with server.session("postgres") as connection:
        connection.execute("drop event trigger if exists wdt_access")
        connection.execute("drop schema wdt, wdt_access cascade")
        for (name,) in people:
            connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(name)))
        for (name,) in people:
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


def test_the_columns_are_those_that_are_marked() -> None:
    """`python deploy/access/generate.py` makes the file anew."""
    assert FILE.read_text(encoding="utf-8") == text()
    assert "('trades', 'receiver_mobile')" in text()
    assert "('*', '_extra')" in text()


def test_a_team_reads_everything_and_writes_nothing(server: Server) -> None:
    server.run(server.owner, "select wdt_access.team('analysts')")
    server.person("lilei", "analysts")
    assert server.run("lilei", "select receiver_mobile from wdt.trades") == [("13800000000",)]
    for statement in (
        "insert into wdt.shops values (2)",
        "update wdt.shops set shop_no = ''",
        "delete from wdt.shops",
        "truncate wdt.shops",
        "create table wdt.mine ()",
        "drop table wdt.shops",
        "select wdt_access.team('analysts')",
    ):
        assert server.refuses("lilei", statement), statement


def test_who_is_in_no_team_sees_nothing(server: Server) -> None:
    server.run(server.owner, "select wdt_access.team('analysts')")
    server.person("stranger")
    assert server.refuses("stranger", "select * from wdt.trades")
    assert server.refuses("stranger", "select * from wdt_access.teams")


def test_personal_columns_are_withheld_from_a_team(server: Server) -> None:
    server.run(server.owner, "select wdt_access.team('finance', false)")
    server.person("lucy", "finance")
    assert server.run("lucy", "select trade_id, shop_no from wdt.trades") == [(1, "S1")]
    for column in ("receiver_mobile", "_extra", "*"):
        assert server.refuses("lucy", f"select {column} from wdt.trades"), column  # noqa: S608


def test_new_tables_and_columns_follow(server: Server) -> None:
    for team in ("select wdt_access.team('analysts')", "select wdt_access.team('finance', false)"):
        server.run(server.owner, team)
    server.person("lilei", "analysts")
    server.person("lucy", "finance")
    server.run(server.owner, "create table wdt.refunds (refund_id bigint, buyer_nick text)")
    server.run(server.owner, "alter table wdt.trades add remark2 text, add buyer_message text")
    assert server.run("lilei", "select * from wdt.refunds") == []
    server.run("lilei", "select remark2, buyer_message from wdt.trades")
    if server.owner != "postgres":  # who may not create the trigger runs it again
        assert server.refuses("lucy", "select remark2 from wdt.trades")
        server.run(server.owner, "select wdt_access.apply()")
    server.run("lucy", "select refund_id from wdt.refunds")
    server.run("lucy", "select remark2 from wdt.trades")
    assert server.refuses("lucy", "select buyer_message from wdt.trades")
    assert server.refuses("lucy", "select buyer_nick from wdt.refunds")


def test_an_administrator_grants_by_team_and_takes_back(server: Server) -> None:
    server.person("hanmeimei", "wdt_administrator")
    server.run("hanmeimei", "select wdt_access.team('buyers', false, '{shops}')")
    server.person("jim")
    server.run("hanmeimei", "grant buyers to jim")
    assert server.run("jim", "select shop_no from wdt.shops") == [("S1",)]
    assert server.refuses("jim", "select trade_id from wdt.trades")
    assert server.refuses("jim", "select wdt_access.team('buyers')")
    server.run("hanmeimei", "select wdt_access.leave('buyers')")
    assert server.refuses("jim", "select shop_no from wdt.shops")
    server.run("hanmeimei", "select wdt_access.team('buyers')")
    server.run("jim", "select trade_id from wdt.trades")


@pytest.mark.parametrize("role", ["postgres", "loader", "wdt_administrator"])
def test_no_role_that_is_there_already_becomes_a_team(server: Server, role: str) -> None:
    """Its rights would be the administrator's."""
    server.person("hanmeimei", "wdt_administrator")
    with pytest.raises(errors.RaiseException, match="已存在"):
        server.run("hanmeimei", f"select wdt_access.team('{role}')")


def test_running_it_again_changes_nothing(server: Server) -> None:
    server.run(server.owner, "select wdt_access.team('finance', false)")
    server.person("lucy", "finance")
    rights = "select relname, relacl::text, attname, attacl::text from pg_class c join pg_attribute a on a.attrelid = c.oid where relnamespace = 'wdt'::regnamespace order by 1, 3"  # noqa: E501
    before = server.run("postgres", rights)
    server.install()
    assert server.run("postgres", rights) == before
    assert server.run("lucy", "select shop_no from wdt.trades") == [("S1",)]
