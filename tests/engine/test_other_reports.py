"""Values of another report's rows, to ask with."""

from __future__ import annotations

from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.engine.other_reports import columns_of, distinct
from tap_wdt_flagship.windows import Plan
from tests.helpers.families import RECEIVED

NOON = RECEIVED.replace(microsecond=0)


def test_a_value_in_two_forms_is_asked_with_once() -> None:
    rows = [{"platform_id": form, "shop_no": "S"} for form in (39, "39", "127", None, "", 127)]
    assert [*distinct(map(columns_of("shops", ["platform_id"]), rows), "platform_id")] == [39, 127]


def test_a_bookmark_is_found_whatever_form_its_value_had() -> None:
    state: bookmarks.State = {}
    assert bookmarks.write(state, "account_checks", "modified", {"platform_id": "39"}, NOON)
    assert not bookmarks.write(state, "account_checks", "modified", {"platform_id": 39}, NOON)
    assert len(state["bookmarks"]["account_checks"]["partitions"]) == 1


def test_the_next_window_can_be_looked_at() -> None:
    plan = Plan(RECEIVED, RECEIVED.replace(year=2027), None)
    assert plan.peek() == plan.peek() == plan.take()
    assert plan.peek() is None
