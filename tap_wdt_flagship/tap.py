"""The tap: settings, discovery, and the run."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import time
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timezone
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, cast

import click
from singer_sdk import Tap
from singer_sdk.exceptions import (
    ConfigValidationError,
    MapExpressionError,
    StreamMapConfigError,
)
from singer_sdk.helpers.capabilities import (
    CapabilitiesEnum,
    PluginCapabilities,
    TapCapabilities,
)
from singer_sdk.singerlib.messages import StateMessage
from singer_sdk.tap_base import CliTestOptionValue

from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.family import Family, render_table
from tap_wdt_flagship.labels import LABEL_STREAMS, LabelStream
from tap_wdt_flagship.lines import LineStream
from tap_wdt_flagship.look import Look
from tap_wdt_flagship.member import Member
from tap_wdt_flagship.messages import BlockWriter
from tap_wdt_flagship.settings import Settings, read_settings
from tap_wdt_flagship.streams import LINE_STREAMS, STREAMS
from tap_wdt_flagship.summary import summary, telling
from tap_wdt_flagship.sync import Interrupted, Sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from tap_wdt_flagship.client import ReportStream, WdtStream
    from tap_wdt_flagship.family import Rendered
    from tap_wdt_flagship.look import Looked

SIGNAL_EXIT = 128


class StreamsFailed(Exception):  # noqa: N818
    """Some streams failed; each was reported, and the others are complete."""


SDK_CHATTER: Final = frozenset(
    {
        "Skipping parse of env var settings...",
        "Config validation failed",  # the tap's own messages tell each fault
    }
)


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

    Raises:
        click.BadParameter: it does not.
    """
    if value is None:
        return None
    text = value.read()
    fits, form = FILES[param.name]
    try:
        if fits(json.loads(text)):
            return io.StringIO(text)
        fault = f"应为 {form} / {form} expected"
    except ValueError as error:
        fault = f"不是 JSON / is not JSON: {error}"
    raise click.BadParameter(f"{value.name}: {fault}", param=param)


class TapWdtFlagship(Tap):
    """Singer tap for the WDT flagship ERP (旺店通旗舰版)."""

    name = "tap-wdt-flagship"
    config_jsonschema: ClassVar[dict[str, Any]] = deepcopy(CONFIG_SCHEMA)  # the SDK adds to it
    message_writer_class = BlockWriter
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        TapCapabilities.CATALOG,
        TapCapabilities.STATE,
        TapCapabilities.DISCOVER,
        TapCapabilities.ACTIVATE_VERSION,
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]

    def __init__(self, *, validate_config: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        # The SDK's own messages would show the value of a secret that is not a text.
        super().__init__(validate_config=False, **kwargs)
        self._settings: Settings | None = None
        self._sync: Sync | None = None
        if validate_config:
            self._settings = self._read_settings()

    @property
    def settings(self) -> Settings:
        """The checked settings."""
        if self._settings is None:
            self._settings = self._read_settings()
        return self._settings

    def _read_settings(self) -> Settings:
        known = {cls.name: True for cls in STREAMS} | {cls.name: False for cls in LINE_STREAMS}
        for name in self.config.keys() - self.config_jsonschema["properties"].keys():
            self.logger.warning("没有设置项 %s，已忽略 / unknown setting %s is ignored", name, name)
        return read_settings(self.config, known)

    def discover_streams(self) -> list[ReportStream]:
        """All reports and their lines, and what explains their codes; no request is made."""
        return [cls(self) for cls in (*STREAMS, *LINE_STREAMS, *LABEL_STREAMS)]

    def families(self) -> list[Family]:
        """The selected reports that this application can read, with their selected lines."""
        lines = [s for s in self.streams.values() if isinstance(s, LineStream)]
        families = [
            Family(self._wdt_stream(cls), [line for line in lines if line.header() is cls])
            for cls in STREAMS
        ]
        if self.settings.app_type == "wdt":
            families = [f for f in families if not f.header.qimen_only or self._tell_qimen_only(f)]
        driving = {f.header.driven_by.stream for f in families if f.members and f.header.driven_by}
        return [f for f in families if f.members or f.header.name in driving]

    def _wdt_stream(self, cls: type[ReportStream]) -> WdtStream:
        return cast("WdtStream", self.streams[cls.name])

    @property
    def _out(self) -> BlockWriter:
        return cast("BlockWriter", self.message_writer)

    @property
    def _writable_state(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.state)

    # `sync_all` and `run_connection_test` are final by annotation, yet the SDK's versions run the
    # streams one after the other and die with the first error; this tap runs them side by side
    # and reports each stream's trouble as its own.

    def sync_all(self) -> None:  # type: ignore[misc]
        """Read all selected streams.

        Raises:
            StreamsFailed: some streams could not be read; all others were.
            WdtError: no stream could be read.
            Interrupted: a signal ended the run.
        """
        families = self.families()
        if not families:
            self.logger.warning(
                "没有选中任何报表 / no report is selected: meltano select tap-wdt-flagship --list"
            )
        self._warn_of_missing_platforms(families)
        begun = time.monotonic()
        self._sync = Sync(self.settings, families, self._reports(), self._writable_state, self._out)
        try:
            with telling(self._sync, self._writable_state, self.logger.info):
                self._sync.run()
            self._write_labels()
        finally:
            for line in summary(self._sync, time.monotonic() - begun):
                self.logger.info(line)
        if self._sync.failed:
            raise StreamsFailed(
                f"{len(self._sync.failed)} 个报表失败，其余已完成：{', '.join(self._sync.failed)}"
                f" / {len(self._sync.failed)} reports failed, the others are complete"
            )

    def _write_labels(self) -> None:
        """The tables that come with the tap, where the target has not got this version of them.

        They come last: `meltano config test` takes the first record for proof that the
        credentials are right.
        """
        bookmarks = self._writable_state.setdefault("bookmarks", {})
        for stream in self.streams.values():
            if not (isinstance(stream, LabelStream) and stream.selected):
                continue
            version = {"content": stream.content()}
            if bookmarks.get(stream.name) != version:
                stream._write_schema_message()  # noqa: SLF001
                member = Member(stream, [])
                now = datetime.now(timezone.utc)
                self._out.write_block(render_table(member, stream.rows(), now).text)
                if member.version is not None:
                    stream._write_activate_version_message(member.version)  # noqa: SLF001
                bookmarks[stream.name] = version
                self._out.write_message(StateMessage(value=self._writable_state))

    def run_connection_test(self) -> bool:  # type: ignore[misc]
        """Read one page of the newest window of every selected stream.

        Raises:
            StreamsFailed: some streams cannot be read; each was reported with its remedy.
            WdtError: no stream can be read.
        """
        families = {family.header: family for family in self.families()}
        failed = []
        for stream, found in self._look().pages(list(families)).items():
            rendered = self._rendered(families[stream], found)
            if isinstance(rendered, WdtError):
                failed.append(stream.name)
                stream.logger.error("✗ %s %s: %s", stream.name, stream.title(), rendered)
                continue
            for member in families[stream].members:
                member.stream._write_schema_message()  # noqa: SLF001
            self._out.write_block(rendered.text)
            rows = len(rendered.keys)
            stream.logger.info("✓ %s %s: %d 行/rows", stream.name, stream.title(), rows)
        self._out.flush()
        if failed:
            raise StreamsFailed(f"不可用 / cannot be read: {', '.join(failed)}")
        return True

    @staticmethod
    def _rendered(family: Family, found: Looked | WdtError) -> Rendered | WdtError:
        if isinstance(found, WdtError):
            return found
        try:
            return family.render(found.rows, found.at, found.given)
        except WdtError as error:
            return error

    def look(self, stream: ReportStream) -> Iterable[dict[str, Any]]:
        """Rows of the first page of a stream's newest window, as the gateway sent them."""
        header = self._wdt_stream(
            stream.header() if isinstance(stream, LineStream) else type(stream)
        )
        return self._look().page(header).rows

    def _look(self) -> Look:
        return Look(self.settings, self._reports())

    def _reports(self) -> dict[str, WdtStream]:
        return {cls.name: self._wdt_stream(cls) for cls in STREAMS}

    def _warn_of_missing_platforms(self, families: list[Family]) -> None:
        names = [f.header.name for f in families if f.header.excludes_platforms]
        if names and self.settings.app_type == "wdt":
            self.logger.warning(
                "旺店通自定义应用的以下数据流不含淘宝/天猫、拼多多与系统供销数据，需要淘系数据请使用奇门"
                "自定义应用 / through the direct gateway these streams leave out Taobao/Tmall, "
                "Pinduoduo and system-supply rows (Qimen returns Taobao and system supply): %s",
                ", ".join(names),
            )

    @staticmethod
    def _tell_qimen_only(family: Family) -> bool:
        if family.members:
            family.header.logger.warning(
                "%s 只有奇门自定义应用可用，已跳过 / %s is for Qimen applications only; skipped",
                family.header.title(),
                family.header.name,
            )
        return False

    # The command line.

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """The SDK would write a state ahead of records still on their way, and exit with 0."""
        if self._sync is None:
            raise SystemExit(SIGNAL_EXIT + signum)
        self._sync.interrupt(signum)

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
        for option in command.params:
            if option.name in FILES:
                option.callback = _checked
            if option.name == "catalog":
                option.is_eager = True
        return command


logging.getLogger(TapWdtFlagship.name).addFilter(lambda record: record.msg not in SDK_CHATTER)
