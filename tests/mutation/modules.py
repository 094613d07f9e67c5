"""The modules whose tests are tested, and the tests that each has to answer to.

A test runs in the process that holds the mutant, and without `conftest.py`, which takes longer than
most tests do: neither the sandbox nor the tap as a process of its own is there.
"""

from __future__ import annotations

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "gateway/throttle": ("tests/gateway/test_throttle.py",),
    "engine/completeness": (
        "tests/engine/test_completeness_bounds.py",
        "tests/engine/test_completeness.py",
    ),
    "windows": ("tests/test_windows.py",),
    "engine/bookmarks": ("tests/engine/test_bookmarks.py",),
    "gateway/auth": ("tests/gateway/test_auth.py",),
    "rendering/values": ("tests/rendering/test_values.py",),
    "gateway/transport": ("tests/gateway/test_retries.py", "tests/gateway/test_transport.py"),
    "gateway/retries": ("tests/gateway/test_retries.py",),
    "gateway/outage": ("tests/gateway/test_outage_words.py", "tests/gateway/test_outage.py"),
    "gateway/envelope": ("tests/gateway/test_page.py", "tests/gateway/test_envelope.py"),
}
"""Module -> test files."""
