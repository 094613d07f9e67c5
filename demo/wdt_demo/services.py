"""The demo's services, as a process of their own: they end when its standard input does.

So they end with the process that started them, however that one ends.
"""

from __future__ import annotations

import fcntl
import json
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wdt_demo.postgres import postgres
from wdt_sandbox import Sandbox
from wdt_sandbox.wire import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator

HISTORY = timedelta(days=31)
STEP = timedelta(hours=6)
ORDERS_PER_DAY = 60
WITHOUT_QUOTA = 10**9
IN_USE = """\
演示已在运行，请等它结束
the demo is already running; wait for it to end"""


def main() -> None:
    """Start everything, tell where it is, and wait."""
    home = Path(sys.argv[1])
    home.mkdir(exist_ok=True)
    with _alone(home / "lock"), postgres(home / "postgres") as database_url:
        first_day, now = world_time(home / "world.json")
        with Sandbox(
            days=(now.date() - first_day).days,
            orders_per_day=ORDERS_PER_DAY,
            quota=WITHOUT_QUOTA,
            now=now,
        ) as sandbox:
            settings = sandbox.config("qimen", start_date=first_day.isoformat())
            ready = {"now": now.isoformat(), "database_url": database_url, "settings": settings}
            print(json.dumps(ready), flush=True)  # noqa: T201
            sys.stdin.read()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(IN_USE)
        yield


def world_time(file: Path) -> tuple[date, datetime]:
    """The world's first day, the same on every run, and its time now, which moves on."""
    now = datetime.now(BEIJING).replace(microsecond=0)
    first_day = (now - HISTORY).date()
    if file.exists():
        last = json.loads(file.read_text())
        first_day = date.fromisoformat(last["first_day"])
        now = max(now, datetime.fromisoformat(last["now"]) + STEP)
    file.write_text(json.dumps({"first_day": first_day.isoformat(), "now": now.isoformat()}))
    return first_day, now


if __name__ == "__main__":
    main()
