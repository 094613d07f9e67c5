"""What was read, on disk until it is loaded: records by stream, and the state behind them."""

from __future__ import annotations

import copy
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from singer_sdk.singerlib.messages import SchemaMessage, StateMessage

from tap_wdt_flagship.rendering.writer import BlockWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from singer_sdk.singerlib.messages import Message

ROWS_A_FILE: Final = 5_000
BYTES_HELD: Final = 2**18
"""Of each stream; there are nearly two hundred."""
SECONDS_A_PART: Final = 300.0
"""What a kill may cost a sync that waits for its quota: what is not loaded is read again."""


class Envelope(msgspec.Struct):
    """A RECORD message; its record as it was rendered."""

    stream: str
    record: msgspec.Raw


_lines = msgspec.json.Decoder(Envelope).decode_lines


class Bin:
    """The records of one stream, in files of some thousand lines."""

    def __init__(self, folder: Path, stream: str) -> None:
        self._folder, self._stream = folder, stream
        self.files: list[Path] = []
        self._room = 0
        self._text = bytearray()

    def add(self, record: msgspec.Raw) -> None:
        """Append a record."""
        if not self._room:
            self.close()
            self.files.append(self._folder / f"{self._stream}.{len(self.files)}.jsonl")
            self._room = ROWS_A_FILE
        self._room -= 1
        self._text += record
        self._text += b"\n"
        if len(self._text) >= BYTES_HELD:
            self.close()

    def close(self) -> None:
        """Write what is held."""
        if self._text:
            with self.files[-1].open("ab") as file:
                file.write(self._text)
            self._text.clear()

    def discard(self) -> None:
        """Delete the files."""
        for file in self.files:
            file.unlink(missing_ok=True)


@dataclass
class Part:
    """What one load brings."""

    folder: Path
    bins: dict[str, Bin] = field(default_factory=dict)
    """By stream, those without rows among them."""
    rows: Counter[str] = field(default_factory=Counter)
    state: dict[str, Any] | None = None
    """Covers the records of this part and of those before, and no others."""
    last: bool = False

    def bin_of(self, stream: str) -> Bin:
        """Where the records of a stream go."""
        if stream not in self.bins:
            self.bins[stream] = Bin(self.folder, stream)
        return self.bins[stream]

    def close(self) -> None:
        """No more comes."""
        for each in self.bins.values():
            each.close()


class Spool(BlockWriter):
    """Takes the messages of a run and hands them on in parts.

    Args:
        folder: where the parts are kept.
        hand_on: takes each part; may wait.
        rows: after how many a part ends, at the next state; all is one part where there is none.
        seconds: after how long one ends that has fewer.
    """

    def __init__(
        self,
        folder: Path,
        hand_on: Callable[[Part], None],
        rows: int | None,
        seconds: float = SECONDS_A_PART,
    ) -> None:
        super().__init__()
        self._folder, self._hand_on = folder, hand_on
        self._rows, self._seconds = rows, seconds
        self._count = 0
        self._part = self._begin()

    def _begin(self) -> Part:
        folder = self._folder / str(self._count)
        folder.mkdir()
        self._count += 1
        self._begun = time.monotonic()
        return Part(folder)

    def write_block(self, block: bytes | bytearray) -> None:
        """Take complete lines, all of them records."""
        part = self._part
        for message in _lines(block):
            part.bin_of(message.stream).add(message.record)
            part.rows[message.stream] += 1

    def write_message(self, message: Message) -> None:
        """Take a message of another kind."""
        if isinstance(message, SchemaMessage):
            self._part.bin_of(message.stream)
        elif isinstance(message, StateMessage):
            self._part.state = copy.deepcopy(dict(message.value))
            if self._is_enough():
                self.end_part()

    def _is_enough(self) -> bool:
        rows = self._part.rows.total()
        if self._rows is None or not rows:
            return False
        return rows >= self._rows or time.monotonic() - self._begun >= self._seconds

    def end_part(self, *, last: bool = False) -> None:
        """Hand on what there is."""
        part, self._part = self._part, self._begin()
        part.close()
        part.last = last
        self._hand_on(part)

    def flush(self) -> None:
        """Nothing waits to be let out."""
