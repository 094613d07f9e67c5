"""Compares what arrived with what the sandbox's shop really holds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.schemas import POSITION, READ_AT, load
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_wdt_flagship.streams._base import WdtStream
    from wdt_sandbox import Sandbox

Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]
BY_NAME: dict[str, type[WdtStream]] = {s.name: s for s in (*REPORTS, *LINE_STREAMS)}
# Sales figures of stock rows go stale without the row being modified: they are not asked for, or
# come as they were.
_SALES_FIGURES = """
    today_num num_yesterday num_3days num_7days num_14days num_month num_all num_60days num_90days
    alarm_days alarm_days_upper alarm_type safe_stock safe_stock_upper cycle_days
"""
NOT_COMPARED = {
    "stock_specs": frozenset(_SALES_FIGURES.split()),
    "virtual_warehouse_stock": frozenset(
        {"num_day", "num_yesterday", "num_7days", "num_14days", "num_month"}
    ),
}


def truth_of(
    sandbox: Sandbox,
    stream: str,
    app_type: str,
    *,
    since: str | None = None,
    until: str | None = None,
) -> Rows:
    """The rows of a stream as the sandbox's world holds them, by primary key."""
    cls = BY_NAME[stream]
    header = cls.header() if issubclass(cls, LineStream) else cls
    assert issubclass(header, Report)
    bounds = {"modified_from": since, "modified_to": until}
    filters = {name: bound for name, bound in bounds.items() if bound}
    rows = sandbox.truth(header.method, app_type=app_type, **filters)
    return by_key(stream, _exploded(rows, cls))


def by_key(stream: str, rows: Iterable[Row]) -> Rows:
    """What a table holds: the last row of each key."""
    properties = load(stream)["properties"]
    keys = BY_NAME[stream].primary_keys
    return {tuple(canonical(row[k], properties[k]) for k in keys): row for row in rows}


def _exploded(rows: list[Row], cls: type[WdtStream]) -> Iterator[Row]:
    if not issubclass(cls, LineStream):
        yield from rows
        return
    for parent in _exploded(rows, cls.parent_stream):
        lines: Any = parent
        for key in cls.lines_path.split("."):
            lines = (lines or {}).get(key)
        for position, line in enumerate(lines or []):
            inherited = {column: parent[source] for column, source in cls.inherited().items()}
            yield {**line, **inherited, POSITION: position}


def differences(stream: str, arrived: Rows, truth: Rows) -> list[str]:
    """What is missing, unexpected or different, in words."""
    found = [f"{stream} {key} is missing" for key in truth.keys() - arrived.keys()]
    found += [f"{stream} {key} is unexpected" for key in arrived.keys() - truth.keys()]
    properties = load(stream)["properties"]
    for key in truth.keys() & arrived.keys():
        found += _row_differences(stream, key, properties, arrived[key], truth[key])
    return found


def _row_differences(
    stream: str, key: Any, properties: Row, arrived: Row, truth: Row
) -> Iterator[str]:
    for column, spec in properties.items():
        if "$ref" in spec.get("items", {}) or column in NOT_COMPARED.get(stream, ()):
            continue
        expected = canonical(truth.get(column), spec)
        got = canonical(arrived.get(column), spec)
        if got != expected:
            yield f"{stream} {key} {column}: {got!r}, not {expected!r}"
    extra = arrived.keys() - properties.keys() - {READ_AT, "_extra"}
    if extra or arrived.get("_extra"):
        yield f"{stream} {key}: unexpected {extra or arrived['_extra']}"


def canonical(value: Any, spec: Row) -> Any:
    """Amounts as text with four decimals; what is empty, absent or null as one."""
    if value in (None, "", {}):
        return None
    if "properties" in spec and isinstance(value, dict):
        inner = {
            k: canonical(value.get(k), s)
            for k, s in spec["properties"].items()
            if "$ref" not in s.get("items", {})
        }
        return inner if any(v is not None for v in inner.values()) else None
    if "number" in spec["type"]:
        assert not isinstance(value, float)
        return f"{Decimal(value):.4f}"
    return value
