"""Where reading begins, how wide its windows are, and what a call asks for."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.streams._base import BEGINNING, DrivenBy, Passes, Report
from tap_wdt_flagship.tap import TapWdtFlagship
from tap_wdt_flagship.windows import Window

CONFIG = {"sid": "seller3", "app_key": "seller3-api", "app_secret": "5f2c8e1d:9ab1c7d2"}
END = datetime(2026, 10, 1, 12, tzinfo=BEIJING)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# A document, master data that needs a range, master data that may do without, and a plain list.
DOCUMENT, MASTER, OPTIONAL, LIST = "trades", "goods", "warehouses", "shops"


def stream(name: str, options: dict[str, Any] | None = None, **config: Any) -> Report:
    """A stream of a tap with these settings and, for itself, these options."""
    if options is not None:
        config["stream_options"] = {name: options}
    return cast("Report", tap_with(json.dumps(config)).streams[name])


@cache
def tap_with(config: str) -> TapWdtFlagship:
    """A tap with these settings, made once."""
    return TapWdtFlagship(config={**CONFIG, **json.loads(config)})


def declared(name: str, *, config: dict[str, Any] | None = None, **attributes: Any) -> Report:
    """A stream whose class declares something else."""
    found = copy.copy(stream(name, **(config or {})))
    found.__class__ = type("Declared", (type(found),), attributes)
    return found


@pytest.mark.parametrize(
    ("name", "start"),
    [
        (DOCUMENT, datetime(2026, 7, 1, 12, tzinfo=BEIJING)),
        (MASTER, BEGINNING),
        (OPTIONAL, None),
        (LIST, None),
    ],
)
def test_a_first_sync_begins_three_months_ago_and_master_data_at_the_beginning(
    name: str, start: datetime | None
) -> None:
    assert stream(name).start(None, END) == start


@pytest.mark.parametrize(
    ("name", "start"),
    [
        (DOCUMENT, datetime(2026, 1, 1, tzinfo=BEIJING)),
        (MASTER, BEGINNING),
        (OPTIONAL, None),
        (LIST, None),
    ],
)
def test_the_start_date_is_that_of_documents(name: str, start: datetime | None) -> None:
    assert stream(name, start_date="2026-01-01").start(None, END) == start


@pytest.mark.parametrize("name", [DOCUMENT, MASTER, OPTIONAL])
def test_a_stream_may_have_a_start_of_its_own(name: str) -> None:
    found = stream(name, {"start_date": "2025-05-01"}, start_date="2026-01-01")
    assert found.start(None, END) == datetime(2025, 5, 1, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("config", "lookback"),
    [
        ({}, 30 * MINUTE),
        ({"lookback_minutes": 5}, 5 * MINUTE),
        ({"lookback_minutes": 0}, timedelta()),
        ({"options": {"lookback_minutes": 90}}, 90 * MINUTE),
        ({"options": {"lookback_minutes": 0}}, timedelta()),
        ({"options": {"start_date": "2020-01-01"}}, 30 * MINUTE),
        ({"start_date": "2020-01-01"}, 30 * MINUTE),
    ],
)
@pytest.mark.parametrize("name", [DOCUMENT, MASTER, OPTIONAL])
def test_a_later_sync_begins_a_lookback_before_the_bookmark(
    name: str, config: dict[str, Any], lookback: timedelta
) -> None:
    bookmark = END - DAY
    assert stream(name, **config).start(bookmark, END) == bookmark - lookback


def test_a_list_without_a_range_is_always_read_whole() -> None:
    assert stream(LIST).start(END - DAY, END) is None


def test_a_report_may_need_a_longer_lookback_which_its_options_can_change() -> None:
    declared_one = declared(DOCUMENT, lookback=20 * DAY)
    assert declared_one.start(END, END) == END - 20 * DAY


def test_passes_that_select_on_the_modified_time_need_no_longer_lookback() -> None:
    passes = Passes("state", (0, 1), modified=(1,))
    one = declared(DOCUMENT, lookback=20 * DAY, passes=passes)
    bookmark = END - 30 * DAY
    assert one.start(bookmark, END, {"state": 0}) == bookmark - 20 * DAY
    assert one.start(bookmark, END, {"state": 1}) == bookmark - 30 * MINUTE


def test_a_lookback_does_not_reach_back_before_the_start_that_was_asked_for() -> None:
    asked_for = END - 5 * DAY
    one = declared(DOCUMENT, lookback=20 * DAY, config={"start_date": asked_for.isoformat()})
    assert one.start(END, END) == asked_for


def test_a_later_start_does_not_skip_what_the_bookmark_has_not_reached() -> None:
    one = declared(DOCUMENT, config={"start_date": (END - DAY).isoformat()})
    assert one.start(END - 3 * DAY, END) == END - 3 * DAY


def test_reading_never_begins_before_the_erp_did() -> None:
    assert stream(DOCUMENT).start(BEGINNING + MINUTE, END) == BEGINNING


@pytest.mark.parametrize("bookmark", [None, END - 30 * DAY])
def test_reading_begins_no_earlier_than_the_erp_keeps_rows(bookmark: datetime | None) -> None:
    assert declared(DOCUMENT, retention=7 * DAY).start(bookmark, END) == END - 7 * DAY


@pytest.mark.parametrize(
    ("name", "minutes", "limit"),
    [
        (DOCUMENT, None, 60 * MINUTE),
        (DOCUMENT, 15, 15 * MINUTE),
        (DOCUMENT, 90, 60 * MINUTE),
        (OPTIONAL, None, None),
        (OPTIONAL, 1440, DAY),
    ],
)
def test_windows_are_as_wide_as_interface_and_options_allow(
    name: str, minutes: int | None, limit: timedelta | None
) -> None:
    options = {} if minutes is None else {"max_window_minutes": minutes}
    assert stream(name, options).window_limit == limit


@pytest.mark.parametrize(
    ("minutes", "first", "limit"),
    [(None, 30 * DAY, 60), (1440, DAY, 60), (60, 60 * MINUTE, 60), (15, 15 * MINUTE, 15)],
)
def test_a_wider_window_is_tried_where_documents_disagree(
    minutes: int | None, first: timedelta, limit: int
) -> None:
    options = {} if minutes is None else {"max_window_minutes": minutes}
    found = stream("archived_sales_stockouts", options)
    assert found.first_window_limit == first
    assert found.window_limit == limit * MINUTE
    assert stream(DOCUMENT, options).first_window_limit == stream(DOCUMENT, options).window_limit


@pytest.mark.parametrize(
    ("name", "config", "size"),
    [
        (DOCUMENT, {}, 200),
        (DOCUMENT, {"page_size": 50}, 50),
        (DOCUMENT, {"page_size": 50, "options": {"page_size": 80}}, 80),
        ("stock_specs", {}, 1000),
        ("stock_specs", {"options": {"page_size": 200}}, 200),
        ("stock_specs", {"page_size": 5000}, 1000),
        ("stock_specs", {"page_size": 50}, 50),
    ],
)
def test_pages_are_as_large_as_asked_for_and_the_interface_allows(
    name: str, config: dict[str, Any], size: int
) -> None:
    assert stream(name, **config).page_size == size


def test_an_interface_without_a_pager_has_no_page_size() -> None:
    assert declared(DOCUMENT, paged=False).page_size is None


@pytest.mark.parametrize(
    ("config", "calls"),
    [({}, 55), ({"requests_per_minute": 30}, 30), ({"options": {"requests_per_minute": 7}}, 7)],
)
def test_the_quota_is_that_of_the_settings_or_of_the_stream(
    config: dict[str, Any], calls: float
) -> None:
    assert stream(DOCUMENT, **config).requests_per_minute == calls


def test_a_call_names_its_window_in_beijing_time() -> None:
    call = stream(DOCUMENT).call({}, Window(END - 60 * MINUTE, END), 3, 50)
    assert call.method == "sales.TradeQuery.queryWithDetail"
    assert (call.page_no, call.page_size) == (3, 50)
    assert call.params["start_time"] == "2026-10-01 11:00:00"
    assert call.params["end_time"] == "2026-10-01 12:00:00"


def test_a_call_has_the_parameters_of_its_report_its_options_and_its_pass() -> None:
    found = stream(DOCUMENT, {"params": {"shop_no": "S1", "time_type": 2}})
    params = found.call({"warehouse_no": "W1"}, None, 0, 50).params
    assert params == {**found.params, "shop_no": "S1", "time_type": 2, "warehouse_no": "W1"}
    assert "shop_no" not in type(found).params


def test_options_cannot_change_the_pass_or_the_window_of_a_call() -> None:
    found = stream(DOCUMENT, {"params": {"start_time": "2020-01-01", "warehouse_no": "W2"}})
    params = found.call({"warehouse_no": "W1"}, Window(END - MINUTE, END), 0, 50).params
    assert params["start_time"] == "2026-10-01 11:59:00"
    assert params["warehouse_no"] == "W1"


def test_a_call_without_a_window_names_no_range() -> None:
    params = stream(OPTIONAL).call({}, None, 0, 50).params
    assert not {"start_time", "end_time"} & params.keys()


def test_a_look_is_at_the_newest_window() -> None:
    assert stream(DOCUMENT).newest_window(END) == (END - 60 * MINUTE, END)
    start, end = stream(OPTIONAL).newest_window(END)
    assert start < end == END


@pytest.mark.parametrize(
    ("passes", "values", "contexts"),
    [
        (None, (), [{}]),
        (Passes("defect", (0, 1)), (), [{"defect": 0}, {"defect": 1}]),
        (
            Passes("warehouse_no", stream="warehouses", column="warehouse_no"),
            ("W1", "W2"),
            [{"warehouse_no": "W1"}, {"warehouse_no": "W2"}],
        ),
        (Passes("warehouse_no", stream="warehouses", column="warehouse_no"), (), []),
    ],
)
def test_each_pass_has_a_context(
    passes: Passes | None, values: tuple[str, ...], contexts: list[dict[str, Any]]
) -> None:
    assert declared(DOCUMENT, passes=passes).contexts(values) == contexts


def test_the_value_of_a_pass_is_a_column_where_the_rows_lack_it() -> None:
    writing = declared(DOCUMENT, passes=Passes("warehouse_no", ("W1",), writes="warehouse"))
    assert writing.pass_columns({"warehouse_no": "W1"}) == {"warehouse": "W1"}
    assert writing.inherited() == {"warehouse": "warehouse"}
    silent = declared(DOCUMENT, passes=Passes("warehouse_no", ("W1",)))
    assert silent.pass_columns({"warehouse_no": "W1"}) == {}
    assert silent.inherited() == {}


def test_columns_copied_from_a_driving_stream_are_inherited() -> None:
    driven = DrivenBy("trades", "trade_no", "trade_no", copies={"trade_id": "trade_id"})
    assert declared(DOCUMENT, driven_by=driven).inherited() == {"trade_id": "trade_id"}


def test_the_title_is_the_chinese_one() -> None:
    assert stream(DOCUMENT).title() == "系统订单"
