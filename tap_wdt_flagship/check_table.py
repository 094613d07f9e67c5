"""The check's outcome for people: a table, what to do about refusals, and what the account sees."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tap_wdt_flagship.beijing import to_wire
from tap_wdt_flagship.engine.usable import LISTED, SHOPS, Result
from tap_wdt_flagship.words import counted, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_wdt_flagship.engine.usable import Access, Found, ReportAccess
    from tap_wdt_flagship.rendering.values import Row

WITHOUT_TERMINAL: Final = 190
"""Columns where nobody's screen is known: in a file a line that is folded is harder to read."""
NAMED_AT_MOST: Final = 10
NUMBERS: Final = "①②③④⑤⑥⑦⑧⑨"
HEADER: Final = (
    "结果 Result",
    "报表 Report",
    "接口（开放平台上的名称） Interface",
    "行数，或怎么办 Rows, or what to do",
)
STYLES: Final = {Result.USABLE: "green", Result.UNVERIFIED: "yellow", Result.QIMEN_ONLY: "dim"}
# In the row of a report, and once below the table.
STEPS: Final = {
    Result.NOT_GRANTED: ("申请此接口", "apply for it"),
    Result.QIMEN_ONLY: ("旺店通应用没有，会跳过", "skipped for a WDT application"),
    Result.NO_WAREHOUSE: ("给接口账号勾选仓库", "grant it warehouses"),
    Result.NO_SHOP: ("给接口账号勾选店铺", "grant it shops"),
    Result.NO_INTERFACE: ("升级客户端，或不选它", "upgrade the client, or deselect it"),
    Result.PARAMETER: ("检查 params", "check its params"),
    Result.NETWORK: ("稍后再查一次", "check again later"),
    Result.OTHER: ("见下方说明", "see below"),
}
CUT, OFF = " ✂", " ○"
"""Behind a report: without some platforms; not synced unless it is selected."""
GRANTS: Final = (
    "旺店通客户端 设置 → 安全设置 → 员工权限，搜索接口账号（员工编号即 app_key），勾选{zh}",
    "WDT client, 设置 → 安全设置 → 员工权限: find the employee numbered as app_key, grant {en}",
)
REMEDIES: Final = {
    Result.NOT_GRANTED: (
        "开放平台 open.wangdian.cn 自助对接 → 应用管理 → 变更，勾选下列接口，审核上线后再查一次",
        "at open.wangdian.cn, 自助对接 → 应用管理 → 变更, apply for these, then check again",
    ),
    Result.QIMEN_ONLY: (
        "只有奇门自定义应用可用（app_type=qimen）；同步会跳过，不用处理",
        "for Qimen applications only (app_type=qimen); a sync skips them, there is nothing to do",
    ),
    Result.NO_WAREHOUSE: tuple(text.format(zh="仓库", en="the warehouses") for text in GRANTS),
    Result.NO_SHOP: tuple(text.format(zh="店铺", en="the shops") for text in GRANTS),
    Result.NO_INTERFACE: (
        "网关没有此接口：旺店通客户端版本可能过低，或接口已下线；取消选择",
        "unknown to the gateway: the WDT client may be too old, or it is gone; deselect them",
    ),
    Result.PARAMETER: (
        "检查 stream_options 中此报表的 params；没有设置过的，请报告此问题",
        "check the stream's params in stream_options, or report it",
    ),
    Result.NETWORK: ("稍后再查一次", "check again later"),
    Result.OTHER: ("网关的说法如下", "what the gateway said"),
}
WORDED: Final = frozenset({Result.PARAMETER, Result.NETWORK, Result.OTHER})
"""Where each report's own error says more than that it was refused."""


def show(access: Access, leaves_out: str) -> None:
    """Print the whole outcome.

    Args:
        access: the outcome.
        leaves_out: what is missing, through this gateway, from the reports that leave platforms
            out; empty where nothing is.
    """
    width = None if sys.stdout.isatty() else WITHOUT_TERMINAL
    console = Console(width=width, markup=False, highlight=False, soft_wrap=False)
    console.print(table(access, cut=bool(leaves_out)))
    for line in lines(access, leaves_out):
        console.print(line, soft_wrap=True)


def table(access: Access, *, cut: bool) -> Table:
    """A row for each report: those that a sync can read first."""
    numbers = _numbers(access)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in HEADER:
        shown.add_column(column, overflow="fold")
    for each in [*access.usable, *_by_result(access)]:
        report = each.report
        marks = CUT * (cut and report.excludes_platforms) + OFF * (not each.selected)
        name, method = report.interface_name, report.method
        if each.singly is not None:
            name, method = each.singly.interface_name, each.singly.method
        sign = "✓" if each.result.may_sync else "✗"
        shown.add_row(
            Text(
                f"{sign} {each.result.zh}",
                style=STYLES.get(each.result, "red"),
            ),
            f"{report.name} {report.title()}{marks}",
            f"{name} {method}",
            told(each, numbers.get(each.result, "")),
        )
    return shown


def told(each: ReportAccess, number: str = "") -> str:
    """How many rows there are, or what to do."""
    if each.found is not None:
        text = rows_of(each.found, each)
    elif each.result is Result.UNVERIFIED:
        source = each.needs.title() if each.needs else ""
        name = each.needs.name if each.needs else ""
        text = f"眼下没有{source}可查，有了就会读 / no {name} to ask about yet"
    elif each.needs is not None:
        text = f"{number} 先要能读 {each.needs.name} {each.needs.title()} / needs {each.needs.name}"
    else:
        text = "{} {} / {}".format(number, *STEPS[each.result])
    return text


def rows_of(found: Found, each: ReportAccess) -> str:
    """How many rows, and of what: a bare 0 says nothing."""
    zh, en = f"{found.rows:,} 行", f"{found.rows:,}"
    if not found.exact:
        zh, en = (f"至少 {zh}", f"{en} or more") if found.rows else ("没有行", "none")
    if found.asked_about is not None and each.report.driven_by is not None:
        source = each.report.driven_by.stream
        asked = f"{found.asked_about} {source}"
        return f"按 {asked} 查到 {zh} / {en} for {asked}"
    if found.span is None:
        return f"共 {zh} / {en} in all"
    part_zh, part_en = ("（部分）", " (a part)") if found.part else ("", "")
    span_zh, span_en = span_of(found.span)
    return f"近 {span_zh} {zh}{part_zh} / {en} in {span_en}{part_en}"


def lines(access: Access, leaves_out: str) -> Iterator[str]:
    """What stands below the table."""
    counts = {result: sum(c.result is result for c in access.reports) for result in Result}
    zh = "，".join(f"{result.zh} {count}" for result, count in counts.items() if count)
    en = ", ".join(f"{count} {result.en}" for result, count in counts.items() if count)
    of = len(access.reports)
    yield f"{to_wire(access.at)}，{of} 个报表：{zh} / {counted(of, 'report')}: {en}"
    for result, number in _numbers(access).items():
        yield from remedy(number, [c for c in access.refused if c.result is result])
    if any(each.result is Result.NOT_GRANTED and each.selected for each in access.refused):
        yield (
            "暂不申请的：把设置 skip_ungranted 设为 true，同步就跳过它们；或用 --write-select 写出"
            "可用的选择 / until then set skip_ungranted to true, so that a sync skips them, or "
            "write the selection of what is usable with --write-select"
        )
    if any(not each.selected for each in access.reports):
        yield f"{OFF.strip()} 没有选，同步时不读 / not selected: a sync does not read it"
    if leaves_out and any(each.report.excludes_platforms for each in access.reports):
        yield f"{CUT.strip()} {leaves_out}"
    for name in LISTED:
        yield seen(name, access.listed.get(name))
    zh, en = (text.format(zh="店铺与仓库", en="them") for text in GRANTS)
    yield (
        f"没有列出的店铺与仓库，其单据直接缺失且不会报错：{zh}"
        f" / documents of shops and warehouses not listed are missing without a word: {en}"
    )


def remedy(number: str, refused: list[ReportAccess]) -> Iterator[str]:
    """What to do about reports that are refused alike, and for which interfaces."""
    result = refused[0].result
    zh, en = REMEDIES[result]
    yield f"{number} {result.zh} {len(refused)}：{zh} / {result.en}: {en}"
    if result in WORDED:
        own = [each for each in refused if each.needs is None]
        yield from (f"   {each.report.label()}：{each.error}" for each in own or refused)
        return
    # Of a report that needs another one's rows it is not known whether it was applied for.
    wanted = {(each.needs or each.report).interface_name: each for each in refused if each.selected}
    others = {
        each.report.interface_name: each
        for each in refused
        if each.needs is None and each.report.interface_name not in wanted
    }
    if wanted:
        yield f"   {'、'.join(wanted)}"
    if others:
        yield f"   没有选，可以不管 / not selected, may be left: {'、'.join(others)}"


def seen(name: str, rows: Iterable[Row] | None) -> str:
    """The shops or warehouses that the account sees."""
    zh, one = ("店铺", "shop") if name == SHOPS else ("仓库", "warehouse")
    if rows is None:
        return f"看得到的{zh}：不知道，{name} 没有读到 / {one}s that it sees: not known"
    names = [str(row.get("shop_name") or row.get("name") or "?") for row in rows]
    if not names:
        return f"一个{zh}也看不到 / it sees no {one} at all"
    more = len(names) - NAMED_AT_MOST
    named = "、".join(names[:NAMED_AT_MOST]) + (
        f" 等，--json 有全部 / and {more} more" if more > 0 else ""
    )
    return f"看得到的{zh} {len(names)} 个 / it sees {counted(len(names), one)}：{named}"


def _numbers(access: Access) -> dict[Result, str]:
    """A sign for each kind of refusal, in the order in which they are told of."""
    kinds = [result for result in Result if any(c.result is result for c in access.refused)]
    return dict(zip(kinds, NUMBERS, strict=False))


def _by_result(access: Access) -> list[ReportAccess]:
    order = [*Result]
    return sorted(access.refused, key=lambda each: order.index(each.result))
