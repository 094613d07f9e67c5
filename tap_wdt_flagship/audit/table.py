"""The audit's outcome for people: a table, a few rows of each kind, and a verdict."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from tap_wdt_flagship.audit.outcomes import Kind, rows_of
from tap_wdt_flagship.beijing import to_wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_wdt_flagship.audit.outcomes import AuditRow, Finding, ReportAudit

NAMES: Final = {
    Kind.MISSING: ("缺失", "missing"),
    Kind.COMING: ("待同步", "will come"),
    Kind.GONE: ("ERP 已无", "gone"),
    Kind.SURPLUS: ("多出", "surplus"),
}
HEADER: Final = (
    *("报表/report", "", "日期/day", "ERP", "仓库/warehouse"),
    *(f"{zh}/{en}" for zh, en in NAMES.values()),
    "",
)
EXAMPLES: Final = 3
NAMED: Final = 6
ON_THE_RIGHT: Final = range(3, 9)


def table(audits: Iterable[ReportAudit]) -> Iterator[str]:
    """A line a report, and under those with differences one for each day that has some."""
    lines: list[Sequence[str]] = [HEADER]
    left: dict[str, list[str]] = {}
    for audit in audits:
        if not audit.compared:
            for zh, en in audit.notes:
                left.setdefault(f"{zh} / {en}", []).append(audit.stream)
        else:
            lines += _lines(audit)
    widths = [max(_width(line[at]) for line in lines) for at in range(len(HEADER))]
    for line in lines:
        cells = (
            _padded(cell, widths[at], right=at in ON_THE_RIGHT) for at, cell in enumerate(line)
        )
        yield "  ".join(cells).rstrip()
    for why, names in left.items():
        more = f" 等 {len(names)} 个 / {len(names)} in all" if len(names) > NAMED else ""
        yield f"未比较/not compared（{why}）：{', '.join(names[:NAMED])}{more}"


def _lines(audit: ReportAudit) -> Iterator[Sequence[str]]:
    name = (audit.stream, audit.title)
    notes = "；".join(f"{zh} / {en}" for zh, en in audit.notes)
    if audit.error is not None:
        yield (*name, "", "", "", "", "", "", "", f"失败/failed: {audit.error}")
        return
    rows = [*rows_of(audit)]
    numbers = [sum(_numbers(row)[at] for row in rows) for at in range(6)]
    verdict = "✗" if audit.found[Kind.MISSING] else "✓"
    yield (*name, _days(rows), *_told(numbers), f"{verdict} {notes}".strip())
    for row in rows if len(rows) > 1 else ():
        if any(_numbers(row)[2:]):
            yield ("", "", str(row.day), *_told(_numbers(row)), "")


def _numbers(row: AuditRow) -> list[int]:
    sides = [row.erp_rows or 0, row.warehouse_rows or 0]
    return [*sides, row.missing, row.coming, row.gone, row.surplus]


def _told(numbers: list[int]) -> list[str]:
    sides, kinds = numbers[:2], numbers[2:]
    return [*(f"{one:,}" for one in sides), *(f"{one:,}" if one else "" for one in kinds)]


def _days(rows: list[AuditRow]) -> str:
    days = [row.day for row in rows if row.day]
    if not days:
        return "全部/all"
    return str(days[0]) if len(days) == 1 else f"{len(days)} 天/days"


def examples(audits: Iterable[ReportAudit]) -> Iterator[str]:
    """A few keys of each kind of difference, for those who want to look them up."""
    for audit in audits:
        for kind in Kind:
            found = [one for one in audit.findings if one.kind is kind]
            if found:
                zh, en = NAMES[kind]
                told = ", ".join(_example(one) for one in islice(found, EXAMPLES))
                more = f" …（共 {len(found)} / of {len(found)}）" if len(found) > EXAMPLES else ""
                yield f"{audit.stream} {zh}/{en}: {told}{more}"


def _example(finding: Finding) -> str:
    parts = (to_wire(part) if isinstance(part, datetime) else str(part) for part in finding.key)
    key = "|".join(parts)
    return f"{key} ({to_wire(finding.moment)})" if finding.moment else key


def verdict(audits: Iterable[ReportAudit]) -> str:
    """One line for all."""
    compared = [audit for audit in audits if audit.compared]
    missing = sum(audit.found[Kind.MISSING] for audit in compared)
    failed = [audit.stream for audit in compared if audit.error is not None]
    calls = sum(audit.calls for audit in compared)
    zh = [f"已比较 {len(compared) - len(failed)} 个报表，{calls:,} 次调用"]
    en = [f"reports compared: {len(compared) - len(failed)}, calls: {calls:,}"]
    zh.append(f"缺失 {missing:,} 行" if missing else "没有缺失")
    en.append(f"rows missing: {missing:,}" if missing else "nothing is missing")
    if failed:
        zh.append(f"{len(failed)} 个未能比较：{', '.join(failed)}")
        en.append(f"{len(failed)} could not be compared")
    return f"{'；'.join(zh)} / {'; '.join(en)}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def record_of(row: AuditRow) -> dict[str, Any]:
    """An outcome as a JSON object."""
    return {
        name: str(value) if name == "day" and value else value for name, value in vars(row).items()
    }
