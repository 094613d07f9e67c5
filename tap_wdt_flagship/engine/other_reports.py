"""Asking with the values of another report's rows: normalised, so that one value is one form.

The gateways send 39 here and "39" there; asked for as they come, they would make two passes with
two bookmarks, or two calls for one row.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.rendering.values import compile_record
from tap_wdt_flagship.schemas import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import DrivenBy


def columns_of(report: str, columns: Iterable[str]) -> Callable[[Row], Row]:
    """What makes a report's rows those columns of theirs, normalised."""
    known = load(report)["properties"]
    wanted = {column: known[column] for column in columns}
    return compile_record(wanted, known, lambda _: None)


def driving_columns(by: DrivenBy) -> set[str]:
    """The driving report's columns that are asked for or copied."""
    return {by.column, *by.copies.values()}


def distinct(rows: Iterable[Row], column: str) -> dict[Any, Row]:
    """Value -> the last row that has it, for all values that can be asked for."""
    found = {row.get(column): row for row in rows}
    return {value: row for value, row in found.items() if value not in {None, ""}}


def asked_for(by: DrivenBy, rows: list[Row]) -> dict[str, Any]:
    """The parameter that asks about driving rows."""
    values = [row[by.column] for row in rows]
    if by.separator is None:
        return {by.param: values[0]}
    return {by.param: by.separator.join(map(str, values))}


def are_told_apart(by: DrivenBy, asked: list[Row], rows: Iterable[Row]) -> bool:
    """Whether each row of an answer tells which of the driving rows it belongs to."""
    column = by.row_column
    return len(asked) == 1 or column is None or all(row.get(column) for row in rows)


class DrivingColumns:
    """For a row of an answer: the driving row's columns, and its position among that row's."""

    def __init__(self, by: DrivenBy, rows: list[Row]) -> None:
        self._by = by
        self._rows = {str(row[by.column]): row for row in rows}
        self._positions: Counter[str] = Counter()

    def __call__(self, row: Row) -> tuple[Row, int]:  # noqa: D102
        if len(self._rows) == 1:
            (asked,) = self._rows
        else:
            asked = str(row.get(self._by.row_column or ""))
        position = self._positions[asked]
        self._positions[asked] += 1
        driving = self._rows.get(asked, {})
        copied = {column: driving.get(source) for column, source in self._by.copies.items()}
        return copied, position
