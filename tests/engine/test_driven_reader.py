"""What a driven report makes of trouble with single rows, and what its bookmark may cover."""

from __future__ import annotations

import queue
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.engine.driven_reader import REFUSALS_IN_A_ROW, DrivenReader
from tap_wdt_flagship.engine.events import (
    BookmarkMoved,
    Event,
    PageRead,
    PassRun,
    ReaderDone,
    Run,
)
from tap_wdt_flagship.errors import RefusedError, RowRefusedError, StreamError
from tap_wdt_flagship.gateway.envelope import Page
from tap_wdt_flagship.gateway.slots import PageSlots
from tap_wdt_flagship.gateway.transport import Received
from tap_wdt_flagship.windows import Frontier, Window
from tests.helpers.families import RECEIVED, make_family

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_wdt_flagship.gateway.gateways import Call

START = datetime(2026, 10, 1, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
REFUSED = RowRefusedError("订单不存在", "no such order")
WRONG_REQUEST = RefusedError("参数错误", "wrong parameter")
OUTAGE = StreamError("多次重试仍失败", "failed after many tries")
PATIENCE = 10
PLACES = 2


class FakeRun:
    """A run that answers from a function and gathers what the reader puts."""

    def __init__(self, answer: Callable[[Call], list[dict[str, Any]]]) -> None:
        self._answer = answer
        self._events: queue.Queue[Event] = queue.Queue()
        self.slots = PageSlots(PLACES)
        self.rendering = threading.Semaphore(1)
        self.state_at_start: dict[str, Any] = {}

    def fetch(self, call: Call, requests_per_minute: float, **_: Any) -> Received:
        assert requests_per_minute
        rows = self._answer(call)
        return Received(Page(msgspec.Raw(msgspec.json.encode(rows)), None), RECEIVED)

    def one_at_a_time(self, method: str) -> None:
        """There is but one call at a time anyway."""

    def put(self, event: Event) -> None:
        self._events.put(event)

    def events(self) -> list[Event]:
        """Everything up to the reader's end."""
        found: list[Event] = []
        while not found or not isinstance(found[-1], ReaderDone):
            found.append(self._events.get(timeout=PATIENCE))
            if isinstance(found[-1], PageRead):
                found[-1].slot.give_back()
        return found


def read(
    answer: Callable[[str], list[dict[str, Any]]],
    hours: list[list[str]],
    name: str = "stocktake_lines",
    threads: int = 1,
) -> tuple[DrivenReader, timedelta, ReaderDone]:
    """Read what rows drive that come hour after hour: the reader, how far it came, its end."""
    family = make_family(name)
    by = family.header.driven_by
    assert by is not None
    run = FakeRun(lambda call: answer(str(call.params[by.param])))
    reader = DrivenReader(family, cast("Run", run), threads, by)
    reader.begin(PassRun({}, None, Frontier(START), START + HOUR * len(hours)))
    for hour, orders in enumerate(hours):
        window = Window(START + HOUR * hour, START + HOUR * (hour + 1))
        reader.feed(window, [{by.column: order} for order in orders])
    reader.close(failed=False)
    events = run.events()
    reached = [event.reached for event in events if isinstance(event, BookmarkMoved)]
    assert reached == sorted(reached)
    done = events[-1]
    assert isinstance(done, ReaderDone)
    return reader, max([START, *reached]) - START, done


def logs_but_for(trouble: dict[str, Exception]) -> Callable[[str], list[dict[str, Any]]]:
    def answer(order: str) -> list[dict[str, Any]]:
        if order in trouble:
            raise trouble[order]
        return [{"rec_id": 1, "remark": order}]

    return answer


def test_rows_that_are_refused_are_skipped_and_counted() -> None:
    answer = logs_but_for({"JY1": REFUSED, "JY4": REFUSED})
    reader, reached, done = read(answer, [["JY1", "JY2"], ["JY3"], ["JY4"]])
    assert done.error is None
    assert reader.receipt.skipped == 2
    assert reached == 3 * HOUR


def test_refusals_alone_do_not_show_that_they_are_about_single_rows() -> None:
    reader, reached, done = read(logs_but_for({"JY1": REFUSED, "JY2": REFUSED}), [["JY1", "JY2"]])
    assert done.error is REFUSED
    assert reader.receipt.skipped == 0
    assert reached == timedelta()


@pytest.mark.parametrize("trouble", [OUTAGE, WRONG_REQUEST])
def test_what_is_not_about_a_row_skips_nothing(trouble: StreamError) -> None:
    answer = logs_but_for({"JY2": trouble})
    reader, reached, done = read(answer, [["JY1"], ["JY2"], ["JY3"]])
    assert done.error is trouble
    assert reader.receipt.skipped == 0
    assert reached == HOUR


def test_the_bookmark_stays_before_refusals_that_are_not_about_single_rows() -> None:
    orders = [f"JY{n}" for n in range(REFUSALS_IN_A_ROW)]
    answer = logs_but_for(dict.fromkeys(orders, REFUSED))
    _, reached, done = read(answer, [["before"], *([order] for order in orders)])
    assert done.error is REFUSED
    assert reached == HOUR


@pytest.mark.parametrize(
    ("filled", "reached_hours", "skipped"), [(set(), 0, 0), ({"JY2"}, 3, 2), ({"JY1", "JY3"}, 3, 1)]
)
def test_an_empty_answer_where_there_is_always_one_counts_once_others_are_filled(
    filled: set[str], reached_hours: int, skipped: int
) -> None:
    def answer(order: str) -> list[dict[str, Any]]:
        return [{"trade_no": order, "log_list": []}] if order in filled else []

    reader, reached, done = read(answer, [["JY1"], ["JY2"], ["JY3"]], "logged_trades")
    assert reached == reached_hours * HOUR
    assert reader.receipt.skipped == skipped
    assert ("空结果" in str(done.error)) == (not filled)


def test_a_page_that_cannot_be_written_takes_no_room() -> None:
    reader, reached, done = read(lambda _: [{"shortname": "S1"}] * 5, [["1"]], "logged_trades")
    assert "trade_no" in str(done.error)
    assert reached == timedelta()
    places = reader._run.slots._places
    assert all(places.acquire(blocking=False) for _ in range(PLACES))


@pytest.mark.parametrize("allowed", [0, 1, 2])
def test_where_no_more_threads_are_allowed_those_that_run_do_the_work(
    monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    start = threading.Thread.start
    started: list[threading.Thread] = []

    def start_if_allowed(thread: threading.Thread) -> None:
        if len(started) == allowed:
            raise RuntimeError
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_if_allowed)
    hours = [[f"JY{hour}{n}" for n in range(5)] for hour in range(4)]
    _, reached, done = read(logs_but_for({}), hours, threads=4)
    if allowed:
        assert done.error is None
        assert reached == 4 * HOUR
    else:
        assert "max_concurrency" in str(done.error)
