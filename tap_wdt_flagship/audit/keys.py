"""Keys and times in one form, wherever they were read."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.beijing import parse_moment
from tap_wdt_flagship.schemas import load

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from tap_wdt_flagship.audit.outcomes import Key
    from tap_wdt_flagship.streams._base import WdtStream


def moment_of(value: Any) -> datetime | None:  # noqa: ANN401 - as rows have it
    """A time with its offset, in UTC and whole seconds."""
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else parse_moment(str(value))
    return moment.astimezone(timezone.utc).replace(microsecond=0)


class Keys:
    """The key of a report's rows."""

    def __init__(self, report: type[WdtStream]) -> None:
        properties = load(report.name)["properties"]
        self.columns = report.primary_keys
        self.forms = {name: _form(properties[name]) for name in self.columns}

    def of(self, row: Mapping[str, Any]) -> Key | None:
        """A row's key; `None` where a part of it is missing."""
        parts = tuple(self.forms[name](row.get(name)) for name in self.columns)
        return None if None in parts else parts


def _form(spec: Mapping[str, Any]) -> Callable[[Any], Hashable]:
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    form: Callable[[Any], Hashable] = str
    if spec.get("format") == "date-time":
        form = moment_of
    elif "integer" in kinds:
        form = int
    elif "number" in kinds:
        form = _number
    elif "boolean" in kinds:
        form = bool
    return lambda value: None if value is None else form(value)


def _number(value: Any) -> Decimal:  # noqa: ANN401
    """An amount to the fourth decimal, which floats keep too."""
    return Decimal(str(value)).quantize(Decimal("0.0001"))
