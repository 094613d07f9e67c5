"""What went in comes out: any text, any number and any JSON, against PostgreSQL itself."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from loading import record, schema

if TYPE_CHECKING:
    from loading import Warehouse

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text('\\"/,{}[]:.\n\r\t\0nul ')
NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)
WHOLE = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.0{1,5})?([eE]\+?[0-9]{1,2})?", fullmatch=True)
BOUNDS = st.sampled_from([str(b + d) for b in (2**31, 2**63, -(2**63)) for d in (-1, 0, 1)])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS.map(Decimal) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ROWS = st.lists(
    st.tuples(TEXTS, NUMBERS, JSON.filter(lambda value: value is not None), st.booleans()),
    min_size=1,
    max_size=40,
)
COLUMNS = {
    "id": {"type": "integer"},
    "text": {"type": "string"},
    "number": {"type": "number"},
    "any": {"type": ["object", "array", "string", "number", "boolean"]},
}
EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
PATIENT = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def written(value: Any, *, ascii_only: bool) -> str:
    """JSON with every digit."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=ascii_only)}: {written(inner, ascii_only=ascii_only)}"
            for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(inner, ascii_only=ascii_only) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def kept(value: Any) -> Any:
    """What PostgreSQL can keep of a value."""
    if isinstance(value, str):
        return value.replace("\0", "�")
    if isinstance(value, dict):
        return {kept(key): kept(inner) for key, inner in value.items()}
    return [kept(inner) for inner in value] if isinstance(value, list) else value


@PATIENT
@given(rows=ROWS)
@example(rows=[("\n\\.\n", "1e-300", "\\.", False), ("\r\n", "-0.0", ["null"], True)])
def test_texts_numbers_and_json(warehouse: Warehouse, rows: list[Any]) -> None:
    lines = [
        f'{{"type":"RECORD","stream":"rows","record":{{"id":{i},'
        f'"text":{written(text, ascii_only=only)},"number":{number},'
        f'"any" : {written(value, ascii_only=only)}}}}}'
        for i, (text, number, value, only) in enumerate(rows)
    ]
    warehouse.execute("DROP TABLE IF EXISTS {}.rows")
    warehouse.load(schema(COLUMNS), *lines)
    found = warehouse.query('SELECT text, number, "any"::text AS "any" FROM {}."rows" ORDER BY id')
    for (text, number, value, _), row in zip(rows, found, strict=True):
        assert row["text"] == kept(text)
        assert row["number"] == Decimal(number)
        assert json.loads(row["any"], parse_float=Decimal, parse_int=Decimal) == kept(value)


@PATIENT
@given(numbers=st.lists(WHOLE | BOUNDS | NUMBERS, min_size=1, max_size=20))
def test_whole_numbers_of_any_size_and_form(warehouse: Warehouse, numbers: list[str]) -> None:
    warehouse.execute('DROP TABLE IF EXISTS {}."whole"')
    declared = schema({"id": {"type": "integer"}, "n": {"type": "integer"}}, stream="whole")
    lines = (
        f'{{"type":"RECORD","stream":"whole","record":{{"id":{i},"n":{number}}}}}'
        for i, number in enumerate(numbers)
    )
    warehouse.load(declared, *lines)
    expected = [*map(Decimal, numbers)]
    assert [row["n"] for row in warehouse.rows("whole")] == expected
    fits = all(n == n.to_integral_value() and -(2**63) <= n < 2**63 for n in expected)
    assert warehouse.types("whole")["n"] == ("bigint" if fits else "numeric")


@PATIENT
@given(texts=st.lists(TEXTS, min_size=1, max_size=40))
def test_texts_as_keys(warehouse: Warehouse, texts: list[str]) -> None:
    warehouse.execute('DROP TABLE IF EXISTS {}."keyed"')
    declared = schema({"id": {"type": "string"}, "n": {"type": "integer"}}, stream="keyed")
    warehouse.load(declared, *(record({"id": t, "n": i}, "keyed") for i, t in enumerate(texts)))
    expected = {kept(text): i for i, text in enumerate(texts)}
    assert {row["id"]: row["n"] for row in warehouse.rows("keyed")} == expected
