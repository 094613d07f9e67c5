"""What is told of ranges in which nothing, or less than was asked for, is there to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.ranges import (
    Asked,
    Finding,
    Kind,
    judge,
    judge_whole,
    latest_bookmark,
    tell,
)
from tap_wdt_flagship.engine.remedies import NAMED_AT_MOST

if TYPE_CHECKING:
    from tap_wdt_flagship.settings import Settings

NOW = datetime(2026, 10, 1, 12, tzinfo=BEIJING)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
EARLIER, LATER = NOW - DAY, NOW + DAY


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({}, None),
        ({"start_date": EARLIER}, None),
        ({"start_date": LATER}, Kind.FUTURE_START),
        ({"start_date": NOW}, Kind.FUTURE_START),
        ({"bookmark": EARLIER}, None),
        ({"bookmark": EARLIER, "start_date": LATER}, None),
        ({"bookmark": NOW, "latest": NOW + SECOND}, None),
        ({"bookmark": LATER, "latest": LATER}, None),
        ({"bookmark": LATER, "latest": NOW + SECOND}, Kind.FUTURE_BOOKMARK),
        ({"bookmark": EARLIER, "end_date": NOW}, None),
        ({"bookmark": NOW, "end_date": NOW}, Kind.NOTHING_BEFORE_END),
        ({"bookmark": LATER, "end_date": NOW}, Kind.NOTHING_BEFORE_END),
        ({"bookmark": LATER, "end_date": LATER}, None),
        ({"bookmark": LATER, "end_date": NOW, "since": NOW}, Kind.OTHER_RANGE),
        ({"bookmark": LATER, "end_date": NOW, "since": NOW - SECOND}, Kind.NOTHING_BEFORE_END),
        ({"bookmark": LATER, "end_date": LATER, "since": NOW}, None),
        ({"bookmark": EARLIER, "start_date": EARLIER - DAY}, None),
        ({"bookmark": EARLIER, "start_date": EARLIER - 9 * DAY, "since": EARLIER - 9 * DAY}, None),
        ({"bookmark": EARLIER, "start_date": EARLIER, "since": EARLIER - DAY}, None),
        (
            {"bookmark": EARLIER, "start_date": EARLIER - 9 * DAY, "since": EARLIER - DAY},
            Kind.EARLIER_START,
        ),
        ({"start_date": EARLIER - DAY, "since": EARLIER}, None),
    ],
)
def test_what_is_wrong_with_a_range(asked: dict[str, Any], kind: Kind | None) -> None:
    found = judge(Asked(NOW, **asked))
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("end_date", "days", "kind"),
    [(NOW, 6, None), (NOW, 8, Kind.NO_PAST), (LATER, 8, None), (None, 8, None)],
)
def test_what_is_only_read_whole_is_left_out_where_a_backfill_ends_long_ago(
    end_date: datetime | None, days: int, kind: Kind | None
) -> None:
    settings = cast("Settings", SimpleNamespace(end_date=end_date))
    found = judge_whole(NOW, settings, NOW + days * DAY)
    assert (found.kind if found else None) == kind


def test_the_latest_bookmark_is_unknown_where_the_setting_ends_the_run() -> None:
    def settings(end_date: datetime | None) -> Settings:
        return cast("Settings", SimpleNamespace(end_date=end_date, delay=timedelta(minutes=2)))

    assert latest_bookmark(NOW, settings(NOW)) is None
    for end_date in (None, LATER):
        latest = latest_bookmark(NOW, settings(end_date))
        assert latest is not None
        assert NOW + timedelta(minutes=2) < latest < NOW + timedelta(hours=1)


def test_a_line_for_each_kind_names_its_reports_and_what_to_do() -> None:
    earlier = [
        Finding(Kind.EARLIER_START, EARLIER - i * DAY, EARLIER + i * SECOND) for i in range(2)
    ]
    findings = {f"report_{i}": earlier for i in range(90)}
    findings["other"] = [Finding(Kind.FUTURE_START, LATER, NOW)]
    first, second = tell({**findings, "good": []})
    assert "other" in first
    assert "start_date 在未来" in first
    assert first.count("report_") == 0
    assert second.count("report_") == 2 * NAMED_AT_MOST
    assert "等 90 个报表" in second
    assert f"and {90 - NAMED_AT_MOST} more" in second
    assert "TAP_WDT_FLAGSHIP_START_DATE=2026-09-29T12:00:00" in second
    assert "TAP_WDT_FLAGSHIP_END_DATE=2026-09-30T12:00:01" in second
    assert "good" not in first + second


def test_tables_that_came_back_empty_are_named_themselves() -> None:
    findings = {"boms": [Finding(Kind.EMPTIED, stream="boms"), Finding(Kind.EMPTIED, stream="x")]}
    (line,) = tell(findings)
    assert line.startswith("boms, x：以前有行")
    assert "--full-refresh" in line


def test_without_a_range_to_name_everything_is_read_again() -> None:
    (line,) = tell({"trades": [Finding(Kind.FUTURE_BOOKMARK, NOW, NOW)]})
    assert "--full-refresh" in line
