"""One audit: what is compared, what it costs, and the reports side by side."""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_wdt_flagship.audit.comparisons import LeftOut, comparison_of
from tap_wdt_flagship.audit.erp import Erp
from tap_wdt_flagship.audit.outcomes import ReportAudit
from tap_wdt_flagship.audit.report_audit import Depth, Subject, audit_report
from tap_wdt_flagship.audit.synced import Comparable, Synced
from tap_wdt_flagship.audit.zones import find_zone
from tap_wdt_flagship.errors import RunError, StreamError, WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.gateway.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from tap_wdt_flagship.audit.erp import Interface
    from tap_wdt_flagship.audit.warehouse import Warehouse
    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report
    from tap_wdt_flagship.windows import Window

logger = logging.getLogger("tap-wdt-flagship")

TELL_EVERY = 60.0
NOT_SYNCED = "这段时间不在同步的范围里", "these days are not synced"
NO_TABLE = "仓库里没有这张表", "the warehouse has no such table"
UNKNOWN_ZONE = (
    "看不出仓库的时间列是北京时间还是 UTC，按 {zone} 比较；不对时用 --time-zone 指定",
    "Beijing's times or UTC cannot be told; taken for {zone}: see --time-zone",
)


@dataclass
class Plan:
    """What an audit will compare, and what it leaves out."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    audits: dict[str, ReportAudit] = field(default_factory=dict)
    depth: Depth = "auto"
    minutes: float = 0.0
    """How long the longest report takes under its quota, if nothing differs."""

    @property
    def calls(self) -> int:
        """The calls that it takes if nothing differs."""
        return sum(subject.calls for subject in self.subjects.values())


class Audit:
    """Compares the warehouse with the ERP.

    Args:
        settings: the tap's.
        reports: those of the tap, by name.
        warehouse: what was synced.
        state: what the last sync left, if it is given.
        warn: takes what the user should know, Chinese and English.
    """

    def __init__(
        self,
        settings: Settings,
        reports: Mapping[str, Report],
        warehouse: Warehouse,
        state: State | None,
        warn: Callable[[str, str], None],
    ) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._warn = warn
        self._gateway = GATEWAYS[settings.app_type]
        self._transport = Transport.of(
            settings,
            connections=settings.max_connections,
            timeout_seconds=settings.request_timeout,
        )
        self.erp = Erp(self._transport, reports)
        self._synced = Synced(settings, state)

    def learn_the_time(self, comparable: list[Comparable]) -> datetime:
        """The gateway's present time, from its first answer.

        Raises:
            RunError: no call can succeed.
        """
        for one in comparable:
            if self._transport.clock.known:
                break
            try:
                self.erp.ask_once(one.report)
            except RunError:
                raise
            except WdtError:
                continue
        return self.erp.now()

    def comparable(self, reports: Iterable[Report], plan: Plan) -> list[Comparable]:
        """The reports that can be compared; the plan notes why others cannot."""
        found = []
        for report in reports:
            way = comparison_of(type(report), self._gateway)
            table = self._warehouse.table(type(report))
            if isinstance(way, LeftOut):
                self._leave_out(plan, report, way.zh, way.en)
            elif table is None:
                self._leave_out(plan, report, *NO_TABLE)
            elif column := table.lacks(way.column):
                zh, en = f"表里没有时间列 {column}", f"the table has no column of time {column}"
                self._leave_out(plan, report, zh, en)
            else:
                found.append(Comparable(report, way, table))
        return found

    @staticmethod
    def _leave_out(plan: Plan, report: Report, zh: str, en: str) -> None:
        audit = ReportAudit(report.name, report.title(), compared=False, notes=[(zh, en)])
        plan.audits[report.name] = audit

    def settle_zone(self, comparable: list[Comparable], zone: tzinfo | None) -> None:
        """Settle what wall clocks are in, if there are any; a named zone is taken as it is."""
        if zone is None:
            naive = [one for one in comparable if one.counted and one.table.is_naive(one.counted)]
            asked = ((self._interface(one), one.table, str(one.counted)) for one in naive)
            zone = find_zone(self._warehouse, asked)
            if zone is None and naive:
                taken = str(self._warehouse.naive_zone)
                self._warn(*(words.format(zone=taken) for words in UNKNOWN_ZONE))
        self._warehouse.naive_zone = zone or self._warehouse.naive_zone

    def _interface(self, one: Comparable) -> Interface | None:
        try:
            return self.erp.interface(one.report, one.way.column)
        except StreamError:
            return None

    def plan(self, comparable: list[Comparable], plan: Plan, span: Window) -> None:
        """Find out what each report takes."""
        self._synced.learn(comparable)
        for one in comparable:
            audit = plan.audits[one.report.name] = ReportAudit(one.report.name, one.report.title())
            try:
                subject = self._subject(one, span, depth=plan.depth)
            except StreamError as error:
                audit.error = str(error)
                continue
            if subject is None:
                audit.compared = False
                audit.notes.append(NOT_SYNCED)
                continue
            plan.subjects[one.report.name] = subject
            minutes = subject.calls / one.report.requests_per_minute
            plan.minutes = max(plan.minutes, minutes)

    def _subject(self, one: Comparable, span: Window, *, depth: Depth) -> Subject | None:
        interface = self.erp.interface(one.report, one.way.column)
        own = self._synced.span(one, interface.contexts, span, self.erp.now())
        if own is None:
            return None
        synced = self._synced.until(one, interface.contexts)
        threads = self._settings.max_concurrency
        return Subject(one.way, interface, one.table, own, synced, threads, depth)

    def run(self, plan: Plan) -> list[ReportAudit]:
        """Compare what is planned, and tell once a minute how far it is.

        Raises:
            RunError: no call can succeed.
        """
        pool = ThreadPoolExecutor(max(1, len(plan.subjects)))
        left = {pool.submit(self._compare, plan, name) for name in plan.subjects}
        try:
            while left:
                done, left = wait(left, TELL_EVERY, return_when=FIRST_EXCEPTION)
                for one in done:
                    one.result()
                self._tell_progress(len(left), len(plan.subjects))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return [*plan.audits.values()]

    def _tell_progress(self, left: int, every: int) -> None:
        calls = sum(self._transport.calls.values())
        if left:
            self._warn(
                f"已核对 {every - left}/{every} 个报表，{calls:,} 次调用",
                f"{every - left} of {every} reports audited, {calls:,} calls",
            )

    def _compare(self, plan: Plan, name: str) -> None:
        audit, subject = plan.audits[name], plan.subjects[name]
        before = subject.interface.calls
        try:
            audit_report(subject, audit)
        except RunError:
            raise
        except WdtError as error:
            audit.error = str(error)
        except Exception as error:
            kind = type(error).__name__
            audit.error = f"内部错误，请报告：{kind} / internal error, please report it: {kind}"
            logger.debug("internal error", exc_info=error)
        audit.calls = subject.interface.calls - before
