"""The command `wdt-load`: the ERP into a warehouse, without another program."""

from __future__ import annotations

import logging
import os
import signal
import sys
from contextlib import ExitStack, nullcontext
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click
from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.command_line import SIGNAL_EXIT, StreamsFailed, read_config
from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.logs import make_readable
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_wdt_flagship.loading.source import Session
    from tap_wdt_flagship.loading.warehouse import Warehouse

ADDRESS: Final = "WDT_LOAD_TO"
PASSWORD: Final = "WDT_LOAD_PASSWORD"
FAILED, NOT_DONE = 1, 2
NAME: Final = "wdt_flagship"


def tell(text: str) -> None:
    """A line for the user; standard output is for the outcome alone."""
    click.echo(text, err=True)


@click.command("wdt-load", help="把 ERP 装载到数据仓库 / Load the ERP into a warehouse.")
@click.option("--to", "address", envvar=ADDRESS, default="", help=f"数据库地址 / address; ${ADDRESS}")
@click.option(
    "--config",
    multiple=True,
    help="tap 的配置文件；不给则取环境变量 / the tap's settings; by default from the environment",
)
@click.option(
    "--select",
    multiple=True,
    help="只同步这些报表，可用 *，! 开头为排除 / these streams only, * allowed, without those with !",
)
@click.option("--dataset", help="表所在的模式、库或目录 / schema, database or folder of the tables")
@click.pass_context
def main(ctx: click.Context, config: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401
    """Run the command."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    make_readable(logging.getLogger(TapWdtFlagship.name))
    option = next(p for p in ctx.command.params if p.name == "config")
    settings: dict[str, Any] | None = None
    for name in config:
        settings = (settings or {}) | read_config(name, ctx, option)
    try:
        _load(settings, **asked)
    except ConfigValidationError as error:
        for fault in error.errors:
            tell(fault)
        sys.exit(NOT_DONE)
    except StreamsFailed as error:
        tell(str(error))
        sys.exit(FAILED)
    except WdtError as error:
        tell(str(error))
        sys.exit(NOT_DONE)
    except Interrupted as error:
        tell("已中断，已装载的不会重读 / interrupted; what was loaded is not read again")
        sys.exit(SIGNAL_EXIT + error.signum)


def _load(
    config: dict[str, Any] | None, address: str, select: tuple[str, ...], dataset: str | None
) -> None:
    if not address:
        raise RunError(
            f"没有数据库地址：用 --to，或设置环境变量 {ADDRESS}",
            f"no address: give --to, or set {ADDRESS}",
        )
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
    try:
        import dlt  # noqa: F401, PLC0415 - needs the extra
    except ModuleNotFoundError:
        raise RunError(
            "装载需要 dlt：uv tool install 'tap-wdt-flagship[dlt]'",
            "loading needs dlt: uv tool install 'tap-wdt-flagship[dlt]'",
        ) from None
    from tap_wdt_flagship.loading.run import load  # noqa: PLC0415
    from tap_wdt_flagship.loading.source import ROWS_A_LOAD, Session  # noqa: PLC0415
    from tap_wdt_flagship.loading.warehouse import warehouse_of  # noqa: PLC0415

    warehouse = warehouse_of(address, dataset, os.environ.get(PASSWORD))
    session = Session(config, select, ROWS_A_LOAD)
    load(session, warehouse, tell)
