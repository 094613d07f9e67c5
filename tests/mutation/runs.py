"""Test runs, each in a process of its own that holds one mutant in memory; no file is changed."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING, Any, Final

import pytest
import requests  # noqa: F401 - what every run needs is loaded once, before they leave this process
import singer_sdk.streams  # noqa: F401
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import CodeType

PACKAGE: Final = "tap_wdt_flagship"
PYTEST: Final = (
    *("-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--noconftest"),
    *("-W", "ignore::pytest.PytestWarning"),  # plugins were imported before pytest could
)
PASSED, FAILED = 0, 1
A_MOMENT: Final = 0.02
# A mutant may count, or collect things, for ever.
LIMITS: Final = {resource.RLIMIT_CPU: 15, resource.RLIMIT_AS: 2 * 1024**3}


@dataclass(frozen=True)
class Source:
    """A module with the text that it is to have."""

    name: str
    path: Path
    text: str


class _Loader(SourceFileLoader):
    def __init__(self, source: Source) -> None:
        super().__init__(source.name, str(source.path))
        self._text = source.text

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        return compile(self._text, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, source: Source) -> None:
        self._source = source

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname != self._source.name:
            return None
        return spec_from_file_location(fullname, self._source.path, loader=_Loader(self._source))


def outcomes(
    sources: Iterable[Source], tests: tuple[str, ...], seconds: float, at_once: int
) -> Iterator[tuple[int, int]]:
    """Number of a source and exit code of the tests with it, below 0 if they took too long."""
    left, running = enumerate(sources), dict[int, tuple[int, float]]()
    try:
        while True:
            while len(running) < at_once and (following := next(left, None)):
                number, source = following
                running[_start(source, tests)] = number, time.monotonic() + seconds
            if not running:
                return
            for pid, code in _ended(running):
                yield running.pop(pid)[0], code
            time.sleep(A_MOMENT)
    finally:
        for pid in running:
            os.killpg(pid, signal.SIGKILL)


def _ended(running: dict[int, tuple[int, float]]) -> list[tuple[int, int]]:
    for pid, (_, end) in running.items():
        if time.monotonic() > end:
            os.killpg(pid, signal.SIGKILL)
    ended = [os.waitpid(pid, os.WNOHANG) for pid in running]
    return [(pid, os.waitstatus_to_exitcode(status)) for pid, status in ended if pid]


def _start(source: Source, tests: tuple[str, ...]) -> int:
    assert not [name for name in sys.modules if name.startswith(PACKAGE)]
    if pid := os.fork():
        return pid
    code = FAILED
    try:
        os.setsid()
        for limit, most in LIMITS.items():
            resource.setrlimit(limit, (most, most))
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        _same_few_examples()
        sys.meta_path.insert(0, _Finder(source))
        code = pytest.main([*PYTEST, *tests])
    finally:
        os._exit(code)


def _same_few_examples() -> None:
    # No search for a smaller example once one has failed, and no deadlines on a busy machine.
    how = {"derandomize": True, "max_examples": 25, "database": None, "deadline": None}
    profile = settings(**how, phases=(Phase.explicit, Phase.generate))  # type: ignore[arg-type]
    settings.register_profile("mutation", profile)
    settings.load_profile("mutation")
