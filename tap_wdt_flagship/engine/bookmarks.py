"""Bookmarks in the Singer state: UTC, ISO 8601, one per stream and pass, never moving backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import parse_moment, to_bookmark
from tap_wdt_flagship.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

VALUE = "replication_key_value"
SINCE = "since"
ROWS = "rows"
PARTITIONS = "partitions"
READ_KEYS = frozenset({VALUE, ROWS, PARTITIONS})
"""What an entry of a stream that was read has one of."""

State = dict[str, Any]


def read(state: State, stream: str, context: Mapping[str, Any]) -> datetime | None:
    """Up to where a pass of a stream was read, if ever.

    Raises:
        StreamError: the state holds something else than a time there.
    """
    return _moment(state, stream, context, VALUE)


def since(state: State, stream: str, context: Mapping[str, Any]) -> datetime | None:
    """From where on a pass of a stream was read, if the state tells.

    Raises:
        StreamError: the state holds something else than a time there.
    """
    return _moment(state, stream, context, SINCE)


def contexts(state: State, stream: str) -> list[Mapping[str, Any]]:
    """The passes that a stream was read in."""
    own: State = state.get("bookmarks", {}).get(stream) or {}
    return [entry.get("context") or {} for entry in own.get(PARTITIONS, [])]


def earliest_since(state: State, streams: Iterable[str]) -> datetime | None:
    """Where the first of all passes of these streams was read from, if the state tells."""
    return min(_moments(state, streams, SINCE), default=None)


def latest_reached(state: State, streams: Iterable[str]) -> datetime | None:
    """How far the furthest of all passes of these streams was read, if any was."""
    return max(_moments(state, streams, VALUE), default=None)


def _moments(state: State, streams: Iterable[str], name: str) -> Iterator[datetime]:
    for stream in streams:
        own = state.get("bookmarks", {}).get(stream, {})
        contexts = [{}, *(entry.get("context") for entry in own.get(PARTITIONS, []))]
        found = (_moment(state, stream, context or {}, name) for context in contexts)
        yield from (moment for moment in found if moment is not None)


def _moment(state: State, stream: str, context: Mapping[str, Any], name: str) -> datetime | None:
    value = (_entry(state, stream, context) or {}).get(name)
    if value is None:
        return None
    try:
        return parse_moment(value if "T" not in value or _has_offset(value) else f"{value}+00:00")
    except (TypeError, ValueError):
        raise StreamError(
            f"state 中 {stream} 的同步进度（书签） {value!r} 不是时间，请改正或删除它",
            f"the bookmark {value!r} of {stream} in the state is not a time; correct or remove it",
        ) from None


def write(
    state: State,
    stream: str,
    key: str | None,
    context: Mapping[str, Any],
    moment: datetime,
) -> bool:
    """Move a bookmark forward; tells whether it moved."""
    before = read(state, stream, context)
    if before is not None and before >= moment:
        return False
    entry = _make_entry(state, stream, context)
    entry["replication_key"] = key
    entry[VALUE] = to_bookmark(moment)
    return True


def _make_entry(state: State, stream: str, context: Mapping[str, Any]) -> State:
    entry = _entry(state, stream, context)
    if entry is None:
        own: State = state.setdefault("bookmarks", {}).setdefault(stream, {})
        entry = {"context": dict(context)} if context else own
        if context:
            own.setdefault(PARTITIONS, []).append(entry)
    return entry


def drop_later(state: State, stream: str, context: Mapping[str, Any], latest: datetime) -> None:
    """Forget a bookmark that no run can have reached."""
    before = read(state, stream, context)
    entry = _entry(state, stream, context)
    if before is not None and before > latest and entry is not None:
        del entry[VALUE]


def begin(state: State, stream: str, context: Mapping[str, Any], moment: datetime) -> None:
    """Note where a pass is read from, for one that has no bookmark yet."""
    if read(state, stream, context) is None:
        _make_entry(state, stream, context).setdefault(SINCE, to_bookmark(moment))


def note_rows(state: State, stream: str, rows: int) -> bool:
    """Note how many rows a table read whole has; tells whether it came back empty.

    One that had rows before keeps their number, so that the next run knows it too.
    """
    own = state.setdefault("bookmarks", {}).setdefault(stream, {})
    if not rows and own.get(ROWS):
        return True
    own[ROWS] = rows
    return False


def _entry(state: State, stream: str, context: Mapping[str, Any]) -> State | None:
    own: State | None = state.get("bookmarks", {}).get(stream)
    if own is None or not context:
        return own
    wanted = _comparable(context)
    return next(
        (p for p in own.get(PARTITIONS, []) if _comparable(p.get("context")) == wanted), None
    )


def _comparable(context: Mapping[str, Any] | None) -> dict[str, str]:
    """A context whatever form its values came in: 39 and "39" are one pass."""
    return {name: str(value) for name, value in (context or {}).items()}


def _has_offset(value: str) -> bool:
    time = value.partition("T")[2]
    return any(sign in time for sign in "+-Zz")
