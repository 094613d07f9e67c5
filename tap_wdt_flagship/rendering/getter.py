"""Several attributes of an object in one step."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def getter(fields: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All these attributes at once."""
    if len(fields) > 1:
        return attrgetter(*fields)
    if not fields:
        return lambda _: ()
    value_of = attrgetter(fields[0])
    return lambda row: (value_of(row),)
