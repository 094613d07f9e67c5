"""One audit: what is compared, what it costs, and the reports side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_wdt_flagship.audit.comparisons import By, Comparison, LeftOut, comparison_of
from tap_wdt_flagship.audit.erp import Erp
from tap_wdt_flagship.audit.outcomes import ReportAudit
from tap_wdt_flagship.audit.report_audit import Subject, audit_report
from tap_wdt_flagship.audit.synced import Synced
from tap_wdt_flagship.audit.zones import find_zone
from tap_wdt_flagship.errors import RunError, StreamError, WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.gateway.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from tap_wdt_flagship.audit.warehouse import Warehouse, WarehouseTable
    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report
    from tap_wdt_flagship.windows import Window

Comparable = dict["Report", tuple[Comparison, "WarehouseTable"]]
NO_TABLE = "仓库里没有这张表", "the warehouse has no such table"
UNKNOWN_ZONE = (
    "看不出仓库的时间列是北京时间还是 UTC，按 {zone} 比较；不对时用 --time-zone 指定",
    "it cannot be told whether the warehouse's times are Beijing's or UTC; taken for {zone}: "
    "name it with --time-zone if that is wrong",
)


@dataclass
class Plan:
    """What an audit will compare, and what it leaves out."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    audits: dict[str, ReportAudit] = field(default_factory=dict)
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

    def learn_the_time(self, reports: Iterable[Report]) -> datetime:
        """The gateway's present time, from its first answer.

        Raises:
            RunError: no call can succeed.
        """
        for report in reports:
            if self._transport.clock.known:
                break
            try:
                self.erp.ask_once(report)
            except RunError:
                raise
            except WdtError:
                continue
        return self.erp.now()

    def comparable(self, reports: Iterable[Report], plan: Plan) -> Comparable:
        """The reports that can be compared; the plan notes why others cannot."""
        found: Comparable = {}
        for report in reports:
            way = comparison_of(type(report), self._gateway)
            table = self._warehouse.table(type(report))
            if isinstance(way, LeftOut):
                self._leave_out(plan, report, way.zh, way.en)
            elif table is None:
                self._leave_out(plan, report, *NO_TABLE)
            elif column := table.lacks(way.column):
                zh, en = f"列 {column} 不在表里，或不是时间", f"the column {column} is not there as needed"
                self._leave_out(plan, report, zh, en)
            else:
                found[report] = way, table
        return found

    @staticmethod
    def _leave_out(plan: Plan, report: Report, zh: str, en: str) -> None:
        audit = ReportAudit(report.name, report.title(), compared=False, notes=[(zh, en)])
        plan.audits[report.name] = audit

    def settle_zone(self, comparable: Comparable, zone: tzinfo | None) -> None:
        """Settle what wall clocks are in, if there are any; a named zone is taken as it is."""
        naive = [
            (report, table, way.column)
            for report, (way, table) in comparable.items()
            if way.by is By.COUNT and way.column and table.is_naive(way.column)
        ]
        if zone is None and naive:
            asked = (
                (interface, table, column)
                for report, table, column in naive
                if (interface := self._interface(report, column))
            )
            zone = find_zone(self._warehouse, asked)
            if zone is None:
                taken = str(self._warehouse.naive_zone)
                self._warn(*(words.format(zone=taken) for words in UNKNOWN_ZONE))
        self._warehouse.naive_zone = zone or self._warehouse.naive_zone

    def _interface(self, report: Report, column: str | None):  # type: ignore[no-untyped-def]  # noqa: ANN202
        try:
            return self.erp.interface(report, column)
        except StreamError:
            return None

    def plan(self, comparable: Comparable, plan: Plan, span: Window) -> None:
        """Find out what each report takes."""
        self._synced.learn(comparable)
        for report, (way, table) in comparable.items():
            audit = plan.audits[report.name] = ReportAudit(report.name, report.title())
            try:
                interface = self.erp.interface(report, way.column)
                own = self._synced.span(report, way, table, interface.contexts, span, self.erp.now())
                synced = self._synced.until(report, way, table, interface.contexts)
            except StreamError as error:
                audit.error = str(error)
                continue
            if own is None:
                audit.compared = False
                audit.notes.append(("这段时间不在同步的范围里", "these days are not synced"))
                continue
            threads = self._settings.max_concurrency
            subject = Subject(way, interface, table, own, synced, threads)
            plan.subjects[report.name] = subject
            plan.minutes = max(plan.minutes, subject.calls / report.requests_per_minute)

    def run(self, plan: Plan) -> list[ReportAudit]:
        """Compare what is planned.

        Raises:
            RunError: no call can succeed.
        """
        if plan.subjects:
            with ThreadPoolExecutor(len(plan.subjects)) as pool:
                [*pool.map(lambda name: self._compare(plan, name), plan.subjects)]
        return [*plan.audits.values()]

    def _compare(self, plan: Plan, name: str) -> None:
        audit, subject = plan.audits[name], plan.subjects[name]
        before = subject.interface.calls
        try:
            audit_report(subject, audit)
        except RunError:
            raise
        except WdtError as error:
            audit.error = str(error)
        audit.calls = subject.interface.calls - before
