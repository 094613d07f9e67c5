"""Bookmarks: UTC, one per stream and pass, never moving backwards."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.errors import StreamError

NOON = datetime(2026, 10, 1, 12, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
EAST, WEST = {"warehouse_no": "E1"}, {"warehouse_no": "W1"}


def state_with(value: Any) -> bookmarks.State:
    return {"bookmarks": {"trades": {"replication_key_value": value}}}


def written(*moments: datetime, context: dict[str, Any] | None = None) -> bookmarks.State:
    state: bookmarks.State = {}
    for moment in moments:
        bookmarks.write(state, "trades", "modified", context or {}, moment)
    return state


@pytest.mark.parametrize("state", [{}, {"bookmarks": {}}, {"bookmarks": {"shops": {}}}])
def test_a_stream_never_read_has_no_bookmark(state: bookmarks.State) -> None:
    before = copy.deepcopy(state)
    assert bookmarks.read(state, "trades", {}) is None
    assert bookmarks.read(state, "trades", EAST) is None
    assert state == before


def test_a_bookmark_is_written_in_utc_as_the_sdk_writes_it() -> None:
    assert written(NOON) == {
        "bookmarks": {
            "trades": {
                "replication_key": "modified",
                "replication_key_value": "2026-10-01T04:00:00+00:00",
            }
        }
    }


@pytest.mark.parametrize("context", [{}, EAST, {"defect": 0}])
def test_a_bookmark_is_read_back_from_the_text_of_the_state(context: dict[str, Any]) -> None:
    state = json.loads(json.dumps(written(NOON, context=context)))
    assert bookmarks.read(state, "trades", context) == NOON
    assert bookmarks.read(state, "shops", context) is None


def test_a_bookmark_moves_forward_and_never_back() -> None:
    state = written(NOON)
    assert not bookmarks.write(state, "trades", "modified", {}, NOON - HOUR)
    assert not bookmarks.write(state, "trades", "modified", {}, NOON)
    assert bookmarks.read(state, "trades", {}) == NOON
    assert bookmarks.write(state, "trades", "modified", {}, NOON + HOUR)
    assert bookmarks.read(state, "trades", {}) == NOON + HOUR


@pytest.mark.parametrize("context", [{}, EAST])
def test_where_a_pass_was_read_from_is_noted_once(context: dict[str, Any]) -> None:
    state: bookmarks.State = {}
    assert bookmarks.since(state, "trades", context) is None
    bookmarks.begin(state, "trades", context, NOON)
    assert bookmarks.read(state, "trades", context) is None
    bookmarks.write(state, "trades", "modified", context, NOON + HOUR)
    bookmarks.begin(state, "trades", context, NOON - HOUR)
    assert bookmarks.since(state, "trades", context) == NOON
    assert bookmarks.read(state, "trades", context) == NOON + HOUR


def test_a_bookmark_without_a_beginning_gets_none() -> None:
    state = written(NOON)
    bookmarks.begin(state, "trades", {}, NOON - HOUR)
    assert bookmarks.since(state, "trades", {}) is None


@pytest.mark.parametrize("context", [{}, EAST])
def test_a_bookmark_that_no_run_can_have_reached_gives_way(context: dict[str, Any]) -> None:
    state = written(NOON, context=context)
    bookmarks.drop_later(state, "trades", context, NOON)
    assert bookmarks.read(state, "trades", context) == NOON
    bookmarks.drop_later(state, "trades", context, NOON - HOUR)
    assert bookmarks.write(state, "trades", "modified", context, NOON - HOUR)
    bookmarks.drop_later(state, "refunds", context, NOON)


def test_a_table_that_comes_back_empty_is_remembered_to_have_had_rows() -> None:
    state: bookmarks.State = {}
    assert not bookmarks.note_rows(state, "shops", 0)
    assert not bookmarks.note_rows(state, "shops", 8)
    for _ in range(2):
        assert bookmarks.note_rows(state, "shops", 0)
    assert state == {"bookmarks": {"shops": {"rows": 8}}}
    assert bookmarks.read(state, "shops", {}) is None


def test_each_pass_has_a_bookmark_of_its_own() -> None:
    state: bookmarks.State = {}
    assert bookmarks.write(state, "trades", "modified", EAST, NOON)
    assert bookmarks.write(state, "trades", "modified", WEST, NOON + HOUR)
    assert not bookmarks.write(state, "trades", "modified", WEST, NOON)
    assert bookmarks.read(state, "trades", EAST) == NOON
    assert bookmarks.read(state, "trades", WEST) == NOON + HOUR
    assert bookmarks.read(state, "trades", {"warehouse_no": "N1"}) is None
    assert bookmarks.read(state, "trades", {}) is None
    partitions = state["bookmarks"]["trades"]["partitions"]
    assert [entry["context"] for entry in partitions] == [EAST, WEST]


def test_what_else_stands_in_the_state_is_left_alone() -> None:
    state = {"bookmarks": {"shops": {"x": 1}}, "other": 2}
    bookmarks.write(state, "trades", "modified", {}, NOON)
    assert state["other"] == 2
    assert state["bookmarks"]["shops"] == {"x": 1}  # type: ignore[index]


def test_a_stream_without_a_replication_key_has_a_bookmark_too() -> None:
    state: bookmarks.State = {}
    assert bookmarks.write(state, "shops", None, {}, NOON)
    assert bookmarks.read(state, "shops", {}) == NOON


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-01T04:00:00+00:00",
        "2026-10-01T04:00:00Z",
        "2026-10-01T04:00:00",  # as the SDK reads it: UTC
        "2026-10-01T12:00:00+08:00",
        "2026-10-01T04:00:00.000000+00:00",
    ],
)
def test_a_bookmark_is_read_in_every_form_it_may_have(value: str) -> None:
    assert bookmarks.read(state_with(value), "trades", {}) == NOON


def test_a_day_as_bookmark_begins_no_later_than_that_day_does_anywhere() -> None:
    read = bookmarks.read(state_with("2026-10-01"), "trades", {})
    assert read is not None
    assert read <= datetime(2026, 10, 1, tzinfo=BEIJING)


@pytest.mark.parametrize("value", ["yesterday", "", 20261001, "2026-13-01T00:00:00"])
def test_a_bookmark_that_is_no_time_stops_its_stream_and_says_so(value: Any) -> None:
    with pytest.raises(StreamError) as caught:
        bookmarks.read(state_with(value), "trades", {})
    for text in (caught.value.zh, caught.value.en):
        assert "trades" in text
        assert repr(value) in text


def test_a_bookmark_of_null_is_none() -> None:
    assert bookmarks.read(state_with(None), "trades", {}) is None
    assert bookmarks.write(state_with(None), "trades", "modified", {}, NOON)


def entry(since: datetime | None, reached: datetime | None, **context: Any) -> dict[str, Any]:
    found = {"since": since, "replication_key_value": reached}
    times = {name: moment.isoformat() for name, moment in found.items() if moment}
    return {**times, "context": context} if context else times


def test_passes_are_those_of_the_state() -> None:
    passes = [entry(NOON, None, **EAST), entry(NOON, None, **WEST)]
    state = {"bookmarks": {"trades": {"partitions": passes}, "shops": {}, "refunds": None}}
    assert bookmarks.contexts(state, "trades") == [EAST, WEST]
    assert bookmarks.contexts({"bookmarks": {"trades": {"partitions": [{}]}}}, "trades") == [{}]
    for stream in ("shops", "refunds", "never_read"):
        assert bookmarks.contexts(state, stream) == []


def test_the_first_beginning_and_the_furthest_end_are_those_of_all_passes_and_streams() -> None:
    passes = [entry(NOON - HOUR, NOON, **EAST), entry(NOON, NOON + HOUR, **WEST)]
    state = {
        "bookmarks": {
            "trades": {"partitions": passes},
            "shops": entry(NOON - 2 * HOUR, NOON + 2 * HOUR),
            "refunds": {},
        }
    }
    assert bookmarks.earliest_since(state, ["trades"]) == NOON - HOUR
    assert bookmarks.latest_reached(state, ["trades"]) == NOON + HOUR
    every = ["refunds", "trades", "shops", "never_read"]
    assert bookmarks.earliest_since(state, every) == NOON - 2 * HOUR
    assert bookmarks.latest_reached(state, every) == NOON + 2 * HOUR
    assert bookmarks.earliest_since(state, ["refunds"]) is None
    assert bookmarks.latest_reached(state, []) is None
