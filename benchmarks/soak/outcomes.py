"""How a run ended, and whether it may have ended so."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.soak.account import Kill

WORDS = re.compile(r"(?:ERROR|CRITICAL).*?[\u4e00-\u9fff].* / .*[a-z]{3}", re.IGNORECASE)
ERROR = re.compile(r"\| +(?:ERROR|CRITICAL) +\|[^|]*\| (.*)")
Bookmarks = dict[str, str]


def bookmarks(state: Mapping[str, Any]) -> Bookmarks:
    """How far each pass of each report was read."""
    found = {}
    for stream, entry in state.get("bookmarks", {}).items():
        for part in (entry, *entry.get("partitions", ())):
            if reached := part.get("replication_key_value"):
                found[f"{stream} {part.get('context', '')}".strip()] = reached
    return found


@dataclass(frozen=True)
class Ended:
    """A run that has ended."""

    name: str
    folder: Path
    tap: int
    target: int
    kills: list[Kill]
    """The signals that were sent."""

    moved: tuple[Bookmarks, Bookmarks]

    @property
    def log(self) -> str:
        """What both said."""
        names = ("tap.log", "target.log")
        return "\n".join((self.folder / name).read_text(errors="replace") for name in names)

    @property
    def how(self) -> str:
        """In a word or two."""
        if self.tap == 0 and self.target == 0:
            return "complete"
        for kill in self.kills:
            return f"killed: {kill.victim} by {kill.signum.name}"
        return "failed with words"

    @property
    def causes(self) -> list[str]:
        """What it failed of, without the figures."""
        found = dict.fromkeys(ERROR.findall(self.log))
        return [re.sub(r"\d+", "…", cause) for cause in found]

    def wrong(self, now: str) -> Iterator[str]:
        """What should not have happened."""
        log = self.log
        if "Traceback (most recent call last)" in log:
            yield "a traceback"
        if self.tap not in self._codes("tap") or self.target not in self._codes("target"):
            yield f"exit codes {self.tap} of the tap and {self.target} of the target"
        died = any(code < 0 or code >= 128 for code in (self.tap, self.target))  # noqa: PLR2004
        if (self.tap or self.target) and not died and not WORDS.search(log):
            yield "failed without words in both languages"
        before, after = self.moved
        for name, reached in before.items():
            if after.get(name, "") < reached:
                yield f"the bookmark of {name} went from {reached} back to {after.get(name)}"
        for name, reached in after.items():
            if reached > now:
                yield f"the bookmark of {name} is in the future: {reached}"

    def _codes(self, who: str) -> set[int]:
        """The exit codes that may be."""
        # The tap fails for want of a target; a target that a tap left half a line fails as well.
        codes = {0, 1} if who == "tap" or self.kills else {0}
        for kill in self.kills:
            if kill.victim == who:
                codes |= {-kill.signum}
                codes |= {128 + kill.signum} if kill.signum == signal.SIGTERM else set()
        return codes
