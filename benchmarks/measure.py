"""Times of several ways of doing the same, measured in turns, and the table of them."""

from __future__ import annotations

import gc
import os
import subprocess
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROUNDS = 5


@dataclass
class Figures:
    """What the rounds gave."""

    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def spread(self, form: str = ",.0f") -> str:
        """Median, and the lowest and highest in brackets."""
        low, high = min(self.values), max(self.values)
        return f"{self.middle:{form}} ({low:{form}} to {high:{form}})"


def in_turns(
    ways: Mapping[str, Callable[[], None]],
    amount: int,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Figures]:
    """How much of something each way does in a second; every round runs every way once.

    So what else happens on the machine meets them all alike.
    """
    found = {name: Figures() for name in ways}
    for name, run in ways.items():  # caches, imports, what is learned once
        del name
        run()
    for _ in range(rounds):
        for name, run in ways.items():
            gc.collect()
            begun = clock()
            run()
            found[name].values.append(amount / (clock() - begun))
    return found


def run_process(command: Sequence[str], **kwargs: object) -> tuple[float, float]:
    """Seconds that a command took, and its peak resident memory in MB.

    Raises:
        SystemExit: it failed.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, **kwargs)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table."""
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    print()


def verdict(what: str, value: float, bar: float, *, at_most: bool = False) -> None:
    """Print a ratio beside its bar."""
    held = value <= bar if at_most else value >= bar
    sign = "<=" if at_most else ">="
    print(f"{what}: {value:.2f} ({sign} {bar:g}: {'holds' if held else 'MISSED'})")
