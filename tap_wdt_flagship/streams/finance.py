"""财务 / Payments, settlements, invoices, costs."""

from __future__ import annotations

STREAMS = ()
LINE_STREAMS = ()
