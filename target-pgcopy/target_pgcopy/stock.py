"""`target-postgres-tried`: MeltanoLabs' target-postgres, once the database was connected to.

By itself that loader tells of a wrong password, or of an address that cannot be read, in two
tracebacks of some hundred lines. Nothing else of it is changed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from singer_sdk._logging import _setup_console_logging

from target_pgcopy.database import Database
from target_pgcopy.errors import LoadError
from target_pgcopy.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM: Final = "target-postgres"
OPTION: Final = "--config"


def main() -> None:
    """Try the database of the command line's settings, then become the loader."""
    arguments = sys.argv[1:]
    try:
        if config := _settings(arguments):
            _try(config)
    except LoadError as error:
        _fail(str(error))
    program = shutil.which(PROGRAM, path=str(Path(sys.executable).parent))
    if program is None:
        _fail(f"没有安装 {PROGRAM} / {PROGRAM} is not installed")
    if os.name == "nt":  # there a program that becomes another one leaves its caller
        sys.exit(subprocess.call([program, *arguments]))  # noqa: S603
    os.execv(program, [program, *arguments])  # noqa: S606


def _fail(text: str) -> NoReturn:
    """End with one line in the form that the loader's own lines have."""
    _setup_console_logging()
    logging.getLogger(PROGRAM).error(text)
    sys.exit(1)


def _settings(arguments: Sequence[str]) -> dict[str, Any]:
    """The settings in the files of the command line; those that cannot be read are the loader's."""
    found: dict[str, Any] = {}
    for file in _files(arguments):
        try:
            found |= json.loads(Path(file).read_bytes())
        except (OSError, ValueError, TypeError):
            return {}
    return found


def _files(arguments: Sequence[str]) -> Iterator[str]:
    for before, argument in zip(("", *arguments), arguments, strict=False):
        if before == OPTION:
            yield argument
        elif argument.startswith(f"{OPTION}="):
            yield argument.removeprefix(f"{OPTION}=")


def _try(config: dict[str, Any]) -> None:
    tunnel = config.get("ssh_tunnel")
    if isinstance(tunnel, dict) and tunnel.get("enable"):
        return  # its far end is not to be reached from here
    database = Database(read_settings(config))
    database.connect()
    database.close()


if __name__ == "__main__":
    main()
