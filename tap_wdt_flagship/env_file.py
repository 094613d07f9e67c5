"""The file `.env`: its other lines stay, and nobody else may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dotenv

from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWNER_ONLY: Final = 0o600


def read(file: Path) -> dict[str, str]:
    """What the file sets; nothing if there is none.

    Raises:
        RunError: it cannot be read.
    """
    try:
        return {name: value for name, value in dotenv.dotenv_values(file).items() if value}
    except (OSError, ValueError) as error:
        raise _fault(file, error, "读取", "read") from None


def write(file: Path, values: Mapping[str, str | None]) -> None:
    """Set these, and take out those that are `None`.

    Raises:
        RunError: the file cannot be written.
    """
    try:
        file.touch(mode=OWNER_ONLY)
        file.chmod(OWNER_ONLY)
        held = dotenv.dotenv_values(file, interpolate=False)
        for name, value in values.items():
            if value is not None:
                dotenv.set_key(file, name, value)
            elif name in held:
                dotenv.unset_key(file, name)
    except (OSError, ValueError) as error:
        raise _fault(file, error, "写入", "write") from None


def _fault(file: Path, error: Exception, zh: str, en: str) -> RunError:
    # What a file of secrets holds is in no message: a decoding error would show a piece of it.
    why = getattr(error, "strerror", None) or type(error).__name__
    return RunError(f"无法{zh} {file}：{why}", f"cannot {en} {file}: {why}")
