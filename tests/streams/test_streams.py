"""What every declared stream must hold to."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest

from tap_wdt_flagship import streams
from tap_wdt_flagship.schemas import EXTRA, POSITION, READ_AT, line_lists, load, singer_schema
from tap_wdt_flagship.streams import LINE_STREAMS, MODULES, REPORTS
from tap_wdt_flagship.streams._base import Report, WdtStream
from tap_wdt_flagship.streams._lines import LineStream
from tap_wdt_flagship.streams.own import OWN_STREAMS

ALL: tuple[type[WdtStream], ...] = (*REPORTS, *LINE_STREAMS)
BY_NAME = {cls.name: cls for cls in ALL}
SCHEMA_FILES = {
    file.name.removesuffix(".json")
    for file in resources.files("tap_wdt_flagship.schemas").iterdir()
    if file.name.endswith(".json")
}

# Lists whose documented ids the vendor's own sample does not have, labels as the parent's, or
# gives to several rows.
IDS_MAY_BE_MISSING = {
    "jit_refund_stockin_lines",
    "payment_lines",
    "purchase_request_lines",
    "refund_swap_lines",
    "stockout_cost_lines",
}

every_stream = pytest.mark.parametrize("cls", ALL, ids=lambda cls: cls.name)
every_report = pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.name)
every_line_stream = pytest.mark.parametrize("cls", LINE_STREAMS, ids=lambda cls: cls.name)


def columns(cls: type[WdtStream]) -> dict[str, Any]:
    properties: dict[str, Any] = singer_schema(cls.name, nested_lists=False)["properties"]
    return properties


def replication_key(cls: type[Report]) -> str | None:
    """The declared one; on the SDK's class it is a property."""
    key: str | None = vars(cls).get("replication_key")
    return key


def declared_on(base: type) -> set[str]:
    """The attributes that a class lets its subclasses set."""
    return {name for each in base.__mro__ for name in inspect.get_annotations(each)}


def classes_in_package() -> set[type[WdtStream]]:
    found: set[type[WdtStream]] = set()
    for info in pkgutil.walk_packages(streams.__path__, f"{streams.__name__}."):
        module = importlib.import_module(info.name)
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if issubclass(cls, WdtStream) and hasattr(cls, "name") and cls.__module__ == info.name:
                found.add(cls)
    return found


def test_every_stream_class_is_listed_once() -> None:
    assert classes_in_package() == {*ALL, *OWN_STREAMS}
    assert max(Counter(ALL).values()) == 1


def test_reports_and_lines_are_listed_apart() -> None:
    assert all(issubclass(cls, Report) for cls in REPORTS)
    assert all(issubclass(cls, LineStream) for cls in LINE_STREAMS)


def test_every_module_of_the_package_is_listed() -> None:
    found = {name for _, name, _ in pkgutil.iter_modules(streams.__path__) if name[0] != "_"}
    assert {module.__name__.rpartition(".")[2] for module in MODULES} == found - {
        "labels",
        "own",
        "sync_log",
        "unread",
    }


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(ALL)


def test_every_stream_has_a_schema_and_every_schema_a_stream() -> None:
    assert BY_NAME.keys() | {cls.name for cls in OWN_STREAMS} == SCHEMA_FILES


def test_no_two_reports_are_of_one_interface_with_the_same_parameters() -> None:
    calls = [(cls.method, str(cls.params), str(cls.passes)) for cls in REPORTS]
    assert len(set(calls)) == len(calls)


@every_stream
def test_a_name_is_snake_case(cls: type[WdtStream]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", cls.name)


@every_stream
def test_a_docstring_gives_the_chinese_title_first(cls: type[WdtStream]) -> None:
    chinese, slash, english = (cls.__doc__ or "").partition(" / ")
    assert slash
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert "\n" not in chinese
    assert cls.title() == chinese
    assert re.match(r"[A-Z]", english)


@every_stream
def test_a_stream_is_a_declaration_of_attributes_that_its_base_knows(
    cls: type[WdtStream],
) -> None:
    own = {name for name in vars(cls) if not (name.startswith("__") or name == "_abc_impl")}
    (base,) = cls.__bases__
    known = declared_on(Report) | {"replication_key"}
    if base is LineStream:
        known = {"name", "primary_keys", "parent_stream", "lines_path", "parent_keys"}
    assert base in {Report, LineStream}
    assert own <= known


@every_stream
def test_a_key_is_of_columns_that_are_never_null(cls: type[WdtStream]) -> None:
    assert cls.primary_keys
    assert isinstance(cls.primary_keys, tuple)
    found = columns(cls)
    for key in cls.primary_keys:
        assert key in found, key
        assert found[key]["type"] in {"boolean", "integer", "number", "string"}, key


@every_stream
def test_what_is_no_key_may_be_null(cls: type[WdtStream]) -> None:
    """The gateways leave documented fields out where they are empty."""
    found = columns(cls)
    never_null = {name for name, spec in found.items() if "null" not in spec["type"]}
    assert never_null - {READ_AT} == set(cls.primary_keys)


@every_stream
def test_every_record_has_its_reading_time_and_its_extra_fields(cls: type[WdtStream]) -> None:
    assert columns(cls)[READ_AT]["format"] == "date-time"
    assert "object" in columns(cls)[EXTRA]["type"]


@every_stream
def test_a_schema_has_the_streams_title(cls: type[WdtStream]) -> None:
    assert load(cls.name)["title"] == cls.title()


@every_report
def test_a_replication_key_is_a_time(cls: type[Report]) -> None:
    key = replication_key(cls)
    if key is not None:
        assert columns(cls)[key]["format"] == "date-time"


@every_report
def test_what_is_read_by_its_changes_has_a_replication_key(cls: type[Report]) -> None:
    if cls.driven_by is None:
        assert (replication_key(cls) is not None) == (cls.range_params is not None)


@every_report
def test_where_a_range_is_needed_its_widest_is_known(cls: type[Report]) -> None:
    if cls.range_params is not None and not cls.range_optional:
        assert cls.max_window is not None
    assert cls.max_window is None or cls.max_window >= timedelta(minutes=1)


@every_report
def test_a_range_has_two_parameters_that_are_not_set_otherwise(cls: type[Report]) -> None:
    if cls.range_params is not None:
        start, end = cls.range_params
        assert start != end
        assert not {start, end} & cls.params.keys()


@every_report
def test_a_method_is_an_interface_name(cls: type[Report]) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)*\.([A-Z]\w*|process)\.[a-z]\w*", cls.method)


@every_report
def test_a_total_stands_in_the_data_unless_they_are_the_records(cls: type[Report]) -> None:
    assert cls.records_path.split(".")[0] == "data"
    beside = "total" if cls.records_path == "data" else "data.total_count"
    assert cls.total_path in {beside, None}


@every_report
def test_passes_and_drivers_refer_to_reports_and_their_columns(cls: type[Report]) -> None:
    if cls.passes is not None:
        assert bool(cls.passes.values) != bool(cls.passes.stream)
        assert cls.passes.param not in cls.params
        assert cls.passes.writes is None or cls.passes.writes in columns(cls)
    for source in (cls.passes, cls.driven_by):
        if source is not None and source.stream is not None:
            assert source.column in columns(BY_NAME[source.stream])
    if cls.driven_by is not None:
        driving = columns(BY_NAME[cls.driven_by.stream])
        assert cls.driven_by.copies.keys() <= columns(cls).keys()
        assert set(cls.driven_by.copies.values()) <= driving.keys()


@every_report
def test_a_driving_report_is_read_by_itself_in_one_pass(cls: type[Report]) -> None:
    # What it drives takes its rows and its bookmark from a single run over all its windows, and
    # would wait for ever for a report that is skipped.
    if cls.driven_by is not None:
        driving = BY_NAME[cls.driven_by.stream]
        assert issubclass(driving, Report)
        assert driving.driven_by is None
        assert driving.passes is None
        assert driving.qimen_only <= cls.qimen_only


@every_stream
def test_every_list_of_lines_has_its_stream_and_every_stream_its_list(
    cls: type[WdtStream],
) -> None:
    below = {line.lines_path: line.name for line in LINE_STREAMS if line.parent_stream is cls}
    assert below == line_lists(load(cls.name)["properties"])


@every_line_stream
def test_lines_belong_to_a_listed_stream(cls: type[LineStream]) -> None:
    assert cls.parent_stream in ALL
    assert cls.header() in REPORTS


@every_line_stream
def test_a_line_is_told_from_others_by_an_id_or_its_place(cls: type[LineStream]) -> None:
    """A line without an id has its place for one, so that no line lacks its key."""
    own = [key for key in cls.primary_keys if key not in cls.inherited() and key != POSITION]
    assert all("integer" in load(cls.name)["properties"][key]["type"] for key in own)


@every_line_stream
def test_the_key_of_a_line_begins_with_the_key_of_its_parent(cls: type[LineStream]) -> None:
    inherited = cls.inherited()
    assert tuple(inherited.values()) == tuple(cls.parent_stream.primary_keys)
    assert tuple(inherited) == cls.primary_keys[: len(inherited)]
    assert len(cls.primary_keys) > len(inherited)


@every_line_stream
def test_a_key_taken_from_the_parent_has_its_type(cls: type[LineStream]) -> None:
    for column, source in cls.inherited().items():
        assert columns(cls)[column]["type"] == columns(cls.parent_stream)[source]["type"]


@every_line_stream
def test_a_position_is_the_key_of_a_list_without_ids(cls: type[LineStream]) -> None:
    if POSITION in cls.primary_keys:
        assert cls.primary_keys[-1] == POSITION
        assert columns(cls)[POSITION]["type"] == "integer"
        assert "rec_id" not in columns(cls) or cls.name in IDS_MAY_BE_MISSING


def test_interfaces_have_the_names_that_the_open_platform_lists() -> None:
    names = [cls.interface_name for cls in REPORTS]
    assert len(set(names)) == len(names)
    assert all(re.search("[\u4e00-\u9fff]", name) for name in names)
    assert {"订单查询", "库存查询2", "SN码查询"} <= set(names)
