"""A loader in a venv of its own, fed with both syncs; what came of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.targets.comparing import Comparison, compare
from benchmarks.targets.loaders import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.targets.loaders import Loader, Place
    from benchmarks.targets.messages import Messages

PATIENCE = 300
OF_UV = re.compile(r"^ *(?:cause|╰─▶|├─▶): *(.*)", re.MULTILINE)
FAULT = re.compile(r"^[\w.]*(?:Error|Exception|Warning)\b.*", re.MULTILINE)


class NotDoneError(Exception):
    """A loader could not be installed, or did not load."""


@dataclass
class Trial:
    """What came of a loader."""

    loader: Loader
    version: str = ""
    offset: str = ""
    """With times in this offset."""
    comparison: Comparison | None = None
    failed: dict[str, str] = field(default_factory=dict)
    """Offset, or installing -> what went wrong."""


def run(command: list[str], **options: object) -> str:
    """What a command wrote.

    Raises:
        NotDoneError: it failed.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, text=True, timeout=PATIENCE, **options
        )  # type: ignore[call-overload]
    except subprocess.TimeoutExpired:
        raise NotDoneError("did not end") from None
    if done.returncode:
        faults = FAULT.findall(done.stderr)
        raise NotDoneError((OF_UV.findall(done.stderr) or faults[-1:] or ["no word"])[0])
    return str(done.stdout)


def install(venv: Path, requirements: list[str], python: str) -> None:
    """Install from PyPI."""
    run(["uv", "venv", "--quiet", "--python", python, str(venv)])
    run(["uv", "pip", "install", "--quiet", "--python", str(venv), *requirements])


def version_of(venv: Path, package: str) -> str:
    listed = json.loads(run(["uv", "pip", "list", "--python", str(venv), "--format", "json"]))
    return next(str(each["version"]) for each in listed if each["name"] == package)


def attempt(
    loader: Loader, venv: Path, messages: dict[str, Messages], place: Callable[[], Place]
) -> Trial:
    """Install a loader, and give it both syncs: with times in UTC if it does not keep Beijing's."""
    trial = Trial(loader)
    local = ROOT / loader.package
    package = str(local) if local.exists() else loader.package
    try:
        install(venv, [package, *loader.beside], loader.python)
        trial.version = version_of(venv, loader.package)
    except NotDoneError as error:
        trial.failed["install"] = str(error)
        return trial
    program = venv / "bin" / (loader.program or loader.package)
    if not program.exists():
        trial.failed["install"] = "no command in the package"
        return trial
    for offset, given in messages.items():
        try:
            comparison = load(loader, program, given, place())
        except NotDoneError as error:
            trial.failed[offset] = str(error)
            continue
        best = trial.comparison
        if best is None or comparison.wrong.total() < best.wrong.total():
            trial.comparison, trial.offset = comparison, offset
        if not comparison.wrong["time"]:
            break
    return trial


def load(loader: Loader, program: Path, messages: Messages, place: Place) -> Comparison:
    """Feed both syncs, one after the other."""
    config = place.folder.with_suffix(".json")
    config.write_text(json.dumps(loader.config(place)), encoding="utf-8")
    environment = {**os.environ, **loader.environment}
    for file in messages.files:
        with file.open("rb") as feed:
            command = [str(program), "--config", str(config)]
            run(command, stdin=feed, cwd=place.folder, env=environment)
    return compare(loader.read(place), messages)
