"""What rows show of the claims of their schemas: names, types and counts, never a value."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import WdtError
from tap_wdt_flagship.rendering.values import compile_record
from tap_wdt_flagship.schemas import coded, lines_of, load
from tap_wdt_flagship.streams._lines import lines_at

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping
    from datetime import datetime

    from tap_wdt_flagship.rendering.general import StreamRenderer
    from tap_wdt_flagship.rendering.values import Row
    from tap_wdt_flagship.windows import Window

FIRST_ROWS: Final = 500
"""So many rows of a report are looked at in any case."""
SHARE_OF_TIME: Final = 0.01
"""Of further rows as many as this takes: all of them, where the quota sets the pace."""
OWN_PLATFORMS: Final = frozenset({0, 127})
"""Offline shops and the seller's own mall: personal data is for them alone."""
OWN_ONLY: Final = "仅自有平台和线下店铺有值"
"""What the description of a column says that is filled for these; remarks hold personal data too,
and come for all."""
MASK: Final = "位掩码"
"""What the description of a column says whose codes are sums of bits."""
TO_SECONDS: Final = len("2026-01-01T00:00:00")
PLATFORM: Final = "platform_id"
KINDS: Final = {bool: "boolean", int: "integer", Decimal: "number", str: "text", list: "list"}


@dataclass
class Seen:
    """What the rows of one stream showed."""

    rows: int = 0
    never: set[str] = field(default_factory=set)
    """Columns that were empty in every row."""
    undocumented: Counter[str] = field(default_factory=Counter)
    """Fields that no schema names -> rows that had them."""
    misfits: dict[str, Counter[str]] = field(default_factory=dict)
    """Columns with values that do not fit them -> of which types, in how many rows."""
    unlabelled: Counter[str] = field(default_factory=Counter)
    """Columns with codes that have no label -> rows."""
    times: dict[str, list[int]] = field(default_factory=dict)
    """Columns of times -> how many lay within their row's window, outside it, and were empty."""
    left_out: int = 0
    """Rows of platforms that the gateway should leave out."""
    private: Counter[str] = field(default_factory=Counter)
    """Columns of personal data that were filled for other platforms' shops -> rows."""
    renamed_lists: Counter[str] = field(default_factory=Counter)
    """Names under which lists of lines came, where not the documented ones -> rows."""


class Inspector:
    """Looks at the rows of a report and at their lines.

    Args:
        root: renders the report.
        left_out: platforms whose rows the gateway should leave out.
        clock: seconds that pass.
    """

    def __init__(
        self,
        root: StreamRenderer,
        left_out: Container[int] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = _StreamInspector(root, left_out)
        self._clock = clock
        self._begun = clock()
        self._spent = 0.0
        self._looking = threading.Lock()

    @property
    def seen(self) -> dict[str, Seen]:
        """Stream -> what its rows showed."""
        return dict(self._root.all_seen())

    def look(self, rows: Callable[[], list[Row]], window: Window | None) -> None:
        """Look at a page, if there is time for it.

        Args:
            rows: decodes them as the gateway sent them.
            window: that was asked for.
        """
        with self._looking:
            begun = self._clock()
            allowed = (begun - self._begun) * SHARE_OF_TIME
            if self._root.seen.rows >= FIRST_ROWS and self._spent > allowed:
                return
            try:
                self._root.look(rows(), window)
            except WdtError:
                pass  # rows that cannot be decoded are told of elsewhere
            finally:
                self._spent += self._clock() - begun


class _StreamInspector:
    """Looks at the rows of one stream, and of those below it."""

    def __init__(self, renderer: StreamRenderer, left_out: Container[int]) -> None:
        known = load(renderer.stream.name)["properties"]
        columns = {name: spec for name, spec in known.items() if lines_of(spec) is None}
        own = [name for name in columns if name not in renderer.inherited and name[0] != "_"]
        self._renderer = renderer
        self._left_out = left_out
        self._declared = {*_paths(columns)}
        self._codes = {path: _labelled(spec) for path, spec in coded(columns)}
        self._times = [name for name in own if columns[name].get("format") == "date-time"]
        said = {name: columns[name].get("description", "") for name in own}
        self._private = [name for name in own if OWN_ONLY in said[name]]
        self._row: Row = {}
        self._normalise = compile_record(columns, known, self._notice)
        self.seen = Seen(never={*own}, times={name: [0, 0, 0] for name in self._times})
        self._below = [_StreamInspector(child, ()) for child in renderer.children]

    def all_seen(self) -> Iterator[tuple[str, Seen]]:
        """What was seen here and below."""
        yield self._renderer.stream.name, self.seen
        for below in self._below:
            yield from below.all_seen()

    def look(self, rows: list[Row], window: Window | None, *, foreign: bool | None = None) -> None:
        """Look at rows.

        Args:
            rows: as the gateway sent them.
            window: that was asked for.
            foreign: whether the row above is of a shop that personal data is not for.
        """
        bounds = (_local(window.start), _local(window.end)) if window else None
        for sent in rows:
            renamed = self._renderer.misspelt_lists(sent)
            row = {name: value for name, value in sent.items() if name not in renamed}
            self.seen.renamed_lists.update(renamed.keys())
            self._row = row
            record = self._normalise(row)
            self._count(record, bounds)
            platform = record.get(PLATFORM)
            if platform is not None:
                foreign = platform not in OWN_PLATFORMS
                self.seen.left_out += platform in self._left_out
            if foreign:
                self.seen.private.update(name for name in self._private if record.get(name))
            for below in self._below:
                below.look_below(sent, foreign=foreign)

    def look_below(self, above: Row, *, foreign: bool | None) -> None:
        """Look at the lines in a row of the stream above."""
        lines = [line for line in lines_at(above, self._renderer.path) if isinstance(line, dict)]
        self.look(lines, None, foreign=foreign)

    def _count(self, record: Row, bounds: tuple[str, str] | None) -> None:
        seen = self.seen
        seen.rows += 1
        seen.never -= {name for name in seen.never if record.get(name) is not None}
        for path, labels in self._codes.items():
            code = _at(record, path)
            if code is not None and not labels(code):
                seen.unlabelled[path] += 1
        if bounds is not None:
            for name in self._times:
                local = record.get(name)
                inside = local is not None and bounds[0] <= local[:TO_SECONDS] <= bounds[1]
                seen.times[name][2 if local is None else not inside] += 1

    def _notice(self, path: str) -> None:
        """Take note of a field that goes to `_extra`."""
        if path not in self._declared:
            self.seen.undocumented[path] += 1
            return
        kind = KINDS.get(type(_at(self._row, path)), "object")
        self.seen.misfits.setdefault(path, Counter())[kind] += 1


def _paths(properties: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, spec in properties.items():
        yield path + name
        yield from _paths(spec.get("properties", {}), f"{path}{name}.")


def _labelled(spec: Row) -> Callable[[Any], bool]:
    """Whether a code has a label; 0 stands for none, and the bits of a mask have theirs."""
    labels = {"0", "", *spec["x-codes"]}
    if MASK not in spec.get("description", ""):
        return lambda code: str(code) in labels
    bits = sum(int(code) for code in spec["x-codes"] if code.isdecimal())
    return lambda code: str(code) in labels or (isinstance(code, int) and 0 < code & bits == code)


def _local(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat()[:TO_SECONDS]


def _at(row: Any, path: str) -> Any:  # noqa: ANN401
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row
