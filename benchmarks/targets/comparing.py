"""What a target holds against what it was given, cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import BEIJING, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.targets.messages import Messages

NUMBER, TIME, TEXT, OTHER = "number", "time", "text", "other"
ZONES = {"北京时间 / Beijing": BEIJING, "UTC": timezone.utc}


@dataclass
class Table:
    """A table as it was found: rows by the names of its columns, and the types of those."""

    rows: list[dict[str, Any]]
    types: dict[str, str] = field(default_factory=dict)


@dataclass
class Comparison:
    """Cells that were compared, and those that differ, by kind."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    """Rows that are not there."""
    repeated: int = 0
    """Rows whose key another one has."""
    clock: str = ""
    """What times without an offset are in."""
    naive: bool = False
    """Whether there are such times."""
    types: dict[str, str] = field(default_factory=dict)
    """The types of the first amount and of the time of change."""
    examples: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether all is there, once, as it was given."""
        return not (self.missing or self.repeated or self.wrong.total())


def compare(tables: dict[str, Table], messages: Messages) -> Comparison:
    """Compare all tables; where times are wall clocks, in the zone in which most are right."""
    found = [_compare(tables, messages, clock) for clock in ZONES]
    return min(found, key=lambda one: one.wrong.total())


def _compare(tables: dict[str, Table], messages: Messages, clock: str) -> Comparison:
    result = Comparison(clock=clock)
    for stream, rows in messages.rows.items():
        table = tables.get(stream, Table([]))
        keys, properties = messages.keys[stream], messages.properties[stream]
        held: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in sorted(table.rows, key=lambda row: str(row.get("_read_at"))):
            held[tuple(_key(row.get(key)) for key in keys)] = row
        result.repeated += len(table.rows) - len(held)
        for key, row in rows.items():
            own = held.get(tuple(map(_key, key)))
            if own is None:
                result.missing += 1
                continue
            for name, spec in properties.items():
                _cell(result, f"{stream}.{name}", spec, row.get(name), own.get(name))
    trades = tables.get("trades", Table([])).types
    result.types = {name: trades[name] for name in ("receivable", "modified") if name in trades}
    return result


def _key(value: Any) -> str:
    """A key's text; `1`, `1.0` and `'1'` are one."""
    text = str(value)
    return text.removesuffix(".0")


def _cell(result: Comparison, name: str, spec: dict[str, Any], given: Any, held: Any) -> None:
    kinds = spec["type"]
    if "object" in kinds or "array" in kinds:
        return
    kind, same = OTHER, _same_other
    if spec.get("format") == "date-time":
        kind = TIME
    elif "number" in kinds:
        kind, same = NUMBER, _same_number
    elif "string" in kinds and "format" not in spec:
        kind, same = TEXT, _same_text
    result.cells[kind] += 1
    zone = ZONES[result.clock]
    try:
        if kind == TIME:
            held = _moment(held)
            result.naive |= held is not None and held.tzinfo is None
            right = _same_time(given, held, zone)
        else:
            right = same(given, held)
    except (ValueError, TypeError, InvalidOperation):
        right = False
    if not right:
        result.wrong[kind] += 1
        if len(result.examples) < 12:  # noqa: PLR2004
            result.examples.append(f"{name}: {given!r} -> {held!r}")


def _same_number(given: Any, held: Any) -> bool:
    if given is None or held in {None, ""}:
        return given is None and bool(held in {None, ""})
    return Decimal(given) == Decimal(str(held))


def _same_text(given: Any, held: Any) -> bool:
    """Empty and absent are one: files cannot tell them apart."""
    return str(given or "") == str("" if held is None else held)


def _same_other(given: Any, held: Any) -> bool:
    if given is None or held in {None, ""}:
        return given is None and bool(held in {None, ""})
    if isinstance(given, bool):
        return bool(given == (str(held).lower() in {"1", "true", "t"}))
    if isinstance(held, (date, datetime)):
        return str(held)[:10] == str(given)
    return str(given) == str(held).removesuffix(".0")


def _moment(held: Any) -> datetime | None:
    if held is None or held == "" or isinstance(held, datetime):
        return held or None
    text = str(held)
    return parse_moment(text) if text[-1] in "Zz" else datetime.fromisoformat(text)


def _same_time(given: Any, held: datetime | None, zone: timezone) -> bool:
    """To the second: fractions are in no time of the ERP."""
    if given is None or held is None:
        return given is held
    if held.tzinfo is None:
        held = held.replace(tzinfo=zone)
    return abs(held - parse_moment(given)) < timedelta(seconds=1)


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    """All of them together."""
    return sum(counts, Counter[str]())
