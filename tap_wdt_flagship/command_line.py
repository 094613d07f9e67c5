"""The command `tap-wdt-flagship`: the SDK's, but for what a user can mend."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click
from singer_sdk import Tap
from singer_sdk.exceptions import (
    ConfigValidationError,
    MapExpressionError,
    StreamMapConfigError,
)
from singer_sdk.tap_base import CliTestOptionValue

from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.sync import Interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNAL_EXIT = 128


class StreamsFailed(Exception):  # noqa: N818
    """Some streams failed; each was reported, and the others are complete."""


class CommandLine(Tap):
    """A tap that ends with a message and an exit code, where the SDK would show a traceback."""

    @classmethod
    @contextmanager
    def _explained(cls) -> Iterator[None]:
        """Turn what a user can mend into a message and an exit code, without a traceback."""
        try:
            yield
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
                "收到信号，已写出状态，下次从书签继续 / interrupted; the state is written, "
                "the next run goes on from there"
            )
            sys.exit(SIGNAL_EXIT + error.signum)
        except BrokenPipeError:
            cls.logger.error("目标端已退出 / the target has gone")  # noqa: TRY400
            # The interpreter's own flush at exit would fail once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    @classmethod
    def invoke(cls, **kwargs: Any) -> None:  # noqa: ANN401
        """Run the tap from the command line."""
        with cls._explained():
            super().invoke(**kwargs)

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Any:  # noqa: ANN401
        """Read the configuration files named on the command line."""
        try:
            return super().cb_config(ctx, param, value)
        except (OSError, ValueError) as error:
            raise click.BadParameter(
                f"无法读取配置文件 / cannot read the configuration file: {error}", ctx, param
            ) from None

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
        """The SDK's command, with the catalog read before `--test` asks for it."""
        command = super().get_singer_command()
        for option in command.params:
            if option.name in {"catalog", "state"}:
                option.callback = _checked_file
            if option.name == "catalog":
                option.is_eager = True
        return command


def _checked_file(ctx: click.Context, param: click.Parameter, value: IO[str] | None) -> Any:  # noqa: ANN401
    """A file of the command line that holds a JSON object, once more to be read from its start.

    A state that is empty, as `tail -n 1` leaves it where there was none, is no state.
    """
    text = value.read() if value is not None else ""
    if value is None or (param.name == "state" and not text.strip()):
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"不是 JSON / is no JSON: {error}", ctx, param) from None
    if not isinstance(content, dict) or not isinstance(content.get("bookmarks", {}), dict):
        raise click.BadParameter(
            f"应为 Singer 的 {param.name} 对象 / must be a Singer {param.name}, an object",
            ctx,
            param,
        )
    return io.StringIO(text)
