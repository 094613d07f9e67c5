"""How the gateways behave, besides being right: everything that tests switch on."""

from __future__ import annotations

from collections import Counter, deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from wdt_sandbox.faults import HOLLOW
from wdt_sandbox.settings import DEFAULTS
from wdt_sandbox.world.draw import generator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.faults import Meeting


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
        self._churn_calls: Counter[str] = Counter()
        self._allowed: Counter[str] = Counter()
        self._down_until = 0.0

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
            self._churn_calls.clear()
        if "deny_after" in changes:
            self._allowed.clear()
        if "network_down" in changes:
            self._down_until = monotonic() + (changes["network_down"] or {}).get("seconds", 0)

    def of(self, name: str, method: str) -> Any:  # noqa: ANN401 - each setting has its own type
        """A setting as it holds for an interface."""
        value = self.settings[name]
        if isinstance(value, dict) and any(key == "*" or "." in key for key in value):
            return value.get(method, value.get("*", DEFAULTS[name]))
        return value

    @property
    def down(self) -> bool:
        """Whether the network is."""
        return monotonic() < self._down_until

    def denies(self, method: str) -> bool:
        """Whether the application has no right to an interface; asked once for every call."""
        calls = (self.settings["deny_after"] or {}).get(method)
        if calls is not None:
            self._allowed[method] += 1
            if self._allowed[method] > calls:
                return True
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

    def fault(self, meeting: Meeting, *, hollow: bool = False) -> dict[str, Any] | None:
        """The fault that a call meets, if it meets one, on the way or in its answer."""
        for fault in self.settings["faults"]:
            if (fault["kind"] in HOLLOW) != hollow or not meeting.meets(fault):
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
        wanted = min(
            churn.get("limit", 200) - len(self._churned), self._moving(churn, method, served)
        )
        fresh = [ordinal for ordinal in ordinals if (method, ordinal) not in self._churned]
        chosen = self._random.sample(fresh, min(len(fresh), max(wanted, 0)))
        self._churned.update((method, ordinal) for ordinal in chosen)
        return chosen

    def _moving(self, churn: Mapping[str, Any], method: str, served: int) -> int:
        """How many rows move: one every so many calls, or a fraction of those served."""
        every = churn.get("every")
        if every:
            self._churn_calls[method] += 1
            return int(self._churn_calls[method] % every == 0)
        whole, part = divmod(served * churn.get("fraction", 0.2), 1)
        return int(whole) + int(self._random.random() < part)
