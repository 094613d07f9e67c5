"""Loads, one after the other, until all is loaded that there is to read."""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click
import dlt
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs import TimezoneContext
from dlt.pipeline.exceptions import PipelineStepFailed

from tap_wdt_flagship.command_line import StreamsFailed
from tap_wdt_flagship.databases import cause_of
from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.loading.columns import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dlt import Pipeline

    from tap_wdt_flagship.loading.source import Session
    from tap_wdt_flagship.loading.warehouse import Warehouse

NAME: Final = "wdt_flagship"


def load(session: Session, warehouse: Warehouse, tell: Callable[[str], None]) -> None:
    """Load all, and show what arrived.

    Bookmarks are in the warehouse alone: what dlt keeps on disk is thrown away, so a load that was
    not committed was never read.

    Raises:
        WdtError: the warehouse or the ERP failed.
        StreamsFailed: some streams could not be read; all others are loaded.
        Interrupted: a signal ended the run; what was read is loaded.
    """
    with ExitStack() as stack:
        stack.callback(session.close)
        folder = stack.enter_context(TemporaryDirectory(prefix="wdt-load-"))
        if not warehouse.zoned:
            stack.enter_context(Container().injectable_context(TimezoneContext(ZONE)))
        stack.enter_context(_signals(session))
        pipeline = dlt.pipeline(
            NAME,
            destination=warehouse.destination,
            dataset_name=warehouse.dataset,
            pipelines_dir=folder,
        )
        try_out(pipeline)
        while not session.finished:
            _run(pipeline, session, warehouse)
            tell(f"{session.arrived.total():,} 行已装载 / rows loaded")
    for line in table(session):
        click.echo(line)
    if session.error is not None:
        raise session.error


def try_out(pipeline: Pipeline) -> None:
    """See whether the warehouse can be reached, before anything is read.

    Raises:
        RunError: it cannot; no piece of its address stands in the message.
    """
    try:
        pipeline.sync_destination()
    except Exception as error:
        raise _told(error) from None


def _run(pipeline: Pipeline, session: Session, warehouse: Warehouse) -> None:
    try:
        pipeline.run(session.source(), loader_file_format=warehouse.file_format)
    except PipelineStepFailed as error:
        raise _told(error) from None
    session.commit()


def _told(error: BaseException) -> BaseException:
    """What a user is told: the tap's own words, or what the warehouse's mean."""
    while not isinstance(error, (WdtError, StreamsFailed, Interrupted)):
        inner = error.__cause__ or error.__context__
        if inner is None:
            return RunError(*cause_of(error))
        error = inner
    return error


@contextmanager
def _signals(session: Session) -> Iterator[None]:
    """The first signal ends the reading, and what was read is loaded; a second ends it all."""
    def ask(signum: int, _: Any) -> None:
        session.interrupt(signal.Signals(signum))
        for each in before:
            signal.signal(each, before[each])

    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def table(session: Session) -> Iterator[str]:
    """What arrived, a line a table."""
    for name, rows in session.arrived.items():
        yield f"{name:40} {rows:>12,}"
