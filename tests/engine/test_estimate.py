"""What a run will take, told before it begins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import BEIJING, to_bookmark
from tap_wdt_flagship.engine.estimate import told_before
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from tap_wdt_flagship.engine.summary import Told

NOW = datetime(2026, 6, 18, 20, 0, 0, tzinfo=BEIJING)


def told(*streams: str, state: dict[str, Any] | None = None, **settings: Any) -> list[Told]:
    """What is told of a run of these streams."""
    config = {"sid": "shop", "app_key": "key", "app_secret": "secret:salt", **settings}
    tap = TapWdtFlagship(config=config)
    for stream in tap.streams.values():
        stream.selected = stream.name in streams
    return [*told_before(tap.families(), state or {}, tap.settings, NOW)]


def test_a_start_long_ago_is_told_with_what_to_do() -> None:
    (line,) = told("trades", "shops", start_date="2009-01-01")
    # 126,788 hours since the beginning of the ERP, at 55 a minute.
    assert line.text.startswith("预计约 126,789 次调用，约 38 小时")
    assert "about 126,789 calls and about 38 hours" in line.text
    slowest = (
        "trades 系统订单 126,788 次/calls，38 小时/hours（窗口/windows 60 分钟/min，自/since 2012"
    )
    assert slowest in line.text
    assert "stream_options.<report>.start_date" in line.text
    assert line.fields["slowest"][0] == {"report": "trades", "calls": 126_788, "minutes": 2305.2}


def test_options_of_a_report_count() -> None:
    options = {"trades": {"start_date": "2026-06-08", "requests_per_minute": 5}}
    (line,) = told("trades", start_date="2009-01-01", stream_options=options)
    assert "260 次/calls，52 分钟/min" in line.text
    assert "stream_options.<" not in line.text


def test_passes_and_a_wider_range_that_is_tried_are_told() -> None:
    (line,) = told("archived_sales_stockouts", start_date="2026-03-20")
    assert "6,540 次/calls，119 分钟/min（窗口/windows 60 分钟/min，分 3 次查询/passes" in line.text
    assert "接口接受 30 天/days 则 12 次/calls" in line.text


def test_what_depends_on_the_rows_of_others_is_marked() -> None:
    (line,) = told("position_moves", "logged_trades", "trades", requests_per_minute=0.5)
    assert "position_moves 移位单 ≥ 4 次/calls，8 分钟/min" in line.text
    assert "are not counted: logged_trades" in line.text


def test_small_runs_are_not_told_of() -> None:
    assert not told("shops", "trades", start_date="2026-06-18")
    hour_ago = {"replication_key_value": to_bookmark(NOW.replace(hour=19))}
    passes = [{"context": {"status": status}, **hour_ago} for status in (10, 15, 20, 30)]
    by_warehouse = [{"context": {"warehouse_no": number}, **hour_ago} for number in "AB"]
    state = {
        "trades": hour_ago,
        "shipments": {"partitions": passes},
        "position_moves": {"partitions": by_warehouse},
    }
    streams = ("trades", "shipments", "position_moves")
    quota: dict[str, Any] = {"start_date": "2016-01-01", "requests_per_minute": 3}
    assert told(*streams, **quota)
    assert not told(*streams, state={"bookmarks": state}, **quota)


def test_a_bookmark_that_cannot_be_read_is_left_to_its_reader() -> None:
    state = {"bookmarks": {"trades": {"replication_key_value": "yesterday"}}}
    assert not told("trades", state=state)
