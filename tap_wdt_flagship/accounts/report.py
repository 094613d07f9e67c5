"""The table at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_wdt_flagship.accounts.runs import Outcome

HEADER = (
    *("账号/account", "结果", "报表/reports", "行/rows", "调用/calls", "数据截至/up to", "秒/s"),
    "原因/cause",
)


def table(outcomes: Sequence[Outcome]) -> Table:
    """What came of each account."""
    found = Table(*HEADER)
    for outcome in outcomes:
        found.add_row(*_cells(outcome))
    return found


def words(outcomes: Sequence[Outcome], what: str) -> str:
    """What an alert says: the accounts that did not go well, and why."""
    bad = [outcome for outcome in outcomes if not outcome.ok]
    lines = [f"旺店通{what}：{len(bad)} 个账号失败，共 {len(outcomes)} 个"]
    lines += [f"{one.account.name}：{'；'.join(one.causes[:3])}" for one in bad]
    return "\n".join(lines)


def _cells(outcome: Outcome) -> tuple[str, ...]:
    reports = outcome.reports
    complete = sum(report["outcome"] == "complete" for report in reports)
    up_to = [report["complete_to"] for report in reports if report.get("complete_to")]
    return (
        outcome.account.name,
        "✓" if outcome.ok else "✗",
        f"{complete}/{len(reports)}" if reports else "",
        f"{outcome.total('rows'):,}" if reports else "",
        f"{outcome.total('calls'):,}" if reports else "",
        min(up_to)[:16].replace("T", " ") if up_to else "",
        f"{outcome.seconds:.0f}",
        "\n".join(outcome.causes[:3]),
    )
