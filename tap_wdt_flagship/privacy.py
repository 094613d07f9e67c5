"""The settings on privacy in checked form: what becomes of each column of each stream."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from tap_wdt_flagship.schemas import EXTRA, load
from tap_wdt_flagship.schemas.personal import columns, marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

KEEP, HASH, DROP = "keep", "hash", "drop"
MODES: Final = (KEEP, HASH, DROP)
LEAST_KEY: Final = 16
"""Telephone numbers can be tried out, all of them; a key that can be guessed guards nothing."""
CACHED: Final = 1 << 15


@dataclass(frozen=True)
class Privacy:
    """What is to become of personal data."""

    mode: str = KEEP
    kept: tuple[str, ...] = ()
    """Patterns of columns that stay as they are."""
    dropped: tuple[str, ...] = ()
    """Patterns of columns that go, whatever else is said of them."""
    key: bytes = field(default=b"", repr=False)

    @cached_property
    def hashed(self) -> Callable[[str], str]:
        """The hash of a text without the blanks around it; the same in every table and run.

        What is blank stays so: nothing is not somebody.
        """
        key = self.key

        @lru_cache(maxsize=CACHED)
        def hashed(text: str) -> str:
            bare = text.strip()
            return hmac.digest(key, bare.encode(), "sha256").hex() if bare else text

        return hashed

    def actions(self, stream: str) -> dict[str, str]:
        """What is done with columns of a stream, dotted through objects; not named: nothing.

        Keys are never dropped: by them rows are told apart and tables joined.
        """
        schema = load(stream)
        marked = {} if self.mode == KEEP else marks(stream)
        found = {}
        for path, spec in [*columns(schema["properties"]), (EXTRA, {})]:
            if path in schema["required"]:
                if path in marked:
                    found[path] = HASH
            elif _matches(self.dropped, stream, path):
                found[path] = DROP
            elif _matches(self.kept, stream, path):
                found[path] = KEEP
            elif path in marked:
                hashes = self.mode == HASH and marked[path].joins and _is_text(spec)
                found[path] = HASH if hashes else DROP
        return found


class Reader(Protocol):
    """What is needed of the one who reads the settings."""

    def value(self, path: str) -> Any:  # noqa: ANN401
        """A setting as it was given, or its default."""

    def text(self, name: str, *, required: bool = False) -> str:
        """A setting that is a text."""

    def fault(self, name: str, zh: str, en: str) -> None:
        """Tell of a fault."""


def read_privacy(reader: Reader, streams: Iterable[str], fallback: str) -> Privacy:
    """Check the settings on privacy.

    Args:
        reader: of the settings.
        streams: those whose columns can be named.
        fallback: a secret for what is always hashed, where there is no key.
    """
    mode = reader.value("privacy")
    if mode not in MODES:
        zh, en = "、".join(MODES), ", ".join(MODES)
        reader.fault("privacy", f"应为 {zh}，而不是 {mode!r}", f"must be one of {en}, not {mode!r}")
    key = reader.text("privacy_key")
    if (key or mode == HASH) and len(key) < LEAST_KEY and _is_text_or_none(reader):
        reader.fault(
            "privacy_key",
            f"privacy 为 hash 时必填，至少 {LEAST_KEY} 个字符；可用 openssl rand -hex 32 生成，"
            "并妥善保存：换了它，新旧哈希就连接不上",
            f"is needed for privacy: hash, {LEAST_KEY} characters or more, for example from "
            "openssl rand -hex 32; keep it: under another key hashes do not match older ones",
        )
    known = sorted(streams)
    return Privacy(
        mode=str(mode),
        kept=_patterns(reader, "privacy_keep", known),
        dropped=_patterns(reader, "privacy_drop", known),
        key=(key or hashlib.sha256(b"privacy:" + fallback.encode()).hexdigest()).encode(),
    )


def _is_text_or_none(reader: Reader) -> bool:
    """Whether the reader has not told of the key already."""
    return isinstance(reader.value("privacy_key"), str | None)


def _patterns(reader: Reader, name: str, streams: list[str]) -> tuple[str, ...]:
    given = reader.value(name)
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        reader.fault(
            name,
            '应为列名的列表，如 ["trades.receiver_name", "remark"]',
            'must be a list of columns, for example ["trades.receiver_name", "remark"]',
        )
        return ()
    for pattern in given:
        found = [*_named(pattern, streams)]
        if not found:
            reader.fault(
                name,
                f"没有列 {pattern!r}；写成 表.列 或 列，可用 * 与 ?，列名见 docs/streams.md",
                f"there is no column {pattern!r}; write stream.column or column, with * and ? for "
                "parts of names; docs/streams.md lists them",
            )
        elif name == "privacy_drop" and all(found):
            reader.fault(
                name,
                f"{pattern!r} 是主键，不能丢弃：没有它，行就分不清、表就连不上",
                f"{pattern!r} is part of a key and cannot be dropped: by it rows are told apart "
                "and tables joined",
            )
    return tuple(given)


def _named(pattern: str, streams: list[str]) -> Iterator[bool]:
    """For every column that a pattern names, whether it is part of its table's key."""
    for stream in streams:
        schema = load(stream)
        for path, _ in [*columns(schema["properties"]), (EXTRA, {})]:
            if _matches((pattern,), stream, path):
                yield path in schema["required"]


def _matches(patterns: tuple[str, ...], stream: str, path: str) -> bool:
    """Whether one of them names a column, with its stream or without, or by its last name."""
    if not patterns:
        return False
    names = {f"{stream}.{path}", path, path.rpartition(".")[2]}
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def _is_text(spec: dict[str, Any]) -> bool:
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    return set(kinds) <= {"string", "null"} and "format" not in spec
