"""The command ``wdt-demo``."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from wdt_demo import meltano, report
from wdt_demo.background import ServicesError, services
from wdt_demo.postgres import program

if TYPE_CHECKING:
    from collections.abc import Iterator

GREETING = """\
启动沙箱网关与内置 PostgreSQL，数据在 {home}
starting a sandbox of the gateways and an embedded PostgreSQL; its data is in {home}"""
STARTED = """\
沙箱时间 {now:%Y-%m-%d %H:%M}，每次运行前进数小时 / time in the sandbox, hours later on every run
meltano {arguments}"""


def run(home: Path) -> int:
    """Sync the sandbox into PostgreSQL, and report."""
    report.say(GREETING.format(home=home))
    with services(home) as ready, psycopg.connect(ready.database_url, autocommit=True) as database:
        before = report.row_counts(database)
        arguments = meltano.sync_arguments(full_refresh=not before)
        report.say(STARTED.format(now=ready.now, arguments=" ".join(arguments)))
        if code := meltano.run(arguments, ready.environment):
            return code
        report.show(database, before, ready.now)
    return 0


def psql(home: Path) -> int:
    """Open the demo's database with psql."""
    with services(home) as ready, _foreground():
        environment = {"PGOPTIONS": "--search_path=wdt"}
        return subprocess.call(  # noqa: S603
            [program("psql"), ready.database_url], env={**os.environ, **environment}
        )


@contextmanager
def _foreground() -> Iterator[None]:
    """Let Ctrl+C reach psql, which cancels a query by it, and not Meltano, which would end."""
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    others = os.tcgetpgrp(terminal)
    for ignored in (signal.SIGTTOU, signal.SIGTSTP):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGINT, lambda *_: None)
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, others)


def main() -> None:
    """Run a command of the demo."""
    commands = {"run": run, "psql": psql}
    parser = argparse.ArgumentParser(prog="wdt-demo")
    parser.add_argument("command", choices=commands)
    command = commands[parser.parse_args().command]
    home = Path(os.environ.get("MELTANO_PROJECT_ROOT", ".")).resolve() / ".demo"
    try:
        sys.exit(command(home))
    except ServicesError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
