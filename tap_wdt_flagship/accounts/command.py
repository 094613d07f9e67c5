"""The command `wdt-accounts`."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from tap_wdt_flagship.accounts.alerts import ADDRESS, alert, form_of
from tap_wdt_flagship.accounts.listing import read_accounts
from tap_wdt_flagship.accounts.plugins import Order, write_plugins
from tap_wdt_flagship.accounts.report import table, words
from tap_wdt_flagship.accounts.runs import run_all
from tap_wdt_flagship.command_line import tell
from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.own_meltano import executable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_wdt_flagship.accounts.listing import Account
    from tap_wdt_flagship.accounts.runs import Outcome

NOT_DONE = 2


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("what", type=click.Choice(["run", "audit", "plugins"]))
@click.option(
    "--accounts",
    "file",
    default="accounts.csv",
    type=click.Path(path_type=Path),
    show_default=True,
    help="账号清单 / the list of accounts",
)
@click.option(
    "--parallel",
    default=4,
    type=click.IntRange(1),
    show_default=True,
    help="同时跑几个账号 / accounts at a time",
)
@click.option("--only", multiple=True, help="只跑这些账号 / these accounts only")
@click.option("--extractor", default="tap-wdt-flagship", show_default=True)
@click.option("--loader", default="target-postgres-fast", show_default=True)
@click.option(
    "--plugins",
    default="accounts.meltano.yml",
    type=click.Path(path_type=Path),
    show_default=True,
    help="生成的插件写到哪里 / where the plugins are written",
)
@click.option(
    "--folder",
    default="output/accounts",
    type=click.Path(path_type=Path),
    show_default=True,
    help="日志与同步记录 / logs and records of the runs",
)
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def main(**options: Any) -> None:  # noqa: ANN401 - click's
    """Sync or audit every account of a list.

    同步或核对清单里的每个账号；其余参数原样交给 meltano run 或 wdt-audit。
    """
    try:
        sys.exit(_run(Options(**options)))
    except RunError as error:
        tell(str(error))
    except OSError as error:
        tell(f"无法写文件：{error.strerror} / cannot write the file: {error.strerror}")
    sys.exit(NOT_DONE)


@dataclass(frozen=True)
class Options:
    """What stands on the command line."""

    what: str
    file: Path
    parallel: int
    only: Sequence[str]
    extractor: str
    loader: str
    plugins: Path
    folder: Path
    more: Sequence[str]


def _run(options: Options) -> int:
    """Do what is asked; the exit code."""
    if os.environ.get(ADDRESS):
        form_of(os.environ)
    accounts = read_accounts(options.file)
    chosen = _chosen(accounts, options.only)
    order = Order(
        options.extractor, options.loader, options.folder, options.what == "audit", options.more
    )
    write_plugins(options.plugins, accounts, order)
    if options.what == "plugins":
        tell(f"{options.plugins}：{len(accounts)} 个账号 / {len(accounts)} accounts")
        return 0
    # Else all of them would install the same two plugins at the same time.
    command = [executable(), "install", order.extractor, order.loader]
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    outcomes = run_all(chosen, order, options.parallel, _told)
    _end(outcomes, "核对" if order.audit else "同步")
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def _chosen(accounts: Sequence[Account], only: Sequence[str]) -> list[Account]:
    names = [account.name for account in accounts]
    if unknown := [name for name in only if name not in names]:
        raise RunError(
            f"--only：没有账号 {'、'.join(unknown)}，清单里有 {'、'.join(names)}",
            f"--only: no account {', '.join(unknown)}; there are {', '.join(names)}",
        )
    return [account for account in accounts if not only or account.name in only]


def _told(outcome: Outcome) -> None:
    mark = "✓" if outcome.ok else f"✗ {outcome.causes[0]}"
    tell(f"{outcome.account.name}: {mark}（{outcome.seconds:.0f} s，{outcome.log}）")


def _end(outcomes: Sequence[Outcome], what: str) -> None:
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table(outcomes))
    if os.environ.get(ADDRESS) and not all(outcome.ok for outcome in outcomes):
        alert(words(outcomes, what), os.environ)


if __name__ == "__main__":
    main()
