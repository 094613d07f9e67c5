"""Streams of lines: the rows of a list inside a report's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tap_wdt_flagship.schemas import READ_AT
from tap_wdt_flagship.streams._base import Report, WdtStream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk import Tap


class LineStream(WdtStream):
    """Lines that come with their parent's answers and cost no calls of their own.

    The SDK's parent and child streams would cost one stream sync per parent record.
    """

    parent_stream: ClassVar[type[WdtStream]]
    """The report, or the stream of lines, whose rows hold the list."""
    lines_path: ClassVar[str]
    """Where the list stands in the parent's row, dotted through single objects."""
    parent_keys: ClassVar[Mapping[str, str]]
    """Column here -> the parent's column that it is taken from; by default the parent's key."""

    def __init__(self, tap: Tap) -> None:
        super().__init__(tap)
        # Lines follow their report: read at the same time, current as far as it is.
        # A report without a range leaves the SDK's property in place of a name.
        incremental = isinstance(vars(self.header()).get("replication_key"), str)
        self.replication_key = READ_AT if incremental else None
        self.selected_by_default = self.header().selected_by_default

    @classmethod
    def header(cls) -> type[Report]:
        """The report that the lines come from."""
        parent = cls.parent_stream
        while issubclass(parent, LineStream):
            parent = parent.parent_stream
        assert issubclass(parent, Report)  # noqa: S101
        return parent

    @classmethod
    def inherited(cls) -> Mapping[str, str]:
        return getattr(cls, "parent_keys", None) or {
            key: key for key in cls.parent_stream.primary_keys
        }


def lines_at(row: Any, path: tuple[str, ...]) -> list[Any]:  # noqa: ANN401
    """The list at a path in a row; empty where it, or an object on the way, is missing.

    Gateways do not write the names of lists alike: capitals make no difference.
    """
    for key in path:
        row = _member(row, key) if isinstance(row, dict) else None
    return row if isinstance(row, list) else []


def _member(row: dict[str, Any], key: str) -> Any:  # noqa: ANN401
    if key in row:
        return row[key]
    return next((row[name] for name in row if name.casefold() == key.casefold()), None)
