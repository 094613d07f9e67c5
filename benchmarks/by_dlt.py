"""A file of Singer messages, loaded as `wdt-load` loads what the tap reads.

`python -m benchmarks.by_dlt MESSAGES ADDRESS [SCHEMA]`, with the extra `dlt`, for `loading` to run
beside the loaders: the reading is left out, and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import singer_sdk.singerlib as singer

from tap_wdt_flagship.loading import command, run, source, warehouse
from tap_wdt_flagship.loading.spool import Part, Spool
from tap_wdt_flagship.loading.tables import Table

if TYPE_CHECKING:
    from dlt.extract import DltSource

LINES_A_BLOCK = 1_000


class Replayed:
    """Stands in for a run of the tap: what it wrote, again."""

    def __init__(self, messages: Path, folder: Path) -> None:
        self.tables: list[Table] = []
        self.arrived: Counter[str] = Counter()
        self.error: BaseException | None = None
        self._parts: list[Part] = []
        self._spool = Spool(folder, self._parts.append, source.ROWS_A_LOAD)
        with messages.open("rb") as lines:
            for kind, some in groupby(enumerate(lines), lambda line: _kind(*line)):
                self._write(kind[0], [line for _, line in some])
        self._spool.end_part(last=True)

    def _write(self, kind: bytes, lines: list[bytes]) -> None:
        if kind == b"RECORD":
            self._spool.write_block(b"".join(lines))
            return
        for message in map(json.loads, lines):
            if message["type"] == "SCHEMA":
                keys = tuple(message["key_properties"])
                self.tables.append(Table(message["stream"], message["schema"], keys))
            elif message["type"] == "STATE":
                self._spool.write_message(singer.StateMessage(value=message["value"]))

    @property
    def finished(self) -> bool:
        return not self._parts

    def take(self) -> Part:
        return self._parts.pop(0)

    def count(self, table: str, rows: int) -> None:
        self.arrived[table] += rows

    def commit(self) -> None:
        pass

    def source(self) -> DltSource:
        return source.source_of(cast("source.Session", self))

    def interrupt(self, signum: int) -> None:
        raise SystemExit(signum)

    def close(self) -> None:
        pass


def _kind(at: int, line: bytes) -> tuple[bytes, int]:
    kind = line.split(b'"', 4)[3]
    return kind, at // LINES_A_BLOCK


def main() -> None:
    """Load a file."""
    for name, value in command.DLT.items():
        os.environ.setdefault(name, value)
    messages, address, *more = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        session: Any = Replayed(Path(messages), Path(folder))
        target = warehouse.warehouse_of(address, *more)
        run.load(session, target, lambda _: None)
    print(dict(session.arrived))


if __name__ == "__main__":
    main()
