"""虚拟仓 / Virtual warehouses."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
