"""The tap: settings, discovery, and the run."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers.capabilities import (
    CapabilitiesEnum,
    PluginCapabilities,
    TapCapabilities,
)
from singer_sdk.singerlib.messages import StateMessage

from tap_wdt_flagship.command_line import SIGNAL_EXIT, CommandLine, StreamsFailed
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.engine import account
from tap_wdt_flagship.engine.estimate import told_before
from tap_wdt_flagship.engine.live import shown_progress
from tap_wdt_flagship.engine.preview import Preview
from tap_wdt_flagship.engine.record import RunRecord
from tap_wdt_flagship.engine.summary import Told, failure, summary, unread, warnings
from tap_wdt_flagship.engine.sync import Sync
from tap_wdt_flagship.engine.ungranted import not_online, skipped
from tap_wdt_flagship.engine.unread import UnreadTable
from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.rendering.family import Family, render_table
from tap_wdt_flagship.rendering.general import StreamRenderer
from tap_wdt_flagship.rendering.writer import BlockWriter
from tap_wdt_flagship.run_folder import check_alone
from tap_wdt_flagship.settings import Settings, read_settings
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams._lines import LineStream
from tap_wdt_flagship.streams.labels import LabelStream
from tap_wdt_flagship.streams.own import OWN_STREAMS
from tap_wdt_flagship.streams.sync_log import SyncLog
from tap_wdt_flagship.streams.unread import UnreadRows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

    from singer_sdk import Stream

    from tap_wdt_flagship.engine.preview import PreviewPage
    from tap_wdt_flagship.gateway.gateways import Gateway
    from tap_wdt_flagship.rendering.family import Rendered
    from tap_wdt_flagship.streams._base import Report, WdtStream

STREAMS: tuple[type[WdtStream], ...] = (*REPORTS, *LINE_STREAMS, *OWN_STREAMS)


class TapWdtFlagship(CommandLine):
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
        known = {cls.name: True for cls in REPORTS} | {cls.name: False for cls in LINE_STREAMS}
        for name in self.config.keys() - self.config_jsonschema["properties"].keys():
            self.logger.warning("没有设置项 %s，已忽略 / unknown setting %s is ignored", name, name)
        given = {"receipt_path": self.receipt} if self.receipt else {}
        return read_settings({**self.config, **given}, known)

    def setup_mapper(self) -> None:
        """Check the setting that the SDK takes as it is.

        Raises:
            ConfigValidationError: it is no object.
        """
        if not isinstance(self.config.get("stream_maps") or {}, Mapping):
            fault = "设置 stream_maps：应为对象 / setting stream_maps: must be an object"
            message = "设置有误 / Config validation failed"
            raise ConfigValidationError(message, errors=[fault])
        super().setup_mapper()

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over a state, with its version."""
        super().load_state(state)
        account.keep_version(state, self._writable_state)

    def discover_streams(self) -> list[WdtStream]:
        """All reports and their lines, and what explains their codes; no request is made."""
        return [cls(self) for cls in STREAMS]

    def families(self) -> list[Family]:
        """The selected reports that this application can read, with their selected lines."""
        lines = [s for s in self.streams.values() if isinstance(s, LineStream)]
        families = [
            Family(self._wdt_stream(cls), [line for line in lines if line.header() is cls])
            for cls in REPORTS
        ]
        families = [f for f in families if self._is_offered(f)]
        driving = {
            f.header.driven_by.stream for f in families if f.renderers and f.header.driven_by
        }
        return [f for f in families if f.renderers or f.header.name in driving]

    def _wdt_stream(self, cls: type[WdtStream]) -> Report:
        return cast("Report", self.streams[cls.name])

    @property
    def _out(self) -> BlockWriter:
        return cast("BlockWriter", self.message_writer)

    @property
    def _writable_state(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.state)

    # The next three are final by annotation, yet the SDK's versions run the streams one after the
    # other and die with the first error; this tap runs them side by side and reports each stream's
    # trouble as its own.

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
        self._check_state(families)
        self._warn_of_missing_platforms(families)
        for told in told_before(families, self._writable_state, self.settings):
            self._tell(told)
        begun = time.monotonic()
        table = UnreadTable(StreamRenderer(self._wdt_stream(UnreadRows), []), self._out)
        self._sync = Sync(
            self.settings,
            families,
            self._reports(),
            self._writable_state,
            self._out,
            unread=table,
        )
        record = RunRecord(self._sync)
        try:
            with shown_progress(self._sync, self._tell):
                self._sync.run()
            table.announce()
            self._write_labels()
        finally:
            for line in warnings(self._sync):
                self.logger.warning(line)
            for told in summary(self._sync, time.monotonic() - begun):
                self._tell(told)
            self._write_files(record)
            self._write_record(record)
        if unread_rows := unread(self._sync):
            self.logger.warning("%s", unread_rows)
        left_out = [f.header for f in families if f.header.name in self._sync.left_out]
        if left_out:
            self.logger.warning("%s", skipped(left_out))
        if self._sync.failed:
            raise StreamsFailed(failure(self._sync))
        if left_out and not self._sync.complete:
            raise not_online(len(left_out))

    def _tell(self, told: Told) -> None:
        self.logger.info(told.text, extra=told.fields)

    def _write_files(self, record: RunRecord) -> None:
        files = {
            self.settings.receipt_path: ("同步记录", "record of the run", record.write),
            self.settings.field_report_path: (
                "实况报告",
                "field report",
                record.write_field_report,
            ),
        }
        for path, (zh, en, write) in files.items():
            if path is None:
                continue
            try:
                write(path)
            except OSError as error:
                why = error.strerror
                self.logger.warning("无法写入 %s：%s / cannot write %s: %s", path, why, path, why)
            else:
                self.logger.info("%s已写入 %s / %s written to %s", zh, path, en, path)

    def _write_record(self, record: RunRecord) -> None:
        """The rows of `sync_log`, last of all: see `_write_labels`.

        Where nothing could be read at all there are none, for the same reason.
        """
        stream = self._wdt_stream(SyncLog)
        if stream.selected and (record.sync.rows or record.sync.complete):
            stream._write_schema_message()  # noqa: SLF001
            rows, now = record.rows(), datetime.now(timezone.utc)
            self._out.write_block(render_table(StreamRenderer(stream, []), rows, now).text)
            self._out.flush()

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
                renderer = StreamRenderer(stream, [])
                now = datetime.now(timezone.utc)
                self._out.write_block(render_table(renderer, stream.rows(), now).text)
                if renderer.version is not None:
                    stream._write_activate_version_message(renderer.version)  # noqa: SLF001
                bookmarks[stream.name] = version
                self._out.write_message(StateMessage(value=self._writable_state))

    def run_connection_test(self) -> bool:  # type: ignore[misc]
        """Read one page of the newest window of every selected stream.

        Raises:
            StreamsFailed: some streams cannot be read; each was reported with its remedy.
            WdtError: no stream can be read.
        """
        failed = self._write_previews(records=not sys.stdout.isatty())
        if failed:
            raise StreamsFailed(f"不可用 / cannot be read: {', '.join(failed)}")
        return True

    def run_sync_dry_run(  # type: ignore[misc]
        self,
        dry_run_record_limit: int | None = 1,  # noqa: ARG002 - a preview is one short page
        streams: Iterable[Stream] | None = None,
    ) -> bool:
        """Write a preview of these streams as a sync would write it, be they selected or not.

        The SDK's version would write the rows as the gateway sent them.

        Raises:
            WdtError: no stream can be read.
        """
        chosen = list(self.streams.values() if streams is None else streams)
        for stream in self.streams.values():
            stream.selected = stream in chosen
        failed = self._write_previews(records=True)
        self._write_labels()
        return not failed

    def _write_previews(self, *, records: bool) -> list[str]:
        """Look at all selected reports, and tell of each; the names of those that failed.

        Args:
            records: whether to write messages too: `meltano config test` waits for a record.
        """
        families = {family.header: family for family in self.families()}
        failed = []
        for report, found in self._preview().pages(list(families)).items():
            rendered = self._rendered(families[report], found)
            if isinstance(rendered, WdtError):
                failed.append(report.name)
                report.logger.error("✗ %s：%s", report.label(), rendered)
                continue
            if records:
                for renderer in families[report].renderers:
                    renderer.stream._write_schema_message()  # noqa: SLF001
                self._out.write_block(rendered.text)
            rows = len(rendered.keys)
            report.logger.info("✓ %s %s: %d 行/rows", report.name, report.title(), rows)
        self._out.flush()
        return failed

    @staticmethod
    def _rendered(family: Family, found: PreviewPage | WdtError) -> Rendered | WdtError:
        if isinstance(found, WdtError):
            return found
        try:
            return family.render(found.rows, found.at, found.origin_of)
        except WdtError as error:
            return error

    def preview(self, stream: WdtStream) -> Iterable[dict[str, Any]]:
        """Rows of the first page of a stream's newest window, as the gateway sent them."""
        header = self._wdt_stream(
            stream.header() if isinstance(stream, LineStream) else type(stream)
        )
        return self._preview().page(header).rows

    def _preview(self) -> Preview:
        return Preview(self.settings, self._reports())

    def _reports(self) -> dict[str, Report]:
        return {cls.name: self._wdt_stream(cls) for cls in REPORTS}

    @property
    def _gateway(self) -> type[Gateway]:
        return GATEWAYS[self.settings.app_type]

    def _warn_of_missing_platforms(self, families: list[Family]) -> None:
        names = [f.header.name for f in families if f.header.excludes_platforms]
        if names and self._gateway.leaves_out:
            self.logger.warning("%s: %s", self._gateway.leaves_out, ", ".join(names))

    def _check_state(self, families: list[Family]) -> None:
        """No call before it is known that the state belongs to this account, and to this run.

        Raises:
            RunError: it belongs to another one, or to a gateway that leaves rows out.
        """
        check_alone(self.config_files)
        mine = account.Owner.of(self.settings)
        if loss := account.check(self._writable_state, families, self._reports(), mine):
            self.logger.warning("%s", loss)

    def _is_offered(self, family: Family) -> bool:
        if self._gateway.offers(family.header):
            return True
        if family.renderers:
            family.header.logger.warning(
                "%s 只有奇门自定义应用可用，已跳过 / %s is for Qimen applications only; skipped",
                family.header.title(),
                family.header.name,
            )
        return False

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """The SDK would write a state ahead of records still on their way, and exit with 0."""
        if self._sync is None:
            raise SystemExit(SIGNAL_EXIT + signum)
        self._sync.interrupt(signum)
