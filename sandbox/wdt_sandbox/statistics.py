"""What was called, and how it went."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

from contextlib import contextmanager

JOURNAL: Final = 5000


@dataclass
class Tally:
    """One interface on one gateway."""

    calls: int = 0
    ok: int = 0
    pages: int = 0
    rows: int = 0
    quota_refusals: int = 0
    concurrency_refusals: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    """Other refusals and faults, by status and message."""

    faults: Counter[str] = field(default_factory=Counter)
    """Calls that met a fault, by its kind."""

    max_concurrent: int = 0
    in_flight: int = 0

    def met(self, fault: Mapping[str, Any] | None) -> None:
        """Count a fault, if there is one."""
        if fault:
            self.faults[fault["kind"]] += 1


class Statistics:
    """Tallies and a journal of the last calls."""

    def __init__(self) -> None:
        self.tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
        self.journal: deque[dict[str, Any]] = deque(maxlen=JOURNAL)

    def reset(self) -> None:
        """Forget everything but the calls under way."""
        under_way = {key: tally.in_flight for key, tally in self.tallies.items() if tally.in_flight}
        self.tallies.clear()
        self.journal.clear()
        for key, count in under_way.items():
            self.tallies[key].in_flight = count

    @contextmanager
    def flight(self, gateway: str, method: str) -> Iterator[Tally]:
        """A call under way."""
        tally = self.tallies[gateway, method]
        tally.calls += 1
        tally.in_flight += 1
        tally.max_concurrent = max(tally.max_concurrent, tally.in_flight)
        try:
            yield tally
        finally:
            self.tallies[gateway, method].in_flight -= 1

    def report(self) -> Mapping[str, Any]:
        """Everything, for ``/_sandbox/stats``."""
        interfaces = [
            {
                "gateway": gateway,
                "method": method,
                **{n: v for n, v in vars(tally).items() if n not in {"refusals", "in_flight"}},
                "refusals": dict(tally.refusals),
            }
            for (gateway, method), tally in sorted(self.tallies.items())
        ]
        return {
            "calls": sum(tally.calls for tally in self.tallies.values()),
            "interfaces": interfaces,
            "journal": list(self.journal),
        }
