"""One call to one interface: from what was asked for to the rows of a page."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wdt_sandbox import refusals
from wdt_sandbox.fields import Sight
from wdt_sandbox.gateways import Answer
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.query import Query, visible
from wdt_sandbox.world.tables.common import OWN_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdt_sandbox.behaviour import Behaviour
    from wdt_sandbox.clock import Clock
    from wdt_sandbox.declare import Interface
    from wdt_sandbox.gateways import Call
    from wdt_sandbox.world import World
    from wdt_sandbox.world.table import Table

SELECTIONS_KEPT: Final = 64
ROWS_KEPT: Final = 8192

_ENCODER: Final = msgspec.json.Encoder()


class Service:
    """The ERP behind both gateways."""

    def __init__(self, world: World, clock: Clock, behaviour: Behaviour) -> None:
        self.world = world
        self.clock = clock
        self.behaviour = behaviour
        self._selections: OrderedDict[tuple[Any, ...], list[int]] = OrderedDict()
        self._rows: OrderedDict[tuple[Any, ...], msgspec.Raw] = OrderedDict()

    def interface(self, call: Call, *, qimen: bool) -> Interface:
        """The interface that is called, if it may be."""
        interface = INTERFACES.get(call.method)
        if interface is None:
            raise refusals.unknown_method(call.method)
        if interface.qimen_only and not qimen:
            raise refusals.qimen_only(call.method)
        if self.behaviour.denies(call.method):
            raise refusals.denied()
        return interface

    def answer(self, call: Call, interface: Interface, *, qimen: bool) -> Answer:
        """A page of rows."""
        now, behaviour, method = self.clock.now(), self.behaviour, interface.method
        self.world.reach(now)
        if interface.paged and call.page_no is None:
            raise refusals.unpaged(method)
        if call.page_size > interface.page_max:
            raise refusals.too_large("page_size", interface.page_max)
        query = Query(interface, call.params, now=now, qimen=qimen)
        query.check_width(behaviour.of("max_span", method), behaviour.of("span_message", method))
        table = self.world.table(interface)
        found = self._select(query, table, call, now)
        size = min(call.page_size, behaviour.of("page_limit", method) or call.page_size)
        first = (call.page_no or 0) * size
        page = found[first : first + size] if interface.paged else found
        rows = [self._row(interface, table, ordinal, now, query) for ordinal in page]
        answer = Answer(interface.records, rows, self._total(call, interface, table, found, now))
        if interface.paged and len(found) > size:
            self._churn(method, table, len(page), found)
        return answer

    def truth(
        self, method: str, *, qimen: bool, modified_from: int | None, modified_to: int | None
    ) -> list[dict[str, Any]]:
        """All rows of an interface that an account would hold, as they are."""
        interface, now = INTERFACES[method], self.clock.now()
        if interface.qimen_only and not qimen:
            return []
        self.world.reach(now)
        table = self.world.table(interface)
        end = now if modified_to is None else modified_to
        rows = []
        for ordinal in self._whole(interface, table, modified_from or 0, end):
            if interface.platforms and not visible(table.pick(ordinal, "shop", now), qimen=qimen):
                continue
            row = table.build(ordinal, now)
            hidden = frozenset(interface.direct_only if qimen else ())
            sight = Sight(truth=True, own=row.get(OWN_ROW, True), hidden=hidden)
            untold = {name: row[name] for name in interface.untold}
            rows.append({**untold, **interface.fields.render(row, sight)})
        return rows

    def _whole(
        self, interface: Interface, table: Table[Any], start: int, end: int
    ) -> Iterable[int]:
        """The ordinals of all rows of a range; each once."""
        now, found = self.clock.now(), dict[int, None]()
        for mode in interface.whole:
            for _, ordinal in table.select(mode.column, start, end, now):
                state = interface.modes.state if interface.modes else ""
                if mode.states is None or table.pick(ordinal, state, now) in mode.states:
                    found[ordinal] = None
        return found

    def _select(self, query: Query, table: Table[Any], call: Call, now: int) -> list[int]:
        """The ordinals a call is about; kept for its other pages, until any row changes."""
        order = self.behaviour.of("order", call.method)
        asked = msgspec.json.encode(call.params)
        key = (call.method, asked, query.qimen, order, table.revision(now), query.upper(now))
        found = self._selections.get(key)
        if found is None:
            found = self._selections[key] = query.select(table, now, order)
            if len(self._selections) > SELECTIONS_KEPT:
                self._selections.popitem(last=False)
        return found

    def _row(
        self, interface: Interface, table: Table[Any], ordinal: int, now: int, query: Query
    ) -> msgspec.Raw:
        """A row as JSON; kept, because rows are read again by every test and every run."""
        extra = self.behaviour.of("extra_field", interface.method)
        version = now if table.volatile else table.modified(ordinal, now)
        key = (interface.method, ordinal, version, query.sight, query.trims, extra)
        kept = self._rows.get(key)
        if kept is not None:
            return kept
        row = table.build(ordinal, now)
        query.trim(row)
        sight = replace(query.sight, own=row.get(OWN_ROW, True))
        written = interface.fields.render(row, sight)
        if extra:
            written[extra] = f"undocumented {ordinal}"
        self._rows[key] = rendered = msgspec.Raw(_ENCODER.encode(written))
        if len(self._rows) > ROWS_KEPT:
            self._rows.popitem(last=False)
        return rendered

    def _total(
        self, call: Call, interface: Interface, table: Table[Any], found: list[int], now: int
    ) -> int | None:
        counts = self.behaviour.of("total_counts", interface.method)
        if not (call.counted and interface.counted) or counts == "absent":
            return None
        if counts == "lines" and table.lines:
            return sum(len(table.build(ordinal, now)[table.lines]) for ordinal in found)
        return len(found)

    def _churn(self, method: str, table: Table[Any], served: int, found: list[int]) -> None:
        chosen = self.behaviour.churn(method, served, found)
        if chosen:
            self.clock.advance_if_still()
            now = self.clock.now()
            for ordinal in chosen:
                table.touch(ordinal, now)
