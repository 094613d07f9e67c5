"""The command: the soak, its end, and its report."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks.soak.account import SIGNALS, Account, Kill, cpu_seconds
from benchmarks.soak.chosen import make_account
from benchmarks.soak.outcomes import bookmarks
from benchmarks.soak.proof import Proof, audit, own_record
from benchmarks.soak.report import Report
from benchmarks.soak.shop import Shop
from benchmarks.soak.troubles import Troubles
from tap_wdt_flagship.beijing import to_bookmark
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.soak.outcomes import Ended

KILLED = 0.35
KILL_AFTER = (0.05, 1.0)  # of what a run takes
BETWEEN_RUNS = (0.0, 8.0)
CALM_RUNS = 5


@contextmanager
def warehouses(folder: Path) -> Iterator[dict[str, str]]:
    """A database for each gateway."""
    with postgres(folder / "postgres") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            for name in GATEWAYS:
                connection.execute(f"CREATE DATABASE {name}")
        yield {name: address.replace("/postgres?", f"/{name}?") for name in GATEWAYS}


class Soak:
    """The accounts under fire, and what is found."""

    def __init__(self, shop: Shop, accounts: list[Account], kept: Path, seed: int) -> None:
        self._shop, self._accounts, self._kept, self._seed = shop, accounts, kept, seed
        self.report = Report(kept)

    def under_fire(self, seconds: float) -> None:
        """Run after run of each account, until time is up and the last ones have ended."""
        ended = threading.Event()
        chance = random.Random(f"{self._seed} troubles")
        with self._shop.trading(), ThreadPoolExecutor(len(self._accounts)) as pool:
            loops = [pool.submit(self._sync, one, ended) for one in self._accounts]
            try:
                with Troubles(self._shop, self._accounts, chance) as self.report.troubles:
                    wait(loops, seconds, return_when=FIRST_EXCEPTION)
            finally:
                ended.set()
                for account in self._accounts:
                    account.stop()
        for loop in loops:
            loop.result()

    def _sync(self, account: Account, ended: threading.Event) -> None:
        chance = random.Random(f"{self._seed} {account.app_type}")
        while not ended.is_set():
            kill = None
            if chance.random() < KILLED:
                victim, signum = chance.choice(("tap", "target")), chance.choice(SIGNALS)
                kill = Kill(victim, signum, chance.uniform(*KILL_AFTER) * account.lasted)
            self.note(account.run(kill))
            ended.wait(chance.uniform(*BETWEEN_RUNS))

    def note(self, run: Ended) -> None:
        """Take down how a run ended; its logs are kept if it went wrong."""
        faults = [*run.wrong(to_bookmark(self._shop.sandbox.now()))]
        self.report.note(run, faults)
        if faults:
            shutil.copytree(run.folder, self._kept / run.name, dirs_exist_ok=True)
        shutil.rmtree(run.folder)

    def in_calm(self, account: Account) -> None:
        """Run until one is complete, and compare."""
        settings: dict[str, Any] = {"delay_seconds": 0, "requests_per_minute": 10**6}
        for _ in range(CALM_RUNS):
            run = account.run(**settings)
            self.report.calm_runs[account.app_type] += 1
            log = run.log
            self.note(run)
            if run.how == "complete":
                break
            self.report.wrong.append(f"{run.name}: {run.how} although all was calm")
            (self._kept / f"{run.name}.log").write_text(log)
        self._prove(account, settings)

    def _prove(self, account: Account, settings: dict[str, Any]) -> None:
        sandbox, report = self._shop.sandbox, self.report
        now = sandbox.now()
        until = now.isoformat()
        for name, reached in bookmarks(account.state).items():
            if reached != to_bookmark(now):
                report.wrong.append(f"{account.app_type}: the bookmark of {name} is at {reached}")
        report.records[account.app_type] = own_record(account)
        first = audit(account, until)
        report.audited(account.app_type, "audit", first)
        self._check_missing(account, first.of("missing"))
        if first.exit_code:
            # What went to the archive meanwhile bears an older time: an audit tells, and mends it.
            state = account.state
            self.note(account.run(**settings, windows=first.windows))
            account.state = state
            second = audit(account, until)
            report.audited(account.app_type, "audit after the repair", second)
            report.check(f"{account.app_type}: exit code of the audit", second.exit_code, 0)
        proof = Proof(sandbox, self._shop.deleted, account.streams)
        report.compared(account.app_type, proof.compare(account))

    def _check_missing(self, account: Account, missing: dict[str, int]) -> None:
        for stream, count in missing.items():
            if not stream.startswith("archived_"):
                self.report.wrong.append(
                    f"{account.app_type}: the audit misses {count} rows of {stream}"
                )


def main() -> None:
    """Soak, compare, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("minutes", nargs="?", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument(
        "--keep", type=Path, default=None, help="folder for logs of what went wrong"
    )
    parser.add_argument("--all", action="store_true", help="all reports")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    kept = asked.keep or Path("output") / f"soak-{asked.seed}"
    kept.mkdir(parents=True, exist_ok=True)
    print(
        f"seed {asked.seed}, {asked.minutes:g} minutes; logs of what goes wrong: {kept}", flush=True
    )
    begun = time.monotonic()

    def tell(what: str) -> None:
        print(f"{(time.monotonic() - begun) / 60:.1f} min: {what}", flush=True)

    with TemporaryDirectory() as name, ExitStack() as stack:
        shop = Shop(asked.seed)
        stack.enter_context(shop.sandbox)
        databases = stack.enter_context(warehouses(Path(name)))
        accounts = [
            make_account(shop, app_type, database, Path(name), every=asked.all)
            for app_type, database in databases.items()
        ]
        soak = Soak(shop, accounts, kept, asked.seed)
        tell("under fire")
        soak.under_fire(asked.minutes * 60)
        tell("calm")
        soak.report.stats = shop.sandbox.stats()
        soak.report.traded = shop.traded()
        shop.calm()
        with ThreadPoolExecutor(len(accounts)) as pool:
            list(pool.map(soak.in_calm, accounts))
    soak.report.print((time.monotonic() - begun) / 60, cpu_seconds())
    sys.exit(bool(soak.report.wrong))


if __name__ == "__main__":
    main()
