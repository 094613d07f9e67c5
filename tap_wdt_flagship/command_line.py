"""The command `tap-wdt-flagship`: the SDK's, but for what a user can mend."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click
from singer_sdk import Tap
from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.exceptions import (
    ConfigValidationError,
    MapExpressionError,
    StreamMapConfigError,
)
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.helpers._util import load_json
from singer_sdk.plugin_base import SingerCommand
from singer_sdk.tap_base import CliTestOptionValue

from tap_wdt_flagship.check_command import make_check_command
from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.files import FORMS, RunFile, checked, text_of
from tap_wdt_flagship.logs import make_readable
from tap_wdt_flagship.run_folder import note_others

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNAL_EXIT = 128
ENV = "ENV"  # in place of a configuration file: the environment


class SingerGroup(SingerCommand, click.Group):
    """The SDK's command, which does its own work where no other command is named."""


class StreamsFailed(Exception):  # noqa: N818
    """Some streams failed; each was reported, and the others are complete."""


def read_config(name: str, ctx: click.Context, param: click.Parameter) -> dict[str, Any]:
    """What a configuration file named on the command line holds.

    Raises:
        click.BadParameter: it holds something else.
    """
    try:
        held: Any = load_json(text_of(Path(name).read_bytes()))
        if isinstance(held, dict):
            return held
        fault = "{…}"
    except (OSError, ValueError) as error:
        fault = str(error)
    raise click.BadParameter(
        "无法读取配置文件，应为 JSON 对象 / cannot read the configuration file, "
        f"which should be a JSON object: {name}: {fault}",
        ctx,
        param,
    )


def read_configs(
    ctx: click.Context, param: click.Parameter, names: tuple[str, ...]
) -> dict[str, Any] | None:
    """What the files of an option hold together; `None` where it names the environment alone."""
    files = [read_config(name, ctx, param) for name in names if name != ENV]
    return dict(item for held in files for item in held.items()) if files else None


def tell(text: str) -> None:
    """A line for the user of a command whose standard output is for its outcome alone."""
    click.echo(text, err=True)


def _env_fault(name: str, kind: dict[str, Any], prefix: str) -> str | None:
    """What is wrong with a setting in the environment; its value may hold a secret."""
    try:
        parse_environment_config({"properties": {name: kind}}, prefix)
    except ValueError:
        zh, en = ("JSON", "JSON") if "integer" not in kind["type"] else ("整数", "a whole number")
        return (
            f"设置 {name}：环境变量 {prefix}{name.upper()} 应为{zh}"
            f" / setting {name}: the environment variable {prefix}{name.upper()} must be {en}"
        )
    return None


class CommandLine(Tap):
    """A tap that ends with a message and an exit code, where the SDK would show a traceback."""

    config_files: ClassVar[list[Path]] = []
    """The configuration files named on the command line."""

    receipt: ClassVar[str | None] = None
    """The file that the command line names for the record of the run."""

    @classmethod
    @contextmanager
    def _explained(cls) -> Iterator[None]:
        """Turn what a user can mend into a message and an exit code, without a traceback."""
        if sys.stdout is None:  # closed before the start, as `>&-` does
            cls.logger.error("标准输出已关闭 / standard output is closed")
            sys.exit(1)
        try:
            try:
                yield
            finally:
                sys.stdout.flush()  # here a full disk can still be told
        except ConfigValidationError as error:
            for fault in error.errors:
                cls.logger.error("%s", fault)  # noqa: TRY400
            sys.exit(1)
        except (MapExpressionError, StreamMapConfigError) as error:
            cls.logger.error("设置 stream_maps 有误 / setting stream_maps: %s", error)  # noqa: TRY400
            sys.exit(1)
        except (WdtError, StreamsFailed) as error:
            cls.logger.error("%s", error)  # noqa: TRY400
            sys.exit(1)
        except Interrupted as error:
            cls.logger.warning(
                "同步已中断，进度已保存，下次从中断处继续 / interrupted; the state is written, "
                "the next run goes on from there"
            )
            sys.exit(SIGNAL_EXIT + error.signum)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                cls.logger.error("目标端已退出 / the target has gone")  # noqa: TRY400
            else:
                cls.logger.error(  # noqa: TRY400
                    "无法写标准输出：%s / cannot write to standard output: %s",
                    *(error.strerror, error.strerror),
                )
            # The interpreter's own flush at exit would fail once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    @classmethod
    def invoke(cls, **kwargs: Any) -> None:  # noqa: ANN401
        """Run the tap from the command line, unless another command was named."""
        context = click.get_current_context(silent=True)
        if context is not None and context.invoked_subcommand is not None:
            return
        with cls._explained():
            super().invoke(**kwargs)

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Any:  # noqa: ANN401
        """Read the configuration files named on the command line, whatever their encoding."""
        given = super().cb_config(ctx, param, tuple(name for name in value if name == ENV))
        for name in value:
            if name != ENV:
                given.config |= read_config(name, ctx, param)
                cls.config_files.append(Path(name))
        note_others(cls.config_files)  # before any other file is read, and found wanting
        return given

    @classproperty
    def _env_var_config(cls) -> dict[str, Any]:  # noqa: N805
        """The settings in the environment.

        Raises:
            ConfigValidationError: some cannot be read; it names each of them.
        """
        schema, prefix = cls.config_jsonschema, cls._env_var_prefix
        cls.append_builtin_config(schema)
        try:
            return parse_environment_config(schema, prefix)
        except ValueError:
            faults = [
                fault
                for name, kind in schema["properties"].items()
                if (fault := _env_fault(name, kind, prefix))
            ]
            message = "设置有误 / Config validation failed"
            raise ConfigValidationError(message, errors=faults) from None

    @classmethod
    def cb_receipt(cls, ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG003
        """Take the file that the record of the run is written to, before any setting."""
        cls.receipt = value

    def _setup_signal_handlers(self) -> None:
        """A terminal that is closed ends a run as SIGTERM does, but for one under `nohup`."""
        super()._setup_signal_handlers()
        hangup = getattr(signal, "SIGHUP", None)
        if hangup is None or threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(hangup) is not signal.SIG_IGN:
            signal.signal(hangup, self._handle_termination)

    @classmethod
    def cb_discover(cls, ctx: click.Context, param: click.Option, value: bool) -> None:  # noqa: FBT001
        """Write the catalog."""
        if value:
            with cls._explained():
                super().cb_discover(ctx, param, value)

    @classmethod
    def cb_test(cls, ctx: click.Context, param: click.Option, value: str) -> None:
        """Run the tap's test from the command line, on the catalog's selection if there is one."""
        catalog = ctx.params.get("catalog")
        with cls._explained():
            if value != CliTestOptionValue.All.value or catalog is None:
                super().cb_test(ctx, param, value)
                return
            config = ctx.params["config"]
            cls(
                config=config.config,
                parse_env_config=config.parse_env,
                catalog=json.load(catalog),
            ).run_connection_test()
            ctx.exit()

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The SDK's command, with the catalog read before `--test` asks for it, and `check`."""
        command = super().get_singer_command()
        make_readable(logging.getLogger(cls.name))
        if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
            # A catalog and messages are UTF-8, wherever they were written.
            sys.stdout.reconfigure(encoding="utf-8")
        for option in command.params:
            if option.name in FORMS:
                option.type, option.callback = RunFile("rb"), checked
            if option.name == "catalog":
                option.is_eager = True
        receipt = click.Option(
            ["--receipt"],
            type=click.Path(dir_okay=False),
            expose_value=False,
            callback=cls.cb_receipt,
            help="同步记录写入此 JSON 文件 / Write the record of the run to this JSON file.",
        )
        group = SingerGroup(
            name=command.name,
            callback=command.callback,
            context_settings=command.context_settings,
            params=[*command.params, receipt],
            help=command.help,
            invoke_without_command=True,
            logger=cls.logger,
        )
        group.add_command(make_check_command(cls, command.params, cls._explained))
        return group
