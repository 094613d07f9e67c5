"""生产 / Bills of material, production."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
