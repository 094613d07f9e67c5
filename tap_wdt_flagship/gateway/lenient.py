"""Reads what is JSON but for a row or two.

Shops put anything into a remark, and gateways pass it on: half an emoji, bytes of GBK, a raw tab,
NaN for an amount. One such row must not hold up a table: it is read as it was meant, and where
nothing can be made of it, it is told apart from the others. Pure; no I/O.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_wdt_flagship.gateway.numbers import decimal_or_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ERRORS: Final = "tap_wdt_flagship.gb18030"
CANNOT_BE_DECODED: Final = ("无法解码", "it cannot be decoded")
NO_OBJECT: Final = ("不是对象", "it is no object")

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_FIRST_NAME: Final = re.compile(r'\{\s*("(?:[^"\\]|\\.)*")\s*:', re.DOTALL)
_SPACE: Final = re.compile(r"\s*")
_BEHIND_A_ROW: Final = re.compile(r"\}(?=\s*(?:,\s*\{|\]))")
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decoder = json.JSONDecoder(
    strict=False,  # control characters in texts
    parse_float=decimal_or_text,
    parse_constant=lambda _: None,
)


@dataclass(frozen=True)
class UnreadText:
    """What stands in a list in place of a row."""

    position: int
    zh: str
    en: str
    text: str


def mended(text: bytes) -> bytes:
    """The same JSON in clean form; what no encoding makes sense of becomes U+FFFD, NaN null.

    Raises:
        ValueError: it is no JSON, or not all of it.
    """
    return _encode(_sound(_decoder.decode(_text_of(text))))


def mended_but_for_rows(body: bytes, name: str) -> tuple[bytes, list[UnreadText]]:
    """A body in clean form, without the rows of its list that cannot be read; and those.

    Args:
        body: as it came.
        name: what the list is called.

    Raises:
        ValueError: it is no JSON even without some rows.
    """
    try:
        return mended(body), []
    except ValueError:
        text = _text_of(body)
    for found in re.finditer(rf'"{re.escape(name)}"\s*:\s*(?=\[)', text):
        head = text[: found.end()]
        try:
            rows, unread, end = _List(text, found.end(), _closing(head)).read()
            return mended(f"{head}{rows}{text[end:]}".encode()), unread
        except ValueError:
            continue
    message = f"no list {name}"
    raise ValueError(message)


def mended_rows(text: bytes) -> tuple[bytes, list[UnreadText]]:
    """A list of rows in clean form, without what is no row or cannot be read; and that.

    Raises:
        ValueError: it is no list.
    """
    listed = _text_of(text)
    rows, unread, _ = _List(listed, listed.index("["), _closing("")).read()
    return rows.encode(), unread


class _List:
    """The rows of a list in a text, told apart even where some of them are no JSON.

    Args:
        text: in which the list stands.
        at: where it begins.
        ends: whether what stands behind a bracket is what may stand behind the list.
    """

    def __init__(self, text: str, at: int, ends: Callable[[str], bool]) -> None:
        self._text = text
        self._at = at + 1
        self._ends = ends

    def read(self) -> tuple[str, list[UnreadText], int]:
        """The readable rows as a clean list, the others, and where the list ends.

        Raises:
            ValueError: the rows cannot be told apart.
        """
        rows: list[Any] = []
        unread: list[UnreadText] = []
        at = self._behind_space(self._at)
        while not self._text.startswith("]", at):
            row, end = self._row(at)
            if isinstance(row, dict):
                rows.append(_sound(row))
            else:
                why = CANNOT_BE_DECODED if row is self else NO_OBJECT
                position = len(rows) + len(unread)
                unread.append(UnreadText(position, *why, _sound(self._text[at:end].rstrip())))
            at = self._behind_space(end)
            if self._text.startswith(",", at):
                at = self._behind_space(at + 1)
        return _encode(rows).decode(), unread, at + 1

    def _row(self, at: int) -> tuple[Any, int]:
        """What stands in the list, and where it ends; the list itself where it is no JSON."""
        try:
            row, end = _decoder.raw_decode(self._text, at)
        except ValueError:
            pass
        else:
            if self._text[self._behind_space(end)] in ",]":
                return row, end
        for end, vouched in self._possible_ends(at):
            if self._goes_on(at, end, vouched=vouched):
                return self, end
        message = "the rows cannot be told apart"
        raise ValueError(message)

    def _possible_ends(self, at: int) -> Iterator[tuple[int, bool]]:
        """Where a row may end; whether its braces vouch for it."""
        matching = self._matching(at)
        for found in _BEHIND_A_ROW.finditer(self._text, at):
            yield found.end(), found.end() == matching

    def _matching(self, at: int) -> int | None:
        """Behind the brace that closes the one at a place, as far as quotation marks are paired."""
        depth = 0
        for token in _TOKEN.finditer(self._text, at):
            depth += {"{": 1, "}": -1}.get(token[0], 0)
            if depth <= 0:
                return token.end()
        return None

    def _goes_on(self, begin: int, end: int, *, vouched: bool) -> bool:
        """Whether behind a row's end comes another row of the list, or the list's own end.

        Lines inside a row look like rows, but what stands behind them is not what closes a list.
        Where another row that cannot be read comes before that, they are told by their first name.
        """
        at, alike = self._behind_space(end), False
        while self._text.startswith(",", at):
            following = self._behind_space(at + 1)
            alike = alike or self._begin_alike(begin, end, following)
            try:
                _, at = _decoder.raw_decode(self._text, following)
            except ValueError:
                return vouched or alike
            at = self._behind_space(at)
        return self._text.startswith("]", at) and self._ends(self._text[at + 1 :])

    def _begin_alike(self, row: int, end: int, other: int) -> bool:
        """Whether a row and another begin with one name, which nothing inside the row does."""
        mine, its = (_FIRST_NAME.match(self._text, at) for at in (row, other))
        if mine is None or its is None or mine[1] != its[1]:
            return False
        inside = _FIRST_NAME.finditer(self._text, mine.end(), end)
        return all(found[1] != mine[1] for found in inside)

    def _behind_space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        if found is None or found.end() == len(self._text):
            message = "the list does not end"
            raise ValueError(message)
        return found.end()


def _closing(head: str) -> Callable[[str], bool]:
    """Tells whether a text closes what stands before a list."""

    def closes(tail: str) -> bool:
        try:
            _decoder.decode(f"{head}[]{tail}")
        except ValueError:
            return False
        return True

    return closes


def _text_of(text: bytes) -> str:
    return text.decode("utf-8", ERRORS)


def _as_gb18030(error: UnicodeError) -> tuple[str, int]:
    """The rest of a text as GB18030 from where it is no UTF-8.

    All of the rest: some characters of GBK are valid UTF-8 too. The quotation mark behind it is a
    part of none.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.object.find(b'"', error.start)
    try:
        return error.object[error.start : end].decode("gb18030"), end
    except UnicodeDecodeError:
        return "\ufffd", error.start + 1


codecs.register_error(ERRORS, _as_gb18030)


def _sound(value: Any) -> Any:  # noqa: ANN401
    """Without halves of characters, which no encoding writes."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(name): _sound(inner) for name, inner in value.items()}
    return value
