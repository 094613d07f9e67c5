"""When rows that cannot be read are not about single rows any more."""

from __future__ import annotations

from collections import Counter

import pytest

from tap_wdt_flagship.engine.events import Receipt
from tap_wdt_flagship.engine.unread import note_page, too_many_unread
from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.rendering.family import Rendered
from tap_wdt_flagship.rendering.unread import UnreadRow
from tests.helpers.families import RECEIVED


def page(number: int, rows: int, bad: int, stream: str = "trades") -> Rendered:
    unread = [UnreadRow(stream, at, "缺", "lacks", f"{number} {at}") for at in range(bad)]
    return Rendered(bytearray(), Counter(), [*range(rows)], RECEIVED, unread)


@pytest.mark.parametrize(
    ("pages", "rows", "bad", "fails_at"),
    [
        (100, 5, 1, 20),  # once a hundred rows are there
        (100, 5, 4, 20),
        (3, 5, 2, "end"),  # too few for that, but all there are
        (2, 5, 2, None),  # a few
        (50, 100, 4, None),  # of a hundred each
    ],
)
def test_rows_are_counted_over_all_pages(
    pages: int, rows: int, bad: int, fails_at: int | str | None
) -> None:
    receipt, number = Receipt(), 0
    for number in range(1, pages + 1):
        try:
            note_page(receipt, page(number, rows, bad), "trades")
        except StreamError:
            break
    else:
        assert fails_at in {None, "end"}
        number = pages
    assert fails_at in {None, "end", number}
    error = too_many_unread(receipt, "trades")
    assert (error is None) == (fails_at is None)
    if error:
        assert f"{number * bad} of {number * rows} rows" in error.en
        assert "缺" in error.zh


def test_a_row_that_is_read_twice_counts_once_and_lines_do_not() -> None:
    receipt = Receipt()
    for _ in range(10):
        note_page(receipt, page(1, 50, 2), "trades")
        note_page(receipt, page(2, 0, 40, "trade_lines"), "trades")
    assert too_many_unread(receipt, "trades") is None
