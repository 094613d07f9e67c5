"""Where an answer's list of records and its total are found."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.errors import TransientError, UnreadableError
from tap_wdt_flagship.gateway.envelope import Page, open_envelope, page_of, status_of

ROW = {"id": 1, "paid": "0.1000"}


def read(
    content: Any, records_path: str = "data.order", total_path: str | None = "data.total_count"
) -> Page:
    """The page of an answer in each of the two envelopes, which are read alike."""
    pages = []
    for way in ((), ("response",)):
        body = json.dumps({"response": content} if way else content, indent=1).encode()
        opened = open_envelope(body, way, records_path, total_path)
        pages.append(page_of(opened["response"] if way else opened, records_path, total_path))
    first, second = pages
    assert (first.rows, first.total, first.found_at, first.listless) == (
        second.rows,
        second.total,
        second.found_at,
        second.listless,
    )
    return first


def test_a_list_at_its_path_is_not_reported() -> None:
    page = read({"status": 0, "data": {"total_count": 3, "order": [ROW], "other": [ROW, ROW]}})
    assert (page.rows, page.total, page.found_at, page.listless) == ([ROW], 3, None, False)


@pytest.mark.parametrize(
    ("data", "found_at"),
    [
        ([ROW], "data"),
        ({"detail_list": [ROW]}, "data.detail_list"),
        ({"Order": [ROW], "log_list": [{"x": 1}]}, "data.Order"),
        ({"ORDER": [ROW], "total": 1}, "data.ORDER"),
        ({"order": None, "details": [ROW]}, "data.details"),
        ({"order": "", "details": [ROW]}, "data.details"),
        ({"details": [ROW], "empty": []}, "data.details"),
        ({"result": {"order": [ROW]}}, "data.result.order"),
        ({"data": {"list": [ROW]}, "status": 0}, "data.data.list"),
    ],
)
@pytest.mark.parametrize("records_path", ["data.order", "data.deep.order"])
def test_a_list_elsewhere_is_found_and_told(data: Any, found_at: str, records_path: str) -> None:
    page = read({"status": 0, "total": 1, "data": data}, records_path)
    assert (page.rows, page.found_at, page.total) == ([ROW], found_at, 1)
    assert not page.listless


def test_a_list_in_the_data_is_found_where_the_data_itself_is_expected() -> None:
    page = read({"status": 0, "data": {"total_count": 9, "order": [ROW]}}, "data", "total")
    assert (page.rows, page.found_at, page.total) == ([ROW], "data.order", 9)


@pytest.mark.parametrize(
    "data",
    [
        {"a": [ROW], "b": [ROW]},
        {"ids": [1, 2]},
        {"names": ["a"]},
        {"order": {"id": 1}},
        {"order": ""},
        {"order": 5},
        {"ORDER": ["text"]},
        [],
        [1],
        None,
        "",
        "text",
        7,
    ],
)
def test_no_list_or_more_than_one_is_a_passing_fault(data: Any) -> None:
    for content in ({"status": 0, "data": data}, {"status": 0, "total": 5, "data": data}):
        with pytest.raises(TransientError):
            read(content)


@pytest.mark.parametrize(
    ("data", "listless"),
    [
        ({}, True),
        ({"order": None}, True),
        ({"position": 7}, True),
        ({"order": []}, False),
        ({"ORDER": []}, False),
        ({"details": []}, False),
    ],
)
@pytest.mark.parametrize("total", [None, 0])
def test_an_empty_page_tells_whether_it_had_a_list(
    data: dict[str, Any],
    listless: Any,
    total: int | None,
) -> None:
    content = {"status": 0, "data": data if total is None else {**data, "total_count": total}}
    page = read(content)
    assert (page.rows, page.total, page.listless) == ([], total, listless)


def test_entries_that_are_null_are_kept_aside_from_the_rows() -> None:
    for rows in ([None, ROW], [None, None, ROW, None], [ROW, None]):
        content = {"status": 0, "data": {"total_count": len(rows), "order": rows}}
        body = json.dumps(content, indent=1).encode()
        page = page_of(open_envelope(body, (), "data.order", None), "data.order", None)
        with pytest.raises(UnreadableError) as raised:
            _ = page.rows
        assert raised.value.mended.rows == [ROW]
        assert [each.text for each in raised.value.mended.unread] == ["null"] * (len(rows) - 1)


def test_a_list_of_nothing_is_empty_where_the_total_says_so() -> None:
    assert read({"data": {"total_count": 0, "order": [None, None]}}).rows == []
    with pytest.raises(UnreadableError) as raised:
        read({"data": {"total_count": 1, "order": [None]}})
    assert raised.value.mended.rows == []
    assert len(raised.value.mended.unread) == 1


@pytest.mark.parametrize("data", [{"summary_data": [ROW]}, {"summary_data": [ROW], "ids": [1]}])
def test_where_there_are_no_rows_another_list_is_not_taken_for_them(data: Any) -> None:
    page = read({"status": 0, "data": {**data, "total_count": 0}})
    assert (page.rows, page.total, page.listless) == ([], 0, True)


def test_an_empty_list_that_stands_for_the_data_needs_a_total_of_nothing() -> None:
    page = read({"status": 0, "total": "0", "data": []})
    assert (page.rows, page.total, page.found_at) == ([], 0, "data")


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"order": [ROW], "total_count": 7}},
        {"data": {"order": [ROW], "total_count": "7"}},
        {"data": {"order": [ROW], "total": 7}},
        {"data": {"order": [ROW]}, "total": 7},
        {"data": {"order": [ROW]}, "total_count": 7.0},
        {"data": {"order": [ROW], "total_count": None}, "total": 7},
        {"data": {"order": [ROW], "total_count": "", "total": "7"}},
        {"data": [ROW], "total": 7},
        {"data": {"details": [ROW]}, "total_count": 7},
    ],
)
def test_a_total_is_found_in_the_data_or_beside_it(content: dict[str, Any]) -> None:
    assert read(content).total == 7


def test_a_total_at_its_path_comes_first() -> None:
    data = {"order": [ROW], "total_count": 7, "page": {"rows": 5}}
    assert read({"data": data}, total_path="data.page.rows").total == 5
    assert read({"data": data, "total": 9}).total == 7


@pytest.mark.parametrize("total", [None, "", "many", 1.5, True, [], 1e300])
def test_a_total_that_is_none_is_unknown(total: Any) -> None:
    assert read({"data": {"order": [ROW], "total_count": total}}).total is None
    assert read({"data": {"details": [ROW], "total_count": total}}).total is None


def test_an_interface_that_reports_no_totals_has_none() -> None:
    assert read({"data": {"order": [ROW], "total_count": 7}}, total_path=None).total is None


@pytest.mark.parametrize("name", ["order", "details"])
def test_records_stay_as_they_were_sent(name: str) -> None:
    row = '{"paid":0.10, "id":1E2}'
    body = f'{{"status":0,"data":{{"{name}":[ {row} ],"total_count":1}}}}'.encode()
    page = page_of(open_envelope(body, (), "data.order", None), "data.order", None)
    assert [bytes(part) for part in page.parts] == [row.encode()]
    assert json.loads(bytes(page.text), parse_float=str) == [{"paid": "0.10", "id": "1E2"}]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"status": "0"}, 0),
        ({"status": 100, "code": 5}, 100),
        ({"code": 2102}, 2102),
        ({"code": "isv.fault"}, None),
        ({}, None),
    ],
)
def test_a_status_may_be_called_a_code(content: dict[str, Any], status: int | None) -> None:
    assert status_of(content) == status


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.just(ROW),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["order", "Order", "data", "total", "total_count", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(
    VALUES,
    st.sampled_from(["data", "data.order", "data.data"]),
    st.sampled_from(["total", "data.total_count", "data.x.y", None]),
)
@settings(deadline=None)
def test_whatever_the_data_is_there_is_a_page_or_a_passing_fault(
    data: Any, records_path: str, total_path: str | None
) -> None:
    content = {"status": 0, "data": data}
    opened = open_envelope(json.dumps(content).encode(), (), records_path, total_path)
    with suppress(TransientError):
        page = page_of(opened, records_path, total_path)
        assert not (page.listless and page.rows)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b'[{"a":"x"}]', "x"),
        (b'[{"a":"x\\n"}]', "x\n"),
        (b'[{"a":"\\n\\u0000x"}]', "\nx"),
        (b'[{"a":"\\u0000\\u0000"}]', ""),
        (b'[{"a":"\\\\u0000"}]', "\\u0000"),  # a backslash, and no character U+0000
    ],
)
def test_null_characters_are_left_out(text: bytes, read: str) -> None:
    assert Page(msgspec.Raw(text), None).rows == [{"a": read}]
