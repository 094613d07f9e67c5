"""A pair of plugins for each account, as a file that `meltano.yml` includes.

Inherited plugins have a name of their own, and with it state, logs and a folder of Meltano's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tap_wdt_flagship.accounts.listing import Account

HEAD: Final = (
    "# 由 wdt-accounts 生成，不要改：改 accounts.csv / Written by wdt-accounts: edit accounts.csv\n"
)


def plugin_of(base: str, account: Account) -> str:
    """The name of an account's own plugin."""
    return f"{base}--{account.name}"


@dataclass(frozen=True)
class Order:
    """What is to be run of each account, and where it leaves its traces."""

    extractor: str
    loader: str
    folder: Path
    audit: bool = False
    arguments: Sequence[str] = ()


def write_plugins(file: Path, accounts: Sequence[Account], order: Order) -> None:
    """Write the plugins of all accounts.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [HEAD, "plugins:\n", "  extractors:\n"]
    for account in accounts:
        variables = {name: f"${variable}" for name, variable in account.variables.items()}
        receipt = {"receipt_path": str(receipt_of(order.folder, account))}
        config = {**account.settings, **variables, **receipt}
        lines += _plugin(order.extractor, account, config)
    lines.append("  loaders:\n")
    for account in accounts:
        lines += _plugin(order.loader, account, {"default_target_schema": account.schema})
    file.write_text("".join(lines), encoding="utf-8")


def receipt_of(folder: Path, account: Account) -> Path:
    """Where the record of an account's last run is."""
    return folder / f"{account.name}.json"


def _plugin(base: str, account: Account, config: Mapping[str, str]) -> Iterable[str]:
    yield f"  - name: {plugin_of(base, account)}\n    inherit_from: {base}\n    config:\n"
    yield from _lines(config)


def _lines(config: Mapping[str, str]) -> Iterator[str]:
    for name, value in config.items():  # what JSON writes YAML reads
        yield f"      {name}: {json.dumps(value, ensure_ascii=False)}\n"
