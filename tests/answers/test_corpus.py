"""One answer per interface, in the names, nesting and forms that the gateways send.

Values are invented. An interface that answers in another form than these is read wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.other_reports import DrivingColumns
from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.gateway.gateways import make_gateway
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams._lines import LineStream
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.calls import CONFIG
from tests.helpers.catalogs import catalog_of
from tests.helpers.families import RECEIVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.rendering.family import Family, Rendered
    from tap_wdt_flagship.streams._base import Report, WdtStream

HERE = Path(__file__).parent
QIMEN = {**CONFIG, "app_type": "qimen"}
# Undocumented: its answers were never seen.
WITHOUT_ANSWER = {"statistic.GoodsSendStatistic.searchLogisticsTrace"}
ANSWERED = [cls for cls in REPORTS if cls.method not in WITHOUT_ANSWER]
EMPTY: tuple[Any, ...] = (None, "", "0000-00-00 00:00:00", "0000-00-00", {}, [])

Row = dict[str, Any]
every_answer = pytest.mark.parametrize("cls", ANSWERED, ids=lambda cls: cls.name)


def test_every_interface_has_its_answer() -> None:
    files = {path.name.removesuffix(".json") for path in HERE.glob("*.*.json")}
    assert files == {cls.method for cls in REPORTS} - WITHOUT_ANSWER


@cache
def families() -> Mapping[str, Family]:
    names = TapWdtFlagship(config=QIMEN).streams.keys()
    tap = TapWdtFlagship(config=QIMEN, catalog=catalog_of(QIMEN, names))
    return {family.header.name: family for family in tap.families()}


@cache
def page_of(cls: type[Report], app_type: str) -> Page:
    """The page that a gateway reads in an interface's answer."""
    body = (HERE / f"{cls.method}.json").read_bytes()
    if app_type == "qimen":
        body = b'{"response":%b}' % body
    through = make_gateway(
        read_settings({**QIMEN, "app_type": app_type}, {}), lambda: RECEIVED.astimezone(BEIJING)
    )
    call = families()[cls.name].header.call({}, None, 0, 100)
    return through.read(call, body)


def render(family: Family, page: Page) -> Rendered:
    """The page's messages, as the readers of the engine ask for them."""
    header = type(family.header)
    by = header.driven_by
    if by is None:
        return family.render_page(page, RECEIVED, supplied(header))
    told = [row[by.row_column] for row in page.rows if by.row_column in row]
    asked = told or ["1"]  # an answer that does not tell is that to one row
    driving = [{**dict.fromkeys(by.copies.values(), "1"), by.column: value} for value in asked]
    return family.render(page.rows, RECEIVED, DrivingColumns(by, driving))


def supplied(header: type[Report]) -> Row:
    """What a report's pass gives its rows."""
    values = header.passes.values if header.passes else ()
    return header.pass_columns(header.contexts(() if values else ("1",))[0])


def records_of(rendered: Rendered) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for line in rendered.text.splitlines():
        message = json.loads(line, parse_float=Decimal)
        found.setdefault(message["stream"], []).append(message["record"])
    return found


def lists_in(row: Row, path: str = "") -> Iterator[tuple[str, list[Row]]]:
    """Every list of objects in a row, at any depth, by its path."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from lists_in(value, f"{path}{name}.")
        elif isinstance(value, list) and any(isinstance(line, dict) for line in value):
            yield path + name, value
            for line in value:
                yield from lists_in(line, f"{path}{name}.")


def path_of(cls: type[WdtStream]) -> str:
    """Where the lines of a stream stand in its report's rows."""
    if not issubclass(cls, LineStream):
        return ""
    above = path_of(cls.parent_stream)
    return f"{above}.{cls.lines_path}" if above else cls.lines_path


def problems_of(cls: type[Report], page: Page) -> Iterator[str]:
    """What of an answer does not arrive, in words."""
    if page.found_at:
        yield f"{cls.name}: the list of records stands at {page.found_at}"
    if cls.total_path and page.total is None:
        yield f"{cls.name}: no total"
    if not page.rows:
        yield f"{cls.name}: no rows"
    try:
        records = records_of(render(families()[cls.name], page))
    except StreamError as error:
        yield f"{cls.name}: {error.en}"
        return
    streams: dict[str, type[WdtStream]] = {
        path_of(line): line for line in LINE_STREAMS if line.header() is cls
    }
    streams[""] = cls
    for path, rows in rows_sent(page).items():
        if path in streams:
            yield from problems_of_rows(streams[path], rows, records)
        else:
            yield f"{cls.name}: the list {path} has no stream"


def rows_sent(page: Page) -> dict[str, list[Row]]:
    """Path of a list -> its rows, of all rows together."""
    sent = {"": page.rows}
    for row in page.rows:
        for path, lines in lists_in(row):
            sent.setdefault(path, []).extend(lines)
    return sent


def problems_of_rows(
    cls: type[WdtStream], rows: list[Row], records: Mapping[str, list[Row]]
) -> Iterator[str]:
    arrived = records.get(cls.name, [])
    if len(arrived) != len(rows):
        yield f"{cls.name}: {len(arrived)} rows of {len(rows)}"
    keys = {tuple(record[key] for key in cls.primary_keys) for record in arrived}
    if len(keys) != len(arrived):
        yield f"{cls.name}: {len(arrived)} rows with {len(keys)} keys"
    for row, record in zip(rows, arrived, strict=False):
        yield from (f"{cls.name}: {field}" for field in lost(row, record))


def lost(row: Row, record: Row) -> Iterator[str]:
    """The fields of a row that have no column, or whose value did not get there."""
    for field, value in (record.get("_extra") or {}).items():
        yield f"{field} = {value!r} is in _extra"
    for field, value in row.items():
        nested = isinstance(value, list) and any(isinstance(line, dict) for line in value)
        if value not in EMPTY and not nested and field not in (record.get("_extra") or {}):
            if isinstance(value, dict):
                inner = record.get(field)
                yield from lost(value, inner) if isinstance(inner, dict) else [f"{field} is lost"]
            elif record.get(field) is None:
                yield f"{field} = {value!r} is lost"


@every_answer
@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_all_of_an_answer_arrives(cls: type[Report], app_type: str) -> None:
    counted = Counter(problems_of(cls, page_of(cls, app_type)))
    assert not counted, "\n".join(counted)


@every_answer
def test_an_answer_is_the_same_the_short_way_and_the_long(cls: type[Report]) -> None:
    family, page = families()[cls.name], page_of(cls, "wdt")
    if cls.driven_by is None:  # those go the long way always
        long = family.render(page.rows, RECEIVED, lambda _: (supplied(cls), 0))
        assert records_of(render(family, page)) == records_of(long)
