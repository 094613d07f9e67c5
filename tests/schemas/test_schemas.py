"""The catalog's schemas, as they are put together from the files."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from tap_wdt_flagship.schemas import COMMON, line_lists, lines_of, load, singer_schema
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tests.schemas import snapshot

SNAPSHOT = json.loads(snapshot.FILE.read_text(encoding="utf-8"))
RENEW = "if that is meant, renew the snapshot with `uv run python -m tests.schemas.snapshot`"
NAMES = [cls.name for cls in (*REPORTS, *LINE_STREAMS)]

every_schema = pytest.mark.parametrize("name", NAMES)
both_ways = pytest.mark.parametrize("nested_lists", [False, True])


def keys_in(value: Any) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return value.keys() | {key for inner in value.values() for key in keys_in(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_in(inner)}
    return set()


def properties_of(name: str, *, nested_lists: bool) -> dict[str, Any]:
    found: dict[str, Any] = singer_schema(name, nested_lists=nested_lists)["properties"]
    return found


def file_of(name: str) -> dict[str, Any]:
    file = resources.files("tap_wdt_flagship.schemas") / f"{name}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("name", snapshot.NAMES)
def test_the_emitted_schema_is_that_of_the_snapshot(name: str) -> None:
    """A column that goes or changes its type breaks its users' tables."""
    assert snapshot.emitted(name) == SNAPSHOT.get(name), f"{name} emits another schema; {RENEW}"


def test_the_snapshot_is_of_the_streams_there_are() -> None:
    assert list(SNAPSHOT) == list(snapshot.NAMES), RENEW


@pytest.mark.parametrize("name", [name for name in NAMES if "x-base" in file_of(name)])
def test_a_file_says_only_what_its_base_does_not(name: str) -> None:
    file = file_of(name)
    base = load(file["x-base"])
    for column, own in file.get("properties", {}).items():
        said = base["properties"].get(column, {})
        assert not {key for key, value in own.items() if said.get(key) == value}, column
    assert set(file.get("x-without", ())) <= base["properties"].keys() - load(name)["properties"]
    assert not {"x-without", "x-columns"} <= file.keys()
    assert file.get("required") != base["required"]


@every_schema
def test_what_is_never_null_is_a_column(name: str) -> None:
    schema = load(name)
    assert set(schema["required"]) <= schema["properties"].keys()


@every_schema
@both_ways
def test_a_catalog_schema_is_plain_json_schema(name: str, *, nested_lists: bool) -> None:
    schema = singer_schema(name, nested_lists=nested_lists)
    assert schema["type"] == "object"
    assert not {key for key in keys_in(schema) if key.startswith(("x-", "$"))}
    assert json.loads(json.dumps(schema)) == schema


@every_schema
def test_putting_a_schema_together_leaves_the_file_as_it_was(name: str) -> None:
    before = json.dumps(load(name))
    singer_schema(name, nested_lists=True)
    singer_schema(name, nested_lists=False)
    assert json.dumps(load(name)) == before


@every_schema
@both_ways
def test_every_column_of_the_file_is_in_the_catalog(name: str, *, nested_lists: bool) -> None:
    file = load(name)["properties"]
    lists = set() if nested_lists else {column for column in file if lines_of(file[column])}
    assert properties_of(name, nested_lists=nested_lists).keys() == (file.keys() - lists) | (
        COMMON.keys()
    )


@every_schema
@both_ways
def test_every_column_has_a_type_and_a_title(name: str, *, nested_lists: bool) -> None:
    for column, spec in properties_of(name, nested_lists=nested_lists).items():
        assert spec["type"], column
        assert spec["title"], column


@pytest.mark.parametrize(
    "name", [cls.name for cls in REPORTS if line_lists(load(cls.name)["properties"])]
)
def test_lists_of_lines_stand_in_the_header_only_on_demand(name: str) -> None:
    for path in line_lists(load(name)["properties"]):
        first, *rest = path.split(".")
        without = properties_of(name, nested_lists=False).get(first, {})
        with_lists = properties_of(name, nested_lists=True)[first]
        for key in rest:
            without = without.get("properties", {}).get(key, {})
            with_lists = with_lists["properties"][key]
        assert without == {}
        assert with_lists["items"]["type"] == "object"
        assert with_lists["items"]["properties"]


def test_no_column_of_a_nested_list_must_be_there() -> None:
    lines = properties_of("trades", nested_lists=True)["detail_list"]["items"]["properties"]
    assert lines.keys() <= load("trade_lines")["properties"].keys()
    assert not any(column.startswith("_") for column in lines)
    assert all("null" in spec["type"] for spec in lines.values())


def test_codes_are_told_in_the_description() -> None:
    column = properties_of("goods", nested_lists=False)["goods_type"]
    assert "0 其它, 1 销售货品, 2 原材料" in column["description"]


def test_the_lists_of_a_row_are_found_through_its_objects() -> None:
    properties = {
        "no": {"type": "string"},
        "lines": {"type": "array", "items": {"$ref": "order_lines.json"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "swap": {
            "type": "object",
            "properties": {"lines": {"type": "array", "items": {"$ref": "swap_lines.json"}}},
        },
    }
    assert line_lists(properties) == {"lines": "order_lines", "swap.lines": "swap_lines"}
