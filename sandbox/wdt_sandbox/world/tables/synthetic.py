"""Rows made up from a declaration, where no part of the world's story stands behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, Final

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER, draw
from wdt_sandbox.wire import DAY, day_of, day_start
from wdt_sandbox.world.draw import generator
from wdt_sandbox.world.simulation import FIRST_DAY
from wdt_sandbox.world.table import NEVER, Table
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.common import by
from wdt_sandbox.world.tables.links import (
    LINKS,
    clerks,
    figures,
    own,
    owned,
    quality,
    spec,
    spec_fields,
    totals,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.declare import Synthesis
    from wdt_sandbox.world.simulation import Simulation
    from wdt_sandbox.world.tables.common import Row

TIMES: Final[Mapping[str, int]] = {
    "check_time": 1,
    "checked_time": 1,
    "confirm_time": 2,
    "consign_time": 1,
    "invoice_time": 2,
    "pay_time": 0,
    "stockin_time": 1,
}
"""Fields that hold the moment at which a row came to a stage of its life, wherever it has them."""

LAST_DAY: Final = FIRST_DAY + 50 * 365
"""What is edited again and again is not edited any more."""


@dataclass(frozen=True)
class Document:
    """One made-up row."""

    number: int
    created: int
    stages: int
    """How many of the moments of its life it lives to see."""

    given: Mapping[str, object]


class Synthetic(Table[Document]):
    """Rows of a declaration: so many a day, each with the same life."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {}

    def __init__(self, name: str, synthesis: Synthesis, world: Simulation) -> None:
        self._name = name
        self._synthesis = synthesis
        self._world = world
        self._times = {**TIMES, **synthesis.times}
        self._next_day: int | None = None
        super().__init__()

    def reach(self, first_day: int, last_day: int) -> None:
        """Make up the rows of the days up to the last."""
        synthesis = self._synthesis
        if self._next_day is None:
            self._next_day = first_day
            # What is set up once is as old as the world.
            for index, given in enumerate((*synthesis.given, *[{}] * synthesis.once)):
                self._make(FIRST_DAY + 97 * index % 3000, index, given)
        while self._next_day <= last_day:
            for index in range(synthesis.per_day):
                self._make(self._next_day, index, {})
            self._next_day += 1

    def timers(self) -> Mapping[str, Callable[[Document], int]]:
        """The moments of life that have a name."""
        return {name: partial(self._reached, stage) for name, stage in self._times.items()}

    def moments(self, entity: Document) -> Iterable[int]:
        """The stages of its life, or its edits."""
        if self._synthesis.again:
            return range(entity.created, day_start(LAST_DAY), self._synthesis.again * DAY)
        return [entity.created + after for after in self._synthesis.life[: entity.stages]]

    def last(self, entity: Document, at: int) -> int:
        """The latest stage or edit."""
        if not self._synthesis.again:
            return super().last(entity, at)
        moments = range(entity.created, at + 1, self._synthesis.again * DAY)
        return moments[-1] if moments else -1

    def number(self, entity: Document) -> int:
        """The document's number."""
        return entity.number

    def select(self, column: str, start: int, end: int, at: int) -> list[tuple[int, int]]:
        """Moment and ordinal of the rows in a range, without those that were thrown away."""
        found = super().select(column, start, end, at)
        oldest = self._oldest(at)
        return [pair for pair in found if self.entities[pair[1]].created >= oldest]

    def revision(self, at: int) -> tuple[int, ...]:
        """Changes with every row, and when rows are thrown away."""
        return *super().revision(at), self._oldest(at)

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """The shop stands for its platform; anything else is read off the row."""
        if column == "shop":
            return self._world.shops[self.entities[ordinal].number % 7]
        if column in self._synthesis.numbers:
            return self._numbered(self.entities[ordinal], self._synthesis.numbers[column])
        return super().pick(ordinal, column, at)

    def row(self, entity: Document, at: int) -> Row:
        """One row, and its lines."""
        synthesis, number = self._synthesis, entity.number
        stage = sum(moment <= at for moment in self.moments(entity)) - 1
        row: Row = {NUMBER: number, CREATED: entity.created, MODIFIED: at}
        row |= {**owned(row), **own(number), **clerks(number)}
        row |= dict.fromkeys(("create_time", "st_created"), entity.created)
        for name, reached in self._times.items():
            row[name] = by(self._reached(reached, entity), at)
        for link in synthesis.links:
            row.update(LINKS[link](self._world, number))
        for name, prefix in synthesis.numbers.items():
            row[name] = self._numbered(entity, prefix)
        for name, choices in synthesis.cycle.items():
            row[name] = draw(name, number, choices)
        if synthesis.states:
            row[synthesis.state] = synthesis.states[min(stage, len(synthesis.states) - 1)]
        if synthesis.key:
            row[synthesis.key] = number
        row.update({name: value for name, value in synthesis.fixed.items() if "." not in name})
        row.update(entity.given)
        return self._with_lines(row, done=stage > 0)

    def _with_lines(self, row: Row, *, done: bool) -> Row:
        places = count()
        nested: dict[str, list[Row]] = {}
        for name in self._synthesis.lines:
            if "." not in name and name not in row:
                lines = range(1 + (row[NUMBER] // 64 + row[NUMBER]) % 3)
                nested[name] = [self._line(row, name, next(places), done=done) for _ in lines]
        first = next(iter(nested.values()), None)
        alone = [figures(spec(self._world, row[NUMBER]), 1 + row[NUMBER] % 5, done=done)]
        return {**alone[0], **totals(first or alone), **row, **nested}

    def _line(self, row: Row, rows: str, place: int, *, done: bool) -> Row:
        number = row[NUMBER] * 16 + place
        goods = spec(self._world, number)
        line = {
            **row,
            NUMBER: number,
            **own(number),
            **figures(goods, 1 + number % 5, done=done),
            **spec_fields(goods),
            **quality(goods, number, row[CREATED]),
        }
        self._keyed(line, rows)
        for inner in self._synthesis.lines:
            outer, _, name = inner.partition(".")
            if outer == rows and name:
                line[name] = [self._keyed(dict(line), inner)]
        return line

    def _keyed(self, line: Row, rows: str) -> Row:
        """A line with its own key in place of its document's, and what it always says."""
        synthesis = self._synthesis
        line.pop("rec_id", None)
        key = synthesis.lines[rows]
        if key:
            line[key] = line[NUMBER]
        for name, value in synthesis.fixed.items():
            outer, _, column = name.rpartition(".")
            if outer == rows:
                line[column] = value
        return line

    def _make(self, day: int, index: int, given: Mapping[str, object]) -> None:
        rng = generator(self._world.seed, self._name, day, index)
        created = day_start(day) + rng.randrange(DAY)
        number = (day - FIRST_DAY) * 64 + index + 1
        stages = rng.randint(1, len(self._synthesis.life))
        self.add(Document(number, created, stages, given))

    def _reached(self, stage: int, entity: Document) -> int:
        """When a row comes to a stage of its life."""
        if stage < entity.stages and not self._synthesis.again:
            return entity.created + self._synthesis.life[stage]
        return NEVER

    def _oldest(self, at: int) -> int:
        """When the oldest rows were made that are still there."""
        if not self._synthesis.keeps:
            return 0
        # 1970 began on a Thursday.
        day = day_of(at - 3600)
        return day_start(day - (day + 3) % 7) + 3600 - self._synthesis.keeps * DAY

    @staticmethod
    def _numbered(entity: Document, prefix: str) -> str:
        return common.numbered(prefix, entity.created, entity.number % 64)
