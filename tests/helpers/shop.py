"""A shop whose reports were synced into a warehouse, for audits of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.helpers.auditing import Auditor
from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap, quick
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tests.helpers.loader import Loader
    from tests.helpers.running import Run

START = "2026-06-16"
SPAN = ("--since", START, "--until", NOW)
# By a column of time, in passes, by another time than the modified one, by key, as a whole table.
STREAMS = (
    *("trades", "shipments", "sales_payments", "stock_changes", "invoices", "account_checks"),
    "shops",  # also tells the platforms that account_checks asks for
)
COUNTED = STREAMS[:6]


@dataclass
class Shop:
    """A shop that was synced, and the warehouse."""

    sandbox: Sandbox
    tap: Tap
    loader: Loader
    config: dict[str, Any]
    auditor: Auditor
    state: dict[str, Any]

    def sync(self, **settings: Any) -> Run:
        run = self.tap.run({**self.config, **settings}, streams=STREAMS, state=self.state)
        assert run.exit_code == 0, run.log
        self.loader.load(run)
        self.state = run.state
        return run

    def take_out(self, random: Random, each: int) -> dict[str, list[Any]]:
        """Take rows of every report out of the warehouse."""
        taken = {}
        for stream in STREAMS:
            keys = self.loader.keys_of(stream)
            taken[stream] = random.sample(keys, min(each, len(keys)))
            self.loader.take_out(stream, taken[stream])
        return taken


def world() -> Sandbox:
    return Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT)


def make_shop(sandbox: Sandbox, folder: Path, loader: Loader, synced: Run) -> Shop:
    config = quick(sandbox, "qimen", start_date=START)
    loader.load(synced)
    auditor = Auditor(folder, config, loader.address)
    return Shop(sandbox, Tap(folder), loader, config, auditor, synced.state)
