"""What is told in the end."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table, verdict
from benchmarks.soak.proof import ARCHIVED

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.soak.outcomes import Ended
    from benchmarks.soak.proof import Audited, Compared
    from benchmarks.soak.troubles import Troubles


CAUSES, WIDTH = 25, 160


class Report:
    """Counts, and what is wrong."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self.ends: Counter[tuple[str, str]] = Counter()
        self.causes: Counter[str] = Counter()
        self.audits: list[tuple[str, ...]] = []
        self.tables: list[tuple[str, ...]] = []
        self.differences = 0
        self.records: dict[str, Counter[str]] = {}
        self.calm_runs: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.troubles: Troubles | None = None
        self.stats: dict[str, Any] = {}
        self.traded = 0

    def note(self, run: Ended, faults: list[str]) -> None:
        """Count a run."""
        with self._lock:
            gateway = run.name.partition("-")[0]
            self.ends[gateway, "WRONG" if faults else run.how] += 1
            if run.how == "failed with words":
                self.causes.update(run.causes)
            self.wrong += [f"{run.name}: {fault}" for fault in faults]
        print(f"{run.name}: {'; '.join(faults) or run.how}", flush=True)

    def check(self, what: str, value: int, wanted: int) -> None:
        """Take down what is not as it should be."""
        if value != wanted:
            self.wrong.append(f"{what}: {value}, not {wanted}")

    def audited(self, gateway: str, what: str, audited: Audited) -> None:
        """Take down what an audit told."""
        sums = audited.sums
        names = ("audited", "failed", "missing", "coming", "gone", "surplus")
        cells = (str(sums[name]) for name in names)
        self.audits.append((gateway, what, str(audited.exit_code), *cells))
        for name in ("coming", "surplus"):
            for stream, count in audited.of(name).items():
                # Of an archive that has become empty all rows are surplus: the cells tell whether
                # they are those that came back.
                if name != "surplus" or not stream.startswith(ARCHIVED):
                    self.wrong.append(f"{gateway}, {what}: {count} {name} in {stream}")
        self.check(f"{gateway}, {what}: reports that failed", sums["failed"], 0)
        if audited.exit_code not in {0, 1} or "Traceback" in audited.log:
            self.wrong.append(f"{gateway}, {what}: exit code {audited.exit_code}: {audited.log}")

    def compared(self, gateway: str, found: Compared) -> None:
        """Take down the comparison of a warehouse."""
        names = (
            *("rows", "cells", "missing", "wrong", "superfluous", "deleted", "removed lines"),
            *("back from the archive", "cancelled"),
        )
        self.tables.append((gateway, *(f"{found.counts[name]:,}" for name in names)))
        self.differences += sum(found.counts[name] for name in ("missing", "wrong", "superfluous"))
        self.wrong += [f"{gateway}: {what}" for what in found.wrong]

    def print(self, minutes: float, cpu: float) -> None:
        """All of it."""
        runs = sum(self.ends.values())
        print(
            f"\n{minutes:.0f} minutes, {cpu / 60:.0f} of them CPU; {runs} runs; "
            f"{self.traded:,} orders new or changed\n"
        )
        table(
            ("gateway", "runs ended", ""),
            [(*key, str(count)) for key, count in sorted(self.ends.items())],
        )
        if self.troubles:
            kinds = self.troubles.kinds
            table(("trouble", "times"), [(name, str(n)) for name, n in sorted(kinds.items())])
        self._print_calls()
        print("what failed runs said, without figures:")
        for cause, count in self.causes.most_common(CAUSES):
            print(f"{count:4}  {cause[:WIDTH]}")
        print()
        table(
            (
                "gateway",
                "",
                "exit code",
                "reports",
                "failed",
                "missing",
                "coming",
                "gone",
                "surplus",
            ),
            self.audits,
        )
        table(
            (
                "gateway",
                "rows compared",
                "cells",
                "missing",
                "wrong",
                "superfluous",
                "deleted in the shop",
                "lines removed",
                "back from the archive",
                "cancelled",
            ),
            self.tables,
        )
        records = {
            gateway: dict(sorted(record.items())) for gateway, record in self.records.items()
        }
        print(f"taken down in sync_log by the runs that were not killed: {records}")
        again = sum(record["again"] for record in self.records.values())
        print(f"windows read again: {again:,}")
        print(f"runs in calm until one was complete: {dict(self.calm_runs)}")
        for what in self.wrong[:100]:
            print(what)
        verdict("differences", self.differences, 0, at_most=True)
        verdict("things that went wrong", len(self.wrong), 0, at_most=True)

    def _print_calls(self) -> None:
        calls, met = Counter[str](), Counter[str]()
        for one in self.stats["interfaces"]:
            calls["calls"] += one["calls"]
            calls["over the quota"] += one["quota_refusals"]
            calls["too many at a time"] += one["concurrency_refusals"]
            calls["denied"] += sum(n for said, n in one["refusals"].items() if "权限不足" in said)
            met.update(one["faults"])
            calls["while the network was cut"] += one["refusals"].get("network down", 0)
        calls["met a fault"] = met.total()
        if self.troubles:
            calls["by the second tool"] = self.troubles.tool_calls
        table(("calls", ""), [(name, f"{n:,}") for name, n in calls.items()])
        table(("fault met", "calls"), [(name, f"{n:,}") for name, n in sorted(met.items())])
