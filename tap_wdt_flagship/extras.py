"""The commands whose packages come with an extra, and what to do where they are missing."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

NEEDED: Final = """\
缺少 {module}：请安装附加组件，如 uv tool install '.[{extra}]'
{module} is missing: install the extra, for example uv tool install '.[{extra}]'"""


def sandbox() -> None:
    """The command ``wdt-sandbox``."""
    _run("tap_wdt_flagship.sandbox.__main__", "sandbox")


def demo() -> None:
    """The command ``wdt-demo``."""
    _run("tap_wdt_flagship.demo.__main__", "demo")


def _run(module: str, extra: str) -> None:
    try:
        main = import_module(module).main
    except ModuleNotFoundError as error:
        sys.exit(NEEDED.format(module=error.name, extra=extra))
    main()
