"""Answers given word for word by a test, for whatever interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def page(content: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The content as the first page; every later one is empty, with the same total."""
    whole = {"status": 0, **content}
    return whole if number == 0 else {**whole, "data": _emptied(whole.get("data"))}


def hollow(content: Mapping[str, Any], *, absent: bool) -> dict[str, Any]:
    """The content without rows and without totals."""
    kept = {name: value for name, value in content.items() if not name.startswith("total")}
    return {**kept, "data": _hollow(kept.get("data"), absent=absent)}


def _emptied(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return []
    if isinstance(value, dict):
        return {name: _emptied(inner) for name, inner in value.items()}
    return value


def _hollow(value: Any, *, absent: bool) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        return None if absent else []
    return {
        name: _hollow(inner, absent=absent) if isinstance(inner, dict) else []
        for name, inner in value.items()
        if isinstance(inner, dict) or (isinstance(inner, list) and not absent)
    }
