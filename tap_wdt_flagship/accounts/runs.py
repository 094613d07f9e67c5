"""Runs the accounts side by side, so many at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_wdt_flagship import env_file
from tap_wdt_flagship.accounts.plugins import plugin_of, receipt_of
from tap_wdt_flagship.own_meltano import executable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tap_wdt_flagship.accounts.listing import Account
from tap_wdt_flagship.accounts.plugins import Order

AUDIT: Final = (sys.executable, "-m", "tap_wdt_flagship.audit.command")
ERROR: Final = ("ERROR", "[error")
PROJECT: Final = Path(os.environ.get("MELTANO_PROJECT_ROOT", "."))
LONGEST: Final = 300


@dataclass
class Outcome:
    """What came of an account."""

    account: Account
    code: int
    seconds: float
    log: Path
    reports: list[dict[str, Any]] = field(default_factory=list)
    missing: Sequence[str] = ()
    """Variables that are not set: nothing was run."""

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.code == 0

    @property
    def causes(self) -> list[str]:
        """Why not."""
        if self.missing:
            names = ", ".join(self.missing)
            return [f"环境变量未设置：{names} / environment variables not set: {names}"]
        failed = [report for report in self.reports if report.get("error_zh")]
        found = [f"{one['report']} {one['report_title']}：{one['error_zh']}" for one in failed]
        return found or ([] if self.ok else [last_error(self.log)])

    def total(self, column: str) -> int:
        """The sum of a column over all reports."""
        return sum(report.get(column) or 0 for report in self.reports)


def run_all(
    accounts: Sequence[Account],
    order: Order,
    parallel: int,
    tell: Callable[[Outcome], None],
) -> list[Outcome]:
    """Run all, and tell of each when it ends; in the order of the accounts."""
    order.folder.mkdir(parents=True, exist_ok=True)

    def run(account: Account) -> Outcome:
        outcome = _run(account, order)
        tell(outcome)
        return outcome

    with ThreadPoolExecutor(parallel) as pool:
        return list(pool.map(run, accounts))


def _run(account: Account, order: Order) -> Outcome:
    begun, log = time.monotonic(), order.folder / f"{account.name}.log"
    if missing := account.missing({**env_file.read(PROJECT / ".env"), **os.environ}):
        return Outcome(account, 2, 0, log, missing=missing)
    receipt = receipt_of(order.folder, account)
    if not order.audit:  # an audit writes none, and leaves that of the sync
        receipt.unlink(missing_ok=True)
    with log.open("wb") as file:
        code = subprocess.run(  # noqa: S603
            _command(account, order),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        ).returncode
    found = receipt.exists() and not order.audit
    reports = msgspec.json.decode(receipt.read_bytes())["reports"] if found else []
    return Outcome(account, code, time.monotonic() - begun, log, reports)


def _command(account: Account, order: Order) -> list[str]:
    pair = [plugin_of(base, account) for base in (order.extractor, order.loader)]
    if order.audit:
        return [*AUDIT, "--meltano", *pair, "--schema", account.schema, *order.arguments]
    return [executable(), "run", *order.arguments, *pair]


def last_error(log: Path) -> str:
    """The last line of a log that tells of an error, else the last."""
    lines = [
        line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line
    ]
    errors = [line for line in lines if any(mark in line for mark in ERROR)]
    return (errors or lines or ["没有日志 / no log"])[-1][:LONGEST]
