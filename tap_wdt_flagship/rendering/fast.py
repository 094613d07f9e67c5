"""The fast way for a family: typed rows in, messages out, lines exploded on the way."""

from __future__ import annotations

import threading
from decimal import DecimalException
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from tap_wdt_flagship.errors import KeylessError
from tap_wdt_flagship.gateway.numbers import decimal_of, decoder_of
from tap_wdt_flagship.rendering.deviations import SchemaDeviations
from tap_wdt_flagship.rendering.general import opening
from tap_wdt_flagship.rendering.getter import getter
from tap_wdt_flagship.rendering.row_struct import Layout
from tap_wdt_flagship.rendering.unread import TWIN_LINE, repeated
from tap_wdt_flagship.schemas import POSITION, load

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from tap_wdt_flagship.gateway.envelope import Page
    from tap_wdt_flagship.rendering.general import Output, StreamRenderer
    from tap_wdt_flagship.rendering.values import Row

# So many whole pages are learned from; then rows alone.
LESSONS = 8

_row_of = decoder_of(dict[str, Any])
_nothing = frozenset({None, UNSET})


class FastRenderer:
    """Renders pages of one family; learns from rows that do not fit its structs."""

    def __init__(self, root: StreamRenderer) -> None:
        self._root = root
        self._deviations: dict[str, SchemaDeviations] = {}
        self._learning = threading.Lock()
        self._lessons = 0
        self._compiled = self._compile()

    def render(self, page: Page, supplied: Mapping[str, Any], out: Output) -> list[Hashable] | None:
        """Append the messages of a page.

        Returns:
            The keys of the header rows; `None` where the page has to go the general way.
        """
        typed, decode = self._compiled
        keys: list[Hashable] = []
        try:
            # Row by row: a whole page of objects is memory that is not in the cache any more when
            # it is written, and half the speed.
            for text in page.parts:
                try:
                    row = decode(text)
                except (msgspec.ValidationError, DecimalException):
                    keys.append(self._emit_misfit(text, page, supplied, out))
                    typed, decode = self._compiled
                else:
                    keys.append(typed.emit(row, supplied, 0, out))
        except (msgspec.DecodeError, UnicodeDecodeError, KeylessError):
            keys = []
        else:
            if not repeated(keys):
                return keys
        out.clear()
        return None

    def _emit_misfit(
        self, text: msgspec.Raw, page: Page, supplied: Mapping[str, Any], out: Output
    ) -> Hashable:
        """Append the messages of a row that does not fit the structs as they are."""
        sent = _row_of(text)
        if self._learn(page.rows if self._lessons < LESSONS else [sent]):
            typed, decode = self._compiled
            try:
                row = decode(text)
            except (msgspec.ValidationError, DecimalException):
                pass
            else:
                return typed.emit(row, supplied, 0, out)
        record = self._root.emit(sent, supplied, 0, out)
        return tuple(record[key] for key in self._root.keys)

    def _compile(self) -> tuple[FastStream, Callable[[msgspec.Raw], Any]]:
        typed = FastStream(self._root, self._deviations)
        return typed, msgspec.json.Decoder(typed.row, float_hook=decimal_of).decode

    def _learn(self, rows: list[Row]) -> bool:
        """Whether rows showed deviations that were not known."""
        with self._learning:
            known = self._size()
            self._lessons += 1
            _learn(self._root, rows, self._deviations)
            if self._size() == known:
                return False
            self._compiled = self._compile()
            return True

    def _size(self) -> int:
        return sum(each.size for each in self._deviations.values())


def _learn(
    renderer: StreamRenderer, rows: list[Row], deviations: dict[str, SchemaDeviations]
) -> None:
    """Look for what does not fit in rows that were decoded without types, and in their lines."""
    own = deviations.setdefault(renderer.stream.name, SchemaDeviations())
    known = load(renderer.stream.name)["properties"]
    own.learn(rows, renderer.columns, known, renderer.misspelt_lists)
    for child in renderer.children:
        if child.needed and len(child.path) == 1:
            column = own.name_of(child.path[0])
            lists = [lines for row in rows if (lines := row.get(column)) is not None]
            good = [lines for lines in lists if _is_list_of_rows(lines)]
            if len(good) < len(lists):
                own.odd.add(child.path[0])
            _learn(child, [line for lines in good for line in lines], deviations)


def _is_list_of_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


class LooseLines:
    """Lines that are decoded without types, and go the general way."""

    def __init__(self, renderer: StreamRenderer) -> None:
        self._renderer = renderer

    def emit_lines(self, content: Any, record: Row, out: Output) -> None:  # noqa: ANN401
        """Append the messages of what stands where lines are expected."""
        self._renderer.emit_lines({self._renderer.path[0]: content}, record, out)


class FastStream:
    """One stream of a family: its layout, its keys, and the lines below it.

    Lines inside single objects, and lists that were seen to be something else at times, are
    decoded without types, and their rows go the general way.
    """

    def __init__(self, renderer: StreamRenderer, deviations: dict[str, SchemaDeviations]) -> None:
        self._renderer = renderer
        self._name = renderer.stream.name
        self._opening = opening(self._name, renderer.version)
        self._selected = renderer.selected
        own = deviations.setdefault(renderer.stream.name, SchemaDeviations())
        lists: dict[str, Any] = {}
        below: list[tuple[str, FastStream | LooseLines]] = []
        for child in renderer.children:
            column = own.name_of(child.path[0])
            if child.needed and len(child.path) == 1 and child.path[0] not in own.odd:
                typed = FastStream(child, deviations)
                below.append((column, typed))
                lists[column] = list[typed.row] | None | UnsetType  # type: ignore[name-defined]
            elif child.needed:
                below.append((column, LooseLines(child)))
                lists[column] = Any
        layout = Layout(
            renderer.stream.name,
            renderer.columns,
            own,
            lists=lists,
            keys=renderer.keys,
            inherited=renderer.inherited,
            notice=renderer.notice,
            guard=renderer.guard,
        )
        self.row: Any = layout.struct
        self._layout = layout
        self._fields = layout.fields
        self._below = [child for _, child in below]
        self._below_of = getter([layout.fields[column] for column, _ in below])
        self._position = layout.fields.get(POSITION)
        self._keys = [layout.fields[key] for key in renderer.keys]
        self._key_of = getter(self._keys)
        self._inherited = [
            (layout.fields[column], source) for column, source in renderer.inherited.items()
        ]

    def emit(self, row: Any, parent: Mapping[str, Any], position: int, out: Output) -> Hashable:  # noqa: ANN401
        """Append the messages of a row and of the lines below it.

        Args:
            row: decoded into the layout's struct.
            parent: where the inherited columns come from.
            position: its place in its list.
            out: where the messages go.

        Returns:
            The row's key.

        Raises:
            KeylessError: a column of its key is empty, or lines below it have the same.
        """
        # Taken before the layout empties them: lines stand in no message of their header.
        below = self._below_of(row) if self._below else ()
        ending = self._layout.finish(row, out.read_at)
        for field, source in self._inherited:
            setattr(row, field, parent[source])
        if self._position is not None:
            setattr(row, self._position, position)
        key = self._key(row, position)
        if self._selected:
            out.append_typed(self._opening, row, ending)
            out.counts[self._name] += 1
        if below:
            record = dict(zip(self._renderer.keys, key, strict=True))
            for child, lines in zip(self._below, below, strict=True):
                child.emit_lines(lines, record, out)
        return key

    def emit_lines(self, lines: Any, record: Row, out: Output) -> None:  # noqa: ANN401
        """Append the messages of a row's lines.

        Args:
            lines: decoded into the layout's struct; none, or not a value at all, where it has none.
            record: the columns of the key of that row.
            out: where the messages go.

        Raises:
            KeylessError: see `emit`.
        """
        if lines:
            keys = [self.emit(line, record, at, out) for at, line in enumerate(lines)]
            if len(keys) > 1 and repeated(keys):
                raise KeylessError(*TWIN_LINE)

    def _key(self, row: Any, position: int) -> tuple[Any, ...]:  # noqa: ANN401
        key = self._key_of(row)
        if not _nothing.isdisjoint(key):
            for column, field, value in zip(self._renderer.keys, self._keys, key, strict=True):
                if value is None or value is UNSET:
                    setattr(row, field, self._renderer.made_up(column, position))
            key = self._key_of(row)
        return key
