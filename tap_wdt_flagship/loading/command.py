"""The command `wdt-load`: the ERP into a warehouse, without another program."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click
from rich.console import Console
from rich.table import Table
from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.beijing import to_wire
from tap_wdt_flagship.command_line import SIGNAL_EXIT, StreamsFailed, read_configs, tell
from tap_wdt_flagship.databases import TWO_ATS, has_two_ats
from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.logs import make_readable
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from tap_wdt_flagship.loading.source import Session

ADDRESS, PASSWORD = "WDT_LOAD_TO", "WDT_LOAD_PASSWORD"
FAILED, NOT_DONE = 1, 2
WIDTH: Final = 100
"""Columns of the outcome where no terminal says how many there are."""
DLT: Final = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "EXTRACT__NEXT_ITEM_MODE": "fifo",  # one table in memory, not some of each
}
"""What dlt is asked for, unless the user has asked for something else."""


@click.command("wdt-load", help="把 ERP 装进数据仓库 / Load the ERP into a data warehouse.")
@click.option(
    "--to",
    "address",
    envvar=ADDRESS,
    default="",
    help=f"数据仓库的地址，如 mysql://用户@主机/库 / address of the warehouse; ${ADDRESS}",
)
@click.option(
    "--config",
    multiple=True,
    callback=read_configs,
    help="tap 的配置文件，不给则取环境变量 / the tap's settings; else from the environment",
)
@click.option(
    "--select",
    multiple=True,
    help="只同步这些报表，可用 *；! 开头的除外 / these streams only, with *; without those with !",
)
@click.option(
    "--dataset", help="表放在哪个模式、库或目录 / schema, database or folder of the tables"
)
def main(**asked: Any) -> None:  # noqa: ANN401
    """Run the command."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logger = logging.getLogger(TapWdtFlagship.name)
    logger.setLevel(logging.INFO)
    make_readable(logger)
    try:
        _load(**asked)
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
        tell("已中断，已装载的下次不再读 / interrupted; what is loaded is not read again")
        sys.exit(SIGNAL_EXIT + error.signum)
    except KeyboardInterrupt:
        tell("已中断 / interrupted")
        os._exit(SIGNAL_EXIT + 2)  # a thread waits for its turn at the gateway


def _load(
    address: str, config: dict[str, Any] | None, select: tuple[str, ...], dataset: str | None
) -> None:
    if not address:
        raise RunError(
            f"没有数据仓库的地址：用 --to，或设置环境变量 {ADDRESS}",
            f"no address of a warehouse: give --to, or set {ADDRESS}",
        )
    if has_two_ats(address):
        raise RunError(*TWO_ATS)
    for name, value in DLT.items():
        os.environ.setdefault(name, value)
    try:
        from tap_wdt_flagship.loading.run import load  # noqa: PLC0415 - needs the extra
        from tap_wdt_flagship.loading.source import ROWS_A_LOAD, Session  # noqa: PLC0415
        from tap_wdt_flagship.loading.warehouse import warehouse_of  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise RunError(
            f"没有安装 {error.name}：uv tool install 'tap-wdt-flagship[dlt]'",
            f"{error.name} is not installed: uv tool install 'tap-wdt-flagship[dlt]'",
        ) from None
    warehouse = warehouse_of(address, dataset, os.environ.get(PASSWORD))
    session = Session(config, select, ROWS_A_LOAD)
    try:
        load(session, warehouse, tell)
    finally:
        if session.arrived:
            show(session)


def show(session: Session) -> None:
    """A line a table, on standard output."""
    shown = Table(box=None, pad_edge=False)
    for heading in ("表/table", "名称/title"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("行/rows", justify="right")
    shown.add_column("同步至/up to", no_wrap=True)
    for name in sorted(session.arrived):
        reached = session.reached(name)
        at = to_wire(reached) if reached else ""
        shown.add_row(name, session.titles.get(name, ""), f"{session.arrived[name]:,}", at)
    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(shown)


if __name__ == "__main__":
    main()
