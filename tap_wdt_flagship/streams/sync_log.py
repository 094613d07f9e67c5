"""A stream that costs no calls: what each run read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.schemas import READ_AT
from tap_wdt_flagship.streams._base import WdtStream

if TYPE_CHECKING:
    from collections.abc import Iterable


class SyncLog(WdtStream):
    """同步记录 / What each run read of each report, and how far its data is complete."""

    name = "sync_log"
    primary_keys = ("run_id", "report")
    replication_key = READ_AT  # rows are only ever added

    def get_records(self, context: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401, ARG002
        """None by itself; they come when the others are read."""
        return ()
