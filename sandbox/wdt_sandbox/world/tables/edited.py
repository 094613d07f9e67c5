"""Tables of what is set up once and edited now and then."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol, TypeVar

from wdt_sandbox.world.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edited(Protocol):
    """Something with a list of edits, in order of time."""

    number: int
    created: int
    edits: list[int]


D = TypeVar("D", bound=Edited)


class EditedTable(Table[D]):
    """Rows that are born when they were created and change with every edit."""

    def moments(self, entity: D) -> Iterable[int]:
        """Birth and edits."""
        return (entity.created, *entity.edits)

    def number(self, entity: D) -> int:
        """The entity's own number."""
        return entity.number

    def last(self, entity: D, at: int) -> int:
        """Edits are many and in order: search them."""
        position = bisect_right(entity.edits, at)
        if position:
            return entity.edits[position - 1]
        return entity.created if entity.created <= at else -1

    def revision_of(self, entity: D, at: int) -> int:
        """How often the entity was edited."""
        return bisect_right(entity.edits, at)
