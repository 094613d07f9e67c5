"""Rows: which one stays, what is absent, and what becomes of odd values."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from loading import record, schema
from singer_sdk.exceptions import MissingKeyPropertiesError

from target_pgcopy.errors import LoadError

if TYPE_CHECKING:
    from pathlib import Path

    from loading import Warehouse

ID = {"type": "integer"}
TEXT = {"type": ["null", "string"]}


def test_of_equal_keys_the_last_one_stays(warehouse: Warehouse) -> None:
    rows = [{"id": i % 3, "name": f"{i}"} for i in range(8)]
    warehouse.load(schema({"id": ID, "name": TEXT}), *map(record, rows), batch_size_rows=2)
    assert [row["name"] for row in warehouse.rows("rows")] == ["6", "7", "5"]


def test_equal_keys_that_are_written_differently_are_equal(warehouse: Warehouse) -> None:
    declared = schema({"id": ID, "code": TEXT, "name": TEXT}, ["id", "code"])
    lines = ('{"id":1,"code":"a","name":"x"}', '{"id":1.0,"code":"\\u0061","name":"y"}')
    warehouse.load(
        declared, *(f'{{"type":"RECORD","stream":"rows","record":{line}}}' for line in lines)
    )
    assert warehouse.rows("rows") == [{"id": 1, "code": "a", "name": "y"}]


def test_what_a_row_lacks_is_null_and_what_its_schema_lacks_stays(warehouse: Warehouse) -> None:
    warehouse.load(
        schema({"id": ID, "name": TEXT, "kept": TEXT}),
        record({"id": 1, "name": "x", "kept": "y"}),
    )
    warehouse.load(
        schema({"id": ID, "name": TEXT}), record({"id": 1}), record({"id": 2, "unknown": 1})
    )
    assert warehouse.rows("rows") == [
        {"id": 1, "name": None, "kept": "y"},
        {"id": 2, "name": None, "kept": None},
    ]


def test_null_is_not_the_text_null(warehouse: Warehouse) -> None:
    extra = {"type": ["null", "object"]}
    warehouse.load(
        schema({"id": ID, "name": TEXT, "_extra": extra}),
        record({"id": 1, "name": "null", "_extra": {"a": None}}),
        record({"id": 2, "name": None, "_extra": None}),
        record({"id": 3, "name": ""}),
    )
    assert warehouse.query('SELECT id, name, _extra FROM {}."rows" ORDER BY id') == [
        {"id": 1, "name": "null", "_extra": {"a": None}},
        {"id": 2, "name": None, "_extra": None},
        {"id": 3, "name": "", "_extra": None},
    ]


def test_what_postgresql_has_no_place_for_is_marked(warehouse: Warehouse) -> None:
    declared = schema({"id": ID, "name": TEXT, "more": {"type": "object"}})
    bodies = (
        r'"a\u0000b","more":{"k\u0000":"\\u0000"}',
        r'"\ud83d\ude00 \ud83d","more":{"k":"\ude00\ud83d\ude00"}',
        r'"\\u0000","more":{}',
    )
    warehouse.load(
        declared,
        *(
            f'{{"type":"RECORD","stream":"rows","record":{{"id":{i},"name":{body}}}}}'
            for i, body in enumerate(bodies)
        ),
    )
    assert [(row["name"], row["more"]) for row in warehouse.rows("rows")] == [
        ("a�b", {"k�": r"\u0000"}),
        ("😀 �", {"k": "�😀"}),
        (r"\u0000", {}),
    ]


def test_numbers_that_are_no_json_are_read_as_postgresql_knows_them(warehouse: Warehouse) -> None:
    warehouse.load(
        schema({"id": ID, "n": {"type": "number"}, "t": TEXT}),
        '{"type":"RECORD","stream":"rows","record":{"id":1,"n":NaN,"t":"NaN, \\"NaN\\""}}',
        '{"type":"RECORD","stream":"rows","record":{"id":2,"n":-Infinity,"t":null}}',
    )
    first, second = warehouse.rows("rows")
    assert (str(first["n"]), first["t"]) == ("NaN", 'NaN, "NaN"')
    assert second["n"] == Decimal("-Infinity")


def test_values_of_another_type_than_declared_are_kept(warehouse: Warehouse) -> None:
    warehouse.load(
        schema({"id": ID, "flag": {"type": "boolean"}, "text": TEXT, "n": {"type": "number"}}),
        record({"id": "1", "flag": 1, "text": 12.50, "n": "3.10"}),
        record({"id": 2.0, "flag": "false", "text": {"a": [1, "x"]}, "n": None}),
        record({"id": 3, "flag": None, "text": ["[", "{"], "n": 1}),
        record({"id": 4, "flag": None, "text": True, "n": 1}),
    )
    found = [tuple(row.values()) for row in warehouse.rows("rows")]
    assert found == [
        (1, True, "12.5", Decimal("3.10")),
        (2, False, '{"a": [1, "x"]}', None),
        (3, None, '["[", "{"]', 1),
        (4, None, "true", 1),
    ]


def test_tables_without_a_key_only_grow(warehouse: Warehouse) -> None:
    rows = [record({"name": "a"}), record({"name": "a"})]
    for _ in range(2):
        warehouse.load(schema({"name": TEXT}, []), *rows)
    assert len(warehouse.rows("rows")) == 4


def test_a_table_of_nothing_but_keys(warehouse: Warehouse) -> None:
    for _ in range(2):
        warehouse.load(schema({"id": ID}), record({"id": 1}), record({"id": 2}))
    assert warehouse.rows("rows") == [{"id": 1}, {"id": 2}]


def test_a_table_whose_key_no_index_guards(warehouse: Warehouse) -> None:
    declared = schema({"id": ID, "name": TEXT})
    warehouse.load(declared)
    warehouse.execute('ALTER TABLE {}."rows" DROP CONSTRAINT rows_pkey')
    rows = [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}, {"id": 2, "name": "c"}]
    warehouse.load(declared, *map(record, rows))
    warehouse.load(declared, record({"id": 2, "name": "d"}), record({"id": 3}))
    assert [tuple(row.values()) for row in warehouse.rows("rows")] == [
        (1, "b"),
        (2, "d"),
        (3, None),
    ]


@pytest.mark.parametrize("row", [{"name": "a"}, {"id": None, "name": "a"}])
def test_a_row_without_its_key_is_refused(warehouse: Warehouse, row: dict[str, Any]) -> None:
    with pytest.raises(MissingKeyPropertiesError, match="rows 的一行缺少主键 id"):
        warehouse.load(schema({"id": ID, "name": TEXT}), record(row))


def test_a_value_that_does_not_fit_is_told_with_its_column(warehouse: Warehouse) -> None:
    made = {"type": "string", "format": "date-time"}
    with pytest.raises(LoadError, match=r"column made: .2026-13-01") as told:
        warehouse.load(schema({"id": ID, "made": made}), record({"id": 1, "made": "2026-13-01"}))
    assert "\n" not in str(told.value)


def test_what_no_wait_mends_is_told_at_once(warehouse: Warehouse) -> None:
    long = "".join(map(chr, random.Random(1).sample(range(0x4E00, 0x9FFF), 5000)))
    with pytest.raises(LoadError, match="index row"):
        warehouse.load(schema({"id": TEXT}), record({"id": long}))


def test_an_instant_is_not_cut_to_its_day(warehouse: Warehouse) -> None:
    declared = schema({"id": ID, "name": TEXT, "day": {"type": "string", "format": "date"}})
    warehouse.load(declared, record({"id": 1, "day": "2026-06-01"}))
    assert warehouse.rows("rows")[0]["day"] == date(2026, 6, 1)
    late = {"id": 2, "name": "private", "day": "2026-06-01T23:59:59"}
    with pytest.raises(LoadError, match="day_check") as told:
        warehouse.load(declared, record(late))
    assert "private" not in str(told.value)


def test_bytes_that_are_no_utf8_are_marked(warehouse: Warehouse, tmp_path: Path) -> None:
    line = json.dumps(record({"id": 1, "name": "a?b", "more": {"c": "?"}})).encode()
    file = tmp_path / "messages"
    declared = schema({"id": ID, "name": TEXT, "more": {"type": "object"}})
    file.write_bytes(json.dumps(declared).encode() + b"\n" + line.replace(b"?", b"\xff"))
    with file.open() as source:
        warehouse.target().listen(source)
    assert warehouse.rows("rows") == [{"id": 1, "name": "a�b", "more": {"c": "�"}}]


def test_instants_keep_their_offset_and_microseconds(warehouse: Warehouse) -> None:
    made = {"type": ["null", "string"], "format": "date-time"}
    warehouse.load(
        schema({"id": ID, "made": made}),
        record({"id": 1, "made": "2026-06-01T08:00:00.123456+08:00"}),
        record({"id": 2, "made": "2026-06-01T00:00:00Z"}),
    )
    first, second = (row["made"] for row in warehouse.rows("rows"))
    assert first == datetime(2026, 6, 1, 0, 0, 0, 123456, timezone.utc)
    assert second == datetime(2026, 6, 1, tzinfo=timezone.utc)
