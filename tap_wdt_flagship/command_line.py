"""The command `tap-wdt-flagship`: the SDK's, but for what a user can mend."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import click
from singer_sdk import Tap
from singer_sdk.exceptions import (
    ConfigValidationError,
    MapExpressionError,
    StreamMapConfigError,
)
from singer_sdk.tap_base import CliTestOptionValue

from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.logs import make_readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIGNAL_EXIT = 128


def _is_state(held: Any) -> bool:  # noqa: ANN401
    bookmarks = held.get("bookmarks", {}) if isinstance(held, dict) else None
    return isinstance(bookmarks, dict) and all(isinstance(b, dict) for b in bookmarks.values())


def _is_catalog(held: Any) -> bool:  # noqa: ANN401
    return isinstance(held, dict) and isinstance(held.get("streams"), list)


FILES: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "state": (_is_state, '{"bookmarks": {…}}'),
    "catalog": (_is_catalog, '{"streams": […]}'),
}
"""What the files named on the command line hold."""


def _checked(_: click.Context, param: click.Parameter, value: IO[str] | None) -> IO[str] | None:
    """A file named on the command line, if it holds what it should.

    A state that is empty, as `tail -n 1` leaves it where there was none, is no state.

    Raises:
        click.BadParameter: it holds something else.
    """
    if value is None:
        return None
    with value:
        text = value.read()
    if param.name == "state" and not text.strip():
        return None
    fits, form = FILES[str(param.name)]
    try:
        if fits(json.loads(text)):
            return io.StringIO(text)
        fault = f"应为 {form} / {form} expected"
    except ValueError as error:
        fault = f"不是 JSON / is not JSON: {error}"
    raise click.BadParameter(f"{value.name}: {fault}", param=param)


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
        except (OSError, TypeError, ValueError) as error:
            raise click.BadParameter(
                "无法读取配置文件，应为 JSON 对象 / cannot read the configuration file, "
                f"which should be a JSON object: {error}",
                ctx,
                param,
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
        make_readable(logging.getLogger(cls.name))
        for option in command.params:
            if option.name in FILES:
                option.callback = _checked
            if option.name == "catalog":
                option.is_eager = True
        return command
