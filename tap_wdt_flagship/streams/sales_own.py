"""自有平台与线下店铺 / Orders of own-mall and offline shops alone."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
