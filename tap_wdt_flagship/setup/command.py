"""The command `wdt-setup`."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any, Final

import click
from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship import env_file
from tap_wdt_flagship.check_command import ask_quietly
from tap_wdt_flagship.check_table import show
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.engine.ungranted import not_online
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.logs import make_readable
from tap_wdt_flagship.setup.credentials import ADDRESSES, PREFIX, account
from tap_wdt_flagship.setup.database import database, known_parts
from tap_wdt_flagship.setup.first_sync import EXTRACTOR, sync
from tap_wdt_flagship.setup.questions import Answers, take_terminal
from tap_wdt_flagship.setup.reports import choose, start_date
from tap_wdt_flagship.tap import TapWdtFlagship

PROJECT: Final = "meltano.yml"
NOT_DONE, INTERRUPTED = 1, 130
WELCOME: Final = (
    "设置旺店通旗舰版同步：每一步都当场验证，最后写入 {file}；Ctrl+C 随时退出，不写任何东西",
    "setting up the sync: each step is tried at once, {file} is written last; Ctrl+C ends it",
)
STEPS: Final = (
    "一、应用与凭证 / 1. application and credentials",
    "二、数据库 / 2. database",
    "三、能用哪些报表 / 3. which reports may be used",
    "四、同步哪些报表 / 4. which reports to sync",
    "五、写入与首次同步 / 5. write, and a first sync",
)
SYNC: Final = "现在开始首次同步 / start the first sync now?"


@click.command(
    "wdt-setup",
    help="逐步设置：凭证、数据库、报表，写入 .env。每个回答也可以用选项给出，"
    "密钥最好放在环境变量里。 / Set up, step by step: credentials, database, reports; writes .env. "
    "Every answer can be an option; secrets had better be environment variables.",
)
@click.option("--app-type", metavar="wdt|qimen", help="应用类型 / application type")
@click.option("--sid", help="卖家账号 / seller account")
@click.option("--app-key", help="接口账号 / interface account")
@click.option("--app-secret", help=f"接口密钥 / interface secret; ${PREFIX}APP_SECRET")
@click.option("--qimen-app-key", help="淘宝开放平台 App Key / app key at Taobao")
@click.option(
    "--qimen-app-secret",
    help=f"淘宝开放平台 App Secret / app secret at Taobao; ${PREFIX}QIMEN_APP_SECRET",
)
@click.option("--api-url", help="测试环境的网关地址 / gateway of the test system")
@click.option("--qimen-api-url", help="奇门网关地址 / Qimen gateway")
@click.option("--database", metavar="postgres|duckdb|files", help="数据放在哪里 / where to")
@click.option(
    "--database-url",
    help="PostgreSQL 地址，代替下面五项 / address, in place of these five: "
    "postgresql://user:password@host:5432/database",
)
@click.option("--db-host", help="主机 / host")
@click.option("--db-port", help="端口 / port")
@click.option("--db-name", help="数据库名 / database")
@click.option("--db-user", help="用户 / user")
@click.option("--db-password", envvar="PGPASSWORD", help="密码 / password; $PGPASSWORD")
@click.option("--start-date", help="单据从哪天开始 / documents from")
@click.option("--reports", help="all、core，或报表名称，逗号分隔 / all, core, or names")
@click.option("--sync/--no-sync", "wants_sync", default=None, help="写入后同步 / sync at the end")
@click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="代替 .env / in its place",
)
def main(**given: Any) -> None:  # noqa: ANN401
    """Run the command."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    make_readable(logging.getLogger(TapWdtFlagship.name))
    try:
        done = _set_up(given)
    except ConfigValidationError as error:
        for fault in error.errors:
            click.echo(fault, err=True)
        sys.exit(NOT_DONE)
    except WdtError as error:
        click.echo(str(error), err=True)
        sys.exit(NOT_DONE)
    except (KeyboardInterrupt, EOFError):
        click.echo("\n已退出 / ended", err=True)
        os._exit(INTERRUPTED)  # threads wait for answers
    sys.exit(done)


def _set_up(given: dict[str, Any]) -> int:
    """Ask, try, write and sync; the exit code."""
    file = _env_file(given.pop("env_file"))
    wants_sync, url = given.pop("wants_sync"), given.pop("database_url")
    known = {**env_file.read(file), **{k: v for k, v in os.environ.items() if v}}
    fixed = _addresses(given, known)
    asks = take_terminal()
    answers = Answers(given, {**known, **known_parts(known)}, asks=asks)
    zh, en = (text.format(file=file) for text in WELCOME)
    answers.head(zh, en, "", STEPS[0])
    config = account(answers, fixed)
    answers.head("", STEPS[1])
    where = database(answers, url)
    answers.head("", STEPS[2])
    start = start_date(answers)
    tap = TapWdtFlagship(
        config={**config, **({"start_date": start} if start else {})}, parse_env_config=False
    )
    access = ask_quietly(tap)
    if refused := access.all_ungranted:
        raise not_online(refused)
    show(access, GATEWAYS[tap.settings.app_type].leaves_out)
    answers.head("", STEPS[3])
    choice = choose(answers, tap, access, start)
    answers.head("", STEPS[4])
    settings = {f"{PREFIX}{name.upper()}": value for name, value in config.items()}
    variables = {**settings, **where.variables, **choice}
    env_file.write(file, variables)
    written = "、".join(name for name, value in variables.items() if value is not None)
    answers.say(f"✓ 已写入 {file}，其他内容不变，只有本人可读 / written：{written}")
    return _first_sync(answers, where.loader, variables, file, wants_sync=wants_sync)


def _first_sync(
    answers: Answers,
    loader: str,
    variables: dict[str, str | None],
    file: Path,
    *,
    wants_sync: bool | None,
) -> int:
    code = 0
    if answers.agree(SYNC, given=wants_sync):
        code = sync(loader, variables, file.parent)
    answers.say(
        "以后每次同步 / from now on:",
        f"  uvx meltano run {EXTRACTOR} {loader}",
    )
    return code


def _env_file(given: Path | None) -> Path:
    """The file to write.

    Raises:
        RunError: there is no project.
    """
    if given is not None:
        return given.absolute()
    folder = Path(os.environ.get("MELTANO_PROJECT_ROOT", ".")).resolve()
    if not (folder / PROJECT).exists():
        raise RunError(
            f"这里没有 {PROJECT}：请在本项目的目录里运行",
            f"there is no {PROJECT} here: run this in the project's folder",
        )
    return folder / ".env"


def _addresses(given: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
    """The gateways' addresses, where they are not the usual ones."""
    told = {name: given.pop(name) or known.get(f"{PREFIX}{name.upper()}") for name in ADDRESSES}
    usual = CONFIG_SCHEMA["properties"]
    return {name: url for name, url in told.items() if url and url != usual[name]["default"]}


if __name__ == "__main__":
    main()
