"""The tap in a process that has it imported already: most of a short run is that."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.gateway import retries
from tap_wdt_flagship.gateway.transport import Transport
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.running import Run, Tap

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS_AT_MOST = 300.0
FORKS = multiprocessing.get_context("forkserver")


def preload(*modules: str) -> None:
    """What the main module imports besides; before the first run."""
    FORKS.set_forkserver_preload([__name__, *modules])


class ForkedTap(Tap):
    """Runs the tap in forked processes.

    One that is `impatient` gives up sooner: half an hour of patience with a quota that is used up
    is no setting, nor are the pauses between eight tries.
    """

    impatient = False

    def raw(
        self, config: dict[str, Any], *, env: dict[str, str] | None = None, **kwargs: Any
    ) -> Run:
        """Run to the end, whatever it writes."""
        del env
        arguments = self.command(config, **kwargs)[3:]
        output, log = (self._folder / name for name in ("output", "log"))
        process = FORKS.Process(
            target=run_tap, args=(arguments, str(output), str(log), self.impatient)
        )
        process.start()
        process.join(SECONDS_AT_MOST)
        if process.is_alive():
            process.kill()
            raise subprocess.TimeoutExpired(arguments, SECONDS_AT_MOST)
        return Run(process.exitcode or 0, log.read_text(errors="replace"), output.read_text())


def run_tap(arguments: Sequence[str], output: str, log: str, impatient: bool) -> None:  # noqa: FBT001
    """Be the tap, in a process that does nothing else."""
    if impatient:
        retries.LONGEST_BACKOFF, retries.UNKNOWN_FACTOR = 1.0, 0.2
        (Transport.__init__.__kwdefaults__ or {})["quota_patience"] = 3.0
    for path, stream in ((output, sys.stdout), (log, sys.stderr)):
        with Path(path).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    TapWdtFlagship.cli(arguments)
