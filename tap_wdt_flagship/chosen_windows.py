"""The setting `windows`: ranges to read again, beside the bookmarks and without moving them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.beijing import BEIJING, parse_moment
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

FORM: Final = '[{"stream": "trades", "start": "2026-06-17", "end": "2026-06-18"}]'
COLUMNS: Final = frozenset({"stream", "start", "end"})


@dataclass(frozen=True)
class ChosenWindow:
    """A range of a stream to read again; no range means all of a table that has none."""

    stream: str
    window: Window | None

    def as_json(self) -> dict[str, str]:
        """The form in which the setting takes it."""
        if self.window is None:
            return {"stream": self.stream}
        start, end = (
            at.astimezone(BEIJING).isoformat() for at in (self.window.start, self.window.end)
        )
        return {"stream": self.stream, "start": start, "end": end}


def read_windows(
    given: Any,  # noqa: ANN401 - as it stands in the configuration
    streams: Iterable[str],
    fault: Callable[[str, str], None],
) -> tuple[ChosenWindow, ...]:
    """The windows of a setting: a list, such a list as JSON, or the path of a file of it.

    Args:
        given: the setting.
        streams: the names there are.
        fault: takes what is wrong, in Chinese and English.
    """
    entries = _entries(given, fault)
    known = frozenset(streams)
    chosen = [_chosen(place, entry, known, fault) for place, entry in enumerate(entries)]
    return tuple(one for one in chosen if one is not None)


def _entries(given: Any, fault: Callable[[str, str], None]) -> Sequence[Any]:  # noqa: ANN401
    held = given
    if isinstance(given, str):
        text: str | bytes = given.strip()
        if not given.lstrip().startswith(("[", "{")):
            try:
                text = Path(given.strip()).expanduser().read_bytes()
            except OSError as error:
                why = error.strerror
                fault(f"无法读取文件 {given}：{why}", f"cannot read the file {given}: {why}")
                return ()
        try:
            held = json.loads(text)
        except ValueError:
            fault(f"不是 JSON，应形如 {FORM}", f"is not JSON; expected for example {FORM}")
            return ()
    if not isinstance(held, Sequence) or isinstance(held, str):
        fault(f"应为列表，形如 {FORM}", f"must be a list, for example {FORM}")
        return ()
    return held


def _chosen(
    place: int,
    entry: Any,  # noqa: ANN401
    known: frozenset[str],
    fault: Callable[[str, str], None],
) -> ChosenWindow | None:
    def wrong(zh: str, en: str) -> None:
        fault(f"第 {place + 1} 项{zh}", f"entry {place + 1} {en}")

    if not isinstance(entry, Mapping) or entry.keys() - COLUMNS or "stream" not in entry:
        wrong(f"应形如 {FORM[1:-1]}", f"must have the form {FORM[1:-1]}")
        return None
    stream = str(entry["stream"])
    if stream not in known:
        wrong(f"没有报表 {stream}", f"names the stream {stream}, which there is not")
        return None
    if entry.get("start") is None and entry.get("end") is None:
        return ChosenWindow(stream, None)
    start, end = (_moment(entry.get(name), wrong) for name in ("start", "end"))
    if start is None or end is None:
        return None
    if start >= end:
        wrong("的 start 应早于 end", "must have its start before its end")
        return None
    return ChosenWindow(stream, Window(start, end))


def _moment(value: Any, wrong: Callable[[str, str], None]) -> datetime | None:  # noqa: ANN401
    try:
        return parse_moment(str(value))
    except ValueError:
        wrong(
            f"的时间 {value!r} 无法识别，应形如 2026-06-17T08:00:00",
            f"has the unreadable time {value!r}; expected for example 2026-06-17T08:00:00",
        )
        return None
