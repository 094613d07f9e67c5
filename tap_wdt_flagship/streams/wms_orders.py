"""仓储业务单 / Orders behind the stock-ins and stock-outs."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
