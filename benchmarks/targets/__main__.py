"""Try them all, print what came of it, and write it into `docs/targets.md`."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg

from benchmarks.targets.loaders import CLICKHOUSE, LOADERS, MYSQL, POSTGRES, PYTHON, Place
from benchmarks.targets.messages import make_messages
from benchmarks.targets.page import write_page
from benchmarks.targets.trying import attempt, install
from tests.servers import mariadb
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.targets.trying import Trial

CHDB_SERVER = Path(__file__).with_name("chdb_server.py")


@contextmanager
def clickhouse(folder: Path) -> Iterator[str]:
    """ClickHouse's engine, out of a Python package."""
    install(folder / "venv", ["chdb"], PYTHON)
    command = [folder / "venv" / "bin" / "python", CHDB_SERVER, folder / "data"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


class Places:
    """An empty folder and an empty database for each attempt; servers are started when needed."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._numbers = count(1)
        self._new_database: dict[str, Callable[[], str]] = {}

    def of(self, writes_to: str) -> Place:
        folder = self._folder / f"place{next(self._numbers)}"
        folder.mkdir()
        if writes_to not in self._new_database:
            self._new_database[writes_to] = self._start(writes_to)
        return Place(folder, self._new_database[writes_to]())

    def _start(self, writes_to: str) -> Callable[[], str]:
        if writes_to == POSTGRES:
            address = self._stack.enter_context(postgres(self._folder / "postgres" / "data"))
            return lambda: self._new_postgres(address)
        if writes_to == MYSQL:
            return self._stack.enter_context(mariadb.running()).new_database
        if writes_to == CLICKHOUSE:
            (self._folder / "clickhouse").mkdir()
            address = self._stack.enter_context(clickhouse(self._folder / "clickhouse"))
            return lambda: address
        return lambda: ""

    def _new_postgres(self, address: str) -> str:
        name = f"test{next(self._numbers)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return address.replace("postgresql://", "postgresql+psycopg://").replace(
            "@/postgres", f"@/{name}"
        )


def main() -> None:
    """Try the loaders that the arguments name, or all, and write their rows."""
    trials: dict[int, Trial] = {}
    with TemporaryDirectory(prefix="targets-") as name, ExitStack() as stack:
        folder = Path(name)
        messages = make_messages(folder)
        places = Places(folder, stack)
        for number, loader in enumerate(LOADERS):
            if sys.argv[1:] and loader.package not in sys.argv[1:]:
                continue
            venv = folder / f"venv{number}"
            trial = attempt(loader, venv, messages, partial(places.of, loader.writes_to))
            trials[number] = trial
            tell(trial)
    write_page(trials)


def tell(trial: Trial) -> None:
    loader, found = trial.loader, trial.comparison
    print(f"{loader.writes_to} {loader.package} {trial.version} {loader.settings}", flush=True)
    for what, fault in trial.failed.items():
        print(f"  {what}: {fault}")
    if found:
        print(f"  {trial.offset}: cells {dict(found.cells)}, differing {dict(found.wrong)}")
        print(f"  rows missing {found.missing}, repeated {found.repeated}; clock {found.clock}")
        print(f"  {found.types}", *found.examples, sep="\n    ", flush=True)


if __name__ == "__main__":
    main()
