"""出库 / Stock-outs other than sales."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
