"""The streams' JSON schemas as Singer sees them, put together from the files in `schemas/`.

A file holds what the ERP documents: `x-codes` (code -> Chinese and English label), `x-privacy`,
and a `$ref` in place of a list's items, naming the stream of those lines. What every stream has
in common is added here.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import msgspec

READ_AT = "_read_at"
EXTRA = "_extra"
POSITION = "_position"

COMMON: dict[str, dict[str, Any]] = {
    READ_AT: {
        "type": "string",
        "format": "date-time",
        "title": "读取时间",
        "description": "收到这一页数据的时间；主表与明细同一次响应取值相同",
    },
    EXTRA: {
        "type": ["object", "null"],
        "title": "其他字段",
        "description": "没有对应列的字段，以及与列类型不符的原值",
    },
}


@cache
def load(stream: str) -> dict[str, Any]:
    """The schema file of a stream as it stands; shared, never to be changed."""
    file = resources.files("tap_wdt_flagship.schemas").joinpath(f"{stream}.json")
    content: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    return content


def singer_schema(stream: str, *, nested_lists: bool) -> dict[str, Any]:
    """A stream's schema for the catalog; lists of lines stand in it only with `nested_lists`."""
    properties = _properties(load(stream)["properties"], nested_lists=nested_lists)
    return {"type": "object", "properties": {**properties, **COMMON}}


def line_lists(properties: dict[str, Any], path: str = "") -> dict[str, str]:
    """Dotted path of every list of lines in a row -> stream of those lines."""
    found: dict[str, str] = {}
    for name, spec in properties.items():
        if stream := lines_of(spec):
            found[path + name] = stream
        elif "properties" in spec:
            found |= line_lists(spec["properties"], f"{path}{name}.")
    return found


def lines_of(spec: dict[str, Any]) -> str | None:
    """The stream of lines that a property's list holds, if it is such a list."""
    reference = spec.get("items", {}).get("$ref")
    return str(reference).removesuffix(".json") if reference else None


def _properties(properties: dict[str, Any], *, nested_lists: bool) -> dict[str, Any]:
    return {
        name: _property(spec, nested_lists=nested_lists)
        for name, spec in properties.items()
        if nested_lists or lines_of(spec) is None
    }


def _property(spec: dict[str, Any], *, nested_lists: bool) -> dict[str, Any]:
    kept = {key: value for key, value in spec.items() if not key.startswith("x-")}
    if codes := spec.get("x-codes"):
        listed = ", ".join(f"{code} {zh}" for code, (zh, _) in codes.items())
        kept["description"] = "；".join(filter(None, (spec.get("description"), listed)))
    if "properties" in spec:
        kept["properties"] = _properties(spec["properties"], nested_lists=nested_lists)
    if stream := lines_of(spec):
        own = {k: v for k, v in load(stream)["properties"].items() if not k.startswith("_")}
        kept["items"] = {
            "type": "object",
            "properties": {
                name: _nullable(_property(inner, nested_lists=True)) for name, inner in own.items()
            },
        }
    return kept


def _nullable(spec: dict[str, Any]) -> dict[str, Any]:
    """A line's key columns come from its parent and are not in the nested list itself."""
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    return {**spec, "type": [*dict.fromkeys([*kinds, "null"])]}
