"""Whose a state is: each stream's bookmark tells the account it was read from.

The tag stands with the bookmark and not once for the state, since Meltano merges states stream by
stream: after a full refresh of some streams, the bookmarks of the others are as old as before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tap_wdt_flagship.engine import bookmarks, remedies
from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.gateway.gateways import GATEWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tap_wdt_flagship.gateway.gateways import Account
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.streams._base import Report

VERSION: Final = 1
"""Of what a state holds; a later one may mean something else by it."""
VERSION_KEY: Final = "version"
TAG: Final = "account"

# The sellers of the vendor's test systems are others, also where they bear the same name.
TEST_HOSTS: Final = frozenset({"47.92.239.46"})
TEST_PATHS: Final = ("/qmtest",)
TEST: Final = "test"
DIGITS: Final = 12


@dataclass(frozen=True)
class Owner:
    """The account that bookmarks belong to, and the gateway that they were read through."""

    app_type: str
    seller: str
    """A fingerprint: it tells accounts apart and does not name them."""

    @classmethod
    def of(cls, account: Account) -> Owner:
        """The account of the settings."""
        digest = hashlib.sha256(f"wdt:{account.sid}".encode()).hexdigest()[:DIGITS]
        address = urlsplit(getattr(account, GATEWAYS[account.app_type].url_setting))
        test = address.hostname in TEST_HOSTS or address.path.rstrip("/").endswith(TEST_PATHS)
        return cls(account.app_type, f"{digest}:{TEST}" if test else digest)

    @classmethod
    def read(cls, tag: object) -> Owner | None:
        """The account that a tag names, if it is one."""
        app_type, _, seller = tag.partition(":") if isinstance(tag, str) else ("", "", "")
        return cls(app_type, seller) if seller else None

    def __str__(self) -> str:
        return f"{self.app_type}:{self.seller}"


def keep_version(given: Mapping[str, Any], state: bookmarks.State) -> None:
    """Take over the version of a state, which the SDK leaves out."""
    if VERSION_KEY in given:
        state[VERSION_KEY] = given[VERSION_KEY]


def check(
    state: bookmarks.State,
    families: Iterable[Family],
    reports: Mapping[str, Report],
    mine: Owner,
) -> str | None:
    """Whether a state may be used by this account; what to tell if it may, but with a loss.

    Raises:
        RunError: it may not; tells how to go on.
    """
    _check_version(state)
    owners = {
        renderer.stream.name: (owner, family.header)
        for family in families
        for renderer in family.renderers
        if (owner := owner_of(state, renderer.stream.name))
    }
    if others := {n: owner for n, (owner, _) in owners.items() if owner.seller != mine.seller}:
        raise _another_account(others, mine)
    switched = {
        name: header
        for name, (owner, header) in owners.items()
        if owner.app_type != mine.app_type and _leaves_rows_out(header, reports)
    }
    if not switched:
        return None
    if GATEWAYS[mine.app_type].leaves_out:
        return _rows_end([*switched])
    # Master data are read from their own beginning, whatever the start.
    documents = [name for name, header in switched.items() if not header.master_data]
    raise _rows_were_left_out([*switched], bookmarks.earliest_since(state, documents))


def claim(state: bookmarks.State, mine: Owner) -> None:
    """Once the account has proved to be right: tag what has no tag, as older versions left it."""
    state[VERSION_KEY] = VERSION
    for own in state.get("bookmarks", {}).values():
        if bookmarks.READ_KEYS & own.keys():
            own.setdefault(TAG, str(mine))


def sign(state: bookmarks.State, stream: str, mine: Owner) -> bool:
    """Note that a stream was read from this account, through this gateway; whether that is new."""
    own = state.setdefault("bookmarks", {}).setdefault(stream, {})
    before, own[TAG] = own.get(TAG), str(mine)
    return bool(before != own[TAG])


def owner_of(state: bookmarks.State, stream: str) -> Owner | None:
    """Whose a stream's bookmark is, if the state tells."""
    return Owner.read(state.get("bookmarks", {}).get(stream, {}).get(TAG))


def _check_version(state: bookmarks.State) -> None:
    version = state.get(VERSION_KEY, VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise RunError(
            f"state 的版本是 {version!r}，本版本只认识到 {VERSION}；没有发出任何请求。请升级 "
            f"{remedies.PLUGIN}，或换一个 state",
            f"the state is of version {version!r}, this release knows {VERSION} at most; no call "
            f"was made. Upgrade {remedies.PLUGIN}, or use another state",
        )


def _leaves_rows_out(header: Report, reports: Mapping[str, Report]) -> bool:
    """Whether the direct gateway leaves rows out of a report, or of the one that drives it."""
    by = header.driven_by
    return header.excludes_platforms or bool(by and reports[by.stream].excludes_platforms)


def _another_account(others: Mapping[str, Owner], mine: Owner) -> RunError:
    theirs = ", ".join(sorted({str(owner) for owner in others.values()}))
    zh, en = remedies.listed([*others])
    command = remedies.all_again(forget=True)
    return RunError(
        f"state 属于另一个账号（{theirs}，当前设置是 {mine}）：{zh}。没有发出任何请求。sid 或接口"
        "地址填错了就改正；第二个账号要有自己的插件（docs/operations.md，多个账号）；确实换了账号，"
        f"从头读：{command}（不用 Meltano：不带 --state）",
        f"the state belongs to another account ({theirs}, the settings are of {mine}): {en}. No "
        "call was made. Correct sid or address where they are wrong; give a second account a "
        "plugin of its own (docs/operations.md); where the account was changed, read from the "
        f"beginning: {command} (without Meltano: leave --state out)",
    )


def _rows_were_left_out(names: list[str], since: datetime | None) -> RunError:
    command = remedies.streams_again(names, since)
    zh, en = remedies.listed(names)
    return RunError(
        f"应用类型已由旺店通换成奇门，而这些表的同步进度（书签）是旺店通应用读到的，不含淘宝/天猫与系统供销："
        f"{zh}。接着读会直接缺少它们的历史且不会报错，所以没有发出任何请求。先把这些表从头读一遍，"
        f"其余表的同步进度不变：{command}（不用 Meltano：从 state 的 bookmarks 中删去这些表）；"
        "或把 app_type 改回 wdt",
        "the application type was changed from WDT to Qimen, and the bookmarks of these tables "
        f"are of the direct gateway, which left out Taobao/Tmall and system supply: {en}. To go "
        "on from them would lose that history without a word, so no call was made. First read "
        f"these tables from the beginning, the others keep their bookmarks: {command} (without "
        "Meltano: remove these tables from the state's bookmarks); or set app_type back to wdt",
    )


def _rows_end(names: list[str]) -> str:
    zh, en = remedies.listed(names)
    return (
        f"应用类型已由奇门换成旺店通：{zh} 从此不再有淘宝/天猫与系统供销的行，已同步的不再更新；"
        "换回奇门时须把这些表从头读一遍"
        f" / the application type was changed from Qimen to WDT: {en} get no more rows of "
        "Taobao/Tmall and system supply, and those that were synced get old; on the way back to "
        "Qimen these tables have to be read from the beginning"
    )
