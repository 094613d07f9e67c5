"""盘点与货位 / Stocktakes, moves between positions."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
