"""Loads, one after the other, until all is loaded that there is to read."""

from __future__ import annotations

import re
import signal
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import dlt
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs import TimezoneContext
from dlt.load.exceptions import LoadClientJobException
from dlt.pipeline.exceptions import PipelineStepFailed

from tap_wdt_flagship.command_line import StreamsFailed
from tap_wdt_flagship.databases import cause_of
from tap_wdt_flagship.engine.sync import Interrupted
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.loading.columns import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_wdt_flagship.loading.source import Session
    from tap_wdt_flagship.loading.warehouse import Warehouse

NAME: Final = "wdt_flagship"
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
LONGEST: Final = 300
VALUE: Final = re.compile(r"'[^']*'|\"[^\"]*\"|(?<==)\([^)]*\)")
"""In what a database says, a value of a record, or a name."""


def load(session: Session, warehouse: Warehouse, tell: Callable[[str], None]) -> None:
    """Load all there is to read.

    Bookmarks are kept in the warehouse alone: what dlt has on disk is thrown away, so that what was
    not committed was never read.

    Args:
        session: the run of the tap.
        warehouse: where it goes.
        tell: takes a line for the user after each load.

    Raises:
        WdtError: the warehouse or the ERP failed; the loads before are there.
        StreamsFailed: some streams could not be read; all others are loaded.
        Interrupted: a signal ended the run; what was read is loaded.
    """
    with ExitStack() as stack:
        stack.callback(session.close)
        if not warehouse.zoned:
            stack.enter_context(Container().injectable_context(TimezoneContext(ZONE)))
        stack.enter_context(_signals(session))
        pipeline = dlt.pipeline(
            NAME,
            destination=warehouse.destination,
            dataset_name=warehouse.dataset,
            pipelines_dir=stack.enter_context(TemporaryDirectory(prefix="wdt-load-")),
        )
        # Before anything is read.
        with _told_by_warehouse():
            pipeline.sync_destination()
        while not session.finished:
            with _told_by_warehouse():
                pipeline.run(session.source(), loader_file_format=warehouse.file_format)
            session.commit()
            count = session.arrived.total()
            tell(f"已装载 {count:,} 行 / {count:,} rows loaded")
    if session.error is not None:
        raise session.error


@contextmanager
def _told_by_warehouse() -> Iterator[None]:
    try:
        yield
    except PipelineStepFailed as error:
        raise _told(error) from None


def _told(error: BaseException) -> BaseException:
    """What a user is told: the tap's own words, or what the warehouse's mean."""
    while not isinstance(error, (WdtError, StreamsFailed, Interrupted)):
        if isinstance(error, LoadClientJobException):
            return _refused(error)
        inner = error.__cause__ or error.__context__
        if inner is None:
            return RunError(*cause_of(error))
        error = inner
    return error


def _refused(error: LoadClientJobException) -> RunError:
    """What is told of a table that the warehouse did not take, without a value of a record."""
    table = error.job_id.partition(".")[0]
    said = " ".join(VALUE.sub("…", error.failed_message).split())[:LONGEST]
    return RunError(
        f"数据仓库不接受表 {table}：{said}", f"the warehouse refuses the table {table}: {said}"
    )


@contextmanager
def _signals(session: Session) -> Iterator[None]:
    """The first signal ends the reading, and what was read is loaded; the next ends it all."""
    before = {each: signal.getsignal(each) for each in SIGNALS}

    def restore() -> None:
        for each, handler in before.items():
            signal.signal(each, handler)

    def ask(signum: int, _: Any) -> None:  # noqa: ANN401
        restore()
        session.interrupt(signum)

    for each in SIGNALS:
        signal.signal(each, ask)
    try:
        yield
    finally:
        restore()
