"""Which rows a call is about: ranges, states, filters, defaults that hide, platforms, order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wdt_sandbox import claims, params, refusals
from wdt_sandbox.fields import Sight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wdt_sandbox.audience import Audience
    from wdt_sandbox.behaviour import Behaviour
    from wdt_sandbox.declare import Interface, Mode, Switch
    from wdt_sandbox.world.table import Table


@dataclass(frozen=True)
class Span:
    """A range that was asked for."""

    column: str
    start: int
    end: int


class Query:
    """What one call selects."""

    def __init__(
        self, interface: Interface, given: Mapping[str, Any], *, now: int, audience: Audience
    ) -> None:
        self.interface = interface
        self.asked = params.read(interface, given)
        self.audience = audience
        self._off = self._switched_off()
        self.sight = Sight(hidden=self._hidden())
        self.trims = frozenset(
            [switch.parameter for switch in self._off if switch.empty]
            + [only.parameter for only in interface.only if self.asked.get(only.parameter)]
        )
        self.mode = self._mode()
        self.spans = self._spans(now)
        self.show_platforms = False
        self.bent: tuple[Any, ...] = ()
        self.bends = claims.STRAIGHT
        self._filters = [
            (parameter.column, self.asked[name])
            for name, parameter in params.declared(interface.params).items()
            if parameter.column and name in self.asked
        ]

    def check_width(self, limit: int, words: str) -> None:
        """Refuse a range that is wider than so many minutes (0: than documented)."""
        interface = self.interface
        say = words or interface.words.get("wide", "")
        limit = limit or interface.span
        if interface.narrow and interface.narrow[0] not in self.asked:
            narrow = interface.narrow[1]
            if narrow < limit:
                limit, say = narrow, words or interface.words.get("narrow", "")
        width = max((span.end - span.start for span in self.spans), default=0)
        if limit and width > limit * 60:
            raise refusals.application(say) if say else refusals.too_wide(limit)

    def bend(self, behaviour: Behaviour) -> None:
        """Select otherwise than documented, if it is told to."""
        method = self.interface.method
        self.show_platforms = bool(behaviour.of("show_platforms", method))
        column, ignored = behaviour.of("range_on", method), behaviour.of("ignore_range", method)
        if ignored:
            self.spans = []
        elif column and self.spans:
            first = self.spans[0]
            self.spans = [Span(column, first.start, first.end), *self.spans[1:]]
        self.bends = claims.bends(behaviour, method)
        self.bent = (self.show_platforms, ignored, column)

    def upper(self, now: int) -> int:
        """The latest time the selection reaches to: later events cannot add rows to it."""
        return min([now, *(span.end for span in self.spans)])

    def trim(self, row: dict[str, Any]) -> None:
        """Take out of a row's lists what was not asked for."""
        for switch in self._off:
            if switch.parameter in self.trims:
                row.update(dict.fromkeys(switch.fields))
        for only in self.interface.only:
            if only.parameter in self.trims:
                row[only.rows] = [
                    line for line in row[only.rows] if line[only.column] == only.value
                ]

    def _switched_off(self) -> list[Switch]:
        asked = self.asked
        return [
            switch
            for switch in self.interface.switches
            if not int(asked.get(switch.parameter, switch.default)) & switch.bit
        ]

    def _hidden(self) -> frozenset[str]:
        names = {name for switch in self._off if not switch.empty for name in switch.fields}
        return frozenset(names).union(self.audience.hidden(self.interface))

    def _mode(self) -> Mode | None:
        modes = self.interface.modes
        if modes is None:
            return None
        choice = self.asked.get(modes.parameter, modes.default)
        needed, instead = modes.otherwise.get(choice, ("", choice))
        if needed and needed not in self.asked:
            choice = instead
        if choice not in modes.choices:
            raise refusals.bad_arguments()
        return modes.choices[choice]

    def _spans(self, now: int) -> list[Span]:
        interface, spans = self.interface, []
        for declared in interface.ranges:
            start, end = self.asked.get(declared.start), self.asked.get(declared.end)
            if end is None and start is not None and interface.open_end:
                end = now
            if start is None and end is None:
                continue
            if start is None or end is None:
                raise self._no_range()
            column = declared.column
            if self.mode and declared is interface.ranges[0]:
                column = self.mode.column
            spans.append(Span(column, start, end))
        excused = any(self.asked.keys() >= set(names.split("+")) for names in interface.instead)
        if interface.ranges and interface.required and not spans and not excused:
            raise self._no_range()
        return spans

    def _no_range(self) -> refusals.Refusal:
        words = self.interface.words.get("range")
        return refusals.application(words) if words else refusals.no_range()

    def select(self, table: Table[Any], at: int, order: str) -> list[int]:
        """Ordinals of the rows, in the order in which they are paged."""
        found = None if self.spans else self._looked_up(table, at)
        if found is None:
            first = self.spans[0] if self.spans else Span("modified", 0, at)
            found = table.select(first.column, first.start, first.end, at)
        for span in self.spans[1:]:
            kept = {ordinal for _, ordinal in table.select(span.column, span.start, span.end, at)}
            found = [pair for pair in found if pair[1] in kept]
        found = [pair for pair in found if self._keeps(table, pair[1], at)]
        words = self.interface.words.get("nothing")
        if words and not found:
            raise refusals.application(words)
        return [ordinal for _, ordinal in self._sorted(table, found, at, order)]

    def _looked_up(self, table: Table[Any], at: int) -> list[tuple[int, int]] | None:
        """The rows a call is about that says which, found without looking at all of them."""
        for column, wanted in self._filters:
            values = wanted if isinstance(wanted, frozenset) else {wanted}
            found = table.look_up(column, values, at)
            if found is not None:
                return found
        return None

    def _sorted(
        self, table: Table[Any], found: list[tuple[int, int]], at: int, order: str
    ) -> Sequence[tuple[int, int]]:
        column = self.interface.descending.get(self.asked.get("order_type", 0), "")
        if column == "modified":
            return sorted(found, key=lambda pair: (-table.modified(pair[1], at), pair[1]))
        if column:
            return found[::-1]
        if order == "id":
            return sorted(found, key=lambda pair: pair[1])
        return found[::-1] if order == "descending" else found

    def _keeps(self, table: Table[Any], ordinal: int, at: int) -> bool:
        interface, pick = self.interface, table.pick
        hidden = interface.platforms and not self.show_platforms
        if hidden and not self.audience.sees(pick(ordinal, "shop", at)):
            return False
        if self.mode and self.mode.states is not None:
            state = interface.modes.state if interface.modes else ""
            if pick(ordinal, state, at) not in self.mode.states:
                return False
        if interface.hide:
            parameter, column = interface.hide
            if self.asked.get(parameter, True) and pick(ordinal, column, at):
                return False
        if interface.show:
            parameter, column = interface.show
            if not self.asked.get(parameter) and pick(ordinal, column, at):
                return False
        for column, wanted in self._filters:
            value = pick(ordinal, column, at)
            if value not in wanted if isinstance(wanted, frozenset) else value != wanted:
                return False
        return True
