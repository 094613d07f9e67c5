"""Tables: rows with a life of their own, found by the moments at which they change."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from wdt_sandbox.wire import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

E = TypeVar("E")
Row = dict[str, Any]

NEVER: Final = 1 << 40
"""The moment of an event that does not happen."""

BIRTH: Final = "created"
"""The clock every table has."""


class MomentIndex:
    """Which rows have a moment where, by day: one 64-bit number for a moment and its row."""

    def __init__(self) -> None:
        self._days: dict[int, array[int]] = {}
        self._unsorted: set[int] = set()

    def add(self, moment: int, ordinal: int) -> None:
        """Enter a moment of a row."""
        day = day_of(moment)
        bucket = self._days.get(day)
        if bucket is None:
            bucket = self._days[day] = array("Q")
        bucket.append(moment << 32 | ordinal)
        self._unsorted.add(day)

    def between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Moments and rows from start to end, both included, in order; each pair once."""
        for day in self._days_between(day_of(start), day_of(end)):
            bucket = self._bucket(day)
            low = bisect_left(bucket, start << 32)
            high = bisect_right(bucket, end << 32 | 0xFFFF_FFFF)
            before = -1
            for key in bucket[low:high]:
                if key != before:
                    yield key >> 32, key & 0xFFFF_FFFF
                before = key

    def count(self, end: int) -> int:
        """How many moments there are up to the end."""
        last = day_of(end)
        whole = sum(len(bucket) for day, bucket in self._days.items() if day < last)
        return whole + bisect_right(self._bucket(last), end << 32 | 0xFFFF_FFFF)

    def _days_between(self, first: int, last: int) -> Iterable[int]:
        if last - first < len(self._days):
            return (day for day in range(first, last + 1) if day in self._days)
        return sorted(day for day in self._days if first <= day <= last)

    def _bucket(self, day: int) -> array[int]:
        bucket = self._days.get(day)
        if bucket is None:
            return array("Q")
        if day in self._unsorted:
            bucket = self._days[day] = array("Q", sorted(bucket))
            self._unsorted.discard(day)
        return bucket


class Table(Generic[E]):
    """All rows of one kind.

    A row is born at the first of its moments and changes at each of the others; its modified time
    at some time is the latest moment up to then. Nothing is ever written: what a row says is worked
    out from its moments whenever it is asked for.
    """

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {}
    """What a row can be chosen by without building it: from the entity and its modified time."""

    clocks: ClassVar[Mapping[str, Callable[[Any], int]]] = {}
    """Times other than the modified time that a range can select on."""

    volatile: ClassVar[bool] = False
    """Something in the rows changes although their modified time does not."""

    lines: ClassVar[str] = ""
    """The list whose rows some interfaces count in place of the rows."""

    def __init__(self) -> None:
        self.entities: list[E] = []
        self._modified = MomentIndex()
        self._clocks = {name: MomentIndex() for name in (BIRTH, *self.timers())}
        self._indexed = 0
        self._touched: dict[int, int] = {}

    def moments(self, entity: E) -> Iterable[int]:
        """Every moment at which the row changes, in any order."""
        raise NotImplementedError

    def row(self, entity: E, at: int) -> Row:
        """What the row says when it is modified at some time, and until it is modified again."""
        raise NotImplementedError

    def number(self, entity: E) -> int:
        """The row's key."""
        raise NotImplementedError

    def last(self, entity: E, at: int) -> int:
        """The latest moment up to a time, or -1 before the row is born."""
        return max((moment for moment in self.moments(entity) if moment <= at), default=-1)

    def add(self, entity: E) -> int:
        """Take in a row; its ordinal."""
        self.entities.append(entity)
        return len(self.entities) - 1

    def note(self, ordinal: int, moment: int) -> None:
        """Enter one more moment at which a row changes."""
        if moment < NEVER:
            self._modified.add(moment, ordinal)

    def touch(self, ordinal: int, moment: int) -> None:
        """Let a row be modified for no reason of its own."""
        self._touched[ordinal] = moment
        self._modified.add(moment, ordinal)

    def modified(self, ordinal: int, at: int) -> int:
        """The row's modified time at a time, or -1 before it is born."""
        scheduled = self.last(self.entities[ordinal], at)
        touched = self._touched.get(ordinal, -1)
        return touched if scheduled < touched <= at else scheduled

    def select(self, column: str, start: int, end: int, at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows in a range, ends included, in order."""
        end = min(end, at)
        self._index()
        if column == "modified":
            found = self._modified.between(start, end)
            return [(m, o) for m, o in found if self.modified(o, at) == m]
        found = self._clocks[column].between(start, end)
        return [(m, o) for m, o in found if self.modified(o, at) >= 0]

    def timers(self) -> Mapping[str, Callable[[Any], int]]:
        """``clocks``, or more where they are not known before the table is made."""
        return self.clocks

    def times(self) -> list[str]:
        """The times that a range can select on."""
        return ["modified", *self._clocks]

    def look_up(
        self,
        column: str,  # noqa: ARG002 - most tables look nothing up
        values: Iterable[Any],  # noqa: ARG002
        at: int,  # noqa: ARG002
    ) -> list[tuple[int, int]] | None:
        """Moment and ordinal of the rows that a column names; None where it names none."""
        return None

    def revision(self, at: int) -> tuple[int, ...]:
        """Changes whenever any row changes."""
        self._index()
        return self._modified.count(at), len(self._touched)

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """One value of a row, without building the row where the table knows how."""
        known = self.columns.get(column)
        if known is None:
            return self.build(ordinal, at)[column]
        return known(self.entities[ordinal], self.modified(ordinal, at))

    def build(self, ordinal: int, at: int) -> Row:
        """A row as it is at a time."""
        return self.row(self.entities[ordinal], self.modified(ordinal, at))

    def _index(self) -> None:
        """Enter the rows taken in since the last time: a table that nobody reads costs little."""
        for ordinal in range(self._indexed, len(self.entities)):
            entity = self.entities[ordinal]
            moments = [moment for moment in self.moments(entity) if moment < NEVER]
            for moment in moments:
                self._modified.add(moment, ordinal)
            self._clocks[BIRTH].add(min(moments), ordinal)
            for name, clock in self.timers().items():
                moment = clock(entity)
                if moment < NEVER:
                    self._clocks[name].add(moment, ordinal)
        self._indexed = len(self.entities)
