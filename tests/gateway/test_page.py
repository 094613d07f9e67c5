"""What is opened of an answer and what stays text, and the rows of a page."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec
import pytest

from tap_wdt_flagship.errors import TransientError, UnreadableError
from tap_wdt_flagship.gateway.envelope import Page, integer, open_envelope, page_of
from tap_wdt_flagship.gateway.lenient import UnreadText

QIMEN = ("response",)


def opened(body: bytes, content: tuple[str, ...] = ()) -> Any:
    return open_envelope(body, content, "data.order", "data.page.total")


def page(text: bytes) -> Page:
    return Page(msgspec.Raw(text), None)


@pytest.mark.parametrize("content", [(), QIMEN])
def test_records_alone_stay_text_and_what_nobody_asks_for_is_left_out(
    content: tuple[str, ...],
) -> None:
    inner = '{"status":0,"message":"ok","x":1,"data":{"order":[{"a":1}],"page":{"total":7},"y":2}}'
    body = f'{{"response":{inner}}}' if content else inner
    answer = opened(body.encode(), content)
    data = (answer["response"] if content else answer).pop("data")
    assert data.pop("order") == [msgspec.Raw(b'{"a":1}')]
    assert data == {"page": {"total": 7}}
    rest = {"status": 0, "message": "ok"}
    assert answer == ({"response": rest} if content else rest)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"status":0',
        b'{"data":{"order":[{"a":1}],"page":{"total":7}},"message":"\xff"}',
        b'{"data":5,"x":}',  # no way to the records, and then no JSON
        b'{"data":5,"message":"\xff"}',
        b'{"data":{"order":7},"message":"\xff"}',
        b"[1,",
        b'["\xff"]',
    ],
)
def test_what_is_no_json_is_nothing(body: bytes) -> None:
    assert opened(body) is None


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"[1,2]", [1, 2]),
        (b"7", 7),
        (b'{"data":5}', {"data": msgspec.Raw(b"5")}),
        (b'{"status":1,"message":"no"}', {"status": 1, "message": "no"}),
        (b'{"error_response":{"code":7}}', {"error_response": {"code": 7}}),
        (b'{"response":[1]}', {"response": [1]}),
    ],
)
def test_json_without_records_is_opened_as_it_is(body: bytes, answer: Any) -> None:
    assert opened(body) == answer


def test_a_response_that_is_none_is_opened_as_it_is() -> None:
    assert opened(b'{"response":[1]}', QIMEN) == {"response": [1]}


@pytest.mark.parametrize("text", [b'[{"a":"\xff"}]', b'[{"a":"\\q"}]', b'[{"a":1},null]'])
def test_rows_that_cannot_be_decoded_are_read_leniently(text: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        _ = page(text).rows
    mended = caught.value.mended
    assert len(mended.rows) + len(mended.unread) == len(text.split(b","))


def test_what_is_not_all_there_cannot_be_mended() -> None:
    assert page(b'[{"a":1').mended() is None
    with pytest.raises(UnreadableError) as caught:
        _ = page(b'[{"a":1').rows
    assert caught.value.mended is None


@pytest.mark.parametrize(
    ("text", "has_nul", "read"),
    [
        (b'[{"a":"x"}]', False, "x"),
        (b'[{"a":"x\\ny"}]', False, "x\ny"),
        (b'[{"a":"x\\n\\u0000y"}]', True, "x\ny"),
        (b'[{"a":"\\u0000"}]', True, ""),
    ],
)
def test_characters_that_no_database_takes_are_left_out(
    text: bytes,
    has_nul: bool,  # noqa: FBT001
    read: str,
) -> None:
    assert page(text).has_nul is has_nul
    assert page(text).rows == [{"a": read}]


def test_rows_keep_their_places_in_the_list() -> None:
    unread = tuple(UnreadText(at, "", "", "") for at in (0, 2))
    assert [*islice(Page(msgspec.Raw(b"[]"), None, unread=unread).positions, 3)] == [1, 3, 4]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (7, 7),
        ("7", 7),
        (" -7 ", -7),
        (Decimal("7.0"), 7),
        (Decimal("7.5"), None),
        ("1" * 18, 111111111111111111),
        ("1" * 19, None),
        (Decimal("1" * 18), 111111111111111111),
        (Decimal("1" * 19), None),
        (Decimal("1E+999999"), None),  # takes for ever to write out
        (msgspec.Raw(b"7.0"), 7),
        (True, None),
        (None, None),
        ("", None),
        ("seven", None),
    ],
)
def test_a_number_that_counts_comes_in_several_forms(sent: object, read: int | None) -> None:
    assert integer(sent) == read


@pytest.mark.parametrize("order", ["{}", '""', "5"])
def test_something_else_in_place_of_the_records_is_empty_where_the_total_says_so(
    order: str,
) -> None:
    def read(total: int) -> Page:
        body = f'{{"data":{{"order":{order},"total":{total}}}}}'.encode()
        return page_of(opened(body), "data.order", "data.total")

    assert read(0).rows == []
    assert read(0).listless
    for total in (1, -1):
        with pytest.raises(TransientError, match=r"data\.order"):
            read(total)


def test_rows_behind_an_entry_of_null_are_not_lost_whatever_the_total_says() -> None:
    sent = opened(b'{"data":{"order":[null,{"a":1}],"total":0}}')
    with pytest.raises(UnreadableError) as caught:
        _ = page_of(sent, "data.order", "data.total").rows
    assert caught.value.mended.rows == [{"a": 1}]


@pytest.mark.parametrize("name", [b"\\q", b"\xff"])
def test_names_that_cannot_be_decoded_are_a_passing_fault(name: bytes) -> None:
    sent = {"data": msgspec.Raw(b'{"%s":[{"a":1}]}' % name)}
    with pytest.raises(TransientError):
        page_of(sent, "data.order", None)
