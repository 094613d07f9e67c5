"""Other sights of a table: some of its rows, its rows told differently, or what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from wdt_sandbox.wire import DAY, day_of, day_start
from wdt_sandbox.world.masters import OWN
from wdt_sandbox.world.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wdt_sandbox.world.table import Row

ARCHIVED_AFTER: Final = 30 * DAY
"""Documents are archived in the first night after nothing happened to them for so long."""

STRIDE: Final = 1000
"""More than the rows inside of any one row."""


POSITION: Final = "_position"
"""Where a row stands inside of another, for those that have no number of their own."""


class View(Table[Any]):
    """All of a table; what it holds it holds for itself."""

    volatile: ClassVar[bool] = True

    def __init__(self, base: Table[Any]) -> None:
        super().__init__()
        self.base = base

    def select(self, column: str, start: int, end: int, at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows in a range."""
        return self.base.select(column, start, end, at)

    def times(self) -> list[str]:
        """The times that a range can select on."""
        return self.base.times()

    def modified(self, ordinal: int, at: int) -> int:
        """The row's modified time."""
        return self.base.modified(ordinal, at)

    def touch(self, ordinal: int, moment: int) -> None:
        """Let a row be modified."""
        self.base.touch(ordinal, moment)

    def revision(self, at: int) -> tuple[int, ...]:
        """Changes whenever any row does, and every day."""
        return *self.base.revision(at), day_of(at)

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """One value of a row."""
        return self.base.pick(ordinal, column, at)

    def build(self, ordinal: int, at: int) -> Row:
        """A row."""
        return self.base.build(ordinal, at)


class Slice(View):
    """The rows that a test keeps; it is given the table, the row's ordinal and the time."""

    def __init__(self, base: Table[Any], keeps: Callable[[Table[Any], int, int], bool]) -> None:
        super().__init__(base)
        self._keeps = keeps

    def select(self, column: str, start: int, end: int, at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows in a range."""
        found = self.base.select(column, start, end, at)
        return [pair for pair in found if self._keeps(self.base, pair[1], at)]


def archive(base: Table[Any]) -> Slice:
    """What is over for long. The archive holds copies: the table goes on showing them."""
    return Slice(
        base,
        lambda table, ordinal, at: (
            table.modified(ordinal, at) < day_start(day_of(at)) - ARCHIVED_AFTER
        ),
    )


def own(base: Table[Any]) -> Slice:
    """What belongs to the seller's own mall and to offline shops."""
    return Slice(base, lambda table, ordinal, at: table.pick(ordinal, "shop", at).platform in OWN)


class Index:
    """The rows of a table by a column that never changes."""

    def __init__(self, base: Table[Any], by: str) -> None:
        self.by = by
        self._base = base
        self._known: dict[Any, int] = {}
        self._looked = 0

    def find(self, values: Iterable[Any], at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows that have these values and are there yet."""
        base = self._base
        for ordinal in range(self._looked, len(base.entities)):
            self._known[base.pick(ordinal, self.by, at)] = ordinal
        self._looked = len(base.entities)
        ordinals = sorted(self._known[value] for value in values if value in self._known)
        found = [(base.modified(ordinal, at), ordinal) for ordinal in ordinals]
        return [pair for pair in found if pair[0] >= 0]


class Retold(View):
    """The same rows with other words; looked up by a column that never changes, if one is named."""

    def __init__(self, base: Table[Any], tell: Callable[[Row], Row], by: str = "") -> None:
        super().__init__(base)
        self._tell = tell
        self._found_by = Index(base, by)

    def look_up(self, column: str, values: Iterable[Any], at: int) -> list[tuple[int, int]] | None:
        """The rows that have one of these values."""
        return self._found_by.find(values, at) if column == self._found_by.by else None

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """One value of a row, as it is told."""
        if column == "shop":
            return self.base.pick(ordinal, column, at)
        return self.build(ordinal, at)[column]

    def build(self, ordinal: int, at: int) -> Row:
        """A row, as it is told."""
        row = self.base.build(ordinal, at)
        return {**row, **self._tell(row)}


class Inner(View):
    """The rows inside of a table's rows, found by a column that never changes."""

    def __init__(self, base: Table[Any], rows: Callable[[Row], list[Row]], by: str) -> None:
        super().__init__(base)
        self._rows = rows
        self._found_by = Index(base, by)

    def select(self, column: str, start: int, end: int, at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows in a range: one number for a row and its place."""
        return [
            (moment, ordinal * STRIDE + place)
            for moment, ordinal in self.base.select(column, start, end, at)
            for place in range(len(self._rows(self.base.build(ordinal, at))))
        ]

    def look_up(self, column: str, values: Iterable[Any], at: int) -> list[tuple[int, int]] | None:
        """What stands in the rows that a column names."""
        if column != self._found_by.by:
            return None
        return [
            (moment, ordinal * STRIDE + place)
            for moment, ordinal in self._found_by.find(values, at)
            for place in range(len(self._rows(self.base.build(ordinal, at))))
        ]

    def modified(self, ordinal: int, at: int) -> int:
        """The modified time of the row that it is in."""
        return self.base.modified(ordinal // STRIDE, at)

    def touch(self, ordinal: int, moment: int) -> None:
        """Let the row that it is in be modified."""
        self.base.touch(ordinal // STRIDE, moment)

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """One value of a row; the shop is that of the row it is in."""
        if column == "shop":
            return self.base.pick(ordinal // STRIDE, column, at)
        return self.build(ordinal, at)[column]

    def build(self, ordinal: int, at: int) -> Row:
        """A row."""
        outer, place = divmod(ordinal, STRIDE)
        return {**self._rows(self.base.build(outer, at))[place], POSITION: place}
