"""The modules whose tests are tested, and the tests that each has to answer to.

A test runs in the process that holds the mutant: one that starts the tap as a process of its own
sees none.
"""

from __future__ import annotations

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "gateway/throttle": ("tests/gateway/test_throttle.py",),
}
"""Module -> test files."""
