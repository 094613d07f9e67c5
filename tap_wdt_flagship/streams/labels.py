"""Streams that cost no calls: what the codes of the other streams mean."""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from tap_wdt_flagship.schemas import coded, load
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams._base import WdtStream

if TYPE_CHECKING:
    from collections.abc import Iterable


class LabelStream(WdtStream):
    """A table that comes with the tap."""

    @classmethod
    def rows(cls) -> list[dict[str, Any]]:
        """All its rows."""
        raise NotImplementedError

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401, ARG002
        """All its rows."""
        return self.rows()

    @classmethod
    def content(cls) -> str:
        """What tells one version of the rows from another."""
        return f"{zlib.crc32(msgspec.json.encode(cls.rows())):08x}"


class CodeLabels(LabelStream):
    """代码含义 / What the codes in the other streams' columns mean."""

    name = "code_labels"
    primary_keys = ("stream", "column_name", "code")

    @classmethod
    @cache
    def rows(cls) -> list[dict[str, Any]]:
        """A row for every code of every column of every stream, from the schemas."""
        return [
            {
                "stream": stream.name,
                "column_name": column,
                "code": code,
                "label_zh": zh,
                "label_en": en,
            }
            for stream in (*REPORTS, *LINE_STREAMS)
            for column, spec in coded(load(stream.name)["properties"])
            for code, (zh, en) in spec["x-codes"].items()
        ]


class Platforms(LabelStream):
    """平台 / The platforms that shops sell on, and their branches."""

    name = "platforms"
    primary_keys = ("platform_id", "sub_platform_id")

    @classmethod
    @cache
    def rows(cls) -> list[dict[str, Any]]:
        """A row for every branch of every platform; branch 0 where there is only one."""
        file = resources.files("tap_wdt_flagship.streams") / "platforms.json"
        platforms: list[dict[str, Any]] = msgspec.json.decode(file.read_bytes())
        return [
            {
                "platform_id": platform["id"],
                "platform_name": platform["name"],
                "sub_platform_id": int(number),
                "sub_platform_name": name,
            }
            for platform in platforms
            for number, name in platform["branches"].items()
        ]


LABEL_STREAMS: tuple[type[LabelStream], ...] = (CodeLabels, Platforms)
