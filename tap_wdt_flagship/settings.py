"""The tap's settings in checked form: every fault found, none of them showing a secret."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.beijing import parse_moment
from tap_wdt_flagship.chosen_windows import ChosenWindow, read_windows
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.gateway.gateways import GATEWAYS, Gateway

# Where a merchant finds each credential.
WHERE = {
    "sid": (
        "开放平台 open.wangdian.cn 右上角的卖家账号",
        "the seller account shown at the top right of open.wangdian.cn",
    ),
    "app_key": (
        "open.wangdian.cn → 自助对接 → 应用管理 → 接口账号",
        "open.wangdian.cn → 自助对接 → 应用管理, column 接口账号",
    ),
    "app_secret": (
        "open.wangdian.cn → 自助对接 → 应用管理 → 查看密钥，复制完整内容（含冒号）",
        "open.wangdian.cn → 自助对接 → 应用管理 → 查看密钥; copy all of it, with the colon",
    ),
    "qimen_app_key": (
        "淘宝开放平台控制台 → 应用 → App Key",
        "Taobao open platform console → app → App Key",
    ),
    "qimen_app_secret": (
        "淘宝开放平台控制台 → 应用 → App Secret",
        "Taobao open platform console → app → App Secret",
    ),
}
WHOLE = ("page_size", "max_concurrency", "max_connections")
FLAGS = ("nested_lists", "emit_activate_version_messages")
# Far above any use, and far below what times and durations can hold.
MOST = 10**8
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
    nested_lists: bool
    streams: Mapping[str, StreamOptions]
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
        return self.app_secret, *self.secret_halves, self.qimen_app_secret

    def options(self, stream: str) -> StreamOptions:
        """The options of a stream."""
        return self.streams.get(stream) or StreamOptions()


class _Reader:
    """Reads raw values and gathers every fault, so that one run shows them all."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.faults: list[str] = []

    def fault(self, name: str, zh: str, en: str) -> None:
        where = WHERE.get(name)
        zh, en = (f"{zh}（{where[0]}）", f"{en} ({where[1]})") if where else (zh, en)
        self.faults.append(f"设置 {name}：{zh} / setting {name}: {en}")

    def value(self, path: str) -> Any:  # noqa: ANN401
        value: Any = self.raw
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and not value.strip():
            value = None
        if value is None and "." not in path:
            value = CONFIG_SCHEMA["properties"][path].get("default")
        return value

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.value(name)
        if value is None or not str(value).strip():
            if required:
                self.fault(name, "必填", "is required")
            return ""
        if not isinstance(value, str):
            # YAML reads an unquoted 12345 as a number; the value itself may be a secret.
            self.fault(name, "应为文本，请加引号", "must be text; put it in quotes")
            return ""
        return value.strip()

    def number(self, path: str, *, least: float | None = None) -> float | None:
        value = self.value(path)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            self.fault(path, f"应为数字，而不是 {value!r}", f"must be a number, not {value!r}")
            return None
        if (number < 0) if least is None else (number < least):
            zh, en = (
                ("应大于 0", "must be above 0") if least else ("不能为负", "must not be negative")
            )
            self.fault(path, f"{zh}，而不是 {value!r}", f"{en}, not {value!r}")
            return None
        if number > MOST:
            self.fault(path, f"不能大于 {MOST:,}", f"must not be above {MOST:,}")
            return None
        return number

    def flag(self, name: str) -> bool:
        value = self.value(name)
        if not isinstance(value, bool):
            # The text "false" would count as true.
            self.fault(name, "应为 true 或 false", "must be true or false")
        return value is True

    def whole(self, path: str) -> int | None:
        number = self.number(path, least=1)
        return None if number is None else int(number)

    def moment(self, path: str) -> datetime | None:
        value = self.value(path)
        if value is None or value == "":
            return None
        try:
            return parse_moment(str(value))
        except ValueError:
            self.fault(
                path,
                f"无法识别的时间 {value!r}，应形如 2026-01-01 或 2026-01-01T08:00:00",
                f"unreadable time {value!r}; expected for example 2026-01-01 or "
                "2026-01-01T08:00:00",
            )
            return None

    def minutes(self, path: str) -> timedelta | None:
        number = self.number(path)
        return None if number is None else timedelta(minutes=number)


def read_settings(raw: Mapping[str, Any], streams: Mapping[str, bool]) -> Settings:
    """Check a raw configuration.

    Args:
        raw: the configuration as given.
        streams: the tap's stream names, and whether the stream makes calls of its own.

    Raises:
        ConfigValidationError: with one bilingual message per fault, none showing a secret.
    """
    reader = _Reader(raw)
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
    delay = reader.number("delay_seconds")
    lookback = reader.minutes("lookback_minutes")
    flags = {name: reader.flag(name) for name in FLAGS}
    windows = reader.value("windows")
    if windows is not None:
        windows = read_windows(windows, streams, partial(reader.fault, "windows"))
    texts = {
        name: reader.text(name, required=name in required) for name in WHERE if name != "app_secret"
    }
    texts |= {
        name: _url(reader, name) if name.endswith("_url") else reader.text(name)
        for name in ("qimen_target_app_key", "api_url", "qimen_api_url")
    }
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
        nested_lists=flags["nested_lists"],
        streams=options,
        windows=windows,
        **texts,
    )


def _url(reader: _Reader, name: str) -> str:
    url = reader.text(name)
    if url and not url.startswith(("http://", "https://")):
        reader.fault(name, "应以 http:// 或 https:// 开头", "must begin with http:// or https://")
    return url


def _read_stream_options(reader: _Reader, streams: Mapping[str, bool]) -> dict[str, StreamOptions]:
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
            reader.fault(path, "没有这个数据流", "there is no such stream")
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


def _read_options(reader: _Reader, path: str, raw: Mapping[str, Any]) -> StreamOptions:
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
