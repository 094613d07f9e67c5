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
        try:
            for lines in self._lines(file_input or self.default_input):
                for line in lines:
                    if line and not line.isspace():
                        loader.take(message_of(line))
                loader.tick()
        except BaseException:
            loader.abort()
            raise
        return loader.types

    def _lines(self, source: IO[str]) -> Iterator[list[bytes]]:
        """Whole lines, as they come; none at all now and then, where nothing comes."""
        rest: list[bytes] = []  # of a line that goes on
        for piece in self._pieces(source):
            if b"\n" in piece:
                first, *lines = piece.split(b"\n")
                yield [b"".join([*rest, first]), *lines[:-1]]
                rest = lines[-1:]
            else:
                rest.append(piece)
                yield []
        if not self.interrupted:  # else it may be half a line
            yield [b"".join(rest)]

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
