"""What a user is told to do: the commands, and the names of the streams they are about."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.beijing import BEIJING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

PLUGIN = "tap-wdt-flagship"
LOADER = "target-postgres-fast"  # the one that is recommended: Meltano does not tell which it is
NAMED_AT_MOST: Final = 10


def listed(names: Sequence[str], counted: str = "个报表") -> tuple[str, str]:
    """Names in Chinese and English, of many only the first."""
    first = ", ".join(names[:NAMED_AT_MOST])
    left = len(names) - NAMED_AT_MOST
    if left <= 0:
        return first, first
    return f"{first} 等 {len(names)} {counted}", f"{first} and {left} more"


def _plugin() -> str:
    """The extractor's name; that of a second account is another one, and Meltano tells it."""
    return os.environ.get("MELTANO_EXTRACTOR_NAME") or PLUGIN


def _run(*options: str, **settings: str) -> str:
    """`meltano run` with settings of the tap for this one run."""
    plugin = _plugin()
    prefix = plugin.upper().replace("-", "_")
    given = [f"{prefix}_{name}={value}" for name, value in settings.items()]
    return " ".join((*given, "uvx meltano run", *options, plugin, LOADER))


def _time(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%dT%H:%M:%S}"


def range_again(start: datetime, end: datetime) -> str:
    """Reads a range with a state of its own, which leaves the usual bookmarks alone.

    Its name tells the range: a state that has read another would read nothing.
    """
    days = (f"{at.astimezone(BEIJING):%Y%m%d}" for at in (start, end))
    suffix = f"--state-id-suffix=again-{'-'.join(days)}"
    return _run(suffix, START_DATE=_time(start), END_DATE=_time(end))


def all_again(*, forget: bool = False) -> str:
    """Reads everything from the beginning.

    Args:
        forget: leave no old bookmark behind; else those of what is not selected stay.
    """
    return _run("--full-refresh", *(("--state-strategy=overwrite",) if forget else ()))


def streams_again(streams: Sequence[str], start: datetime | None) -> str:
    """Reads some streams from the beginning and leaves the bookmarks of the others alone."""
    settings = {"_SELECT_FILTER": f"'{json.dumps(streams, separators=(',', ':'))}'"}
    if start is not None:
        settings["START_DATE"] = _time(start)
    return _run("--full-refresh", **settings)
