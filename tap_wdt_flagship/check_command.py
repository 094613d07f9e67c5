"""The command `check`: which reports this account may use."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import click

from tap_wdt_flagship.check_files import CATALOG, MELTANO, as_json, write_selection
from tap_wdt_flagship.engine.ungranted import not_online
from tap_wdt_flagship.engine.usable import find_access
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.streams._lines import LineStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from tap_wdt_flagship.engine.usable import Access
    from tap_wdt_flagship.settings import Settings

HELP: Final = (
    "能用哪些报表：每个接口查一次。退出码 0：至少一个可用；1：凭证、网络有误或全部被拒绝。 / "
    "Which reports this account may use, by one call to each interface. Exit code 0: at least one; "
    "1: wrong credentials, no network, or all refused."
)
SHARED: Final = ("config", "catalog")
"""The options that it has in common with the tap."""


class Checkable(Protocol):
    """What the command needs of the tap."""

    @property
    def settings(self) -> Settings:
        """The checked settings."""

    @property
    def streams(self) -> Mapping[str, Any]:
        """All streams."""

    @property
    def catalog_dict(self) -> dict[str, Any]:
        """Their catalog."""

    @property
    def input_catalog(self) -> Any:  # noqa: ANN401
        """The catalog that was given, if one was."""


def make_check_command(
    tap: Callable[..., Any],
    options: list[click.Parameter],
    explained: Callable[[], AbstractContextManager[None]],
) -> click.Command:
    """The command.

    Args:
        tap: makes a tap of its settings.
        options: those of the tap's own command.
        explained: turns what a user can mend into a message and an exit code.
    """

    @click.pass_context
    def run(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
        config = given["config"]
        if not (config.config or config.parse_env) and context.parent is not None:
            config = context.parent.params["config"]
        with explained():
            catalog = given["catalog"] and json.load(given["catalog"])
            made = tap(config=config.config, parse_env_config=config.parse_env, catalog=catalog)
            usable = check_account(made, as_data=given["as_json"], files=given["write_select"])
            if not usable:
                sys.exit(1)

    return click.Command(
        "check",
        callback=run,
        params=[option for option in options if option.name in SHARED]
        + [
            click.Option(
                ["--json", "as_json"], is_flag=True, help="以 JSON 输出 / write JSON to stdout"
            ),
            click.Option(
                ["--write-select"],
                multiple=True,
                type=click.Path(dir_okay=False, writable=True, path_type=Path),
                callback=_of_known_kind,
                metavar="FILE",
                help="写出可用的选择：.yml 给 Meltano，.json 作 --catalog；可重复 / write the "
                "selection of what is usable: .yml for Meltano, .json for --catalog; repeatable",
            ),
        ],
        help=HELP,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """What is tried again is nobody's business here, but for who asks for it."""
    logger = logging.getLogger("tap-wdt-flagship")
    level, debugging = logger.level, logger.isEnabledFor(logging.DEBUG)
    logger.setLevel(level if debugging else logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _of_known_kind(
    _: click.Context, param: click.Parameter, files: tuple[Path, ...]
) -> tuple[Path, ...]:
    for file in files:
        if file.suffix not in {CATALOG, *MELTANO}:
            raise click.BadParameter(f"{file}: .yml / .json", param=param)
    return files


def ask(tap: Checkable) -> Access:
    """Ask the interfaces of all reports, or of the catalog's if there is one.

    Raises:
        WdtError: no report can be read.
    """
    selected = {
        stream.header().name if isinstance(stream, LineStream) else stream.name
        for stream in tap.streams.values()
        if stream.selected
    }
    reports = {report.name: tap.streams[report.name] for report in REPORTS}
    wanted = reports.keys() if tap.input_catalog is None else reports.keys() & selected
    return find_access(
        tap.settings, reports, wanted, GATEWAYS[tap.settings.app_type].offers, selected
    )


def ask_quietly(tap: Checkable) -> Access:
    """Ask, and show on a terminal no more than that something is going on.

    Raises:
        WdtError: no report can be read.
    """
    from rich.console import Console  # noqa: PLC0415 - as below

    doing = "正在逐个查询接口 / asking each interface …"
    with _quiet(), Console(stderr=True).status(doing) if sys.stderr.isatty() else nullcontext():
        return ask(tap)


def check_account(tap: Checkable, *, as_data: bool, files: tuple[Path, ...]) -> bool:
    """Ask, tell, and write the selections; whether any report is usable.

    Raises:
        WdtError: no report can be read.
    """
    # Imported here alone: rich takes time at the start, which a sync need not spend.
    from tap_wdt_flagship.check_table import show  # noqa: PLC0415

    outcome = ask_quietly(tap)
    if as_data:
        click.echo(as_json(outcome, tap.settings.app_type))
    if refused := outcome.all_ungranted:
        raise not_online(refused)
    if not as_data:
        show(outcome, GATEWAYS[tap.settings.app_type].leaves_out)
    for file in files:
        write_selection(file, outcome, tap.streams, tap.catalog_dict)
        click.echo(f"已写 / written: {file}", err=True)
    return bool(outcome.usable)
