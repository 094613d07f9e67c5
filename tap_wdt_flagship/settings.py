"""The tap's settings in checked form: every fault found, none of them showing a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.beijing import OFFSETS
from tap_wdt_flagship.chosen_windows import ChosenWindow, read_windows
from tap_wdt_flagship.gateway.gateways import GATEWAYS, Gateway
from tap_wdt_flagship.privacy import Privacy, read_privacy
from tap_wdt_flagship.settings_reader import WHERE, SettingsReader

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ("page_size", "max_concurrency", "max_connections")
WRITTEN = ("receipt_path", "field_report_path")
FLAGS = ("nested_lists", "emit_activate_version_messages", "skip_ungranted")
POSITIVE_OPTIONS = ("page_size", "max_window_minutes", "requests_per_minute")


@dataclass(frozen=True)
class StreamOptions:
    """What `stream_options` sets for one stream; `None` where it sets nothing."""

    start_date: datetime | None = None
    lookback: timedelta | None = None
    page_size: int | None = None
    max_window: timedelta | None = None
    requests_per_minute: float | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """Checked settings: aware datetimes, durations, no contradictions."""

    app_type: str
    sid: str
    app_key: str
    app_secret: str = field(repr=False)
    qimen_app_key: str
    qimen_app_secret: str = field(repr=False)
    qimen_target_app_key: str
    api_url: str
    qimen_api_url: str
    start_date: datetime | None
    end_date: datetime | None
    lookback: timedelta
    delay: timedelta
    page_size: int
    requests_per_minute: float
    max_concurrency: int
    max_connections: int
    request_timeout: float
    outage_patience: timedelta
    nested_lists: bool
    utc_offset: str
    skip_ungranted: bool
    receipt_path: Path | None
    field_report_path: Path | None
    streams: Mapping[str, StreamOptions]
    personal_data: Privacy
    windows: tuple[ChosenWindow, ...] | None = None
    """Ranges to read in place of what the bookmarks ask for; they move no bookmark."""

    @property
    def secret_halves(self) -> tuple[str, str]:
        """The half that signs and the half (salt) that is sent."""
        secret, _, salt = self.app_secret.partition(":")
        return secret, salt

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be shown, whichever application type it belongs to."""
        own = self.app_secret, *self.secret_halves, self.qimen_app_secret
        return *own, self.personal_data.key.decode()

    def options(self, stream: str) -> StreamOptions:
        """The options of a stream."""
        return self.streams.get(stream) or StreamOptions()


def read_settings(raw: Mapping[str, Any], streams: Mapping[str, bool]) -> Settings:
    """Check a raw configuration.

    Args:
        raw: the configuration as given.
        streams: the tap's stream names, and whether the stream makes calls of its own.

    Raises:
        ConfigValidationError: with one bilingual message per fault, none showing a secret.
    """
    reader = SettingsReader(raw)
    options = _read_stream_options(reader, streams)
    app_type = reader.text("app_type")
    if app_type and app_type not in GATEWAYS:
        zh, en = " 或 ".join(GATEWAYS), " or ".join(GATEWAYS)
        reader.fault("app_type", f"应为 {zh}，而不是 {app_type!r}", f"{en}, not {app_type!r}")
    required = GATEWAYS.get(app_type, Gateway).required_settings
    secret = reader.text("app_secret", required=True)
    if secret and not all(secret.partition(":")):
        reader.fault(
            "app_secret",
            "应形如 secret:salt，中间有英文冒号",
            "must have the form secret:salt, two parts with a colon between",
        )
    start, end = reader.moment("start_date"), reader.moment("end_date")
    if start and end and start >= end:
        reader.fault("start_date", "应早于 end_date", "must be before end_date")
    for name, own in options.items():
        if own.start_date and end and own.start_date >= end:
            path = f"stream_options.{name}.start_date"
            reader.fault(path, "应早于 end_date", "must be before end_date")
    numbers = {name: reader.number(name, least=1) for name in WHOLE}
    quota = reader.number("requests_per_minute", least=0.001)
    timeout = reader.number("request_timeout_seconds", least=0.001)
    patience = reader.number("outage_patience_minutes", least=0.001)
    delay = reader.number("delay_seconds")
    lookback = reader.minutes("lookback_minutes")
    flags = {name: reader.flag(name) for name in FLAGS}
    offset = reader.text("utc_offset")
    if offset and offset not in OFFSETS:
        reader.fault(
            "utc_offset",
            f"应为 +08:00（北京时间）或 Z（UTC），而不是 {offset!r}",
            f"must be +08:00 (Beijing time) or Z (UTC), not {offset!a}",
        )
    windows = reader.value("windows")
    if windows is not None:
        windows = read_windows(windows, streams, partial(reader.fault, "windows"))
    privacy = read_privacy(reader, streams, secret)
    texts = {
        name: reader.text(name, required=name in required) for name in WHERE if name != "app_secret"
    }
    texts |= {
        name: reader.url(name) if name.endswith("_url") else reader.text(name)
        for name in ("qimen_target_app_key", "api_url", "qimen_api_url")
    }
    files = {name: reader.file(name) for name in WRITTEN}
    if reader.faults:
        message = "设置有误 / Config validation failed"
        raise ConfigValidationError(message, errors=reader.faults)
    return Settings(
        app_type=app_type,
        app_secret=secret,
        start_date=start,
        end_date=end,
        lookback=lookback or timedelta(),
        delay=timedelta(seconds=delay or 0),
        page_size=int(numbers["page_size"] or 0),
        requests_per_minute=quota or 0,
        max_concurrency=int(numbers["max_concurrency"] or 0),
        max_connections=int(numbers["max_connections"] or 0),
        request_timeout=timeout or 0,
        outage_patience=timedelta(minutes=patience or 0),
        nested_lists=flags["nested_lists"],
        utc_offset=offset,
        skip_ungranted=flags["skip_ungranted"],
        receipt_path=files["receipt_path"],
        field_report_path=files["field_report_path"],
        streams=options,
        windows=windows,
        personal_data=privacy,
        **texts,
    )


def _read_stream_options(
    reader: SettingsReader, streams: Mapping[str, bool]
) -> dict[str, StreamOptions]:
    raw = reader.value("stream_options")
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        reader.fault("stream_options", "应为对象", "must be an object")
        return {}
    options = {}
    for name, raw_options in raw.items():
        path = f"stream_options.{name}"
        if name not in streams:
            reader.fault(path, "没有这个报表", "there is no such stream")
        elif not streams[name]:
            reader.fault(
                path,
                "这是明细表，请在其主表上设置",
                "this is a stream of lines; set the option on its header stream",
            )
        elif not isinstance(raw_options, Mapping):
            reader.fault(path, "应为对象", "must be an object")
        else:
            options[name] = _read_options(reader, path, cast("Mapping[str, Any]", raw_options))
    return options


def _read_options(reader: SettingsReader, path: str, raw: Mapping[str, Any]) -> StreamOptions:
    known = {*POSITIVE_OPTIONS, "start_date", "lookback_minutes", "params"}
    for option in raw.keys() - known:
        expected = ", ".join(sorted(known))
        reader.fault(
            f"{path}.{option}",
            f"没有这个选项，可用：{expected}",
            f"no such option; known: {expected}",
        )
    params = raw.get("params") or {}
    if not isinstance(params, Mapping):
        reader.fault(f"{path}.params", "应为对象", "must be an object")
        params = {}
    window = reader.number(f"{path}.max_window_minutes", least=1)
    return StreamOptions(
        start_date=reader.moment(f"{path}.start_date"),
        lookback=reader.minutes(f"{path}.lookback_minutes"),
        page_size=reader.whole(f"{path}.page_size"),
        max_window=timedelta(minutes=window) if window else None,
        requests_per_minute=reader.number(f"{path}.requests_per_minute", least=0.001),
        params=params,
    )
