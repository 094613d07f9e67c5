"""Lines from standard input, in large pieces."""

from __future__ import annotations

import io
import os
import select
import sys
from typing import IO, TYPE_CHECKING, Any, Final

from singer_sdk.singerlib.encoding.base import GenericSingerReader

from target_pgcopy.messages import message_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from target_pgcopy.loader import Loader

PIECE: Final = 2**20
PATIENCE: Final = 0.5  # seconds without input until a look at the clock


class Reader(GenericSingerReader[str]):
    """Reads messages as bytes, and hands them to the loader in place of the SDK's callbacks."""

    def __init__(self, loader: Callable[[], Loader]) -> None:
        super().__init__()
        self._loader = loader
        self.interrupted = False

    @property
    def default_input(self) -> IO[str]:
        """Standard input."""
        return sys.stdin

    def deserialize_json(self, line: str) -> dict[str, Any]:
        """Not used: a line is never taken apart here."""
        raise NotImplementedError(line)

    def process_lines(
        self, file_input: IO[str] | None, callbacks: dict[str, Callable[[dict[str, Any]], None]]
    ) -> Counter[str]:
        """Read all messages."""
        del callbacks
        loader = self._loader()
        rest = b""
        for piece in self._pieces(file_input or self.default_input):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line and not line.isspace():
                    loader.take(message_of(line))
            loader.tick()
        if rest.strip():
            loader.take(message_of(rest))
        return loader.types

    def _pieces(self, source: IO[str]) -> Iterator[bytes]:
        try:
            number = source.fileno()
        except io.UnsupportedOperation:  # a text in memory, as tests use
            yield from (line.encode() for line in source)
            return
        while not self.interrupted:
            if os.name == "posix" and not select.select([number], [], [], PATIENCE)[0]:
                yield b""
            elif piece := os.read(number, PIECE):
                yield piece
            else:
                return
