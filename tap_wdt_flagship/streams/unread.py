"""A stream that costs no calls: the rows that are in no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.schemas import READ_AT
from tap_wdt_flagship.streams._base import WdtStream

if TYPE_CHECKING:
    from collections.abc import Iterable


class UnreadRows(WdtStream):
    """未能读取的行 / Rows that could not be read, or that their tables have no place for."""

    name = "unread_rows"
    # By its text, whole: where it stood differs from one read to the next, and a report without a
    # range has no window.
    primary_keys = ("stream", "fingerprint")
    replication_key = READ_AT  # rows are only ever added

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401, ARG002
        """None by itself; they come while the others are read."""
        return ()
