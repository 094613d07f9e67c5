"""Rows that cannot go into their table: kept aside, whole, so that they hold up no other."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_wdt_flagship.beijing import to_wire
from tap_wdt_flagship.gateway.envelope import decode

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from tap_wdt_flagship.rendering.privacy import Guard
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.windows import Window

encode: Final = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode
A_FEW: Final = 4
SHARE: Final = 0.05
"""More than both, and it is not about single rows."""
FINGERPRINT_DIGITS: Final = 32
TWIN: Final = (
    "同一页中另有一行主键相同、内容不同",
    "another row of the page has the same key and other content",
)
TWIN_LINE: Final = (
    "同一列表中前面有一行主键相同、内容不同",
    "a line before it in its list has the same key and other content",
)
WITHHELD: Final = (
    "；按设置 privacy 不保留原文",
    "; its text is left out, as the setting privacy asks",
)


@dataclass(frozen=True)
class UnreadRow:
    """A row that is in no table but the one of such rows."""

    stream: str
    position: int
    """Its place in its page; that of a line, in its list."""
    zh: str
    en: str
    text: str
    """Never shown where there is a guard."""
    guard: Guard | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str | None:
        """Its text as far as it may be shown: of one that is no object nothing, if guarded."""
        if self.guard is None:
            return self.text
        try:
            row = decode(self.text)
        except msgspec.DecodeError:
            return None
        return encode(self.guard.shown(row)).decode() if isinstance(row, dict) else None

    @cached_property
    def fingerprint(self) -> str:
        """What tells its text from others."""
        if self.guard is not None:
            return self.guard.fingerprint(self.text)
        return hashlib.sha256(self.text.encode()).hexdigest()[:FINGERPRINT_DIGITS]

    @property
    def is_twin(self) -> bool:
        """Whether it is kept aside for a key that another row has."""
        return self.zh in {TWIN[0], TWIN_LINE[0]}


def keys_of(unread: Sequence[UnreadRow]) -> list[Hashable]:
    """Keys that no row of the ERP has, the same whenever the rows are read."""
    before: Counter[str] = Counter()
    keys: list[Hashable] = []
    for row in unread:
        before[row.fingerprint] += 1
        keys.append(("unread", row.fingerprint, before[row.fingerprint]))
    return keys


@dataclass(frozen=True)
class Origin:
    """Where a page's rows come from."""

    interface: str
    window: Window | None
    page: int

    def rows(self, unread: Sequence[UnreadRow]) -> list[Row]:
        """What the table of such rows says of some."""
        return [self._row(row, row.shown) for row in unread]

    def _row(self, row: UnreadRow, shown: str | None) -> Row:
        zh, en = WITHHELD if shown is None else ("", "")
        return {
            "stream": row.stream,
            "fingerprint": row.fingerprint,
            "interface": self.interface,
            "window_start": self.window and to_wire(self.window.start),
            "window_end": self.window and to_wire(self.window.end),
            "page": self.page,
            "position": row.position,
            "reason_zh": row.zh + zh,
            "reason_en": row.en + en,
            "text": shown,
            "text_length": len(row.text),
        }


def selected_part(
    row: Row, wanted: Mapping[str, Any], known: Mapping[str, Any], *, extra: bool
) -> Row:
    """What is left of a row without the columns that the user deselected.

    Args:
        row: as the gateway sent it.
        wanted: the selected columns, with their schemas.
        known: all columns there are.
        extra: whether to keep fields that are no columns.
    """
    part: Row = {}
    for name, value in row.items():
        if name not in wanted:
            if extra and name not in known:
                part[name] = value
            continue
        inner = wanted[name].get("properties")
        if inner is not None and isinstance(value, dict):
            all_there_are = known.get(name, {}).get("properties", inner)
            part[name] = selected_part(value, inner, all_there_are, extra=True)
        else:
            part[name] = value
    return part


def are_few(unread: int, of: int) -> bool:
    """Whether so many rows are single ones, and not what the interface's rows look like."""
    return unread <= max(A_FEW, of * SHARE)


@dataclass(frozen=True)
class Emitted:
    """What became of a row."""

    key: Hashable
    moment: str
    """When it changed, if it says so; they compare as times do."""
    content: int
    """A hash of its messages."""


def twins(rows: Mapping[int, Emitted]) -> set[int]:
    """The places of the rows whose key another row has, with other content and not older.

    None at all where they are many: then the key is not what tells these rows apart.
    """
    kept: dict[Hashable, int] = {}
    aside: set[int] = set()
    for at, row in rows.items():
        before = kept.setdefault(row.key, at)
        other = rows[before]
        if other.content == row.content:
            continue
        if row.moment > other.moment:
            kept[row.key] = at
            aside.add(before)
        else:
            aside.add(at)
    return aside if are_few(len(aside), len(rows)) else set()


def repeated(keys: Sequence[Hashable]) -> bool:
    """Whether some keys are the same."""
    return len(set(keys)) < len(keys)
