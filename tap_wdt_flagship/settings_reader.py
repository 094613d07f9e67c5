"""Raw settings read one by one: what is wrong with them is gathered, and shows no secret."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tap_wdt_flagship.beijing import parse_moment
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA

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
# Far above any use, and far below what times and durations can hold.
MOST = 10**8


class SettingsReader:
    """Reads raw values and gathers every fault, so that one run shows them all."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.faults: list[str] = []

    def fault(self, name: str, zh: str, en: str) -> None:
        """Note what is wrong with a setting, and where a merchant finds the right value."""
        where = WHERE.get(name)
        zh, en = (f"{zh}（{where[0]}）", f"{en} ({where[1]})") if where else (zh, en)
        self.faults.append(f"设置 {name}：{zh} / setting {name}: {en}")

    def value(self, path: str) -> Any:  # noqa: ANN401
        """A value as it was given, or its default; what is blank is not given."""
        value: Any = self.raw
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and not value.strip():
            value = None
        if value is None and "." not in path:
            value = CONFIG_SCHEMA["properties"][path].get("default")
        return value

    def text(self, name: str, *, required: bool = False) -> str:
        """A text without blanks around it; empty where there is none."""
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
        """A number that is not negative, or at least `least`."""
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
        """Whether a setting is true."""
        value = self.value(name)
        if not isinstance(value, bool):
            # The text "false" would count as true.
            self.fault(name, "应为 true 或 false", "must be true or false")
        return value is True

    def whole(self, path: str) -> int | None:
        """A whole number above 0."""
        number = self.number(path, least=1)
        return None if number is None else int(number)

    def moment(self, path: str) -> datetime | None:
        """A moment, in Beijing time unless it has an offset."""
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

    def file(self, name: str) -> Path | None:
        """Where a file is to be written; told before the run, not after it, if it cannot be."""
        text = self.text(name)
        if not text:
            return None
        path = Path(text).expanduser()
        if path.is_dir() or not os.access(path.parent, os.W_OK):
            zh, en = f"无法写入 {text!r}，所在文件夹应已存在", f"cannot write {text!r}"
            self.fault(name, zh, f"{en}; its folder must exist")
            return None
        return path

    def minutes(self, path: str) -> timedelta | None:
        """A duration given in minutes."""
        number = self.number(path)
        return None if number is None else timedelta(minutes=number)

    def url(self, name: str) -> str:
        """An address."""
        url = self.text(name)
        if url and not url.startswith(("http://", "https://")):
            zh, en = "应以 http:// 或 https:// 开头", "must begin with http:// or https://"
            self.fault(name, zh, en)
        return url
