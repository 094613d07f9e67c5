"""One run: readers side by side, one writer, and the state that follows what was written."""

from __future__ import annotations

import copy
import queue
import threading
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE
from singer_sdk.singerlib.messages import StateMessage

from tap_wdt_flagship.beijing import months_before
from tap_wdt_flagship.engine import account, bookmarks, grants
from tap_wdt_flagship.engine.driven_reader import DrivenReader
from tap_wdt_flagship.engine.events import BookmarkMoved, Event, PageRead, ReaderDone
from tap_wdt_flagship.engine.other_reports import columns_of, distinct
from tap_wdt_flagship.engine.ranges import Finding, Kind
from tap_wdt_flagship.engine.report_reader import ReportReader
from tap_wdt_flagship.engine.run_end import RunEnd
from tap_wdt_flagship.engine.ungranted import never_granted
from tap_wdt_flagship.engine.whole_list import read_whole
from tap_wdt_flagship.engine.workers import (
    decoded,
    keys_of_unread,
    leniently,
    lower_page_limit,
    traits_of,
    while_unreadable,
)
from tap_wdt_flagship.errors import RunError, StreamError, WdtError
from tap_wdt_flagship.gateway.slots import PageSlots
from tap_wdt_flagship.gateway.throttle import FIRST
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.streams._base import FIRST_SYNC_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.engine.unread import UnreadTable
    from tap_wdt_flagship.engine.workers import Workers
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.slots import Slot
    from tap_wdt_flagship.gateway.throttle import Order
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.rendering.writer import BlockWriter
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report

STATE_INTERVAL = 1.0
# Decoding holds the interpreter anyway; more pages at a time would only need more memory.
PAGES_RENDERED_AT_A_TIME = 2


class Interrupted(Exception):  # noqa: N818
    """A signal asked the run to end; what was written so far is in the state."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class Sync:
    """A run over the selected families.

    Readers fetch and render in threads of their own; the thread that calls `run` is the only one
    that writes messages and touches the state.
    """

    def __init__(  # noqa: PLR0913
        self,
        settings: Settings,
        families: list[Family],
        reports: Mapping[str, Report],
        state: bookmarks.State,
        out: BlockWriter,
        *,
        unread: UnreadTable,
    ) -> None:
        self._settings = settings
        self._owner = account.Owner.of(settings)
        self._grants = grants.Grants(reports)
        self.told_of_grants: list[str] = []
        self._reports = reports
        self._state = state
        self.state_at_start = copy.deepcopy(state)
        self._out = out
        self._unread = unread
        self.transport = Transport.of(
            settings,
            connections=settings.max_connections,
            timeout_seconds=settings.request_timeout,
            outage_patience=settings.outage_patience.total_seconds(),
        )
        self.readers = self._make_readers(families)
        self._receipts = {reader.name: reader.receipt for reader in self.readers}
        self.rows: Counter[str] = Counter()
        self.complete: set[str] = set()
        self.failed: dict[str, WdtError] = {}
        self.left_out: dict[str, WdtError] = {}
        """Reports that the account has not applied for, where the settings say to skip them."""
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self.slots = PageSlots(settings.max_connections)
        self.rendering: threading.Semaphore = threading.BoundedSemaphore(PAGES_RENDERED_AT_A_TIME)
        self._end = RunEnd(settings, self.transport)
        self._values_lock = threading.Lock()
        self._values: dict[tuple[str, str], list[Any]] = {}
        self._fatal: RunError | None = None
        self._signum: int | None = None
        self._announced: set[str] = set()
        self._state_dirty = False
        self._state_at = 0.0

    def _make_readers(self, families: list[Family]) -> list[Workers[Any]]:
        """A reader per family; those that another report drives are fed by its reader."""
        threads = self._settings.max_concurrency
        driven: dict[str, list[DrivenReader]] = {}
        for family in families:
            if by := family.header.driven_by:
                reader = DrivenReader(family, self, threads, by)
                driven.setdefault(by.stream, []).append(reader)
        readers = [
            ReportReader(family, self, threads, driven.get(family.header.name, []))
            for family in families
            if family.header.driven_by is None
        ]
        return [*readers, *(reader for fed in driven.values() for reader in fed)]

    # What readers use, from their threads.

    def fetch(
        self,
        call: Call,
        requests_per_minute: float,
        *,
        slot: Slot | None = None,
        order: Order = FIRST,
    ) -> Received:
        """The answer to a call; see `Transport.fetch`."""
        received = self.transport.fetch(call, requests_per_minute, slot=slot, order=order)
        self._grants.note(call.method, received.page)
        return received

    def one_at_a_time(self, method: str) -> None:
        """Let an interface have one call at a time, for a while."""
        self.transport.one_at_a_time(method)

    def now(self) -> datetime:
        """The time at the gateway."""
        return self.transport.clock.now()

    def values(self, report: str, column: str) -> list[Any]:
        """The distinct values of a column over all rows of a report that needs no range."""
        with self._values_lock:
            if (report, column) not in self._values:
                try:
                    rows = self._read_column(self._reports[report], column)
                except StreamError as error:
                    raise error.within(f"需要 {report} 的数据", f"needs rows of {report}") from None
                self._values[report, column] = [*distinct(rows, column)]
            return self._values[report, column]

    def _read_column(self, report: Report, column: str) -> list[Row]:
        wanted = columns_of(report.name, [column])

        @while_unreadable
        def strictly(call: Call) -> Received:
            return decoded(self.fetch(call, report.requests_per_minute))

        def ask(index: int, size: int | None) -> tuple[list[Row], list[Any], int | None]:
            call = report.call({}, None, index, size)
            page = leniently(partial(strictly, call)).page
            keys = [tuple(row.get(key) for key in report.primary_keys) for row in page.rows]
            rows = [wanted(row) for row in page.rows]
            return rows, [*keys, *keys_of_unread(page)], page.total

        traits = traits_of(report)
        pages = read_whole(traits, ask, partial(self.one_at_a_time, report.method))
        if traits.page_size != report.page_size:
            report.logger.info("%s", lower_page_limit(traits.page_size))
        self._grants.note_whole(report.name)
        return [row for page in pages for row in page]

    def put(self, event: Event) -> None:
        """Hand something to the writer."""
        self._events.put(event)

    def frozen_end(self, first_call: Callable[[datetime], None]) -> datetime:
        """Where the run's windows end, the same for all reports."""
        return self._end.get(first_call)

    @property
    def account(self) -> str:
        """The seller's account."""
        return self._settings.sid

    @property
    def app_type(self) -> str:
        """The gateway that is asked."""
        return self._settings.app_type

    # The writer.

    def interrupt(self, signum: int) -> None:
        """End the run soon; safe to call from a signal handler."""
        self._signum = signum
        self._events.put(None)

    def run(self) -> None:
        """Read all families to their ends.

        Raises:
            RunError: no stream could go on.
            Interrupted: after `interrupt`.
        """
        running = len(self.readers)
        for reader in self.readers:
            reader.start()
        try:
            while running and self._fatal is None and self._signum is None:
                event = self._next_event()
                if isinstance(event, ReaderDone):
                    running -= 1
                if event is not None:
                    self._take(event)
                self._write_state_if_due()
        finally:
            for reader in self.readers:
                reader.stop()
            self._settle_grants()
            self._write_state()
        if self._signum is not None:
            raise Interrupted(self._signum)
        if self._fatal is not None:
            raise self._fatal

    def _settle_grants(self) -> None:
        """What of shops and warehouses is new, against the documents that were read before."""
        past = grants.past_of(
            self.state_at_start,
            [reader.family for reader in self.readers],
            self._settings.start_date or months_before(self.now(), FIRST_SYNC_MONTHS),
        )
        self.told_of_grants = [*self._grants.settle(self._state, self._owner, past)]

    def _next_event(self) -> Event | None:
        try:
            return self._events.get(timeout=STATE_INTERVAL)
        except queue.Empty:
            return None

    def _take(self, event: Event) -> None:
        family = event.family
        name = family.header.name
        if not isinstance(event, ReaderDone):  # an answer: the account is what it says it is
            account.claim(self._state, self._owner)
        if isinstance(event, PageRead):
            self._announce(family)
            with event.slot:
                self._out.write_block(event.rendered.text)
            self.rows.update(event.rendered.counts)
            self._unread.write(event)
        elif isinstance(event, BookmarkMoved):
            self._announce(family)
            self._advance(event)
        elif isinstance(event.error, RunError):
            self._fatal = event.error
        elif event.error is not None and self._may_be_left_out(family, event.error):
            self.left_out[name] = event.error
        elif event.error is not None:
            self.failed[name] = event.error
            family.header.logger.error("%s：%s", family.header.label(), event.error)
        else:
            self._announce(family)
            self.complete.add(name)
            self._take_whole_tables(family)

    def _may_be_left_out(self, family: Family, error: WdtError) -> bool:
        if not self._settings.skip_ungranted or family.header.name in self._announced:
            return False
        return never_granted(family, error, self.left_out, self.state_at_start)

    def _announce(self, family: Family) -> None:
        """SCHEMA messages, once it is known that a report can be read."""
        name = family.header.name
        if name not in self._announced:
            self._announced.add(name)
            for renderer in family.renderers:
                renderer.stream._write_schema_message()  # noqa: SLF001

    def _advance(self, event: BookmarkMoved) -> None:
        header, pass_run = event.family.header, event.pass_run
        if pass_run.frontier is None:
            self._grants.note_whole(header.name)
        if header.replication_method == REPLICATION_FULL_TABLE:
            return
        for renderer in event.family.renderers:
            stream = renderer.stream
            if pass_run.latest:
                bookmarks.drop_later(self._state, stream.name, pass_run.context, pass_run.latest)
            if pass_run.since:
                bookmarks.begin(self._state, stream.name, pass_run.context, pass_run.since)
            self._state_dirty |= bookmarks.write(
                *(self._state, stream.name, stream.replication_key),
                *(pass_run.context, event.reached),
            )
            self._state_dirty |= account.sign(self._state, stream.name, self._owner)

    def _take_whole_tables(self, family: Family) -> None:
        """After a complete read of a full table the target may drop what is gone.

        Not all of it, though: an answer without rows may as well be a permission that was lost.
        """
        findings = self._receipts[family.header.name].findings
        if any(finding.kind is Kind.NO_PAST for finding in findings):
            return
        for renderer in family.renderers:
            stream = renderer.stream
            if stream.replication_method != REPLICATION_FULL_TABLE:
                continue
            emptied = bookmarks.note_rows(self._state, stream.name, self.rows[stream.name])
            account.sign(self._state, stream.name, self._owner)
            self._state_dirty = True
            if emptied:
                finding = Finding(Kind.EMPTIED, stream=stream.name)
                self._receipts[family.header.name].findings.add(finding)
            elif renderer.version is not None:
                stream._write_activate_version_message(renderer.version)  # noqa: SLF001

    def _write_state_if_due(self) -> None:
        if time.monotonic() - self._state_at >= STATE_INTERVAL:
            if self._state_dirty:
                self._write_state()
            else:
                self._out.flush()
                self._state_at = time.monotonic()

    def _write_state(self) -> None:
        """STATE, behind every record that it covers."""
        if self._state:
            self._out.write_message(StateMessage(value=self._state))
        self._out.flush()
        self._state_dirty = False
        self._state_at = time.monotonic()
