"""Tables: their types, names and comments, and what a changed SCHEMA makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from loading import record, schema

from target_pgcopy.columns import sql_name, type_of, widened
from target_pgcopy.errors import LoadError

if TYPE_CHECKING:
    from loading import Warehouse

ID = {"type": "integer"}
MADE = {"type": "string", "format": "date-time"}
ZONED, UNZONED = "timestamp with time zone", "timestamp without time zone"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"type": ["null", "integer"]}, "bigint"),
        ({"type": "number"}, "numeric"),
        ({"type": ["integer", "number"]}, "numeric"),
        ({"type": "boolean"}, "boolean"),
        ({"type": ["string", "null"], "format": "date-time"}, ZONED),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "x-singer.decimal"}, "numeric"),
        ({"type": "string", "format": "email"}, "text"),
        ({"type": ["object", "null"]}, "jsonb"),
        ({"type": "array", "items": {}}, "jsonb"),
        ({"type": ["string", "array"]}, "jsonb"),
        ({"type": ["integer", "string"]}, "text"),
        ({"type": ["boolean", "integer"]}, "text"),
        ({"anyOf": [MADE, {"type": "null"}]}, ZONED),
        ({"anyOf": [MADE, {"type": "string"}]}, "text"),
        ({"oneOf": [{"type": "array"}, {"type": "string"}]}, "jsonb"),
        ({}, "text"),
        (True, "text"),
    ],
)
def test_types(declared: Any, expected: str) -> None:
    assert type_of(declared) == expected


@pytest.mark.parametrize(
    ("current", "wanted", "expected"),
    [
        ("smallint", "bigint", "smallint"),  # until a number is too large for it
        ("bigint", "numeric", "numeric"),
        ("numeric", "bigint", "numeric"),
        ("numeric(10,2)", "numeric", "numeric"),
        ("double precision", "numeric", "numeric"),
        ("double precision", "bigint", "numeric"),
        ("date", ZONED, ZONED),
        (ZONED, "date", ZONED),
        (UNZONED, ZONED, UNZONED),
        ("timestamp(0) with time zone", ZONED, ZONED),
        ("character varying(20)", "text", "character varying"),
        ("character(3)", "text", "text"),
        ("boolean", "bigint", "text"),
        ("bigint", "text", "text"),
        ("text", "bigint", "text"),
        ("bigint", "jsonb", "jsonb"),
        ("jsonb", "text", "jsonb"),
        ("date", "jsonb", "text"),
        ("uuid", "text", "uuid"),
        ("text[]", "jsonb", "text[]"),
    ],
)
def test_columns_are_widened_and_never_narrowed(current: str, wanted: str, expected: str) -> None:
    assert widened(current, wanted) == expected
    assert widened(expected, wanted) == expected


def test_columns_come_and_widen_in_mid_stream(warehouse: Warehouse) -> None:
    warehouse.load(
        schema({"id": ID, "n": {"type": "integer"}, "gone": {"type": "string"}}),
        record({"id": 1, "n": 7, "gone": "x"}),
        schema({"id": ID, "n": {"type": "number"}, "new": MADE}),
        record({"id": 2, "n": 7.25, "new": "2026-01-01T00:00:00Z"}),
        schema({"id": ID, "n": {"type": ["string", "number"]}}),
        record({"id": 3, "n": "seven"}),
        schema({"id": ID, "n": {"type": "integer"}}),
        record({"id": 4, "n": 8}),
    )
    assert [row["n"] for row in warehouse.rows("rows")] == ["7", "7.25", "seven", "8"]
    assert warehouse.types("rows") == {"id": "bigint", "n": "text", "gone": "text", "new": ZONED}


def test_a_column_that_a_view_shows_is_told_with_the_view(warehouse: Warehouse) -> None:
    """PostgreSQL lets no such column change; views of other columns are no hindrance."""
    warehouse.load(schema({"id": ID, "n": {"type": "integer"}, "m": {"type": "integer"}}))
    warehouse.execute('CREATE VIEW {0}.shown AS SELECT id, n FROM {0}."rows"')
    wide = {"type": "number"}
    with pytest.raises(LoadError, match=r"shown.*drop them") as told:
        warehouse.load(schema({"id": ID, "n": wide, "m": {"type": "integer"}}))
    assert "列 n" in str(told.value)
    warehouse.load(schema({"id": ID, "n": {"type": "integer"}, "m": wide}))
    assert warehouse.types("rows")["m"] == "numeric"


def test_what_stands_in_a_column_survives_its_widening(warehouse: Warehouse) -> None:
    names = ("small", "double", "short", "flag", "bits")
    warehouse.load(schema({"id": ID}))
    warehouse.execute(
        'ALTER TABLE {}."rows" ADD small smallint, ADD double double precision,'
        " ADD short varchar(3), ADD flag boolean, ADD bits numeric(4,2), ADD code uuid,"
        " ADD tags text[]"
    )
    warehouse.execute(
        "INSERT INTO {}.\"rows\" VALUES (1, 1, 0.1::float8 + 0.2, 'abc', true, 1.25, NULL, NULL)"
    )
    number = {"type": "number"}
    kinds = (ID, number, {"type": "string"}, {"type": ["boolean", "string"]}, number)
    code = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    columns = {**dict(zip(names, kinds, strict=True)), "code": {"type": "string"}}
    warehouse.load(
        schema({"id": ID, **columns, "tags": {"type": ["array", "string"]}}),
        record(
            {"id": 2, "small": 40000, "double": 1, "short": "abcd", "flag": "no", "bits": 1.234}
            | {"code": code, "tags": ["a", "b"]}
        ),
        record({"id": 3, "tags": "alone"}),
    )
    first, second, third = warehouse.rows("rows")
    assert first["double"] == Decimal("0.30000000000000004")
    assert [first[name] for name in names if name != "double"] == [
        1,
        "abc",
        "true",
        Decimal("1.25"),
    ]
    assert [second[name] for name in names] == [40000, 1, "abcd", "no", Decimal("1.234")]
    assert (str(second["code"]), second["tags"], third["tags"]) == (code, ["a", "b"], ["alone"])
    assert warehouse.types("rows")["small"] == "bigint"


@pytest.mark.parametrize("odd", [False, True])
def test_names_that_are_long_reserved_or_odd(warehouse: Warehouse, *, odd: bool) -> None:
    long = "列" * 30
    names = ["select", "Order", "order", "xmin", "", "%s {} $1", f"{long}一", f"{long}二"]
    names += ['a"b', "back\\slash", "new\nline", "with space"][: 4 if odd else 0]
    text = {"type": "string"}
    declared = schema({"id": ID, **dict.fromkeys(names, text)}, stream=f"user {long}")
    row = {name: f"<{name}>" for name in names}
    for _ in range(2):
        warehouse.load(declared, record({"id": 1, **row}, f"user {long}"))
    table = sql_name(f"user {long}")
    assert len(table.encode()) <= 63
    (found,) = warehouse.rows(table)
    assert list(found.values()) == [1, *row.values()]
    assert {"select", "Order", "order", "%s {} $1"} <= set(found)


def test_titles_and_descriptions_become_comments(warehouse: Warehouse) -> None:
    columns = {
        "id": {**ID, "title": "订单", "description": "it's the key"},
        "n": {"type": "number", "title": "金额"},
        "mine": {"type": "string", "description": "theirs"},
    }
    warehouse.load(schema({"id": ID, "mine": {"type": "string"}}))
    warehouse.execute("COMMENT ON COLUMN {}.rows.mine IS 'my own'")
    warehouse.load(schema(columns, title="系统订单"))
    warehouse.load(schema({"id": ID}, stream="new", title="新"))
    comments = warehouse.query(
        "SELECT attname, col_description(attrelid, attnum) AS text FROM pg_attribute"
        " WHERE attrelid = '{}.rows'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert [row["text"] for row in comments] == ["订单: it's the key", "my own", "金额"]
    (table,) = warehouse.query("SELECT obj_description('{}.new'::regclass) AS text")
    assert table["text"] == "新"


def test_a_stream_is_named_as_with_the_stock_loader(warehouse: Warehouse) -> None:
    warehouse.load(schema({"id": ID}, stream="public-orders"))
    assert warehouse.rows("orders") == []
    with pytest.raises(LoadError, match="public-orders 与 other-orders"):
        warehouse.load(
            schema({"id": ID}, stream="public-orders"), schema({"id": ID}, stream="other-orders")
        )


def test_a_key_that_is_no_column_is_told(warehouse: Warehouse) -> None:
    with pytest.raises(LoadError, match="主键不在 SCHEMA 中：code"):
        warehouse.load(schema({"id": ID}, ["code"]))


def test_another_key_than_the_tables_is_told(warehouse: Warehouse) -> None:
    columns = {"id": ID, "line": ID}
    warehouse.load(schema(columns), record({"id": 1, "line": 1}))
    with pytest.raises(LoadError, match="rows_pkey"):
        warehouse.load(schema(columns, ["id", "line"]), record({"id": 1, "line": 2}))


def test_schemas_that_say_the_same_change_nothing(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    declared = schema({"id": ID, "n": {"type": "integer"}})
    rows = [record({"id": i, "n": i}) for i in range(3)]
    warehouse.load(*(message for row in rows for message in (declared, row)))
    assert len(warehouse.rows("rows")) == 3
    assert "widened" not in caplog.text
