"""The streams' JSON schemas as Singer sees them, put together from the files in `schemas/`.

A file holds what the ERP documents: `x-codes` (code -> Chinese and English label), `x-privacy` (the
kind of personal data, see `personal`), and a `$ref` in place of a list's items, naming the stream
of those lines. `required` names the columns that are never null, those of the key. What every
stream has in common is added here.

A report that is much like another one, such as the archive of it, names that one as its `x-base`.
Its file then lists the columns that the base does not have, and of the others what differs, with
null for what the base says and it does not. `x-without` names the columns of the base that it
lacks; `x-columns` names all it has, where their order is its own.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """The schema of a stream, with what it has from its base; shared, never to be changed."""
    schema = _with_base(stream)
    return {
        **schema,
        "properties": {
            name: spec if name in schema["required"] else _nullable(spec)
            for name, spec in schema["properties"].items()
        },
    }


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


def coded(properties: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The columns that hold codes, dotted through objects, and their schemas."""
    for name, spec in properties.items():
        if "x-codes" in spec:
            yield path + name, spec
        yield from coded(spec.get("properties", {}), f"{path}{name}.")


@cache
def _with_base(stream: str) -> dict[str, Any]:
    file = resources.files("tap_wdt_flagship.schemas").joinpath(f"{stream}.json")
    schema: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    if base := schema.get("x-base"):
        return _inheriting(schema, _with_base(base))
    return schema


def _inheriting(schema: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    columns = dict(base["properties"])
    for name, own in schema.get("properties", {}).items():
        spec = {**columns.get(name, {}), **own}
        columns[name] = {key: value for key, value in spec.items() if value is not None}
    without = schema.get("x-without", ())
    names = schema.get("x-columns") or [name for name in columns if name not in without]
    return {**base, **schema, "properties": {name: columns[name] for name in names}}


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
        # A line's key columns come from its parent and are not in the nested list itself.
        own = {k: v for k, v in load(stream)["properties"].items() if not k.startswith("_")}
        kept["items"] = {
            "type": "object",
            "properties": {
                name: _nullable(_property(inner, nested_lists=True)) for name, inner in own.items()
            },
        }
    return kept


def _nullable(spec: dict[str, Any]) -> dict[str, Any]:
    """The gateways leave documented fields out where they are empty."""
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    nullable = {**spec, "type": [*dict.fromkeys([*kinds, "null"])]}
    if "properties" in spec:
        nullable["properties"] = {
            name: _nullable(inner) for name, inner in spec["properties"].items()
        }
    return nullable
