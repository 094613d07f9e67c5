"""What every stream shares, and what a report stream declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from singer_sdk import Stream

from tap_wdt_flagship.beijing import BEIJING, UTCS_OFFSET, months_before, to_wire
from tap_wdt_flagship.config_schema import DEFAULT_PAGE_SIZE
from tap_wdt_flagship.gateway.gateways import Call
from tap_wdt_flagship.schemas import singer_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk import Tap
    from singer_sdk.singerlib import Catalog

    from tap_wdt_flagship.privacy import Privacy
    from tap_wdt_flagship.settings import Settings, StreamOptions
    from tap_wdt_flagship.windows import Window

# The flagship ERP's own epoch; no record is older.
BEGINNING = datetime(2012, 1, 1, tzinfo=BEIJING)
FIRST_SYNC_MONTHS = 3


@dataclass(frozen=True)
class Passes:
    """One pass per value of a parameter, each with its own bookmark.

    For interfaces where no one request returns all rows. The values are fixed, or taken from a
    column of another stream.
    """

    param: str
    values: tuple[Any, ...] = ()
    stream: str | None = None
    """The stream whose rows give the values."""
    column: str | None = None
    """Its column."""
    writes: str | None = None
    """The column of this stream that the value is written to, where it is part of the key."""
    modified: tuple[Any, ...] = ()
    """Values whose pass selects on the modified time where the others' do not: they need no more
    than the usual lookback."""


@dataclass(frozen=True)
class DrivenBy:
    """Calls that need values from the rows of another stream: those that changed, every run."""

    stream: str
    column: str
    """The driving stream's column that the calls ask for."""
    param: str
    batch: int = 1
    """Values in one call."""
    separator: str | None = None
    """What joins the values of a batch; `None` for a parameter that takes one value."""
    always: bool = False
    """Whether each driving row has rows to show, so that an answer without any is doubtful."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Column here -> column of the driving row."""
    row_column: str | None = None
    """The column of the answer's rows that tells which driving row they belong to."""


@dataclass(frozen=True)
class Singly:
    """An interface that an account may have in place of a driven report's own: a call a row.

    Its rows are the lines of the report's row.
    """

    method: str
    interface_name: str
    records_path: str
    lines: str
    """Where the report's rows hold their lines."""


class StreamHost(Protocol):
    """What streams see of the tap they belong to."""

    @property
    def settings(self) -> Settings:
        """The checked settings."""

    def preview(self, stream: WdtStream) -> Iterable[dict[str, Any]]:
        """Rows of the first page of a stream's newest window, as the gateway sent them."""


class WdtStream(Stream):
    """A table of the ERP, with calls of its own or filled from another stream's answers."""

    name: str
    primary_keys: ClassVar[tuple[str, ...]]

    def __init__(self, tap: Tap) -> None:
        nested = bool(tap.config.get("nested_lists"))
        super().__init__(tap, schema=singer_schema(self.name, nested_lists=nested))
        self._host = cast("StreamHost", tap)

    def apply_catalog(self, catalog: Catalog) -> None:
        """Take over a catalog, which may be trimmed by hand or an older one, but for its keys.

        Rows are told apart, lines joined and bookmarks kept by the keys that are declared.
        """
        declared = self.primary_keys, self.replication_key
        super().apply_catalog(catalog)
        self.primary_keys, self.replication_key = declared  # type: ignore[misc]

    @property
    def privacy(self) -> Privacy:
        """What is to become of personal data."""
        return self._host.settings.personal_data

    @property
    def in_utc(self) -> bool:
        """Whether times are written in UTC, not in Beijing's."""
        return self._host.settings.utc_offset == UTCS_OFFSET

    @classmethod
    def title(cls) -> str:
        """The report's Chinese title, the first line of the class's docstring."""
        return (cls.__doc__ or cls.name).split(" / ")[0].strip().strip('"')

    @classmethod
    def inherited(cls) -> Mapping[str, str]:
        """Column of this stream -> column of the row above that it is taken from."""
        return {}

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401, ARG002
        """Rows of the first page of the newest window: a look at the data.

        Complete reads go through the tap, which reads all streams side by side.
        """
        return self._host.preview(self)


class Report(WdtStream):
    """A report with an interface of its own; subclasses only declare."""

    method: ClassVar[str]
    """The interface's documented name, letter for letter."""
    interface_name: ClassVar[str]
    """What the open platform's list calls the interface, where a merchant applies for it."""
    records_path: ClassVar[str] = "data.order"
    total_path: ClassVar[str | None] = "data.total_count"
    range_params: ClassVar[tuple[str, str] | None] = ("start_time", "end_time")
    """The parameters of the time range; `None` where the interface has none."""
    range_optional: ClassVar[bool] = False
    """Whether a call without a range returns everything."""
    max_window: ClassVar[timedelta | None] = timedelta(days=30)
    """The widest range that the interface allows."""
    tries_window: ClassVar[timedelta | None] = None
    """A wider range, where another of the documents allows it: tried once a run."""
    params: ClassVar[Mapping[str, Any]] = {}
    """Business parameters of every call: all rows, and the data that is free to ask for."""
    passes: ClassVar[Passes | None] = None
    driven_by: ClassVar[DrivenBy | None] = None
    singly: ClassVar[Singly | None] = None
    """What a driven report asks where the account may not call its interface."""
    range_means: ClassVar[str] = "modified"
    """The time that the range selects on, in a word for the docs."""
    retention: ClassVar[timedelta | None] = None
    """How long the ERP keeps the rows; a first sync asks for no more."""
    qimen_only: ClassVar[bool] = False
    master_data: ClassVar[bool] = False
    """Master data and stock are read from the beginning, documents from `start_date`."""
    lookback: ClassVar[timedelta | None] = None
    """For ranges that do not select on the modified time: the life of a document."""
    paged: ClassVar[bool] = True
    max_page_size: ClassVar[int | None] = None
    default_page_size: ClassVar[int | None] = None
    """Rows a page, where the setting is left at its default, of short rows that come in masses."""
    excludes_platforms: ClassVar[bool] = False
    """The direct gateway leaves out Taobao/Tmall, Pinduoduo and system-supply rows."""

    @classmethod
    def label(cls) -> str:
        """The report and its interface, as messages name them."""
        return f"{cls.name} {cls.title()}（{cls.interface_name} {cls.method}）"

    @classmethod
    def asks_with(cls) -> str | None:
        """The report whose rows give the values to ask with, if one does."""
        if cls.driven_by is not None:
            return cls.driven_by.stream
        return cls.passes.stream if cls.passes else None

    @property
    def options(self) -> StreamOptions:
        """What `stream_options` sets for this stream."""
        return self.settings.options(self.name)

    @property
    def settings(self) -> Settings:
        """The tap's settings."""
        return self._host.settings

    @property
    def page_size(self) -> int | None:
        """Rows to ask for; `None` without a pager."""
        if not self.paged:
            return None
        size = self.settings.page_size
        if size == DEFAULT_PAGE_SIZE:
            size = self.default_page_size or size
        size = self.options.page_size or size
        return min(size, self.max_page_size or size)

    @property
    def requests_per_minute(self) -> float:
        """The interface's quota."""
        return self.options.requests_per_minute or self.settings.requests_per_minute

    @property
    def first_window_limit(self) -> timedelta | None:
        """The widest window to try; once that is refused, `window_limit` holds."""
        limits = (self.tries_window or self.max_window, self.options.max_window)
        return min((limit for limit in limits if limit), default=None)

    @property
    def window_limit(self) -> timedelta | None:
        """The widest window to ask for."""
        limits = [limit for limit in (self.max_window, self.options.max_window) if limit]
        return min(limits, default=None)

    def start(
        self, bookmark: datetime | None, end: datetime, context: Mapping[str, Any] | None = None
    ) -> datetime | None:
        """Where a pass begins to read; `None` reads everything without a range."""
        if self.range_params is None:
            return None
        kept_since = end - self.retention if self.retention else BEGINNING
        if bookmark is not None:
            own = self.pass_lookback(context or {})
            lookbacks = (self.options.lookback, own, self.settings.lookback)
            lookback = next(span for span in lookbacks if span is not None)
            # Not back beyond what was asked for; and whatever that is, not past the bookmark.
            asked_for = min(self._asked_for() or BEGINNING, bookmark)
            return max(bookmark - lookback, kept_since, asked_for)
        first = self._asked_for()
        if first is None and self.master_data:
            return None if self.range_optional else BEGINNING
        return max(first or months_before(end, FIRST_SYNC_MONTHS), kept_since)

    @classmethod
    def pass_lookback(cls, context: Mapping[str, Any]) -> timedelta | None:
        """The lookback that a pass needs, where it is not the usual one."""
        modified = cls.passes.modified if cls.passes else ()
        return None if any(value in modified for value in context.values()) else cls.lookback

    def _asked_for(self) -> datetime | None:
        """The start that the settings ask for; that of the run is not for master data."""
        return self.options.start_date or (None if self.master_data else self.settings.start_date)

    def start_asked_for(self, end: datetime) -> datetime | None:
        """The start that the settings ask for, no earlier than the ERP keeps rows."""
        first = self._asked_for()
        if first is None or self.retention is None:
            return first
        return max(first, end - self.retention)

    def newest_window(self, end: datetime) -> tuple[datetime, datetime]:
        """The last window before `end`, for a look at the data."""
        return end - (self.window_limit or timedelta(days=30)), end

    def call(
        self,
        context: Mapping[str, Any],
        window: Window | None,
        page_no: int,
        page_size: int | None,
    ) -> Call:
        """The call for one page of one window of one pass."""
        params = {**self.params, **self.options.params, **context}
        if window is not None and self.range_params is not None:
            start, end = self.range_params
            params |= {start: to_wire(window.start), end: to_wire(window.end)}
        return Call(
            method=self.method,
            params=params,
            page_no=page_no,
            page_size=page_size,
            records_path=self.records_path,
            total_path=self.total_path,
        )

    @classmethod
    def contexts(cls, values: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """One context per pass; an empty one where a single pass reads everything.

        Args:
            values: what the passes' source stream holds, where they are taken from one.
        """
        if cls.passes is None:
            return [{}]
        return [{cls.passes.param: value} for value in (*cls.passes.values, *values)]

    @classmethod
    def pass_columns(cls, context: Mapping[str, Any]) -> dict[str, Any]:
        """Columns that the rows of a pass do not carry themselves."""
        writes = cls.passes.writes if cls.passes else None
        return {writes: next(iter(context.values()))} if writes else {}

    @classmethod
    def inherited(cls) -> Mapping[str, str]:
        columns = [*cls.driven_by.copies] if cls.driven_by else []
        if cls.passes and cls.passes.writes:
            columns.append(cls.passes.writes)
        return {column: column for column in columns}
