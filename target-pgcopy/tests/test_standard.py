"""The SDK's standard tests of a target, and what they leave in the tables."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import get_target_test_class, target_test_streams

from target_pgcopy.target import TargetPgcopy

if TYPE_CHECKING:
    from decimal import Decimal

    from loading import Warehouse

STREAMS = files(target_test_streams)
REFUSED = {"invalid_schema", "record_before_schema", "record_missing_key_property"}
ACCEPTED = sorted(
    name
    for file in STREAMS.iterdir()
    if (name := file.name.removesuffix(".singer")) not in {*REFUSED, file.name}
)

Standard = get_target_test_class(TargetPgcopy, config={"default_target_schema": "standard"})


class TestStandard(Standard):  # type: ignore[misc, valid-type]
    """The SDK's tests."""

    @pytest.fixture(autouse=True)
    def _address(self, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TARGET_PGCOPY_SQLALCHEMY_URL", server)


@pytest.mark.parametrize("name", ACCEPTED)
def test_all_that_came_in_is_there(warehouse: Warehouse, name: str) -> None:
    lines = (STREAMS / f"{name}.singer").read_text(encoding="utf-8").splitlines()
    messages = [json.loads(line) for line in lines if line.strip()]
    warehouse.load(*lines)
    keys: dict[str, Any] = {}
    expected: dict[str, dict[Any, dict[str, Any]]] = {}
    for i, message in enumerate(messages):
        if message["type"] == "SCHEMA":
            keys[message["stream"]] = message.get("key_properties") or []
            expected.setdefault(message["stream"], {})
        elif message["type"] == "RECORD":
            row = message["record"]
            key = tuple(row[name] for name in keys[message["stream"]]) or i
            expected[message["stream"]][key] = row
    for stream, rows in expected.items():
        found = warehouse.rows(stream)
        assert sorted(map(plain, found)) == sorted(map(plain, rows.values()))


def plain(row: dict[str, Any]) -> str:
    """A row in a form to compare: what is absent is null, U+0000 has no place in PostgreSQL."""
    known = {name: value for name, value in row.items() if value is not None}
    return json.dumps(known, sort_keys=True, default=number).replace("\\u0000", "\\ufffd")


def number(value: Decimal) -> float:
    """A number as JSON's decoder gives it."""
    return int(value) if value == int(value) else float(value)
