"""ClickHouse's engine behind its HTTP interface, as far as a loader needs it; runs in a venv."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from chdb.session import Session  # type: ignore[import-not-found,unused-ignore]

session = Session(sys.argv[1])


class Handler(BaseHTTPRequestHandler):
    """Answers queries, one at a time: a connection that were kept would keep the others waiting."""

    def do_POST(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        query = "".join([*asked.get("query", []), body])
        status = 200
        try:
            answer = session.query(query, asked.get("default_format", ["TabSeparated"])[0]).bytes()
        except RuntimeError as error:
            status, answer = 500, str(error).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


with HTTPServer(("127.0.0.1", 0), Handler) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
