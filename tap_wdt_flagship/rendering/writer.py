"""The one way out: whole blocks of messages to standard output."""

from __future__ import annotations

import sys

import msgspec
from singer_sdk.singerlib.encoding.base import GenericSingerWriter
from singer_sdk.singerlib.messages import Message

_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode


class BlockWriter(GenericSingerWriter[bytes, Message]):
    """Writes the SDK's messages, and blocks of rendered records beside them.

    Nothing is flushed per record: whoever writes says when what was written must be out.
    """

    def serialize_message(self, message: Message) -> bytes:
        """One line of JSON."""
        return _encode(message.to_dict()) + b"\n"

    def write_message(self, message: Message) -> None:
        """Write one message and let it out."""
        self.write_block(self.serialize_message(message))
        self.flush()

    def write_block(self, block: bytes | bytearray) -> None:
        """Write complete lines."""
        out = getattr(sys.stdout, "buffer", None)
        if out is None:  # a text-only replacement, as test harnesses use
            sys.stdout.write(block.decode())
            return
        # Under PYTHONUNBUFFERED, common in containers, the buffer is a raw file: a signal may cut
        # its write short, and only its return value tells.
        left = memoryview(block)
        while left:
            left = left[out.write(left) :]

    def flush(self) -> None:
        """Let out what was written."""
        sys.stdout.flush()
