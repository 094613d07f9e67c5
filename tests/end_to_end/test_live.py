"""What is seen of a run while it goes on: on a terminal, and anywhere else."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import parse_messages, quick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

pty = pytest.importorskip("pty", reason="has no terminals of this kind")

TRADES = "sales.TradeQuery.queryWithDetail"
HEADER = "报表 Report"
# Nineteen calls, 200 ms apart: longer than it takes until the table is shown.
SLOWLY: dict[str, Any] = {
    "start_date": "2026-06-18",
    "end_date": "2026-06-18T19:00:00",
    "requests_per_minute": 300,
}
STREAMS = ("trades", "trade_lines", "shops")


class Terminal:
    """A terminal of 100 columns, and what was written on it."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        self.shown = b""
        self._reader = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        os.close(self.theirs)
        self._reader.start()

    def _read(self) -> None:
        for part in self._parts():
            self.shown += part

    def _parts(self) -> Iterator[bytes]:
        while True:
            try:
                part = os.read(self._ours, 65536)
            except OSError:  # nobody has it open any more
                return
            if not part:
                return
            yield part

    def end(self) -> str:
        self._reader.join(30)
        os.close(self._ours)
        return self.shown.decode()

    def close_once_shown(self, text: str) -> None:
        """Close it as soon as this is seen."""
        os.close(self.theirs)
        for part in self._parts():
            self.shown += part
            if text.encode() in self.shown:
                break
        os.close(self._ours)


def on(terminal: Terminal, command: list[str], term: str = "xterm") -> subprocess.Popen[bytes]:
    """The tap with its messages in a pipe and its log on a terminal."""
    env = {**os.environ, "TERM": term, "COLUMNS": "100", "LINES": "30"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal.theirs, env=env)


def test_a_terminal_shows_a_table_below_the_log(tap: Tap, sandbox: Sandbox) -> None:
    near_the_end = {"method": TRADES, "params": {"start_time": "2026-06-18 17:"}}
    sandbox.behave(faults=[{"kind": "http_503", **near_the_end}])
    terminal = Terminal()
    with on(terminal, tap.command(quick(sandbox, **SLOWLY), streams=STREAMS)) as running:
        terminal.start()
        assert running.stdout is not None
        output = running.stdout.read()
    shown = terminal.end()
    assert running.returncode == 0, shown
    assert HEADER in shown
    row = next(line for line in shown.splitlines() if "trades 系统订单" in line)
    assert "%" in row
    assert "个报表 reports" in shown
    # A line of the log begins where the table was taken away.
    line = re.search(r"\x1b\[2K[\d-]+ [\d:,]+ \| INFO[^\x1b]*503", shown)
    assert line
    assert shown.index(HEADER) < line.start() < shown.rindex(HEADER)
    # The table is gone, and the cursor is back.
    assert shown.rindex(HEADER) < shown.rindex("\x1b[?25h") < shown.index("完成 2/2 个报表")
    messages = parse_messages(output)
    assert {message["type"] for message in messages} == {"SCHEMA", "RECORD", "STATE"}
    assert messages[-1]["type"] == "STATE"


def test_a_terminal_that_cannot_draw_shows_the_log_alone(tap: Tap, sandbox: Sandbox) -> None:
    terminal = Terminal()
    with on(terminal, tap.command(quick(sandbox), streams=STREAMS), "dumb") as running:
        terminal.start()
        running.communicate()
    shown = terminal.end()
    assert "完成 2/2 个报表" in shown
    assert "\x1b" not in shown


def test_a_terminal_that_vanishes_ends_nothing(tap: Tap, sandbox: Sandbox) -> None:
    terminal = Terminal()
    with on(terminal, tap.command(quick(sandbox, **SLOWLY), streams=STREAMS)) as running:
        closing = threading.Thread(target=terminal.close_once_shown, args=[HEADER])
        closing.start()
        output, _ = running.communicate()
        closing.join()
    state = parse_messages(output)[-1]
    assert state["type"] == "STATE"
    reached = state["value"]["bookmarks"]["trades"]["replication_key_value"]
    assert reached == "2026-06-18T11:00:00+00:00"


def test_elsewhere_there_is_no_table_nor_the_time_it_costs(tap: Tap, sandbox: Sandbox) -> None:
    told_imports = {"PYTHONPROFILEIMPORTTIME": "1"}
    run = tap.run(quick(sandbox, **SLOWLY), streams=("shops",), env=told_imports)
    assert run.exit_code == 0
    assert re.search(r"\| +singer_sdk\b", run.log)
    assert not re.search(r"\| +rich\b", run.log)
    assert HEADER not in run.log
    assert "\x1b" not in run.log
    assert "预计" not in run.log


def test_a_long_run_is_told_of_before_its_first_call(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, start_date="2009-01-01", requests_per_minute=55)
    run = tap.run({**config, "app_secret": "wrong:salt"}, streams=("trades",))
    assert run.exit_code == 1
    assert "小时" in run.log[run.log.index("预计") :]
    assert "stream_options.<报表>.start_date" in run.log
