"""What is new among the shops and warehouses that the account sees, and has documents of before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import msgspec

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.account import Owner
from tap_wdt_flagship.engine.grants import Grants, Past
from tap_wdt_flagship.gateway.envelope import Page
from tap_wdt_flagship.streams.setting import Shops, Warehouses

if TYPE_CHECKING:
    from tap_wdt_flagship.streams._base import Report

MINE, OTHER = Owner("wdt", "0123456789ab"), Owner("wdt", "ba9876543210")
PAST = Past(datetime(2026, 3, 1, tzinfo=BEIJING), datetime(2026, 6, 1, 12, tzinfo=BEIJING))
OLD, YOUNG = "2020-01-01 00:00:00", "2026-06-02 00:00:00"
REPORTS = cast("dict[str, Report]", {"shops": Shops, "warehouses": Warehouses})


def told(
    rows: list[dict[str, Any]],
    own: dict[str, Any],
    *,
    past: Past | None = PAST,
    whole: bool = True,
    method: str = "setting.Shop.queryShop",
) -> tuple[list[str], dict[str, Any]]:
    """What is told of these rows, and the entry of the shops after the run."""
    grants = Grants(REPORTS)
    grants.note(method, Page(msgspec.Raw(msgspec.json.encode(rows)), len(rows)))
    if whole:
        grants.note_whole("shops")
    state: dict[str, Any] = {"bookmarks": {"shops": own}}
    return [*grants.settle(state, MINE, past)], own


def shops(*ids: int, created: str | None = OLD) -> list[dict[str, Any]]:
    return [{"shop_id": str(i), "shop_name": f"店{i}", "created": created} for i in ids]


def test_a_shop_with_a_past_is_told_once_with_the_command_that_reads_it() -> None:
    (line,), own = told(shops(1, 2, 3), {"rows": 2, "seen": [1, 2]})
    assert "3（店3）" in line
    assert "店1" not in line
    assert "START_DATE=2026-03-01T00:00:00 TAP_WDT_FLAGSHIP_END_DATE=2026-06-01T12:00:00" in line
    assert "--state-id-suffix=again-20260301-20260601" in line
    assert "seen for the first time" in line
    assert own == {"rows": 2, "seen": [1, 2, 3], "account": str(MINE)}
    assert told(shops(1, 2, 3), own)[0] == []


def test_a_shop_that_was_opened_since_the_last_run_has_no_past() -> None:
    assert told(shops(1, 2, created=YOUNG), {"seen": [1]}) == (
        [],
        {"seen": [1, 2], "account": str(MINE)},
    )
    assert told(shops(1, 2, created=None), {"seen": [1]})[0]


def test_a_first_run_and_one_that_read_no_document_before_tell_nothing() -> None:
    for own, past in (({}, PAST), ({"seen": [1]}, None), ({"seen": "x"}, PAST)):
        lines, after = told(shops(1, 2), dict(own), past=past)
        assert (lines, after["seen"]) == ([], [1, 2])


def test_a_few_rows_that_changed_are_not_all_that_were_seen_before() -> None:
    assert told(shops(1), {"rows": 2}, whole=False) == ([], {"rows": 2})
    (line,), own = told(shops(3), {"seen": [1, 2]}, whole=False)
    assert "3（店3）" in line
    assert own["seen"] == [1, 2, 3]


def test_what_another_account_saw_counts_for_nothing() -> None:
    own = {"seen": [7], "account": str(OTHER)}
    lines, after = told(shops(1), own)
    assert (lines, after["seen"], after["account"]) == ([], [1], str(OTHER))


def test_a_shop_that_is_gone_is_told_where_all_were_read() -> None:
    (line,), own = told(shops(1), {"seen": [1, 2]})
    assert "看不到了：2" in line
    assert "are gone: 2" in line
    assert own["seen"] == [1]
    (again,), _ = told(shops(1, 2), own)
    assert "第一次看到" in again
    assert told(shops(1), {"seen": [1, 2]}, whole=False) == (
        [],
        {"seen": [1, 2], "account": str(MINE)},
    )


def test_an_answer_without_rows_and_other_reports_change_nothing() -> None:
    assert told([], {"seen": [1]}) == ([], {"seen": [1]})
    assert told(shops(9), {"seen": [1]}, method="goods.Suite.search") == ([], {"seen": [1]})


def test_many_are_not_all_named() -> None:
    (line,), _ = told(shops(*range(1, 40)), {"seen": [1]})
    assert "等 38 个" in line
    assert len(line) < 1000
    assert PAST.end - PAST.start > timedelta(days=90)
