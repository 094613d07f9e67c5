"""Which reports: those that the account may use, with what a first sync of them takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, cast

from rich import box
from rich.table import Table

from tap_wdt_flagship.beijing import BEIJING, parse_moment
from tap_wdt_flagship.engine.estimate import estimates
from tap_wdt_flagship.engine.run_end import end_of_run
from tap_wdt_flagship.engine.summary import lasting
from tap_wdt_flagship.engine.usable import Result
from tap_wdt_flagship.setup.credentials import PREFIX
from tap_wdt_flagship.setup.questions import Question
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams.own import OWN_STREAMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tap_wdt_flagship.engine.estimate import Estimate
    from tap_wdt_flagship.engine.usable import Access
    from tap_wdt_flagship.setup.questions import Answers
    from tap_wdt_flagship.streams._base import WdtStream
    from tap_wdt_flagship.tap import TapWdtFlagship

ALL, CORE, KEEP = "all", "core", "keep"
CORE_REPORTS: Final = (
    *("shops", "warehouses", "logistics_companies", "providers"),
    *("goods", "specs", "suites", "goods_classes", "brands"),
    *("trades", "refunds", "sales_stockouts", "refund_stockins"),
    *("stock_specs", "purchase_orders", "purchase_stockins"),
)
"""What sales, refunds, stock and purchases are answered with."""
SHOWN: Final = 8
NAMES: Final = {cls.title(): cls.name for cls in REPORTS} | {cls.name: cls.name for cls in REPORTS}
SELECT, START, SKIP = (f"{PREFIX}{name}" for name in ("_SELECT", "START_DATE", "SKIP_UNGRANTED"))


def start_date(answers: Answers) -> str:
    """From when documents are read; empty for the default."""
    return answers.get(
        Question(
            "start_date",
            "单据从哪天开始，如 2026-01-01，回车为三个月前 / documents since; Enter: three months",
            _date_fault,
            variable=START,
            default="",
        )
    )


def _date_fault(text: str) -> str | None:
    try:
        start = parse_moment(text) if text else None
    except ValueError:
        return "日期应形如 2026-01-01 / must be a date like 2026-01-01"
    if start and start > datetime.now(timezone.utc):
        return "应早于现在 / must be in the past"
    return None


def choose(
    answers: Answers, tap: TapWdtFlagship, access: Access, start: str
) -> dict[str, str | None]:
    """What `.env` has to hold for the reports to sync; what it may not hold is `None`.

    Args:
        answers: what asks.
        tap: has the settings of the account.
        access: what the check found.
        start: the answer to `start_date`.
    """
    usable = [each.report.name for each in access.usable]
    default = [each.report.name for each in access.usable if each.selected]
    core = [name for name in default if name in CORE_REPORTS]
    costs = {one.report.name: one for one in _costs(tap, usable, access.at)}
    answers.console.print(_slowest([costs[name] for name in default if name in costs]))
    hints = [
        "同步哪些报表 / which reports:",
        f"  all   默认的全部 / all by default：{_told(default, costs)}",
        "  core  常用的：店铺、货品、订单、退换、出库、库存、采购 / the usual ones："
        + _told(core, costs),
        "  或逐个列出，逗号分隔，如 trades,退换单 / or names, with commas",
    ]
    question = Question(
        "reports",
        "报表 / reports",
        lambda answer: _names_fault(answer, usable),
        hints,
        default=ALL,
    )
    if answers.knows(SELECT):
        hints.append("  keep  不改现在的选择 / leave the selection as it is")
        question = replace(question, default=KEEP)
    answer = answers.get(question)
    variables: dict[str, str | None] = {START: start or None}
    if answer == KEEP:
        return variables
    chosen = default if answer == ALL else core if answer == CORE else _names(answer)
    answers.say(f"✓ {_told(chosen, costs)}")
    variables[SELECT] = None if answer == ALL else json.dumps(_patterns(chosen))
    refused = any(e.result is Result.NOT_GRANTED and e.selected for e in access.refused)
    if refused and answer == ALL:  # what is granted later is read then
        variables[SKIP] = "true"
    return variables


def _names(answer: str) -> list[str]:
    given = answer.replace("，", ",").replace("、", ",").split(",")
    return [NAMES.get(name.strip(), name.strip()) for name in given if name.strip()]


def _names_fault(answer: str, usable: Collection[str]) -> str | None:
    if answer in {ALL, CORE, KEEP}:
        return None
    if unknown := [name for name in _names(answer) if name not in NAMES]:
        told = ", ".join(unknown)
        return f"没有报表 {told}，名称见 docs/streams.md / no such report: {told}"
    if refused := [name for name in _names(answer) if name not in usable]:
        told = ", ".join(refused)
        return f"此账号不能用 {told}，见上表 / this account may not use {told}"
    return None if _names(answer) else "必填 / required"


def _patterns(chosen: Sequence[str]) -> list[str]:
    """Meltano's patterns for reports, their lines, and the tables that cost no calls."""
    wanted: list[type[WdtStream]] = [cls for cls in REPORTS if cls.name in chosen]
    wanted += [
        cls for cls in LINE_STREAMS if cls.header().name in chosen and cls.selected_by_default
    ]
    return [f"{cls.name}.*" for cls in (*wanted, *OWN_STREAMS)]


def _costs(tap: TapWdtFlagship, usable: Collection[str], now: datetime) -> Iterator[Estimate]:
    """What each report takes; of those that ask for others' rows it is not known."""
    end = end_of_run(now, tap.settings)
    for name, stream in tap.streams.items():
        stream.selected = name in usable
    yield from estimates(tap.families(), {}, end)


def _told(names: Sequence[str], costs: Mapping[str, Estimate]) -> str:
    known = [costs[name] for name in names if name in costs]
    calls = sum(one.calls for one in known)
    number, zh, en = lasting(max((one.minutes for one in known), default=0))
    return (
        f"{len(names)} 个报表，约 {calls:,} 次调用，约 {number} {zh}"
        f" / {len(names)} reports, {calls:,} calls, {number} {en}"
    )


def _slowest(costs: list[Estimate]) -> Table:
    """The reports that a first sync waits for; they are read side by side."""
    shown = Table(
        title="首次同步最慢的报表（各报表同时读） / the slowest reports of a first sync",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for column in ("报表 Report", "调用 Calls", "分钟 Minutes", "自 Since"):
        shown.add_column(column, justify="left" if column[0] in "报自" else "right")
    for one in sorted(costs, key=lambda one: one.minutes, reverse=True)[:SHOWN]:
        report = cast("Any", one.report)
        since = f"{one.since.astimezone(BEIJING):%Y-%m-%d}" if one.since else ""
        minutes = f"{max(1.0, one.minutes):.0f}"
        shown.add_row(f"{report.name} {report.title()}", f"{one.calls:,}", minutes, since)
    return shown
