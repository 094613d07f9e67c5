"""The proof: `wdt-audit`, and every cell of the warehouse beside the shop's own truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchmarks.soak.account import SCHEMA
from benchmarks.soak.shop import DELETED
from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.schemas import READ_AT, load
from tap_wdt_flagship.streams._lines import LineStream
from tests.helpers.running import NOW
from tests.helpers.truth import BY_NAME, NOT_COMPARED, by_key, differences, truth_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.soak.account import Account
    from tests.helpers.truth import Row, Rows
    from wdt_sandbox import Sandbox

BEGINNING = "2012-01-01"
SHOWN = 20
ARCHIVED = "archived_"
# Rows that a report shows no more once their document is cancelled: who tells of those, and by
# which of its fields.
LEAVING = {"shipments": ("wms.stockout.Sales.searchCancel", "stockout_id")}


@dataclass
class Compared:
    """What the comparison of a warehouse came to."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Proof:
    """Compares a warehouse with the shop, which stands still meanwhile."""

    def __init__(
        self, sandbox: Sandbox, deleted: Mapping[str, set[int]], since: Mapping[str, str | None]
    ) -> None:
        self._sandbox = sandbox
        self._deleted = deleted
        self._since = since
        """Where each report was read from."""

    def compare(self, account: Account) -> Compared:
        """All tables of an account."""
        found = Compared()
        with psycopg.connect(account.database, row_factory=dict_row) as connection:
            headers: dict[str, Rows] = {}
            for stream in self._since:
                rows = _table(connection, stream)
                if not issubclass(BY_NAME[stream], LineStream):
                    headers[stream] = rows
                self._one(stream, account.app_type, rows, headers, found)
        return found

    def _one(
        self,
        stream: str,
        app_type: str,
        rows: Rows,
        headers: Mapping[str, Rows],
        found: Compared,
    ) -> None:
        truth = truth_of(self._sandbox, stream, app_type, since=self._since[stream])
        beyond = Counter(
            self._why(stream, key, rows[key], headers, app_type)
            for key in rows.keys() - truth.keys()
        )
        shared = {key: rows[key] for key in rows.keys() & truth.keys()}
        said = differences(stream, shared, {key: truth[key] for key in shared})
        missing = truth.keys() - rows.keys()
        found.counts += Counter(
            rows=len(shared), cells=len(shared) * len(_columns(stream)), wrong=len(said)
        )
        found.counts += Counter(missing=len(missing)) + beyond
        found.wrong += said[:SHOWN]
        found.wrong += [f"{stream} {key} is missing" for key in [*missing][:SHOWN]]
        if beyond["superfluous"]:
            found.wrong.append(
                f"{stream}: {beyond['superfluous']} rows that the shop does not have"
            )

    def _why(
        self,
        stream: str,
        key: tuple[Any, ...],
        row: Row,
        headers: Mapping[str, Rows],
        app_type: str,
    ) -> str:
        """Why the shop does not have a row that the warehouse has."""
        cls = BY_NAME[stream]
        header = cls.header().name if issubclass(cls, LineStream) else stream
        if header in DELETED and key[0] in self._deleted.get(header, ()):
            return "deleted"
        if header.startswith(ARCHIVED) and key[0] in self._modified_since(header, app_type):
            return "back from the archive"
        if header in LEAVING and key[0] in self._left(header, app_type):
            return "cancelled"
        if issubclass(cls, LineStream):
            # A line that was removed stays, older than its header.
            above = [one for k, one in headers[header].items() if k[0] == key[0]]
            if any(row[READ_AT] < one[READ_AT] for one in above):
                return "removed lines"
        return "superfluous"

    @cache  # noqa: B019 - as long as the proof lasts
    def _left(self, stream: str, app_type: str) -> set[Any]:
        method, key = LEAVING[stream]
        return {row[key] for row in self._sandbox.truth(method, app_type=app_type)}

    @cache  # noqa: B019
    def _modified_since(self, archive: str, app_type: str) -> set[Any]:
        """Documents that were modified lately: the archive has them no more."""
        live = truth_of(self._sandbox, archive.removeprefix(ARCHIVED), app_type, since=NOW)
        return {key[0] for key in live}


def own_record(account: Account) -> Counter[str]:
    """What the runs themselves took down in the warehouse; those that were killed did not."""
    with psycopg.connect(account.database, row_factory=dict_row) as connection:
        rows = connection.execute(
            sql.SQL(
                "SELECT outcome, count(*) AS rows, sum(windows) AS windows,"
                " sum(windows_read_again) AS again, sum(windows_split) AS split,"
                " sum(unread_rows) AS unread FROM {} GROUP BY outcome"
            ).format(sql.Identifier(SCHEMA, "sync_log"))
        ).fetchall()
    found = Counter({f"reports {row['outcome']}": int(row["rows"]) for row in rows})
    for name in ("windows", "again", "split", "unread"):
        found[name] = int(sum(row[name] or 0 for row in rows))
    return found


def _columns(stream: str) -> list[str]:
    """The columns that are compared."""
    left_out = NOT_COMPARED.get(stream, frozenset())
    return [
        name
        for name, spec in load(stream)["properties"].items()
        if "$ref" not in spec.get("items", {}) and name not in left_out
    ]


def _table(connection: psycopg.Connection[Any], stream: str) -> Rows:
    """What the warehouse holds of a stream, by key; nothing where there is no table."""
    there = connection.execute("SELECT to_regclass(%s) AS it", [f'{SCHEMA}."{stream}"']).fetchone()
    if there is None or there["it"] is None:
        return {}
    query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(SCHEMA, stream))
    return by_key(stream, _as_told(connection.execute(query)))


def _as_told(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        yield {
            name: value.astimezone(BEIJING).isoformat() if isinstance(value, datetime) else value
            for name, value in row.items()
            if value is not None
        }


@dataclass(frozen=True)
class Audited:
    """What `wdt-audit` told of an account."""

    exit_code: int
    log: str
    rows: list[dict[str, Any]]
    windows: str
    """The file of what to read again."""

    @property
    def sums(self) -> Counter[str]:
        """Rows that differ, and reports by their outcomes."""
        kinds = ("missing", "coming", "gone", "surplus")
        sums = Counter({kind: sum(row[kind] for row in self.rows) for kind in kinds})
        reports = {
            (row["stream"], row["outcome"] in {"left_out", "failed"} and row["outcome"])
            for row in self.rows
        }
        sums["audited"] = sum(not outcome for _, outcome in reports)
        sums["failed"] = sum(outcome == "failed" for _, outcome in reports)
        return +sums

    def of(self, kind: str) -> dict[str, int]:
        """The reports in which rows differ so."""
        found: Counter[str] = Counter()
        for row in self.rows:
            found[row["stream"]] += row[kind]
        return dict(+found)


def audit(account: Account, until: str) -> Audited:
    """Audit everything that was ever synced."""
    repair = account.folder / "windows.json"
    command = [sys.executable, "-m", "tap_wdt_flagship.audit.command", "--json"]
    command += ["--config", account.write("audit", account.config | {"requests_per_minute": 10**6})]
    command += ["--state", account.write("state", account.state), "--repair", str(repair)]
    command += ["--since", BEGINNING, "--until", until]
    env = {**os.environ, "WDT_AUDIT_DATABASE": account.url}
    done = subprocess.run(command, capture_output=True, check=False, env=env, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return Audited(done.returncode, done.stderr, rows, str(repair))
