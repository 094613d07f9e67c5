"""The streams as a dlt source; their bookmarks are in the state that dlt commits with a load."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, cast

import dlt

from tap_wdt_flagship.engine import bookmarks
from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.loading.reading import Reading
from tap_wdt_flagship.loading.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    import pyarrow as pa
    from dlt.extract import DltResource, DltSource

    from tap_wdt_flagship.loading.spool import Part
    from tap_wdt_flagship.streams._base import WdtStream
    from tap_wdt_flagship.tap import TapWdtFlagship

NAME: Final = "wdt_flagship"
BOOKMARKS: Final = "bookmarks"
BOOKMARK, REST = "bookmark", "of_all_streams"
NOT: Final = "!"
ROWS_A_LOAD: Final = 200_000
LONGEST_DESCRIPTION: Final = 200
"""dlt keeps those of all columns in one value of a table of its own."""


class Session:
    """A run of the tap that one or several loads take from.

    Args:
        config: the tap's settings; from the environment where there are none.
        select: names of streams, with wildcards; those that begin with ! are left out.
        rows: after how many a load ends.
    """

    def __init__(
        self, config: Mapping[str, Any] | None, select: Iterable[str], rows: int | None
    ) -> None:
        self._reading = Reading({"config": config, "parse_env_config": config is None}, rows)
        _select(self._reading.tap, [*select])
        self.tables = _tables_of(self._reading.tap)
        self.titles = {stream.name: stream.title() for stream in _streams_of(self._reading.tap)}
        self._state: dict[str, Any] = {}
        self._rows: Counter[str] = Counter()
        self.arrived: Counter[str] = Counter()
        """Rows that are loaded, by table."""

    @property
    def finished(self) -> bool:
        """Whether all was taken that there was to read."""
        return self._reading.finished

    @property
    def error(self) -> BaseException | None:
        """What reading ended with."""
        return self._reading.error

    def take(self) -> Part:
        """The next part; the first begins to read, from the bookmarks of dlt's state."""
        if not self._reading.begun:
            self._reading.begin(dlt.current.source().selected_resources.keys(), _state())
        part = self._reading.take()
        if part.last and part.state is None and self.error:
            raise self.error
        self._rows.clear()
        self._state = part.state or self._state
        return part

    def reached(self, stream: str) -> datetime | None:
        """How far a stream was read, in time."""
        return bookmarks.latest_reached(self._state, [stream])

    def count(self, table: str, rows: int) -> None:
        """Note rows that a load takes."""
        self._rows[table] += rows

    def commit(self) -> None:
        """Note that a load was committed."""
        self.arrived.update(self._rows)
        self._rows.clear()

    def source(self) -> DltSource:
        """What the next load takes."""
        return source_of(self)

    def interrupt(self, signum: int) -> None:
        """End the run soon."""
        self._reading.interrupt(signum)

    def close(self) -> None:
        """End the run, and delete what was not loaded."""
        self._reading.close()


def wdt_flagship(config: Mapping[str, Any] | None = None, select: Sequence[str] = ()) -> DltSource:
    """The streams as a dlt source: all that is new since the last load, in one load.

    Args:
        config: the tap's settings; from the environment (TAP_WDT_FLAGSHIP_…) where there are none.
        select: names of streams, with wildcards; those that begin with ! are left out.
    """
    return Session(config, select, None).source()


def in_parts(
    config: Mapping[str, Any] | None = None,
    select: Sequence[str] = (),
    rows: int = ROWS_A_LOAD,
) -> Iterator[DltSource]:
    """The same in loads of so many rows, for a first sync: what is loaded is not read again.

    Args:
        config: see `wdt_flagship`.
        select: see `wdt_flagship`.
        rows: after how many a load ends.

    Raises:
        StreamsFailed: some streams could not be read; all others are loaded.
        WdtError: no stream could be read any more.
    """
    session = Session(config, select, rows)
    try:
        while not session.finished:
            yield session.source()
    finally:
        session.close()
    if session.error is not None:
        raise session.error


class Load:
    """The part that one load takes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._part: Part | None = None

    def rows(self, table: Table) -> Iterator[pa.Table]:
        """A stream's rows."""
        if self._part is None:
            self._part = self._session.take()
            _keep(self._part.state)
        bin_ = self._part.bins.get(table.name)
        if bin_ is None:
            return
        yield table.empty()  # the table is made, whether there are rows or not
        self._session.count(table.name, 0)
        for some in table.read(bin_):
            yield some
            self._session.count(table.name, some.num_rows)
        bin_.discard()


def source_of(session: Session) -> DltSource:
    """What the next load takes of a session."""
    load = Load(session)

    @dlt.source(name=NAME, max_table_nesting=0)
    def streams() -> Iterator[DltResource]:
        for table in session.tables:
            yield _resource_of(table, load)

    return streams()


def _resource_of(table: Table, load: Load) -> DltResource:
    disposition: Any = "append"
    if table.keys:
        disposition = {"disposition": "merge", "strategy": "delete-insert", "deduplicated": True}
    return dlt.resource(
        load.rows(table),
        name=table.name,
        columns={column.name: column.hints(LONGEST_DESCRIPTION) for column in table.columns},
        primary_key=table.keys or None,  # type: ignore[arg-type]
        write_disposition=disposition,
    )


def _streams_of(tap: TapWdtFlagship) -> list[WdtStream]:
    return [cast("WdtStream", stream) for stream in tap.streams.values() if stream.selected]


def _tables_of(tap: TapWdtFlagship) -> list[Table]:
    messages = [
        message
        for stream in _streams_of(tap)
        for message in stream._generate_schema_messages()  # noqa: SLF001
    ]
    return [Table(m.stream, m.schema, tuple(m.key_properties or ())) for m in messages]


def _select(tap: TapWdtFlagship, patterns: list[str]) -> None:
    """Select the streams that patterns name, and no others."""
    before = {stream.name for stream in _streams_of(tap)}
    chosen = _chosen(tap, patterns)
    for name, stream in tap.streams.items():
        stream.selected = name in chosen
    if chosen - before:  # what becomes of their records was not planned
        tap.setup_mapper()


def _chosen(tap: TapWdtFlagship, patterns: list[str]) -> set[str]:
    left_out = [p.removeprefix(NOT) for p in patterns if p.startswith(NOT)]
    wanted = [p for p in patterns if not p.startswith(NOT)]
    for pattern in (*wanted, *left_out):
        if not _matches(tap.streams, pattern):
            raise RunError(f"没有报表 {pattern}", f"there is no stream {pattern}")
    chosen = {name for name, stream in tap.streams.items() if stream.selected}
    if wanted:
        chosen = {name for pattern in wanted for name in _matches(tap.streams, pattern)}
    return chosen - {name for pattern in left_out for name in _matches(tap.streams, pattern)}


def _matches(names: Iterable[str], pattern: str) -> list[str]:
    return [name for name in names if fnmatchcase(name, pattern)]


def _state() -> dict[str, Any]:
    """The tap's state, of the pieces in dlt's: a stream that dlt resets begins anew."""
    kept = dlt.current.source_state()
    found = {
        name: own[BOOKMARK] for name, own in kept.get("resources", {}).items() if BOOKMARK in own
    }
    return {**kept.get(REST, {}), BOOKMARKS: found} if found or REST in kept else {}


def _keep(state: Mapping[str, Any] | None) -> None:
    """Put the tap's state into dlt's, which is committed with the load."""
    if state is None:
        return
    dlt.current.source_state()[REST] = {k: v for k, v in state.items() if k != BOOKMARKS}
    for name, own in state.get(BOOKMARKS, {}).items():
        dlt.current.resource_state(name)[BOOKMARK] = own
