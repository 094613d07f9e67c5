"""The audit put to the proof: rows taken out of a warehouse at random, in twenty runs.

Each run takes rows of some reports out of the warehouse and deletes others in the shop; every
second one lets rows change while they are audited, every other pair compares totals first. What
lacks has to be found, what was deleted told as gone, nothing else named, and all has to be back
after the repair.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timezone
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table
from tests.helpers.auditing import Auditor
from tests.helpers.loader import Loader
from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap, quick
from tests.helpers.truth import truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from tests.helpers.auditing import Audited

RUNS = 20
START = "2026-06-16"
PAGE = 4
# Reports whose rows are deleted in the shop too, with their interfaces.
DELETED = {
    "trades": "sales.TradeQuery.queryWithDetail",
    "raw_trades": "sales.RawTrade.search",
    "refunds": "aftersales.refund.Refund.search",
    "purchase_orders": "purchase.PurchaseOrder.queryWithDetail",
}
STREAMS = (
    *DELETED,
    *("sales_stockouts", "shipments", "sales_payments", "stock_changes", "invoices", "payments"),
    *("account_checks", "stockins", "jit_stockouts", "packing_lists", "stocktakes", "waybills"),
)
MOST_TAKEN, MOST_DELETED = 5, 2


@dataclass
class Tally:
    """What the runs came to."""

    sums: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, expected: bool) -> None:  # noqa: FBT001
        if not expected:
            self.wrong.append(what)


class Proof:
    """A shop, its warehouse, and what is done to both."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._sandbox = sandbox
        self._tap = Tap(folder)
        # Rows change where a window has several pages: they are short.
        self._config = quick(sandbox, "qimen", start_date=START, page_size=PAGE)
        self._loader = Loader(f"duckdb:///{folder}/warehouse.duckdb", timezone.utc)
        self._auditor = Auditor(folder, self._config, self._loader.address)
        self._state: dict[str, Any] = {}
        self._removed: defaultdict[str, list[int]] = defaultdict(list)
        self._sync()

    def _sync(self, **settings: Any) -> None:
        run = self._tap.run({**self._config, **settings}, streams=STREAMS, state=self._state)
        if run.exit_code:
            sys.exit(run.log)
        self._loader.load(run)
        self._state = run.state

    def run(self, number: int, tally: Tally) -> tuple[str, ...]:
        """One run: what was done, and what was told."""
        random, living, totals = Random(number), number % 2 == 1, number % 4 > 1
        chosen = random.sample(STREAMS, 8)
        taken, deleted = {}, dict[str, list[int]]()
        for stream in chosen:
            keys = self._loader.keys_of(stream)
            # Totals agree where as many rows lack as were deleted: not both in one report then.
            if stream in DELETED and (not totals or random.random() < 0.5):  # noqa: PLR2004
                deleted[stream] = [
                    k[0] for k in random.sample(keys, random.randint(1, MOST_DELETED))
                ]
            if stream not in deleted or not totals:
                left = [key for key in keys if key[0] not in deleted.get(stream, ())]
                taken[stream] = random.sample(left, min(len(left), random.randint(1, MOST_TAKEN)))
                self._loader.take_out(stream, taken[stream])
        for stream, numbers in deleted.items():
            self._removed[DELETED[stream]] += numbers
        churn = {"fraction": 0.2, "limit": 400} if living else None
        self._sandbox.behave(removed=dict(self._removed), churn=churn)
        compare = "totals" if totals else "rows"
        until = self._sandbox.now().isoformat()
        span = ("--since", START, "--until", until)
        told = self._auditor.run(*span, "--compare", compare, state=self._state)
        self._sandbox.behave(churn=None)
        moved = {stream: self._moved(stream, keys, until) for stream, keys in taken.items()}
        row = judge(number, told, Done(taken, deleted, moved), tally)
        self._sync(windows=told.windows)
        if living:
            self._sandbox.advance(300)
            self._sync()
        lost = sum(len({*keys} - {*self._loader.keys_of(s)}) for s, keys in taken.items())
        tally.note(f"run {number}: {lost} rows are not back", not lost)
        tally.sums["back"] += sum(map(len, taken.values())) - lost
        self._loader.take_out_all(deleted)
        mode = f"{compare}{', living' if living else ''}"
        return str(number), mode, *row

    def _moved(self, stream: str, keys: list[Any], until: str) -> int:
        """How many of these rows have changed since the audit began."""
        late = truth_of(self._sandbox, stream, "qimen", since=until)
        numbers = {key[0] for key in late}
        return sum(key[0] in numbers for key in keys)


@dataclass(frozen=True)
class Done:
    """What was done to each report before it was audited."""

    taken: dict[str, list[Any]]
    deleted: dict[str, list[int]]
    moved: dict[str, int]


def judge(number: int, told: Audited, done: Done, tally: Tally) -> tuple[str, ...]:
    """Compare what was told with what was done."""
    sums = Counter[str]()
    for stream in STREAMS:
        found = Counter(told.found(stream))
        out, gone = len(done.taken.get(stream, ())), len(done.deleted.get(stream, ()))
        moved = done.moved.get(stream, 0)
        where = f"run {number}, {stream}: {dict(found)}, {out} taken, {moved} moved, {gone} deleted"
        named = found["missing"] + found["coming"]
        tally.note(f"{where}: not all found", named + moved >= out)
        tally.note(f"{where}: falsely missing", found["missing"] <= out)
        tally.note(f"{where}: gone", found["gone"] == gone and not found["surplus"])
        sums.update(found)
        sums.update({"taken": out, "deleted": gone, "moved": moved})
        sums["false"] += max(0, found["missing"] - out) + abs(found["gone"] - gone)
    tally.sums.update(sums)
    tally.note(f"run {number}: exit code {told.exit_code}", told.exit_code == bool(sums["missing"]))
    names = ("taken", "moved", "missing", "coming", "deleted", "gone", "false")
    return tuple(str(sums[name]) for name in names)


def main() -> None:
    """Run and print."""
    tally, rows = Tally(), []
    with (
        TemporaryDirectory() as folder,
        Sandbox(seed=7, now=NOW, quota=WITHOUT_LIMIT) as sandbox,
    ):
        proof = Proof(sandbox, Path(folder))
        for number in range(RUNS):
            rows.append(proof.run(number, tally))
            print(*rows[-1], flush=True)
    names = (
        "taken out",
        "moved since",
        "told missing",
        "told to come",
        "deleted",
        "told gone",
        "false",
    )
    table(("run", "compared", *names), rows)
    sums = tally.sums
    print(
        f"{sums['taken']} rows taken out: {sums['missing']} told as missing, {sums['moved']} "
        f"changed meanwhile, {sums['coming']} told to come, {sums['back']} back; "
        f"{sums['deleted']} deleted: {sums['gone']} told as gone; {sums['false']} false"
    )
    print("\n".join(tally.wrong) or "nothing wrong")
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
