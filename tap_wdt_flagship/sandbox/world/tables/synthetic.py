"""Rows made up from a declaration, where no part of the world's story stands behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tap_wdt_flagship.sandbox.filler import CREATED, MODIFIED, NUMBER
from tap_wdt_flagship.sandbox.wire import DAY, day_start
from tap_wdt_flagship.sandbox.world.draw import generator
from tap_wdt_flagship.sandbox.world.simulation import FIRST_DAY
from tap_wdt_flagship.sandbox.world.table import Table
from tap_wdt_flagship.sandbox.world.tables import common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tap_wdt_flagship.sandbox.declare import Synthesis
    from tap_wdt_flagship.sandbox.world.simulation import Simulation
    from tap_wdt_flagship.sandbox.world.tables.common import Row


def _provider(world: Simulation, number: int) -> Row:
    provider = world.providers[number % 4]
    return {
        "provider_id": provider.number,
        "provider_no": provider.no,
        "provider_name": provider.name,
    }


# What a row can be linked to; it takes from it the fields that it has.
LINKS: Final[Mapping[str, Callable[[Simulation, int], Row]]] = {
    "carrier": lambda world, n: common.carrier_of(world.carriers[n % 4]),
    "provider": _provider,
    "shop": lambda world, n: common.shop_of(world.shops[n % 7]),
    "spec": lambda world, n: common.spec_of(world.catalog.specs[n % len(world.catalog.specs)]),
    "warehouse": lambda world, n: common.warehouse_of(world.warehouses[n % 2]),
}


@dataclass(frozen=True)
class Document:
    """One made-up row."""

    number: int
    created: int
    stages: int
    """How many of the moments of its life it lives to see."""


class Synthetic(Table[Document]):
    """Rows of a declaration: so many a day, each with the same life."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {}

    def __init__(self, name: str, synthesis: Synthesis, world: Simulation) -> None:
        super().__init__()
        self._name = name
        self._synthesis = synthesis
        self._world = world
        self._next_day: int | None = None

    def reach(self, first_day: int, last_day: int) -> None:
        """Make up the rows of the days up to the last."""
        synthesis = self._synthesis
        if self._next_day is None:
            self._next_day = first_day
            # What is set up once is as old as the world.
            for index in range(synthesis.once):
                self._make(FIRST_DAY + 97 * index % 3000, index)
        while self._next_day <= last_day:
            for index in range(synthesis.per_day):
                self._make(self._next_day, index)
            self._next_day += 1

    def _make(self, day: int, index: int) -> None:
        rng = generator(self._world.seed, self._name, day, index)
        created = day_start(day) + rng.randrange(DAY)
        number = (day - FIRST_DAY) * 64 + index + 1
        stages = rng.randint(1, len(self._synthesis.life))
        self.add(Document(number, created, stages))

    def moments(self, entity: Document) -> Iterable[int]:
        """The stages of its life."""
        return (entity.created + after for after in self._synthesis.life[: entity.stages])

    def number(self, entity: Document) -> int:
        """The document's number."""
        return entity.number

    def pick(self, ordinal: int, column: str, at: int) -> Any:  # noqa: ANN401
        """The shop stands for its platform; anything else is read off the row."""
        if column == "shop":
            return self._world.shops[self.entities[ordinal].number % 7]
        return super().pick(ordinal, column, at)

    def row(self, entity: Document, at: int) -> Row:
        """One row, and its lines."""
        synthesis, number = self._synthesis, entity.number
        stage = sum(moment <= at for moment in self.moments(entity)) - 1
        row: Row = {NUMBER: number, CREATED: entity.created, MODIFIED: at, **synthesis.fixed}
        for link in synthesis.links:
            row.update(LINKS[link](self._world, number))
        row[synthesis.key] = number
        for name, prefix in synthesis.numbers.items():
            row[name] = common.numbered(prefix, entity.created, number % 64)
        if synthesis.states:
            row[synthesis.state] = synthesis.states[min(stage, len(synthesis.states) - 1)]
        for name, key in synthesis.lines.items():
            row[name] = [self._line(row, key, place) for place in range(1 + number % 3)]
        return row

    def _line(self, row: Row, key: str, place: int) -> Row:
        number = row[NUMBER] * 4 + place
        line: Row = {**row, NUMBER: number, **LINKS["spec"](self._world, number)}
        return {**line, key: number} if key else line
