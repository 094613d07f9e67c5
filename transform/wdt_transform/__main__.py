"""The command ``wdt-transform``: dbt, told where the loader writes to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .loader import SettingsError, environment, of_file, of_meltano

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT: Final = Path(__file__).parents[1]
USAGE: Final = """\
wdt-transform [--meltano LOADER,… | --config FILE] DBT-COMMAND …
  --meltano   用 Meltano 里这个目标端的设置，写几个时取第一个设置了数据库的
              the settings of this loader in Meltano; of several, the first that has a database
  --config    用目标端自己的设置文件（JSON） / the loader's own file of settings (JSON)
两者都没有时，读环境变量 WDT_DBT_HOST、WDT_DBT_USER 等，见 profiles.yml
with neither, the variables WDT_DBT_HOST, WDT_DBT_USER, … as in profiles.yml"""
READERS: Final = {"--meltano": lambda names: of_meltano(names.split(",")), "--config": of_file}


def main() -> None:
    """Run dbt; its exit code is that of this command."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.exit(USAGE)
    told: dict[str, str] = {}
    if read := READERS.get(arguments[0]):
        if len(arguments) < 3:  # noqa: PLR2004 - its value, and dbt's command
            sys.exit(USAGE)
        try:
            told = environment(read(arguments[1]))
        except SettingsError as error:
            sys.exit(str(error))
        arguments = arguments[2:]
    sys.exit(run(arguments, told))


def run(arguments: Sequence[str], told: dict[str, str]) -> int:
    """Run dbt in this project, whatever the directory."""
    beside = shutil.which("dbt", path=str(Path(sys.executable).parent))
    folder = {"DBT_PROJECT_DIR": str(PROJECT), "DBT_PROFILES_DIR": str(PROJECT)}
    return subprocess.run(  # noqa: S603
        [beside or "dbt", *arguments],
        check=False,
        env={**folder, "DO_NOT_TRACK": "1", "PYTHONUTF8": "1", **os.environ, **told},
    ).returncode


if __name__ == "__main__":
    main()
