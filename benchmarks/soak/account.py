"""An account: its warehouse, and the runs of `tap | target` that fill it, one after the other."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.soak.outcomes import Ended, bookmarks
from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA = "wdt"
LONGEST_RUN = 1500.0
"""A run that takes so many seconds does not end at all."""
RECORDS = ("sync_log", "unread_rows", "code_labels")
"""What the tap adds of its own."""
FIRST_GUESS = 20.0
NO_END = 999
"""In place of an exit code."""
SIGNALS = (signal.SIGKILL, signal.SIGTERM)


@dataclass(frozen=True)
class Kill:
    """Which end of a run is sent a signal, and when."""

    victim: str
    signum: signal.Signals
    after: float


STOP = Kill("tap", signal.SIGTERM, 0)


@dataclass
class Account:
    """A configuration, a database, and the state that the last run left."""

    app_type: str
    config: dict[str, Any]
    database: str
    folder: Path
    streams: Mapping[str, str | None]
    """What is selected, and where each is read from."""
    state: dict[str, Any] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self._tap: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self.lasted = FIRST_GUESS
        """Seconds that the last run took that nothing killed: kills are to meet runs anywhere."""
        self._catalog = self._file(
            self.folder, "catalog", catalog_of(self.config, {*self.streams, *RECORDS})
        )
        target = {"sqlalchemy_url": self.url, "default_target_schema": SCHEMA}
        self._target = self._file(self.folder, "target", target)

    @property
    def url(self) -> str:
        """The address of the warehouse, as SQLAlchemy takes it."""
        return self.database.replace("postgresql://", "postgresql+psycopg://")

    @staticmethod
    def _file(folder: Path, name: str, content: Any) -> str:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(content, default=str), encoding="utf-8")
        return str(path)

    def write(self, name: str, content: Any) -> str:
        """The path of a file of this account's that holds this."""
        return self._file(self.folder, name, content)

    def run(self, kill: Kill | None = None, **settings: Any) -> Ended:
        """One run from the state of the last one, which it replaces."""
        self.runs += 1
        folder = self.folder / f"{self.app_type}-{self.runs:04}"
        folder.mkdir()
        config = self._file(folder, "config", {**self.config, **settings})
        command = [sys.executable, "-m", "tap_wdt_flagship", "--config", config]
        command += ["--catalog", self._catalog]
        if self.state:
            command += ["--state", self._file(folder, "state", self.state)]
        target = shutil.which("target-pgcopy", path=str(Path(sys.executable).parent))
        assert target
        before, self._stopped = bookmarks(self.state), False
        begun = time.monotonic()
        codes, sent = self._pipe(folder, command, [target, "--config", self._target], kill)
        self.state = _last_state(folder / "states.jsonl") or self.state
        moved = before, bookmarks(self.state)
        if not sent:
            self.lasted = time.monotonic() - begun
        kills = ([kill] if kill and sent else []) + [STOP] * self._stopped
        return Ended(folder.name, folder, *codes, kills, moved)

    def stop(self) -> None:
        """End the run that is going on, in good order."""
        if self._tap and self._tap.poll() is None:
            self._stopped = True
            self._tap.send_signal(STOP.signum)

    def _pipe(
        self, folder: Path, tap: list[str], target: list[str], kill: Kill | None
    ) -> tuple[tuple[int, int], bool]:
        """Both exit codes, and whether the signal found somebody."""
        with (
            (folder / "tap.log").open("wb") as tap_log,
            (folder / "target.log").open("wb") as target_log,
            (folder / "states.jsonl").open("wb") as states,
        ):
            source = self._tap = subprocess.Popen(tap, stdout=subprocess.PIPE, stderr=tap_log)
            sink = subprocess.Popen(target, stdin=source.stdout, stdout=states, stderr=target_log)
            assert source.stdout
            source.stdout.close()  # so that the tap learns when the target has gone
            both = {"tap": source, "target": sink}
            killer = _Killer(kill, both)
            try:
                codes = source.wait(LONGEST_RUN), sink.wait(LONGEST_RUN)
            except subprocess.TimeoutExpired:
                _end(both.values())
                codes = NO_END, NO_END
            except BaseException:  # the soak itself is to end
                _end(both.values())
                raise
            finally:
                sent = killer.end()
            return codes, sent


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
        process.wait()


class _Killer:
    """Sends a signal in a while, if there is one to send."""

    def __init__(self, kill: Kill | None, processes: dict[str, subprocess.Popen[bytes]]) -> None:
        self._sent = False
        self._timer: threading.Timer | None = None
        if kill:
            self._timer = threading.Timer(kill.after, self._fire, (kill, processes[kill.victim]))
            self._timer.start()

    def _fire(self, kill: Kill, process: subprocess.Popen[bytes]) -> None:
        self._sent = process.poll() is None
        process.send_signal(kill.signum)

    def end(self) -> bool:
        """Whether it was sent."""
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        return self._sent


def _last_state(file: Path) -> dict[str, Any] | None:
    """The last whole line that the target wrote."""
    lines = file.read_bytes().split(b"\n")[:-1]
    state: dict[str, Any] | None = json.loads(lines[-1]) if lines else None
    return state


def cpu_seconds() -> float:
    """What the processes that have ended took, and this one."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
