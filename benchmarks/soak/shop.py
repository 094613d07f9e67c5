"""The shop: its world runs at scaled time until it is stopped, and rows are deleted in it."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.helpers.running import NOW, WITHOUT_LIMIT
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

SCALE = 60
"""Minutes in the shop for each one here."""
TICK = 0.5
DAYS, ORDERS_PER_DAY = 34, 300
QUOTA = 60
# Documents are read from here on; those of the archive from the days before, as they are old.
START = datetime.fromisoformat(NOW) - timedelta(days=1)
ARCHIVED_START = datetime.fromisoformat(NOW) - timedelta(days=32)
MASTER_START = datetime.fromisoformat(NOW) - timedelta(days=500)
"""Of master data, where the product would begin in 2012."""
# Callers take the gateway's time once and then go by their own clocks, which run slower here.
TOLERANCE = 10**7
CHURN = {"fraction": 0.1, "limit": 10**6}

DELETED = {
    "raw_trades": ("sales.RawTrade.search", "rec_id"),
    "refunds": ("aftersales.refund.Refund.search", "refund_id"),
    "purchase_orders": ("purchase.PurchaseOrder.queryWithDetail", "purchase_id"),
}
RECENT = timedelta(hours=12)


class Shop:
    """A sandbox and what happens in it."""

    def __init__(self, seed: int) -> None:
        self.sandbox = Sandbox(
            seed=seed,
            days=DAYS,
            orders_per_day=ORDERS_PER_DAY,
            quota=QUOTA,
            now=NOW,
            time_scale=0,
        )
        self.deleted: dict[str, set[int]] = defaultdict(set)

    @contextmanager
    def trading(self) -> Iterator[None]:
        """Time runs, and rows change while they are read."""
        ended = threading.Event()
        self.sandbox.behave(clock_tolerance_seconds=TOLERANCE, churn=CHURN)
        clock = threading.Thread(target=self._run_time, args=[ended], name="time")
        clock.start()
        try:
            yield
        finally:
            ended.set()
            clock.join()

    def _run_time(self, ended: threading.Event) -> None:
        last = time.monotonic()
        while not ended.wait(TICK):
            now = time.monotonic()
            self.sandbox.advance((now - last) * SCALE)
            last = now

    def calm(self) -> None:
        """An untroubled gateway without a quota; what was deleted stays so."""
        settings = dict.fromkeys(self.sandbox.behave())
        settings |= {"removed": self._removed(), "clock_tolerance_seconds": TOLERANCE}
        self.sandbox.behave(**settings)
        self.sandbox.behave(quota={"calls": WITHOUT_LIMIT, "seconds": 60})

    def delete(self, random: Random) -> None:
        """Delete a row that changed lately."""
        stream = random.choice([*DELETED])
        method, key = DELETED[stream]
        since = (self.sandbox.now() - RECENT).isoformat()
        rows = self.sandbox.truth(method, app_type="qimen", modified_from=since)
        if rows:
            self.deleted[stream].add(int(random.choice(rows)[key]))
            self.sandbox.behave(removed=self._removed())

    def _removed(self) -> dict[str, Any]:
        return {DELETED[stream][0]: sorted(numbers) for stream, numbers in self.deleted.items()}

    def traded(self) -> int:
        """Orders that are new or have changed since the beginning."""
        method, _ = DELETED["raw_trades"]
        return len(self.sandbox.truth(method, app_type="qimen", modified_from=NOW))
