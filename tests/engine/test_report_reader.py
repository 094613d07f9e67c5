"""What a report's reader makes of odd answers, and how far it runs ahead of its bookmark."""

from __future__ import annotations

import contextlib
import queue
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from tap_wdt_flagship.engine.events import BookmarkMoved, Event, PageRead, ReaderDone, Run
from tap_wdt_flagship.engine.report_reader import ReportReader
from tap_wdt_flagship.gateway.envelope import Page
from tap_wdt_flagship.gateway.slots import PageSlots
from tap_wdt_flagship.gateway.transport import Received
from tests.helpers.canned import OK, answering
from tests.helpers.families import CONFIG, make_family
from tests.helpers.families import RECEIVED as RECEIVED_AT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tap_wdt_flagship.gateway.gateways import Call
    from tests.helpers.running import Tap

SHOPS = b'{"status":0,"data":{"total_count":1,"details":[{"shop_id":7,"shop_no":"%s"}]}}'
START = "2026-09-30 00:00:00"
PATIENCE = 10
RECEIVED = RECEIVED_AT.replace(microsecond=0)
THREADS = 4


class HeldRun:
    """A run whose calls for its first window are held back until it is told otherwise."""

    def __init__(self) -> None:
        self.slots = PageSlots(64)
        self.rendering = threading.Semaphore(2)
        self.state_at_start: dict[str, Any] = {}
        self.events: queue.Queue[Event] = queue.Queue()
        self.asked: queue.Queue[str] = queue.Queue()
        self.go_on = threading.Event()

    def fetch(self, call: Call, requests_per_minute: float, **_: Any) -> Received:
        assert requests_per_minute
        start = call.params["start_time"]
        self.asked.put(start)
        if start == START:
            assert self.go_on.wait(PATIENCE)
        return Received(Page(msgspec.Raw(b"[]"), 0), RECEIVED)

    def frozen_end(self, first_call: Callable[[datetime], None]) -> datetime:
        del first_call
        return RECEIVED

    def now(self) -> datetime:
        return RECEIVED

    def put(self, event: Event) -> None:
        if isinstance(event, PageRead):
            event.slot.give_back()
        self.events.put(event)

    def until_done(self) -> list[Event]:
        found: list[Event] = []
        while not found or not isinstance(found[-1], ReaderDone):
            found.append(self.events.get(timeout=PATIENCE))
        return found


def reader_of(name: str, run: HeldRun) -> ReportReader:
    family = make_family(name, start_date=START)
    return ReportReader(family, cast("Run", run), THREADS, [])


def test_windows_wait_for_one_that_is_left_behind() -> None:
    run = HeldRun()
    reader = reader_of("trades", run)
    reader.start()
    asked = [run.asked.get(timeout=PATIENCE) for _ in range(THREADS + 1)]
    with contextlib.suppress(queue.Empty):
        while True:  # what was begun before so many were read
            asked.append(run.asked.get(timeout=0.2))
    assert START in asked
    assert len(asked) <= 2 * THREADS
    assert reader.reached == RECEIVED - timedelta(hours=36)
    run.go_on.set()
    moved = [event.reached for event in run.until_done() if isinstance(event, BookmarkMoved)]
    assert moved == sorted(moved)
    assert moved[-1] == RECEIVED


def test_a_report_that_is_read_in_passes_tells_how_far_it_is() -> None:
    run = HeldRun()
    reader = reader_of("archived_sales_stockouts", run)
    reader.start()
    run.asked.get(timeout=PATIENCE)
    assert reader.reached is not None
    # One call tells which of the documents is right about the widest range.
    assert reader.windows_left == 2
    run.go_on.set()
    run.until_done()
    assert reader.windows_left == 0
    assert reader.reached == RECEIVED


@pytest.mark.parametrize("unreadable", [b"\xc9\xcc", b"\\ud83d"], ids=["GBK", "half an emoji"])
def test_a_page_whose_rows_cannot_be_decoded_is_asked_for_again(
    tap: Tap, unreadable: bytes
) -> None:
    with answering(*(OK + SHOPS % text for text in (unreadable, b"S1"))) as url:
        run = tap.run({**CONFIG, "api_url": url}, streams=("shops",))
    assert run.exit_code == 0, run.log
    assert [row["shop_no"] for row in run.records["shops"]] == ["S1"]
