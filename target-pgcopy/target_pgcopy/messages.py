"""Singer's messages, with everything that this loader need not look into left as it came."""

from __future__ import annotations

from typing import Any

import msgspec

from target_pgcopy.errors import LoadError
from target_pgcopy.rows import NULL, Raw, as_json


class Message(msgspec.Struct, gc=False):
    """A message of any type."""

    type: str
    stream: str = ""
    record: Raw = NULL
    schema: Raw = NULL
    key_properties: list[str] | None = None
    value: Raw = NULL
    version: int | None = None
    time_extracted: Any = None


_decode = msgspec.json.Decoder(Message).decode


def message_of(line: bytes) -> Message:
    """A line as a message.

    Raises:
        LoadError: it is none.
    """
    try:
        return _decode(line)
    except msgspec.MsgspecError:
        pass
    try:
        return _decode(as_json(line))
    except msgspec.MsgspecError as error:
        shown = line[:80].decode(errors="replace")
        raise LoadError(
            f"tap 写出的不是 Singer 消息：{shown} / not a Singer message: {error}"
        ) from None
