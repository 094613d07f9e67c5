"""`wdt-setup`: from credentials to `.env`, scripted by options and at a terminal."""

from __future__ import annotations

import json
import os
import select
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from click.testing import CliRunner
from dotenv import dotenv_values

from tap_wdt_flagship.setup.command import main
from tests.helpers.running import quick
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from typing_extensions import Self

    from wdt_sandbox import Sandbox

    Setup = Callable[..., Result]

pty = pytest.importorskip("pty", reason="has no terminals of this kind")
termios = pytest.importorskip("termios")

LOCAL, HIDDEN = 3, "不显示 / not shown"

MINE = (
    "# 自己的 / my own\nOTHER='1'\nTAP_WDT_FLAGSHIP_SID=old\nTAP_WDT_FLAGSHIP_PAGE_SIZE=100\n"
    "TAP_WDT_FLAGSHIP__SELECT='[\"brands.*\"]'\n"
)
PROJECT = "plugins: {}  # nobody writes here\n"
TRADES, SHOPS = "sales.TradeQuery.queryWithDetail", "setting.Shop.queryShop"
PASSWORD = "p@ss:w/rd"
COMMAND = (sys.executable, "-m", "tap_wdt_flagship.setup.command")
# What takes the terminal for its own, as a shell's child has it.
AT_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings of its user's."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "meltano.yml").write_text(PROJECT, encoding="utf-8")
    (folder / ".env").write_text(MINE, encoding="utf-8")
    return folder


def environment(**more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TAP_WDT", "TARGET_", "PG"))}
    return {**clean, "PYTHONUTF8": "1", "COLUMNS": "200", **more}


def options_of(config: dict[str, Any]) -> dict[str, str]:
    """An account as options, but for its secret."""
    names = ("app_type", "sid", "app_key", "api_url", "qimen_app_key", "qimen_api_url")
    return {name: config[name] for name in names}


@pytest.fixture
def set_up(project: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """The command with options and no terminal; an option of `None` is left out."""
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the SDK sets its own
    for name in os.environ.keys() - environment().keys():
        monkeypatch.delenv(name)

    def run(app_type: str = "wdt", **changed: str | None) -> Result:
        config = quick(sandbox, app_type)
        secrets = {
            f"TAP_WDT_FLAGSHIP_{name.upper()}": changed.pop(name, None) or config[name]
            for name in ("app_secret", "qimen_app_secret")
        }
        given = {**options_of(config), "database": "files", **changed}
        options = [
            part
            for name, value in given.items()
            if value is not None
            for part in (f"--{name.replace('_', '-')}", value)[: 1 + (value != "")]
        ]
        done = CliRunner().invoke(main, options, env=secrets)
        assert isinstance(done.exception, (SystemExit, type(None))), done.exception
        assert not [one for one in (*secrets.values(), PASSWORD) if one in done.output]
        assert (project / "meltano.yml").read_text(encoding="utf-8") == PROJECT
        return done

    return run


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder of a server's socket."""
    with postgres(tmp_path_factory.mktemp("postgres") / "data") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE ROLE reader LOGIN")
        yield psycopg.conninfo.conninfo_to_dict(address)["host"]  # type: ignore[misc]


def written(project: Path) -> dict[str, str | None]:
    """What `.env` sets, which only its owner can read; all else in it is as it was."""
    file = project / ".env"
    text = file.read_text(encoding="utf-8")
    if text != MINE:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert text.startswith("# 自己的 / my own\nOTHER='1'\nTAP_WDT_FLAGSHIP_SID='")
    values = dotenv_values(file)
    assert (values["OTHER"], values["TAP_WDT_FLAGSHIP_PAGE_SIZE"]) == ("1", "100")
    return values


def test_options_alone_set_up_a_qimen_account_and_a_database(
    set_up: Setup, project: Path, sandbox: Sandbox, database: str
) -> None:
    sandbox.behave(deny=[TRADES])
    server = {"db_host": database, "db_user": "postgres", "db_password": PASSWORD}
    given = {"database": "postgres", "db_port": "5432", "reports": "all"}
    done = set_up("qimen", **server, **given, start_date="2026-06-16")
    assert done.exit_code == 0, done.stderr
    assert "✓ 凭证正确，看得到 8 个店铺" in done.stdout
    assert "✗ 未申请" in done.stdout  # the table of `check`
    assert "自 Since" in done.stdout
    assert "uvx meltano run tap-wdt-flagship target-postgres-fast" in done.stdout
    values, config = written(project), quick(sandbox, "qimen")
    names = [*options_of(config), "app_secret", "qimen_app_secret"]
    assert {name: values[f"TAP_WDT_FLAGSHIP_{name.upper()}"] for name in names} == {
        name: config[name] for name in names
    }
    assert values["TAP_WDT_FLAGSHIP_START_DATE"] == "2026-06-16"
    assert values["TAP_WDT_FLAGSHIP_SKIP_UNGRANTED"] == "true"  # what is granted later is read
    assert "TAP_WDT_FLAGSHIP__SELECT" not in values
    address = values["TARGET_POSTGRES_FAST_SQLALCHEMY_URL"]
    assert address == values["TARGET_POSTGRES_SQLALCHEMY_URL"]
    plain = str(address).replace("+psycopg", "")
    assert psycopg.conninfo.conninfo_to_dict(plain)["password"] == PASSWORD
    with psycopg.connect(plain) as connection:  # what was tried was undone
        assert connection.execute("SELECT to_regnamespace('wdt')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"app_type": None}, "没有终端，缺少 --app-type / no terminal; missing: --app-type"),
        ({"sid": "unknown"}, "卖家账号不存在"),
        ({"app_secret": "wrong:secret"}, "接口账号验证失败"),
        ({"app_secret": "half"}, "--app-secret：接口密钥应形如 secret:salt"),
        ({"api_url": "wdt.wangdian.cn"}, "设置 api_url：应以 http:// 或 https:// 开头"),
        ({"database": None}, "没有终端，缺少 --database / no terminal; missing: --database"),
        ({"database": "oracle"}, "--database：应为 postgres 或 duckdb 或 files"),
        ({"database_url": "postgresql://me:p@ss@localhost/wdt"}, "不止一个 @"),
        ({"database": "postgres", "db_host": "127.0.0.1", "db_port": "9"}, "连不上数据库"),
        ({"start_date": "June"}, "--start-date：日期应形如 2026-01-01"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_in_one_line_and_nothing_is_written(
    set_up: Setup, project: Path, changed: dict[str, str | None], told: str
) -> None:
    done = set_up(**{"db_password": PASSWORD, **changed})
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert " / " in done.stderr
    assert written(project)["TAP_WDT_FLAGSHIP_SID"] == "old"


@pytest.mark.parametrize(
    ("user", "told"), [("nobody", "拒绝了用户名或密码"), ("reader", "不能建模式 wdt")]
)
def test_a_user_that_cannot_write_is_told_of(
    set_up: Setup, project: Path, database: str, user: str, told: str
) -> None:
    done = set_up(
        database="postgres", db_host=database, db_port="5432", db_user=user, db_password=PASSWORD
    )
    assert (done.exit_code, told in done.stderr) == (1, True), done.stderr
    assert written(project)["TAP_WDT_FLAGSHIP_SID"] == "old"


class Person:
    """Somebody at a terminal, whose program shows nothing on its standard output."""

    def __init__(self, command: tuple[str, ...], folder: Path, env: dict[str, str]) -> None:
        self._terminal, theirs = pty.openpty()
        self.shown = ""
        self._seen = 0
        self.program = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, *command],
            cwd=folder,
            env=env,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.kill()
        self.program.communicate()
        os.close(self._terminal)

    def answers(self, question: str, answer: str) -> None:
        """Wait for a question, and answer it."""
        while question not in self.shown[self._seen :] or not self.shown.endswith(": "):
            assert self._read(), f"{question}: not asked\n{self.shown}"
        self._seen = len(self.shown)
        if HIDDEN in self.shown.splitlines()[-1]:  # what is typed before is thrown away
            while termios.tcgetattr(self._terminal)[LOCAL] & termios.ECHO:
                time.sleep(0.01)
                assert self.program.poll() is None
        os.write(self._terminal, f"{answer}\n".encode())

    def end(self) -> tuple[int, str]:
        """The exit code, and all that went to its outputs."""
        while self._read():
            pass
        out, err = self.program.communicate(timeout=60)
        return self.program.returncode, (out + err).decode()

    def _read(self) -> bool:
        try:
            ready, _, _ = select.select([self._terminal], [], [], 150)
            part = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # nobody has it open any more
            return False
        self.shown += part.decode(errors="replace").replace("\r\n", "\n")
        return bool(part)


def test_at_a_terminal_wrong_answers_are_asked_again(
    project: Path, sandbox: Sandbox, database: str
) -> None:
    config = quick(sandbox, "wdt")
    env = environment(TAP_WDT_FLAGSHIP_API_URL=config["api_url"], TERM="dumb")
    with Person(COMMAND, project, env) as person:
        for question, answer in (
            ("旺店通自定义对接", "wdz"),
            ("✗ 应为 wdt 或 qimen", "wdt"),
            ("(sid) [old]", config["sid"]),
            ("应用管理 → 接口账号", config["app_key"]),
            ("应用上线后才能查看密钥", config["app_secret"].replace(":", "")),
            ("应形如 secret:salt", "wrong:" + config["app_secret"]),
            ("接口账号验证失败", "y"),
            (f"(sid) [{config['sid']}]", ""),
            (f"(app_key) [{config['app_key']}]", ""),
            ("(app_secret)", config["app_secret"]),
            ("看得到 8 个店铺", "postgres"),
            ("主机 / host [localhost]", database),
            ("端口", ""),
            ("数据库名", ""),
            ("用户", "nobody"),
            ("密码", PASSWORD),
            ("拒绝了用户名或密码", "y"),
            (f"[{database}]", ""),
            ("端口", ""),
            ("数据库名", ""),
            ("用户 / user [nobody]", "postgres"),
            ("密码", ""),
            ("单据从哪天开始", "2026-06-16"),
            ("报表 / reports [keep]", "系统订单,no_such"),
            ("没有报表 no_such", ""),
            ("现在开始首次同步", "n"),
        ):
            person.answers(question, answer)
        code, elsewhere = person.end()
    assert (code, elsewhere) == (0, "")  # all is on the terminal
    assert not [s for s in (config["app_secret"], PASSWORD, "p%40ss") if s in person.shown]
    assert (project / "meltano.yml").read_text(encoding="utf-8") == PROJECT
    values = written(project)
    assert values["TAP_WDT_FLAGSHIP_APP_SECRET"] == config["app_secret"]
    assert values["TAP_WDT_FLAGSHIP__SELECT"] == '["brands.*"]'
    assert "TAP_WDT_FLAGSHIP_SKIP_UNGRANTED" not in values


def test_the_first_sync_gets_what_was_written_and_not_what_was_before(
    set_up: Setup, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meltano = tmp_path / "bin" / "meltano"
    meltano.parent.mkdir()
    meltano.write_text(
        '#!/bin/sh\necho "$@" $TAP_WDT_FLAGSHIP__SELECT $TAP_WDT_FLAGSHIP_SID >told\nexit 3\n'
    )
    meltano.chmod(0o755)
    monkeypatch.setenv("PATH", f"{meltano.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("MELTANO_SYS_DIR_ROOT", str(tmp_path))
    done = set_up(reports="系统订单，shops", start_date="2026-06-16", sync="")
    assert done.exit_code == 3, done.stderr
    told = (project / "told").read_text(encoding="utf-8")
    assert told.startswith('run tap-wdt-flagship target-jsonl ["shops.*",')
    assert told.endswith(" sandbox\n")
    assert "2 个报表，约" in done.stdout
    values = written(project)
    assert values["TAP_WDT_FLAGSHIP_SID"] == "sandbox"
    selected = json.loads(str(values["TAP_WDT_FLAGSHIP__SELECT"]))
    assert {"trades.*", "trade_lines.*", "shops.*", "sync_log.*"} <= {*selected}
    assert "refunds.*" not in selected
