"""The fixtures of these tests."""

from loading import server, warehouse

__all__ = ["server", "warehouse"]
