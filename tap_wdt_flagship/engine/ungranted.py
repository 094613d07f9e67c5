"""Reports that the account has not applied for: left out of a run where the settings say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_wdt_flagship.errors import RunError, UngrantedError
from tap_wdt_flagship.words import counted

if TYPE_CHECKING:
    from collections.abc import Container

    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.errors import WdtError
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.streams._base import Report


def never_granted(
    family: Family, error: WdtError, left_out: Container[str], state_at_start: State
) -> bool:
    """Whether a report was not applied for; one that was read before has lost its right.

    Args:
        family: the report with its lines.
        error: what it failed of.
        left_out: the reports that are known not to be granted.
        state_at_start: tells what was read before.
    """
    by = family.header.driven_by
    if not (isinstance(error, UngrantedError) or (by is not None and by.stream in left_out)):
        return False
    streams = {family.header.name, *(renderer.stream.name for renderer in family.renderers)}
    return not streams & state_at_start.get("bookmarks", {}).keys()


def skipped(reports: list[Report]) -> str:
    """The one line that tells of what was left out."""
    names = "、".join(f"{r.name} {r.title()}（{r.interface_name}）" for r in reports)
    return (
        f"按 skip_ungranted 跳过 {len(reports)} 个未申请的报表：{names}"
        f" / {counted(len(reports), 'report')} skipped, as skip_ungranted says, for want of a "
        f"permission: {', '.join(r.name for r in reports)}"
    )


def not_online(count: int) -> RunError:
    """What to say where every interface is refused: one line, not one for each."""
    zh, en = f"{count} 个接口全部被拒绝", f"all {count} interfaces are refused"
    if count == 1:
        zh, en = "唯一要读的接口被拒绝", "the only interface to read is refused"
    return RunError(
        f"{zh}：应用可能尚未上线，或 api_url 与账号不是同一环境。请在开放平台 自助对接 → 应用管理 "
        "查看应用状态与已申请的接口，上线后再试",
        f"{en}: the application may not be online yet, or api_url is not the account's environment."
        " Look at its state and its interfaces at open.wangdian.cn, 自助对接 → 应用管理",
    )
