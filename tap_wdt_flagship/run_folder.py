"""The folder in which Meltano hands a run its files, shared by all runs of one plugin.

Two runs with state ids of their own, which Meltano lets through, write bookmarks and selection into
the same files: what this run was given may be the other's. Meltano writes them between a run's
configuration, which bears a name of its own, and the start of the tap.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.engine.remedies import PLUGIN
from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CONFIG: Final = re.compile(r"tap\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.config\.json")
# Longer than Meltano needs from a run's configuration to the start of the tap.
PREPARING_SECONDS: Final = 120.0
MARK: Final = "tap.shared"
"""Touched where two runs meet, for the later one to see: the other may be gone by then."""


def note_others(configs: Iterable[Path]) -> bool:
    """Whether another run has begun in the same folder at about the same time as this one."""
    found = False
    for config in filter(_is_meltanos, configs):
        if not (begun := _modified(config)):
            continue
        others = (other for other in config.parent.iterdir() if other.name != config.name)
        if any(_is_meltanos(o) and _modified(o) > begun - PREPARING_SECONDS for o in others):
            found = True
            with suppress(OSError):
                (config.parent / MARK).touch()
        found |= _modified(config.parent / MARK) > begun
    return found


def check_alone(configs: Iterable[Path]) -> None:
    """See to it that the files this run was given are its own.

    Raises:
        RunError: they may be another's.
    """
    if note_others(configs):
        command = f"uvx meltano add {PLUGIN}-backfill --inherit-from {PLUGIN}"
        raise RunError(
            "同一个插件的两次运行几乎同时开始，而 Meltano 让它们共用一个目录，同步进度（书签）与"
            "报表选择可能串了；"
            "没有发出任何请求。过两分钟再运行；补历史要与日常同步同时运行，就给它自己的插件："
            f"{command}（docs/operations.md，补历史）",
            "two runs of one plugin began at about the same time; Meltano lets them share a "
            "folder, and each may have got the other's bookmarks and selection; no call was made. "
            "Run it again in two minutes; a backfill that is to run beside the daily sync needs a "
            f"plugin of its own: {command} (docs/operations.md)",
        )


def _is_meltanos(file: Path) -> bool:
    return CONFIG.fullmatch(file.name) is not None


def _modified(file: Path) -> float:
    """When a file was written; long ago where it is gone."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
