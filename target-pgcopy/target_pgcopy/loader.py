"""The thread that reads: messages to blocks, blocks to batches."""

from __future__ import annotations

import logging
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from singer_sdk.exceptions import RecordsWithoutSchemaException

from target_pgcopy.database import Batch
from target_pgcopy.errors import LoadError
from target_pgcopy.streams import Block, declared
from target_pgcopy.writer import Writer

if TYPE_CHECKING:
    from target_pgcopy.database import Database
    from target_pgcopy.messages import Message
    from target_pgcopy.settings import Settings

log = logging.getLogger("target-pgcopy")

LARGE: Final = 4 * 2**20  # bytes of a block
MOST: Final = 48 * 2**20  # bytes of all blocks


class Loader:
    """Collects rows, and has them written when there are many, or some time after they came."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._writer = Writer(database)
        self._run = int(time.time() * 1000)
        self._blocks: dict[str, Block] = {}
        self._schemas: dict[str, tuple[bytes, list[str] | None]] = {}
        self._tables: dict[str, str] = {}
        self._state: bytes | None = None
        self._waiting = 0
        self._drained = time.monotonic()
        self.types: Counter[str] = Counter()

    def take(self, message: Message) -> None:
        """Take in a message."""
        self.types[message.type] += 1
        if message.type == "RECORD":
            self._record(message)
        elif message.type == "STATE":
            self._state = bytes(message.value)
        elif message.type == "SCHEMA":
            self._schema(message)
        elif message.type == "ACTIVATE_VERSION":
            self._activate(message)
        else:
            raise LoadError(
                f"不支持 {message.type} 消息，请在 tap 中关闭 / {message.type} messages are not"
                " supported; switch them off in the tap"
            )

    def _record(self, message: Message) -> None:
        block = self._blocks.get(message.stream)
        if block is None:
            raise RecordsWithoutSchemaException(
                f"{message.stream} 的记录前面没有 SCHEMA"
                f" / a record of {message.stream} came without a SCHEMA before it"
            )
        before = block.size
        block.stream.add(message, block)
        self._waiting += block.size - before
        if len(block.lines) >= self._settings.rows or block.size >= LARGE:
            self._send(message.stream)
        elif self._waiting >= MOST:
            self.drain()

    def _schema(self, message: Message) -> None:
        said = (bytes(message.schema), message.key_properties)
        if self._schemas.get(message.stream) == said:
            return
        if message.stream in self._blocks:
            self._send(message.stream)
        stream = declared(message, metadata=self._settings.metadata)
        if (other := self._tables.setdefault(stream.table, message.stream)) != message.stream:
            raise LoadError(
                f"报表 {other} 与 {message.stream} 会写入同一张表 {stream.table}，请不选其一"
                f" / streams {other} and {message.stream} would share table {stream.table};"
                " deselect one of them"
            )
        self._schemas[message.stream] = said
        self._blocks[message.stream] = Block(stream, self._run, new=True)

    def _activate(self, message: Message) -> None:
        settings = self._settings
        if not settings.activate_version or message.stream not in self._blocks:
            return
        if not settings.metadata or message.version is None:
            log.warning(
                "收到 %s 的 ACTIVATE_VERSION，设置 add_record_metadata 为 true 才会处理"
                " / ACTIVATE_VERSION needs the setting add_record_metadata; left aside",
                message.stream,
            )
            return
        self._send(message.stream, activate=message.version)

    def _send(self, name: str, *, activate: int | None = None) -> None:
        """Have a stream's block written."""
        block = self._blocks[name]
        version = None if activate is None else (block.stream, activate, self._run)
        self._waiting -= block.size
        self._blocks[name] = Block(block.stream, self._run)
        self._writer.put(Batch([block], activate=version))

    def tick(self) -> None:
        """Have everything written if it waited long enough."""
        self._writer.check()
        if time.monotonic() - self._drained >= self._settings.seconds:
            self.drain()

    def drain(self) -> None:
        """Have everything written, and the state behind it passed on."""
        blocks = [block for block in self._blocks.values() if block.lines or block.new]
        self._blocks = {name: Block(b.stream, self._run) for name, b in self._blocks.items()}
        state, self._state, self._waiting = self._state, None, 0
        if blocks or state is not None:
            self._writer.put(Batch(blocks, state))
        self._drained = time.monotonic()

    def abort(self) -> None:
        """Leave what is not written yet."""
        self._writer.abort()

    def close(self) -> None:
        """Have everything written, and wait for it."""
        self.drain()
        self._writer.close()
