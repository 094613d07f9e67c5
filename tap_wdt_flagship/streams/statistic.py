"""统计 / Costs at the moment of stocking."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
