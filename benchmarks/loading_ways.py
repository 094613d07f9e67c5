"""The ways into PostgreSQL that `loading` measures, and what each of them costs."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from target_pgcopy import loader
from target_pgcopy.database import Batch, Database
from target_pgcopy.messages import message_of
from target_pgcopy.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Way = Callable[[Path], "Cost"]

# As meltano.yml sets it, and without metadata, which is a little faster.
STOCK = {"use_copy": False, "validate_records": False, "add_record_metadata": False}
STOCK_LOADER, STOCK_COPY, FAST_LOADER, LIMIT = (
    "target-postgres",
    "target-postgres, use_copy",
    "target-pgcopy",
    "COPY and upsert, the limit",
)
CONFIGS: dict[str, dict[str, Any]] = {
    STOCK_LOADER: {**STOCK, "activate_version": False},
    STOCK_COPY: {**STOCK, "activate_version": False, "use_copy": True},
    FAST_LOADER: {},
}
# Loads records as `wdt-load` does those that it has read; it takes no part in a pipe.
DLT, BY_DLT = "dlt", "benchmarks.by_dlt"
PIPE, MELTANO, FILE = "pipe", "Meltano", "file"
# The peak memory that the kernel tells of a process counts what its parent held when it was
# started: a small program starts the loader.
MEASURED = """\
#!{python} -SE
import json, os, sys, time
begun = time.perf_counter()
pid = os.posix_spawn({program!r}, [{program!r}, *sys.argv[1:]], os.environ)
_, status, usage = os.wait4(pid, 0)
with open({file!r}, "w") as out:
    cpu = usage.ru_utime + usage.ru_stime
    json.dump([time.perf_counter() - begun, cpu, usage.ru_maxrss / 1024], out)
sys.exit(os.waitstatus_to_exitcode(status))
"""
PROJECT = """\
default_environment: dev
send_anonymous_usage_stats: false
project_id: loading
environments:
- name: dev
plugins:
  extractors:
  - name: tap-replay
    namespace: tap_replay
    executable: {replay}
  loaders:
"""
PLUGIN = """\
  - name: {name}
    namespace: loader
    executable: {executable}
    settings: {settings}
"""


class Cost(NamedTuple):
    """What a loading took."""

    seconds: float
    loader: float = 0
    """Seconds of CPU."""
    between: float = 0
    """Seconds of CPU of what stands between the tap and the loader."""
    memory: float = 0
    """The loader's peak, in MB."""


class Measured:
    """A loader's program, put into another that notes what it takes."""

    def __init__(self, folder: Path, name: str, program: str | None = None) -> None:
        program = program or name.partition(",")[0]
        found = shutil.which(program, path=str(Path(sys.executable).parent)) or program
        self._file = folder / f"{name}.cost"
        self.executable = folder / name.replace(", ", "-")
        text = MEASURED.format(python=sys.executable, program=found, file=str(self._file))
        self.executable.write_text(text, encoding="utf-8")
        self.executable.chmod(0o755)

    def cost(self, seconds: float, cpu: float) -> Cost:
        """Of a run that took so long, and so much CPU with all that belongs to it."""
        _, loader, memory = json.loads(self._file.read_text(encoding="utf-8"))
        return Cost(seconds, loader, cpu - loader, memory)


def run(command: list[str], **kwargs: Any) -> tuple[float, float]:
    """Seconds that a command took, and seconds of CPU of all its processes.

    Raises:
        SystemExit: it failed.
    """
    begun, before = time.perf_counter(), os.times()
    done = subprocess.run(command, check=False, capture_output=True, **kwargs)
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    after = os.times()
    cpu = after.children_user + after.children_system
    return time.perf_counter() - begun, cpu - before.children_user - before.children_system


def by_pipe(measured: Measured, config: Path) -> Way:
    """`cat messages | loader`."""

    def load(messages: Path) -> Cost:
        line = 'cat "$0" | "$1" --config "$2"'
        return measured.cost(
            *run(["sh", "-c", line, str(messages), str(measured.executable), str(config)])
        )

    return load


def through_meltano(measured: Measured, project: Path, name: str) -> Way:
    """`meltano run tap-replay loader`."""

    def load(messages: Path) -> Cost:
        command = ["uvx", "--quiet", "meltano", "run", "--force", "tap-replay", name]
        environment = {**os.environ, "REPLAY": str(messages), "NO_COLOR": "1"}
        return measured.cost(*run(command, cwd=project, env=environment))

    return load


def by_dlt(measured: Measured, address: str) -> Way:
    """A file of messages into the schema that is named for it."""

    def load(messages: Path) -> Cost:
        program = [str(measured.executable), "-m", BY_DLT]
        return measured.cost(*run([*program, str(messages), address, DLT]))

    return load


def limit(config: dict[str, Any], messages: Path) -> Way:
    """The same text, made beforehand, in the same blocks."""
    batches: list[Batch] = []
    settings = read_settings(config)
    with patch.object(loader, "Writer") as writer, messages.open("rb") as lines:
        writer.return_value.put.side_effect = batches.append
        reading = loader.Loader(settings, Database(settings))
        for line in lines:
            reading.take(message_of(line))
        reading.drain()

    def load(given: Path) -> Cost:
        begun, before = time.perf_counter(), time.process_time()
        database = Database(settings)
        database.connect()
        for batch in batches if given == messages else ():
            database.write(batch)
        database.close()
        return Cost(time.perf_counter() - begun, time.process_time() - before)

    return load


def all_ways(folder: Path, address: str, messages: Path) -> dict[tuple[str, str], Way]:
    """Loader and what is between it and the tap -> one loading."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    project = folder / "project"
    project.mkdir()
    replay = project / "replay"
    replay.write_text('#!/bin/sh\nexec cat "$REPLAY"\n', encoding="utf-8")
    replay.chmod(0o755)
    plugins = PROJECT.format(replay=replay)
    ways: dict[tuple[str, str], Way] = {}
    for name, settings in CONFIGS.items():
        config = {**settings, "sqlalchemy_url": url, "default_target_schema": name}
        file = folder / f"{name}.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        measured = Measured(folder, name)
        plugin = measured.executable.name
        described = [{"name": key, "value": value} for key, value in config.items()]
        plugins += PLUGIN.format(
            name=plugin, executable=measured.executable, settings=json.dumps(described)
        )
        ways[name, PIPE] = by_pipe(measured, file)
        ways[name, MELTANO] = through_meltano(measured, project, plugin)
    (project / "meltano.yml").write_text(plugins, encoding="utf-8")
    if importlib.util.find_spec(BY_DLT):  # and the extra `dlt`
        ways[DLT, FILE] = by_dlt(Measured(folder, DLT, sys.executable), address)
    config = {"sqlalchemy_url": url, "default_target_schema": LIMIT}
    ways[LIMIT, ""] = limit(config, messages)
    return ways
