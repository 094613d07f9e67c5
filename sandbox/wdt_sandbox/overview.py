"""What the sandbox can be told, in one place: as JSON, as a page, and as tables for the README."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wdt_sandbox.faults import KINDS, NARROWED
from wdt_sandbox.interfaces import INTERFACES
from wdt_sandbox.settings import SETTINGS
from wdt_sandbox.spoil import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Endpoint(NamedTuple):
    """One path."""

    verb: str
    path: str
    meaning: str


ENDPOINTS: Final = (
    Endpoint("POST", "/openapi", "旺店通网关 / the direct gateway"),
    Endpoint("POST", "/router/qm", "奇门网关 / the Qimen gateway"),
    Endpoint(
        "GET",
        "/_sandbox",
        "全部开关的说明：JSON，浏览器里是网页 / this overview: JSON, or HTML for a browser",
    ),
    Endpoint("GET", "/_sandbox/now", "沙箱里的时间 / the time in the world"),
    Endpoint(
        "GET",
        "/_sandbox/stats",
        "各接口的统计与调用记录 / tallies of every interface, and a journal of the calls",
    ),
    Endpoint(
        "GET",
        "/_sandbox/truth",
        "实际有哪些行"
        " / the rows an account would hold: ?method=&app_type=&modified_from=&modified_to=",
    ),
    Endpoint(
        "POST", "/_sandbox/advance", '把时钟往前拨 / moves the world\'s clock on: {"seconds": 3600}'
    ),
    Endpoint(
        "POST",
        "/_sandbox/behaviour",
        '改变开关，null 复原 / changes settings: {"page_limit": 50}; null sets back',
    ),
    Endpoint(
        "POST",
        "/_sandbox/mass-update",
        "让许多行在同一秒被修改"
        ' / modifies rows in one second: {"method": ..., "rows": 6000, "at": now if left out}',
    ),
    Endpoint("POST", "/_sandbox/reset-behaviour", "全部开关复原 / back to an untroubled gateway"),
    Endpoint("POST", "/_sandbox/reset-stats", "统计清零 / counts calls from zero"),
)

HEADINGS: Final[Mapping[str, Sequence[str]]] = {
    "endpoints": ("endpoint", "meaning"),
    "settings": ("setting", "meaning", "example"),
    "faults": ("kind of fault", "meaning", "can be told"),
    "narrowed": ("any fault", "meaning"),
    "spoils": ("way to spoil a row", "meaning"),
    "interfaces": ("interface",),
}


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False)


TABLES: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "endpoints": [(f"{one.verb} {one.path}", one.meaning) for one in ENDPOINTS],
    "settings": [(name, one.meaning, _json(one.example)) for name, one in SETTINGS.items()],
    "faults": [
        (name, f"{kind.meaning}{' (Qimen only)' if kind.qimen else ''}", ", ".join(kind.told))
        for name, kind in KINDS.items()
    ],
    "narrowed": list(NARROWED.items()),
    "spoils": list(MEANINGS.items()),
    "interfaces": [(method,) for method in INTERFACES],
}


def report(in_force: Mapping[str, Any]) -> dict[str, Any]:
    """Everything as JSON, with the settings as they are."""
    settings = {
        name: {**one._asdict(), "in_force": in_force[name]} for name, one in SETTINGS.items()
    }
    faults = {
        name: {"meaning": kind.meaning, "told": kind.told, "qimen_only": kind.qimen}
        for name, kind in KINDS.items()
    }
    return {
        "endpoints": [one._asdict() for one in ENDPOINTS],
        "settings": settings,
        "faults": faults,
        "narrowed": NARROWED,
        "spoils": MEANINGS,
        "interfaces": list(INTERFACES),
    }


def page() -> str:
    """Everything as a page."""
    tables = "".join(_table(HEADINGS[name], rows) for name, rows in TABLES.items())
    style = "body{font:14px sans-serif;margin:2em}td,th{text-align:left;padding:.2em 1em}"
    return (
        f'<!doctype html><meta charset="utf-8"><title>wdt-sandbox</title><style>{style}</style>'
        f"<h1>wdt-sandbox</h1>{tables}"
    )


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in heading)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table><hr>"


def markdown(name: str) -> str:
    """One table for the README; the first column, and examples, as code."""
    heading, code = HEADINGS[name], {0, 2} if name == "settings" else {0}
    lines = [f"| {' | '.join(heading)} |", f"|{' --- |' * len(heading)}"]
    for row in TABLES[name]:
        cells = [f"`{cell}`" if place in code else cell for place, cell in enumerate(row)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
