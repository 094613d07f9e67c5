"""One call to one interface: from what was asked for to the rows of a page."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wdt_sandbox import claims, refusals, spoil
from wdt_sandbox.audience import AUDIENCES
from wdt_sandbox.fields import Sight
from wdt_sandbox.filler import NUMBER
from wdt_sandbox.gateways import Answer
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.plant import planted
from wdt_sandbox.query import Query
from wdt_sandbox.world.tables.common import OWN_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wdt_sandbox.audience import Audience
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

    def admit(self, call: Call, audience: Audience, *, known: bool = False) -> None:
        """Refuse a call of an interface that is not there, or not for this caller."""
        interface = INTERFACES.get(call.method)
        if interface is None and not known:
            raise refusals.unknown_method(call.method)
        if interface and not audience.may_call(interface) and not known:
            raise refusals.qimen_only(call.method)
        if self.behaviour.denies(call.method):
            raise refusals.denied()

    def answer(self, call: Call, audience: Audience) -> Answer:
        """A page of rows."""
        interface = INTERFACES[call.method]
        now, behaviour, method = self.clock.now(), self.behaviour, interface.method
        self.world.reach(now)
        if interface.paged and call.page_no is None:
            raise refusals.unpaged(method)
        most = min(interface.page_max, behaviour.of("max_page_size", method) or interface.page_max)
        if call.page_size > most:
            raise refusals.too_large("page_size", most)
        query = Query(interface, call.params, now=now, audience=audience)
        query.check_width(behaviour.of("max_span", method), behaviour.of("span_message", method))
        query.bend(behaviour)
        table = self.world.table(interface)
        found = self._select(query, table, call, now)
        size = min(call.page_size, behaviour.of("page_limit", method) or call.page_size)
        first = (call.page_no or 0) * size
        page = found[first : first + size] if interface.paged else found
        rows = self._page(table, page, now, query)
        total = self._total(call, interface, table, found, now)
        if total is not None:
            total += self._twins(table, found, now, query)
        records = claims.records_name(behaviour, method, interface.records)
        answer = Answer(records, rows, total)
        if interface.paged and len(found) > size:
            self._churn(method, table, len(page), found)
        return answer

    def truth(
        self,
        method: str,
        audience: Audience,
        *,
        modified_from: int | None,
        modified_to: int | None,
    ) -> list[dict[str, Any]]:
        """All rows of an interface that an account would hold, as they are."""
        interface, now = INTERFACES[method], self.clock.now()
        if not audience.may_call(interface):
            return []
        self.world.reach(now)
        table = self.world.table(interface)
        end = now if modified_to is None else modified_to
        rows = []
        for ordinal in self._whole(interface, table, modified_from or 0, end):
            if interface.platforms and not audience.sees(table.pick(ordinal, "shop", now)):
                continue
            row = table.build(ordinal, now)
            hidden = audience.hidden(interface)
            sight = Sight(truth=True, own=row.get(OWN_ROW, True), hidden=hidden)
            untold = {name: row[name] for name in interface.untold}
            rows.append({**untold, **interface.fields.render(row, sight)})
        return rows

    def mass_update(self, method: str, rows: int, moment: int) -> int:
        """Let rows that any gateway shows be modified at one moment; how many there were."""
        interface, now = INTERFACES[method], self.clock.now()
        self.world.reach(now)
        table = self.world.table(interface)
        chosen = [
            ordinal
            for ordinal in self._whole(interface, table, 0, now)
            if table.modified(ordinal, now) < moment
            and not (interface.platforms and not self._seen_by_all(table, ordinal, now))
        ][:rows]
        for ordinal in chosen:
            table.touch(ordinal, moment)
        return len(chosen)

    @staticmethod
    def _seen_by_all(table: Table[Any], ordinal: int, now: int) -> bool:
        shop = table.pick(ordinal, "shop", now)
        return all(audience.sees(shop) for audience in AUDIENCES.values())

    def check_columns(self, columns: Mapping[str, str]) -> None:
        """Raise ValueError for a time that no range can select on."""
        for method, column in columns.items():
            if method not in INTERFACES:
                raise ValueError(f"no such interface: {method}")
            times = self.world.table(INTERFACES[method]).times()
            if column not in times:
                message = f"{method} has the times {', '.join(times)}"
                raise ValueError(message)

    def _known(
        self, order: Mapping[str, Any], table: Table[Any], ordinal: int, now: int, query: Query
    ) -> tuple[Mapping[str, Any], int]:
        """A row that may be meant to be spoiled: what it says, and its number."""
        row = table.build(ordinal, now)
        written = query.interface.fields.render(row, query.sight) if "key" in order else {}
        return written, row.get(NUMBER, -1)

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
        if call.method in self.behaviour.settings["emptied"]:
            return []
        order = self.behaviour.of("order", call.method)
        asked = msgspec.json.encode(call.params)
        where = (call.method, asked, query.audience, query.bent)
        key = (*where, order, table.revision(now), query.upper(now))
        found = self._selections.get(key)
        if found is None:
            found = self._selections[key] = query.select(table, now, order)
            if len(self._selections) > SELECTIONS_KEPT:
                self._selections.popitem(last=False)
        return found

    def _page(
        self, table: Table[Any], ordinals: list[int], now: int, query: Query
    ) -> list[msgspec.Raw]:
        """The rows of a page, spoiled where they are to be."""
        method = query.interface.method
        rows = [self._row(table, ordinal, now, query) for ordinal in ordinals]
        for order in spoil.orders(self.behaviour.of("spoil", method)):
            places = [
                place
                for place, ordinal in enumerate(ordinals)
                if spoil.meant(order, place, *self._known(order, table, ordinal, now, query))
            ]
            for place in reversed(places):
                number = table.build(ordinals[place], now).get(NUMBER, -1)
                rows[place : place + 1] = spoil.spoiled(order, bytes(rows[place]), number)
        return rows

    def _twins(self, table: Table[Any], found: list[int], now: int, query: Query) -> int:
        """How many rows are there twice."""
        orders = spoil.orders(self.behaviour.of("spoil", query.interface.method))
        twins = [order for order in orders if order["kind"] == "twin" and "row" in order]
        return sum(
            spoil.meant(order, -1, *self._known(order, table, ordinal, now, query))
            for order in twins
            for ordinal in found
        )

    def _row(self, table: Table[Any], ordinal: int, now: int, query: Query) -> msgspec.Raw:
        """A row as JSON; kept, because rows are read again by every test and every run."""
        interface, bent = query.interface, query.bends.told
        version = now if table.volatile else table.modified(ordinal, now)
        key = (interface.method, ordinal, version, query.sight, query.trims, query.bends.key)
        kept = self._rows.get(key)
        if kept is not None:
            return kept
        row = table.build(ordinal, now)
        query.trim(row)
        sight = replace(query.sight, own=row.get(OWN_ROW, True) or "show_private" in bent)
        written = interface.fields.render(row, sight)
        if "plant" in bent:
            written = planted(written, interface, bent["plant"], own=sight.own)
        written = claims.bend(written, bent, ordinal)
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
        if counts == "first_page" and call.page_no:
            return None
        off = self.behaviour.of("total_off", interface.method) or 0
        if counts == "lines" and table.lines:
            return off + sum(len(table.build(ordinal, now)[table.lines]) for ordinal in found)
        return off + len(found)

    def _churn(self, method: str, table: Table[Any], served: int, found: list[int]) -> None:
        chosen = self.behaviour.churn(method, served, found)
        if chosen:
            self.clock.advance_if_still()
            now = self.clock.now()
            for ordinal in chosen:
                table.touch(ordinal, now)
