"""JSON schemas to PostgreSQL types, and what becomes of a column whose type is another one."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Final

TEXT, JSONB, BIGINT, NUMERIC = "text", "jsonb", "bigint", "numeric"
BOOLEAN, DATE = "boolean", "date"
TIMESTAMPTZ, TIMESTAMP = "timestamp with time zone", "timestamp without time zone"
VARCHAR, CHAR = "character varying", "character"

KINDS: Final = {
    "integer": BIGINT,
    "number": NUMERIC,
    "boolean": BOOLEAN,
    "object": JSONB,
    "array": JSONB,
}
FORMATS: Final = {"date-time": TIMESTAMPTZ, "date": DATE, "x-singer.decimal": NUMERIC}
# The ranges of whole numbers; beyond the last one there is numeric.
WHOLE: Final = {
    "smallint": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    BIGINT: (-(2**63), 2**63 - 1),
}
FLOATS: Final = {"real", "double precision"}
# What takes every value of a type as it is; jsonb and text take all of them.
HOLDS: Final[dict[str, set[str]]] = {
    BIGINT: {*WHOLE, NUMERIC},
    NUMERIC: {NUMERIC},
    BOOLEAN: {BOOLEAN},
    DATE: {DATE, TIMESTAMP, TIMESTAMPTZ},
    TIMESTAMPTZ: {TIMESTAMP, TIMESTAMPTZ},
    JSONB: set(),
    TEXT: {VARCHAR},
}
NUMBERS: Final = {*WHOLE, *FLOATS, NUMERIC}
# What becomes of which narrower types; of all others, text.
WIDER: Final = {NUMERIC: NUMBERS, TIMESTAMPTZ: {DATE}, JSONB: {*NUMBERS, BOOLEAN}}
WHOLE_TOO: Final = {BIGINT: NUMERIC}
EVERYTHING: Final = {TEXT, JSONB}
# Types that are changed where they are too narrow; others somebody chose with a purpose.
CHANGED: Final = {*WHOLE, *FLOATS, *HOLDS, TIMESTAMP, VARCHAR, CHAR}

LONGEST: Final = 63  # bytes of a name
SYSTEM: Final = {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", ""}
# SQL from jsonb: a text without its quotes, the items of an array, anything else as one item.
FROM_JSONB: Final = "({column} #>> ARRAY[]::text[])::{new}"
ARRAY: Final = """CASE WHEN jsonb_typeof({column}) = 'array'
    THEN ARRAY(SELECT item::{new} FROM jsonb_array_elements_text({column}) AS item)
    WHEN {column} IS NOT NULL THEN ARRAY[({column} #>> ARRAY[]::text[])::{new}] END"""
ARRAY_OF_JSONB: Final = """CASE WHEN jsonb_typeof({column}) = 'array'
    THEN ARRAY(SELECT jsonb_array_elements({column}))
    WHEN {column} IS NOT NULL THEN ARRAY[{column}] END"""
_MODIFIER: Final = re.compile(r"\(\d+(,-?\d+)?\)")


def type_of(schema: Any) -> str:  # noqa: ANN401
    """The type for values of a JSON schema."""
    kinds = _kinds(schema)
    if JSONB in kinds:
        return JSONB
    if kinds == {BIGINT, NUMERIC}:
        return NUMERIC
    return kinds.pop() if len(kinds) == 1 else TEXT


def _kinds(schema: Any) -> set[str]:  # noqa: ANN401
    if not isinstance(schema, dict):
        return set()
    types = schema.get("type") or ()
    types = [types] if isinstance(types, str) else types
    text = FORMATS.get(schema.get("format", ""), TEXT)
    found = {text if kind == "string" else KINDS.get(kind, "") for kind in types} - {""}
    branches = [b for key in ("anyOf", "oneOf", "allOf") for b in schema.get(key) or ()]
    return found.union(*map(_kinds, branches))


def widened(current: str, wanted: str) -> str:
    """The type that a column needs to take values of another type: never a narrower one."""
    plain = _MODIFIER.sub("", current)
    if plain not in CHANGED or plain in EVERYTHING:
        return current
    if plain in HOLDS[wanted]:
        return plain  # without its limit, if it has one
    for wider, narrower in WIDER.items():
        if wider in {wanted, WHOLE_TOO.get(wanted)} and plain in narrower:
            return wider
    return TEXT


def converted(column: str, old: str, new: str) -> str:
    """SQL that brings a column's value of one type into another without losing any of it."""
    plain = _MODIFIER.sub("", new)
    form = "{column}" if old == plain else "{column}::{new}"
    if old in FLOATS:  # the shortest form that means the same number
        form = "{column}::text::{new}"
    elif old == JSONB and plain.endswith("[]"):
        new = plain.removesuffix("[]")
        form = ARRAY_OF_JSONB if new == JSONB else ARRAY
    elif old == JSONB != plain:
        form = FROM_JSONB
    elif plain in {JSONB, "json"} and old != plain:
        form = "to_{new}({column})"
    return form.format(column=column, new=new)


def sql_name(name: str) -> str:
    """A name as PostgreSQL can keep it: long ones cut, with a hash that keeps them apart."""
    if len(name.encode()) <= LONGEST and name not in SYSTEM and "\0" not in name:
        return name
    digest = "_" + sha256(name.encode()).hexdigest()[:8]
    kept = name.replace("\0", "").encode()[: LONGEST - len(digest)]
    return kept.decode(errors="ignore") + digest
