"""What an interface is: a declaration; all that interfaces do is done once, in ``service``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wdt_sandbox.fields import Fields

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 30 * DAY


def grouped(table: str) -> dict[str, str]:
    """Names and their kinds, from lines of a kind and names; lines that are indented more go on."""
    lines = [line for line in table.splitlines() if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    kinds: dict[str, str] = {}
    kind = ""
    for line in lines:
        words = line.split()
        if not line[margin].isspace():
            kind = words.pop(0)
        kinds.update(dict.fromkeys(words, kind))
    return kinds


@dataclass(frozen=True)
class Range:
    """A pair of parameters that selects rows by time."""

    start: str = "start_time"
    end: str = "end_time"
    column: str = "modified"


@dataclass(frozen=True)
class Mode:
    """On which time a range selects, and which states it leaves."""

    column: str = "modified"
    states: Sequence[int] | None = None


@dataclass(frozen=True)
class Modes:
    """A parameter that decides on what the range selects."""

    parameter: str
    default: int
    choices: Mapping[int, Mode]
    state: str = ""
    """The column that the states of a mode are states of."""

    otherwise: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """For a choice that needs another parameter: that parameter, and the choice without it."""


@dataclass(frozen=True)
class Switch:
    """Fields that are there only when a parameter asks for them."""

    parameter: str
    fields: Sequence[str]
    bit: int = -1
    """The parameter is a mask, and this bit asks."""

    default: int = 0
    empty: bool = False
    """A list that nobody asked for is empty rather than absent."""


@dataclass(frozen=True)
class Only:
    """A parameter that leaves only some rows of a nested list."""

    parameter: str
    rows: str
    column: str
    value: int


@dataclass(frozen=True)
class Synthesis:
    """Rows that are made up, where the world has none of the kind."""

    key: str = ""
    """The field that holds the row's number."""

    per_day: int = 0
    once: int = 0
    """So many rows are as old as the world."""

    given: Sequence[Mapping[str, object]] = ()
    """What the rows say that are as old as the world, one by one."""

    life: Sequence[int] = (0, 3600, 30 * 3600)
    """When a row changes, in seconds after its creation; not every row lives to the end."""

    again: int = 0
    """In place of a life: the row is edited every so many days."""

    keeps: int = 0
    """Rows older than so many days are thrown away, every Monday at one in the morning."""

    state: str = "status"
    states: Sequence[object] = ()
    """The field that says at which moment of its life the row is, and what it says there."""

    times: Mapping[str, int] = field(default_factory=dict)
    """Fields that hold the moment at which the row came to a stage of its life."""

    fixed: Mapping[str, object] = field(default_factory=dict)
    """Fields that say the same in every row; ``list.field`` for those of a nested list."""

    cycle: Mapping[str, Sequence[object]] = field(default_factory=dict)
    """Fields that say one or the other thing, and never change."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    """Fields that hold document numbers, and their prefixes: those made on the same day with the
    same prefix are the same, whatever the table."""

    links: Sequence[str] = ()
    """What the row belongs to: it takes over the fields of its shop, warehouse, carrier, ..."""

    lines: Mapping[str, str] = field(default_factory=dict)
    """Nested lists, and the key of their rows; ``list.list`` for a list in each of the rows."""


@dataclass(frozen=True)
class Lines:
    """The rows of a nested list of another interface, whether that shows the list or not."""

    of: Interface
    rows: str
    by: str
    """The column of the other interface's rows by which they are found."""


@dataclass(frozen=True)
class Interface:
    """One query interface of the ERP.

    ``params`` is a table of lines: a type, then parameters. ``name=column`` filters rows on a
    column; a name alone is accepted, and means something only where another attribute says so.
    """

    method: str
    table: str | Synthesis | Lines
    """A table of the world, by its name, or how to do without."""

    records: str
    """Key of the list in ``data``; empty where ``data`` is the list and ``total`` is beside it."""

    fields: Fields
    params: str = ""
    ranges: Sequence[Range] = ()
    span: int = 0
    """Widest range, in minutes; 0 for no limit."""

    required: bool = True
    """Without a range the call is refused (where the interface has ranges at all)."""

    open_end: bool = False
    """The end may be left out and is then now."""

    instead: Sequence[str] = ()
    """Parameters that make up for a missing range; ``a+b`` where it takes both."""

    narrow: tuple[str, int] | None = None
    """Without this parameter the range is no wider than so many minutes."""

    modes: Modes | None = None
    hide: tuple[str, str] | None = None
    """Parameter and column: rows with the column set are hidden unless the parameter is false."""

    show: tuple[str, str] | None = None
    """Parameter and column: rows with the column set are hidden unless the parameter is true."""

    defaults: Mapping[str, object] = field(default_factory=dict)
    """What parameters say that are left out."""

    switches: Sequence[Switch] = ()
    only: Sequence[Only] = ()
    descending: Mapping[int, str] = field(default_factory=dict)
    """Values of ``order_type`` that turn the order around, and the column they order by."""

    platforms: bool = False
    """Rows of some platforms are left out."""

    must: Sequence[str] = ()
    """Parameters without which the call is refused; ``a|b`` where one of them will do."""

    words: Mapping[str, str] = field(default_factory=dict)
    """How the interface refuses where it has words of its own: for a ``must`` by its name, for
    ``range``, ``wide``, ``narrow``, and for ``nothing`` that was found."""

    untold: Sequence[str] = ()
    """Columns the answer leaves out because the caller asks by them; truth states them."""

    page_max: int = 1000
    paged: bool = True
    counted: bool = True
    """The answer says how many rows there are."""

    qimen_only: bool = False
    direct_only: Sequence[str] = ()
    """Fields that the Qimen gateway leaves out."""

    @property
    def whole(self) -> Sequence[Mode]:
        """How all rows can be asked for: by their modified time where there is a way."""
        if self.modes is None:
            columns = [declared.column for declared in self.ranges]
            return [Mode("modified" if "modified" in columns or not columns else columns[0])]
        choices = self.modes.choices
        if all(mode.states is not None for mode in choices.values()):
            return [*choices.values()]
        found = (mode for mode in choices.values() if mode == Mode())
        return [next(found, choices[self.modes.default])]
