"""The streams that cost no calls: what comes with the tap, and what it has to say of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_wdt_flagship.streams.labels import LABEL_STREAMS
from tap_wdt_flagship.streams.sync_log import SyncLog
from tap_wdt_flagship.streams.unread import UnreadRows

if TYPE_CHECKING:
    from tap_wdt_flagship.streams._base import WdtStream

OWN_STREAMS: tuple[type[WdtStream], ...] = (*LABEL_STREAMS, UnreadRows, SyncLog)
