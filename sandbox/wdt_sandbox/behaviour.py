"""How the gateways behave, besides being right: everything that tests switch on."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from wdt_sandbox.world.draw import generator

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULTS: Final[Mapping[str, Any]] = {
    "churn": None,  # {"fraction": 0.2, "limit": 200}: rows modified while their range is paged
    "clock_skew_seconds": 0,  # the gateways' clock and Date header, off from the world's
    "concurrency": None,  # calls at once, per interface
    "deny": (),  # interfaces the application has no right to
    "extra_field": None,  # name of a field no documentation mentions
    "faults": (),  # see ``faults``
    "latency_ms": 0,
    "max_span": None,  # minutes, where smaller than documented
    "order": "modified",  # or "id", or "descending"
    "page_limit": None,  # rows in a page, however many are asked for
    "quota": None,  # {"calls": 60, "seconds": 60}
    "span_message": None,  # in place of the usual words for a range that is too wide
    "total_counts": "rows",  # or "lines", or "absent"
}
"""Settings but ``deny`` and ``faults`` hold for all interfaces, or map methods to values, and ``*``
to the value for all others."""


class Behaviour:
    """The settings in force, and what they remember."""

    def __init__(self, quota: int = 60, seed: int = 1) -> None:
        self._quota = {"calls": quota, "seconds": 60}
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Back to an untroubled gateway."""
        self.settings: dict[str, Any] = dict(DEFAULTS)
        self._calls: dict[tuple[str, ...], deque[float]] = {}
        self._random = generator(self._seed, "behaviour")
        self._churned: set[tuple[str, int]] = set()

    def merge(self, changes: Mapping[str, Any]) -> None:
        """Change settings; null sets one back."""
        unknown = sorted(changes.keys() - DEFAULTS.keys())
        if unknown:
            message = f"unknown settings: {', '.join(unknown)}"
            raise ValueError(message)
        for name, value in changes.items():
            self.settings[name] = DEFAULTS[name] if value is None else value
        if "quota" in changes:
            self._calls.clear()
        if "churn" in changes:
            self._churned.clear()

    def of(self, name: str, method: str) -> Any:  # noqa: ANN401 - each setting has its own type
        """A setting as it holds for an interface."""
        value = self.settings[name]
        if isinstance(value, dict) and any(key == "*" or "." in key for key in value):
            return value.get(method, value.get("*", DEFAULTS[name]))
        return value

    def denies(self, method: str) -> bool:
        """Whether the application has no right to an interface."""
        return method in self.settings["deny"]

    def admits(self, *key: str, method: str) -> bool:
        """Whether a call is within the quota; if it is, it is counted."""
        quota = self.of("quota", method) or self._quota
        calls, seconds = quota if isinstance(quota, list) else (quota["calls"], quota["seconds"])
        now, taken = monotonic(), self._calls.setdefault((*key, method), deque())
        while taken and taken[0] <= now - seconds:
            taken.popleft()
        if len(taken) >= calls:
            return False
        taken.append(now)
        return True

    def fault(self, method: str, gateway: str) -> dict[str, Any] | None:
        """The fault that the next call meets, if it meets one."""
        for fault in self.settings["faults"]:
            if fault.get("method", method) != method or fault.get("gateway", gateway) != gateway:
                continue
            if "rate" in fault and self._random.random() >= fault["rate"]:
                continue
            times = fault.get("times", None if "rate" in fault else 1)
            if times is None:
                return dict(fault)
            if times > 0:
                fault["times"] = times - 1
                return dict(fault)
        return None

    def churn(self, method: str, served: int, ordinals: list[int]) -> list[int]:
        """Rows of a window that are modified because a page of it was served; each row once."""
        churn = self.of("churn", method)
        if not churn:
            return []
        room = churn.get("limit", 200) - len(self._churned)
        whole, part = divmod(served * churn.get("fraction", 0.2), 1)
        wanted = min(room, int(whole) + (self._random.random() < part))
        fresh = [ordinal for ordinal in ordinals if (method, ordinal) not in self._churned]
        chosen = self._random.sample(fresh, min(len(fresh), max(wanted, 0)))
        self._churned.update((method, ordinal) for ordinal in chosen)
        return chosen
