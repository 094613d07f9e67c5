"""Answers that do not arrive as they should."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

JSON = "application/json;charset=UTF-8"


class CutResponse(Response):
    """Promises its whole body and sends half of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the half; the server closes the connection when nothing follows."""
        del scope, receive
        await _begin(self, send)
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


class TrickleResponse(Response):
    """Sends its body bit by bit."""

    def __init__(self, content: bytes, chunk: int, seconds: float) -> None:
        super().__init__(content, media_type=JSON)
        self._chunk = chunk
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a bit, wait, send the next."""
        del scope, receive
        await _begin(self, send)
        body = bytes(self.body)
        for start in range(0, len(body), self._chunk):
            piece = body[start : start + self._chunk]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(self._seconds)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class ResetResponse(Response):
    """Resets the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close with a lingering time of nothing, which sends RST in place of FIN."""
        del receive, send
        transport = scope["sandbox.transport"]
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        transport.abort()


async def _begin(response: Response, send: Send) -> None:
    start: dict[str, Any] = {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": response.raw_headers,
    }
    await send(start)
