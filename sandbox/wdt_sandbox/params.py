"""Business parameters: read by their declared types, or refused."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wdt_sandbox import refusals
from wdt_sandbox.declare import grouped
from wdt_sandbox.wire import BEIJING
from wdt_sandbox.world.masters import VIRTUAL_WAREHOUSES, warehouses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wdt_sandbox.declare import Interface


def _text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        raise refusals.bad_type()
    return str(value)


def _int(value: Any) -> int:  # noqa: ANN401
    try:
        return int(str(value))
    except ValueError:
        raise refusals.bad_number(str(value)) from None


def _flag(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in {"0", "1", "true", "false"}:
        return text in {"1", "true"}
    raise refusals.bad_type()


def _texts(value: Any) -> frozenset[str]:  # noqa: ANN401
    items = value if isinstance(value, list) else str(value).split(",")
    return frozenset(str(item).strip() for item in items)


def _states(value: Any) -> frozenset[int]:  # noqa: ANN401
    try:
        return frozenset(int(part) for part in str(value).split(","))
    except ValueError:
        raise refusals.not_numbers() from None


def _codes(value: Any) -> frozenset[int]:  # noqa: ANN401
    """States, of an interface that has other words for them."""
    try:
        return frozenset(int(part) for part in str(value).split(","))
    except ValueError:
        raise refusals.not_codes() from None


def _warehouse(value: Any) -> str:  # noqa: ANN401
    text = _text(value)
    if text not in {warehouse.no for warehouse in warehouses()}:
        raise refusals.no_warehouse()
    return text


def _virtual(value: Any) -> str:  # noqa: ANN401
    text = _text(value)
    if text not in VIRTUAL_WAREHOUSES:
        raise refusals.no_virtual_warehouse(text)
    return text


def _numbers(value: Any) -> frozenset[int]:  # noqa: ANN401
    items = value if isinstance(value, list) else str(value).split(",")
    return frozenset(_int(str(item).strip()) for item in items)


def moment(value: Any) -> int:  # noqa: ANN401
    """A Beijing time, or a date alone, as seconds since 1970."""
    text = str(value).strip()
    for layout in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return int(datetime.strptime(text, layout).replace(tzinfo=BEIJING).timestamp())
        except ValueError:
            continue
    raise refusals.bad_date(text)


READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": _int,
    "flag": _flag,
    "texts": _texts,
    "states": _states,
    "codes": _codes,
    "numbers": _numbers,
    "warehouse": _warehouse,
    "virtual": _virtual,
    "time": moment,
}


class Parameter(NamedTuple):
    """One declared parameter."""

    read: Callable[[Any], Any]
    column: str


@cache
def declared(table: str) -> Mapping[str, Parameter]:
    """The parameters of a declaration's table."""
    parameters: dict[str, Parameter] = {}
    for word, kind in grouped(table).items():
        name, _, column = word.partition("=")
        parameters[name] = Parameter(READERS[kind], column)
    return parameters


def read(interface: Interface, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a caller asks for; null and empty text ask for nothing."""
    known = dict(declared(interface.params))
    for span in interface.ranges:
        known[span.start] = known[span.end] = Parameter(moment, "")
    asked: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise refusals.unknown_parameter(name)
        if value is not None and value != "":
            asked[name] = known[name].read(value)
    for needed in interface.must:
        name, *others = needed.split("|")
        if not any(one in asked for one in (name, *others)):
            words = interface.words.get(name)
            raise refusals.application(words) if words else refusals.missing(name)
    return {**interface.defaults, **asked}
