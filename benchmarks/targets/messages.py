"""What the loaders are given: two syncs of a shop, with rows in them that are hard to keep.

The messages are those of the tap, compared with what the sandbox holds; the hard rows are added to
them. Both syncs are there with times in Beijing and in UTC.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import OFFSETS
from tap_wdt_flagship.rendering.general import encoder
from tests.helpers.running import NOW, WITHOUT_LIMIT, Tap, quick
from tests.helpers.truth import by_key, differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.running import Run

STREAMS = ("shops", "trades", "trade_lines")
START = "2026-06-16"
AN_HOUR = 3600
HARD_ID = 10**12
HARD_TEXT = "话梅“王子”, 中文、逗号\n换行\t\\ 'x' \"y\" 𠮷 😀"
# Nineteen digits; the smallest there is; a negative one. A float holds fifteen or sixteen.
HARD_AMOUNTS = {
    "receivable": Decimal("123456789012345.6789"),
    "paid": Decimal("0.0001"),
    "discount": Decimal("-99999999.9999"),
}
NOTHING = ("created", "volume", "customer_type")  # a time, an amount, a code
MIDNIGHT = {"+08:00": "2026-06-18T00:00:00+08:00", "Z": "2026-06-17T16:00:00Z"}


@dataclass
class Messages:
    """The files of both syncs, with times in one offset, and the rows that a target then holds."""

    files: list[Path] = field(default_factory=list)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)


def make_messages(folder: Path) -> dict[str, Messages]:
    """Offset -> its messages.

    Raises:
        SystemExit: the messages are not what the sandbox holds.
    """
    made = {offset: Messages() for offset in OFFSETS}
    states: dict[str, Any] = {}
    with Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as sandbox:
        for number in (1, 2):
            for offset, messages in made.items():
                config = quick(
                    sandbox, "qimen", start_date=START, delay_seconds=0, utc_offset=offset
                )
                tap = Tap(folder)
                run = tap.run(config, streams=STREAMS, state=states.get(offset))
                states[offset] = run.state
                take(messages, run)
                if offset == OFFSETS[0]:
                    check(sandbox, messages)
                file = folder / f"messages-{number}-{offset[0]}.jsonl"
                file.write_bytes(with_hard_rows(run, messages, number, offset))
                messages.files.append(file)
            sandbox.advance(AN_HOUR)
    return made


def take(messages: Messages, run: Run) -> None:
    """What a target holds after a run."""
    for message in run.messages:
        if message["type"] == "SCHEMA":
            messages.properties[message["stream"]] = message["schema"]["properties"]
            messages.keys[message["stream"]] = message["key_properties"]
        elif message["type"] == "RECORD":
            put(messages, message["stream"], message["record"])


def put(messages: Messages, stream: str, record: dict[str, Any]) -> None:
    """A row replaces the one of its key."""
    key = tuple(record[name] for name in messages.keys[stream])
    messages.rows.setdefault(stream, {})[key] = record


def check(sandbox: Sandbox, messages: Messages) -> None:
    """The messages hold what the shop holds, to the last digit."""
    for stream in STREAMS:
        since = {} if stream == "shops" else {"since": f"{START} 00:00:00"}
        own = [row for key, row in messages.rows[stream].items() if key != (HARD_ID,)]
        arrived = by_key(stream, own)
        if found := differences(stream, arrived, truth_of(sandbox, stream, "qimen", **since)):
            raise SystemExit("\n".join(found[:10]))


def with_hard_rows(run: Run, messages: Messages, number: int, offset: str) -> bytes:
    """The run's messages, and before the first state a hard order, changed by the second run."""
    lines = run.output.encode().splitlines(keepends=True)
    first = next(m for m in run.messages if m["type"] == "RECORD" and m["stream"] == "trades")
    record = dict(first["record"])
    record |= {"trade_id": HARD_ID, "trade_no": f"HARD-{number}", "buyer_message": HARD_TEXT}
    record |= {name: amount * number for name, amount in HARD_AMOUNTS.items()}
    record |= {"modified": MIDNIGHT[offset], **dict.fromkeys(NOTHING)}
    put(messages, "trades", record)
    message = encoder.encode({**first, "record": record}) + b"\n"
    at = next(i for i, line in enumerate(lines) if json.loads(line)["type"] == "STATE")
    return b"".join([*lines[:at], message, *lines[at:]])
