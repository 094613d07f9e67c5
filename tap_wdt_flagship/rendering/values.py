"""JSON schema -> a compiled function that turns one row of the ERP into one Singer record.

Pure; no clock, no I/O. The gateways send one and the same field as a number or as text, as a time
or as milliseconds, as true or as 1; the schema's type decides what it becomes. What does not fit
its column is kept, as it came, in `_extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import BEIJINGS_OFFSET, UTCS_OFFSET
from tap_wdt_flagship.gateway.numbers import decimal_of
from tap_wdt_flagship.schemas import EXTRA

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.privacy import Guard

Row = dict[str, Any]
Convert = Callable[[Any], Any]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
BEIJING_OFFSET = timedelta(hours=8)
FLAGS = {1: True, 0: False, "1": True, "0": False, "true": True, "false": False, "": None}
TIME_LENGTH, DATE_LENGTH = 19, 10
INTEGER_DIGITS = 38  # so that an exponent does not make a number of millions of digits
SMALLEST_INTEGER, LARGEST_INTEGER = -(2**63), 2**63 - 1  # what an integer column of a target holds
FRACTION = re.compile(r"(?:\.(\d{0,6}))?")


class Unfit(ValueError):  # noqa: N818
    """A value that its column cannot hold."""


def to_integer(value: Any) -> int | None:  # noqa: ANN401
    """An id, count or code."""
    if not isinstance(value, int):
        number = to_number(value)
        if number is None:
            return None
        if number.adjusted() >= INTEGER_DIGITS or number != number.to_integral_value():
            raise Unfit
        value = number
    if SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
        return int(value)
    raise Unfit


def to_number(value: Any) -> Decimal | None:  # noqa: ANN401
    """An amount, quantity or rate with the digits that were sent."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        text = value.strip()
        if not text or text == "null":
            return None
        try:
            number = decimal_of(text)
        except DecimalException:
            raise Unfit from None
        if number.is_finite():
            return number
    elif isinstance(value, int):
        return Decimal(value)
    raise Unfit


def to_text(value: Any) -> str:  # noqa: ANN401
    """A text or a number that is a name, such as trade_no."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    raise Unfit


def to_boolean(value: Any) -> bool | None:  # noqa: ANN401
    """A flag sent as true/false, 1/0 or their texts."""
    if isinstance(value, str):
        value = value.strip().lower()
    try:
        return FLAGS[value]
    except (KeyError, TypeError):
        raise Unfit from None


def to_time(value: Any) -> str | None:  # noqa: ANN401
    """RFC 3339 in Beijing time, from a local time, a date or milliseconds since 1970."""
    if isinstance(value, str):
        return _time_of_text(value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _time_of_milliseconds(int(value)) if value else None
    raise Unfit


def to_utc(value: Any) -> str | None:  # noqa: ANN401
    """The same instant in UTC."""
    time = to_time(value)
    return None if time is None else _in_utc(time)


def to_date(value: Any) -> str | None:  # noqa: ANN401
    """A Beijing calendar day."""
    time = to_time(value)
    return None if time is None else time[:DATE_LENGTH]


@lru_cache(maxsize=4096)
def _time_of_text(text: str) -> str | None:
    text = text.strip()
    if not text.strip("0") or text.startswith("0000-00-00"):
        return None
    if text.isdecimal() and len(text) > DATE_LENGTH:
        return _time_of_milliseconds(int(text))
    iso = f"{text[:DATE_LENGTH]}T{text[DATE_LENGTH + 1 :] or '00:00:00'}"
    try:
        moment = datetime.fromisoformat(iso[:TIME_LENGTH])
    except ValueError:
        raise Unfit from None
    fraction = FRACTION.fullmatch(iso[TIME_LENGTH:])
    if fraction is None:
        raise Unfit
    moment = moment.replace(microsecond=int((fraction[1] or "").ljust(6, "0")))
    return f"{moment.isoformat()}{BEIJINGS_OFFSET}"


@lru_cache(maxsize=4096)
def _time_of_milliseconds(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    try:
        local = EPOCH + timedelta(seconds=seconds, milliseconds=rest) + BEIJING_OFFSET
    except OverflowError:
        raise Unfit from None
    return f"{local.replace(tzinfo=None).isoformat()}{BEIJINGS_OFFSET}"


@lru_cache(maxsize=4096)
def _in_utc(time: str) -> str:
    try:
        moment = datetime.fromisoformat(time).astimezone(timezone.utc)
    except OverflowError:
        raise Unfit from None
    return f"{moment.replace(tzinfo=None).isoformat()}{UTCS_OFFSET}"


BY_TYPE: dict[str, Convert] = {
    "integer": to_integer,
    "number": to_number,
    "boolean": to_boolean,
    "string": to_text,
}
IN_UTC = "date-time in UTC"
TIMES: dict[str, Convert] = {"date-time": to_time, IN_UTC: to_utc}
BY_FORMAT: dict[str, Convert] = {**TIMES, "date": to_date}


def with_times_in_utc(spec: Row) -> Row:
    """A property's schema in which it, or what is inside, is to be written in UTC."""
    if spec.get("format") == "date-time":
        return {**spec, "format": IN_UTC}
    found = {**spec}
    if "properties" in spec:
        inner = spec["properties"].items()
        found["properties"] = {name: with_times_in_utc(each) for name, each in inner}
    if "items" in spec:
        found["items"] = with_times_in_utc(spec["items"])
    return found


def compile_record(
    wanted: dict[str, Any],
    known: dict[str, Any],
    noticed: Callable[[str], None],
    path: str = "",
    guard: Guard | None = None,
) -> Callable[[Row], Row]:
    """The function that normalises rows of one stream, or of one object inside them.

    Args:
        wanted: the properties that are selected, with their types.
        known: all properties in the stream's schema file; those not wanted are dropped.
        noticed: told the name of each field that goes to `_extra`.
        path: where the object stands in the record, ending in a dot; empty for the record.
        guard: of the personal data in them, if anything is to become of it.

    Returns:
        A function from a decoded row (numbers without floats) to a new record.
    """
    keeps_extra = bool(path) or EXTRA in wanted
    ignored = known.keys() - wanted.keys()
    converters = {
        name: guarded(guard, name, spec, known.get(name, {}), noticed, f"{path}{name}.")
        for name, spec in wanted.items()
    }

    def normalise(row: Row) -> Row:
        record: Row = {}
        extra: Row | None = None
        for name, value in row.items():
            convert = converters.get(name)
            if convert is not None:
                if value is None:
                    record[name] = None
                    continue
                try:
                    record[name] = convert(value)
                    continue
                except Unfit:
                    record[name] = None
            elif value is None or name in ignored:
                continue
            noticed(path + name)
            if guard is not None:
                value = guard.aside(name, value)  # noqa: PLW2901
            if keeps_extra and value is not None:
                extra = extra or {}
                extra[name] = value
        if extra is not None:
            record[EXTRA] = extra
        return record

    return normalise


def guarded(  # noqa: PLR0913, PLR0917
    guard: Guard | None,
    name: str,
    spec: dict[str, Any],
    known: dict[str, Any],
    noticed: Callable[[str], None],
    path: str,
) -> Convert:
    """What turns a column's values into what may be written of them."""
    if guard is None:
        return converter(spec, known, noticed, path)
    convert = converter(spec, known, noticed, path, guard.inside(name))
    return guard.converter(name, convert)


def converter(
    spec: dict[str, Any],
    known: dict[str, Any],
    noticed: Callable[[str], None],
    path: str,
    guard: Guard | None = None,
) -> Convert:
    """What turns a value into what a property's schema asks for."""
    kinds = spec.get("type", [])
    kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), "")
    if kind == "object" and "properties" in spec:
        inner = spec["properties"]
        every = known.get("properties", inner)
        return _to_object(compile_record(inner, every, noticed, path, guard))
    if kind == "array":
        return _to_array(converter(spec.get("items", {}), {}, noticed, path, guard))
    return BY_FORMAT.get(spec.get("format", "")) or BY_TYPE.get(kind) or (lambda value: value)


def _to_object(normalise: Callable[[Row], Row]) -> Convert:
    def to_object(value: Any) -> Row | None:  # noqa: ANN401
        if value in ("", []):
            return None
        if not isinstance(value, dict):
            raise Unfit
        return normalise(value)

    return to_object


def _to_array(convert: Convert) -> Convert:
    def to_array(value: Any) -> list[Any] | None:  # noqa: ANN401
        if value == "":
            return None
        if not isinstance(value, list):
            raise Unfit
        return [None if item is None else convert(item) for item in value]

    return to_array
