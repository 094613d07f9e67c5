"""A table of a run while it goes on, for who watches it on a terminal."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.engine.pace import Left, Pace, Standing, left_of_all
from tap_wdt_flagship.engine.summary import Told, every, log_progress

# rich is imported where the table is shown and nowhere else: it takes time at the start.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import TextIO

    from rich.console import Console
    from rich.table import Table

    from tap_wdt_flagship.engine.sync import Sync

SHOWN_SECONDS: Final = 1.0
OTHER_LINES: Final = 8
"""Lines of the terminal that are not reports: the table's own, and some of the log."""
FEWEST: Final = 3


def shown_progress(sync: Sync, tell: Callable[[Told], None]) -> AbstractContextManager[None]:
    """Show how far a run has come while the ``with`` block runs: as a table, or in the log."""
    console = _terminal()
    return log_progress(sync, tell) if console is None else _live_table(sync, console)


def _terminal() -> Console | None:
    """Where a table can be drawn; not between the messages of a run without a target."""
    if sys.stderr is None or not sys.stderr.isatty() or sys.stdout.isatty():
        return None
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True)
    return console if console.is_interactive else None


@contextmanager
def _live_table(sync: Sync, console: Console) -> Iterator[None]:
    """A table below the log, which vanishes with the block; a terminal may vanish before it."""
    from rich.live import Live  # noqa: PLC0415

    begun, terminal = time.monotonic(), sys.stderr
    pace = Pace(sync, begun)
    live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)

    def show() -> None:
        now = time.monotonic()
        with suppress(OSError):
            live.update(_table(sync, pace.look(now), now - begun, console), refresh=True)

    def end() -> None:
        with suppress(OSError):
            live.stop()

    with ExitStack() as stack:
        stack.callback(end)
        with suppress(OSError):
            live.start()
        stack.enter_context(_logged_to(sys.stderr, instead_of=terminal))
        stack.enter_context(every(SHOWN_SECONDS, show))
        yield


@contextmanager
def _logged_to(stream: TextIO, *, instead_of: TextIO) -> Iterator[None]:
    """Write log lines, which would go through the table, above it."""
    loggers = [logging.getLogger(), *map(logging.getLogger, [*logging.root.manager.loggerDict])]
    handlers = [
        handler
        for logger in loggers
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream is instead_of
    ]
    for handler in handlers:
        handler.setStream(stream)
    try:
        yield
    finally:
        for handler in handlers:
            handler.setStream(instead_of)


def _table(sync: Sync, standings: Sequence[Standing], seconds: float, console: Console) -> Table:
    """The reports that take longest, as many as there is room for, and the run."""
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    running = [standing for standing in standings if not standing.ended]
    running.sort(key=lambda standing: standing.left or Left(0), reverse=True)
    room = max(FEWEST, console.height - OTHER_LINES)
    more = len(running) - room
    calls = sum([*sync.transport.calls.values()])
    done = f"{len(standings) - len(running)}/{len(standings)} 个报表 reports"
    failed = f"，{len(sync.failed)} 个失败 failed" if sync.failed else ""
    table = Table(box=box.SIMPLE, show_footer=True, pad_edge=False)
    table.add_column("报表 Report", f"{done}{failed}", no_wrap=True, overflow="ellipsis")
    for header, footer in (
        ("读完 Read", f"{seconds / 60:.0f} min"),
        ("行 Rows", f"{sum([*sync.rows.values()]):,}"),
        ("次/分 Calls/min", f"{sum(standing.rate for standing in standings):,.0f}"),
        ("还要（分）Min left", _minutes(left_of_all(standings))),
    ):
        table.add_column(header, footer, justify="right", no_wrap=True)
    for standing in running[:room]:
        table.add_row(*_cells(standing))
    if more > 0:
        table.add_row(f"… 还有 {more} 个 / {more} more", "", "", "", "")
    table.caption = f"{calls:,} 次调用 calls"
    return table


def _cells(standing: Standing) -> Iterator[str]:
    header = standing.reader.family.header
    yield f"{header.name} {header.title()}"
    yield "—" if standing.share is None else f"{standing.share:.0%}"
    yield f"{standing.rows:,}"
    yield f"{standing.rate:.0f}"
    yield _minutes(standing.left)


def _minutes(left: Left | None) -> str:
    if left is None:
        return "—"
    sign = "≥ " if left.at_least else ""
    return f"{sign}{left.minutes:,.0f}" if left.minutes >= 1 else "<1"
