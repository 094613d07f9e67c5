"""Personal data planted in every text that the sandbox sends, and looked for in all that arrives."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.schemas.personal import columns, marks
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tests.helpers.running import quick
from tests.helpers.truth import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

KEY = "0123456789abcdef-a-key"
PHONE, NAME, ADDRESS = "13917360042", "欧阳植秀", "植物园路77弄5号"
PERSON = f"{NAME} {PHONE} {ADDRESS}"
ELSEWHERE = "别处甲"
"""What stands in the texts that are not marked."""
OWN_RAW_TRADES = "sales.RawTrade.searchSelfOrder"
SHOPS = "setting.Shop.queryShop"
UNKNOWN = {"+receiver_mobile_2": PERSON, "+buyer_memo": PERSON, "+ship_to": PERSON}
"""Fields that no document mentions; the last one is given away by what it says alone."""


def families() -> dict[str, list[str]]:
    """The streams that each interface fills."""
    found: dict[str, list[str]] = {}
    for cls in REPORTS:
        found.setdefault(cls.method, []).append(cls.name)
    for line in LINE_STREAMS:
        found[line.header().method].append(line.name)
    return found


def plants() -> dict[str, dict[str, str]]:
    """For each interface, a person in all its marked fields, and another text in all others.

    A name that is marked in the header and not in its lines, or the other way round, is not there.
    """
    texts = {}
    for method, streams in families().items():
        marked = {path.rpartition(".")[2] for name in streams for path in marks(name)}
        texts[method] = {**dict.fromkeys(marked, PERSON), "*": ELSEWHERE, **UNKNOWN}
    return texts


def places(run: Run, text: str) -> Counter[tuple[str, str]]:
    """Stream and column of every value in which a text stands."""
    found: Counter[tuple[str, str]] = Counter()
    for stream, rows in run.records.items():
        for row in rows:
            found.update((stream, path) for path, value in leaves(row) if text in str(value))
    return found


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    else:
        yield path, value


def run_of(tap: Tap, sandbox: Sandbox, app_type: str, mode: str) -> Run:
    """All of the streams, with two rows of which one cannot be read and one lacks its key."""
    sandbox.behave(
        plant=plants(),
        spoil={
            OWN_RAW_TRADES: {"kind": "cut_row", "position": 1},
            SHOPS: {"kind": "no_key", "position": 1},
        },
    )
    privacy = {"privacy": mode} | ({"privacy_key": KEY} if mode == "hash" else {})
    config = quick(sandbox, app_type, delay_seconds=0, **privacy)
    log = {"TAP_WDT_FLAGSHIP_LOGLEVEL": "DEBUG"}
    return tap.run(config, streams=(*BY_NAME, "unread_rows"), env=log)
