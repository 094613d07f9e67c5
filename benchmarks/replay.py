"""A gateway that answers every window with the same orders, from memory, as fast as it can.

`python -m benchmarks.replay PAGES` serves that many pages of 200 orders a window, and prints its
address. It checks nothing: the sandbox is for that. Each window's orders have ids of their own,
since a gateway that gives the same rows for every range is not read on.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import uvicorn

from benchmarks.pages import SIZE, trade_pages
from tap_wdt_flagship.beijing import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Windows of trades last an hour.
END = datetime(2026, 6, 1, tzinfo=BEIJING)
ACCOUNT = {"sid": "replay", "app_key": "replay", "app_secret": "secret:salt"}


def main() -> None:
    """Serve until standard input ends."""
    pages = trade_pages(int(sys.argv[1]), total=int(sys.argv[1]) * SIZE)
    windows: dict[bytes, int] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked = b""
        more = True
        while more:
            message = await receive()
            asked += message.get("body", b"")
            more = message.get("more_body", False)
        page = int(parse_qs(scope["query_string"])[b"page_no"][0])
        body = numbered(pages[page], windows.setdefault(asked, len(windows)))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"date", formatdate(usegmt=True).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(
        app, lifespan="off", log_level="critical", access_log=False, date_header=False
    )
    uvicorn.Server(config).run(sockets=[listener])


def numbered(page: bytes, window: int) -> bytes:
    """A page with the ids of a window: the first digits of `trade_pages`' ids count windows."""
    return page.replace(b'"trade_id":1000', b'"trade_id":%d' % (1000 + window))


@contextmanager
def replay(pages: int) -> Iterator[dict[str, Any]]:
    """The server in a process of its own, and a tap's settings for it."""
    command = [sys.executable, "-m", "benchmarks.replay", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        url = server.stdout.readline().decode().strip()
        try:
            yield {**ACCOUNT, "api_url": url, "requests_per_minute": 10**6}
        finally:
            server.kill()


def span(orders: int, pages: int) -> dict[str, str]:
    """Start and end of a range whose windows hold so many orders together."""
    hours = orders // (pages * SIZE)
    start = END - timedelta(hours=hours)
    return {"start_date": start.isoformat(), "end_date": END.isoformat()}


if __name__ == "__main__":
    main()
