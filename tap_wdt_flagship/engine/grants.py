"""The shops and warehouses that the account may see: one that is granted later has a past.

Its documents of before were left out without a word, and the bookmarks are past them. What was
seen is kept in the state, so that a run can tell what is new to it. No call is made for that:
it is learned from the answers that a run asks for anyway.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.beijing import parse_moment
from tap_wdt_flagship.engine import bookmarks, remedies
from tap_wdt_flagship.engine.account import TAG, owner_of
from tap_wdt_flagship.engine.other_reports import columns_of
from tap_wdt_flagship.errors import StreamError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tap_wdt_flagship.engine.account import Owner
    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.streams._base import Report

SEEN: Final = "seen"


@dataclass(frozen=True)
class Granted:
    """What the interface account is granted one by one."""

    key: str
    name: str
    zh: str
    en: str


GRANTED: Final = {
    "shops": Granted("shop_id", "shop_name", "店铺", "shops"),
    "warehouses": Granted("warehouse_id", "name", "仓库", "warehouses"),
}


@dataclass(frozen=True)
class Past:
    """Between these the documents were read before this run."""

    start: datetime
    end: datetime


class Grants:
    """What a run comes across of shops and warehouses, from the readers' threads."""

    def __init__(self, reports: Mapping[str, Report]) -> None:
        self._names = {reports[name].method: name for name in GRANTED if name in reports}
        self._columns = {
            name: columns_of(name, [granted.key, granted.name, "created"])
            for name, granted in GRANTED.items()
        }
        self._lock = threading.Lock()
        self._found: dict[str, dict[Any, Row]] = {name: {} for name in GRANTED}
        self._whole: set[str] = set()

    def note(self, method: str, page: Page) -> None:
        """Remember the shops or warehouses of a page, if it is one of theirs."""
        name = self._names.get(method)
        if name is None:
            return
        with suppress(UnreadableError):  # its reader will tell
            rows = [self._columns[name](row) for row in page.rows]
            with self._lock:
                self._found[name].update({row.get(GRANTED[name].key): row for row in rows})

    def note_whole(self, name: str) -> None:
        """All there are of a report's rows were seen in this run."""
        with self._lock:
            self._whole.add(name)

    def settle(self, state: bookmarks.State, mine: Owner, past: Past | None) -> Iterator[str]:
        """Bring what the state knows up to date; what to tell of the difference.

        Args:
            state: is changed.
            mine: whose shops and warehouses these are.
            past: `None` where no document was read before this run.
        """
        for name, found in self._found.items():
            known = {key: row for key, row in found.items() if key is not None}
            if not known:
                continue
            before = seen(state, name, mine)
            whole = name in self._whole
            if before is None and not whole:
                continue  # a few that changed are not all that were seen before
            now = known.keys() if whole else {*(before or ()), *known}
            own = state.setdefault("bookmarks", {}).setdefault(name, {})
            own[SEEN] = sorted(now)
            own.setdefault(TAG, str(mine))
            if before is None or past is None:
                continue
            new = [row for key, row in known.items() if key not in before and _has_past(row, past)]
            if new:
                yield _new(GRANTED[name], new, past)
            if whole and (gone := before - known.keys()):
                yield _gone(GRANTED[name], gone)


def past_of(state: bookmarks.State, families: Iterable[Family], start: datetime) -> Past | None:
    """What the state tells of the documents among these reports, if they were read before.

    Args:
        state: as it was before the run.
        families: of the run.
        start: where documents begin, for a state that does not tell.
    """
    documents = [
        renderer.stream.name
        for family in families
        if not family.header.master_data
        for renderer in family.renderers
    ]
    with suppress(StreamError):  # a bookmark that is no time fails its report
        end = bookmarks.latest_reached(state, documents)
        if end is not None:
            return Past(bookmarks.earliest_since(state, documents) or start, end)
    return None


def seen(state: bookmarks.State, name: str, mine: Owner) -> set[Any] | None:
    """What was seen before, by this account."""
    own = state.get("bookmarks", {}).get(name, {})
    owner = owner_of(state, name)
    if not isinstance(own.get(SEEN), list) or (owner and owner.seller != mine.seller):
        return None
    return {key for key in own[SEEN] if isinstance(key, int)}


def _has_past(row: Row, past: Past) -> bool:
    """Whether it is older than the last run, so that there may be documents of before."""
    created = row.get("created")
    return created is None or parse_moment(created) < past.end


def _new(granted: Granted, rows: list[Row], past: Past) -> str:
    names = [f"{row[granted.key]}（{row.get(granted.name) or ''}）" for row in rows]
    zh, en = remedies.listed(names, "个")
    command = remedies.range_again(past.start, past.end)
    return (
        f"第一次看到这些{granted.zh}：{zh}。如果是后来才授权的，它们以前的单据还没有读；补读：{command}"
        f" / {granted.en} seen for the first time: {en}. If they were granted later, their "
        f"documents of before have not been read. To read them: {command}"
    )


def _gone(granted: Granted, keys: Iterable[Any]) -> str:
    zh, en = remedies.listed([str(key) for key in sorted(keys)], "个")
    return (
        f"以前看得到的{granted.zh}看不到了：{zh}。没有权限的{granted.zh}，它们的单据直接缺失且不会报错；"
        "请核对接口账号的权限（客户端 设置 → 安全设置 → 员工权限）"
        f" / {granted.en} that were seen before are gone: {en}. Documents of those that the "
        "account has no right to are missing without a word; check its rights (client: 设置 → "
        "安全设置 → 员工权限)"
    )
