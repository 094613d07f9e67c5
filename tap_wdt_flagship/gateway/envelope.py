"""What stands around the records of an answer, opened without decoding the records."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, TypeGuard

import msgspec

from tap_wdt_flagship.errors import TransientError, UnreadableError
from tap_wdt_flagship.gateway.lenient import UnreadText, mended_rows
from tap_wdt_flagship.gateway.numbers import decoder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Numbers with a point become Decimals with every digit that was sent; floats never appear.
decode = decoder_of(Any)
_decode_rows = decoder_of(list[dict[str, Any]])
_parts = msgspec.json.Decoder(list[msgspec.Raw]).decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_nul_in = re.compile(rb"\\u0000").search
# Entries that are nothing, before an object or alone: whoever decodes the rows keeps them aside.
_nulls_in_front = re.compile(rb"\[\s*null\s*(?:,\s*null\s*)*(?:,\s*\{|(\]))").match
EMPTY, NULL = msgspec.Raw(b"[]"), msgspec.Raw(b"null")
DIGITS = 18  # more than anything counts
# Where totals were seen to stand, whatever the documents say.
TOTAL_PATHS = ("data.total_count", "data.total", "total_count", "total")


@dataclass(frozen=True)
class Page:
    """The rows of one answer as the gateway sent them, and the total it reported, if any."""

    sent: msgspec.Raw | list[msgspec.Raw]
    """The JSON list of the rows, or each of them, not decoded yet."""
    total: int | None
    """`None` where the interface reports none, or this answer does not."""
    found_at: str | None = None
    """Where the list stood, where that was not the path it was expected at."""
    listless: bool = False
    """Whether the answer had no list at all, which stands for an empty one."""
    unread: tuple[UnreadText, ...] = ()
    """What stood in the list and is not in `sent`, since it cannot be read."""

    @cached_property
    def text(self) -> msgspec.Raw:
        """The JSON list of the rows."""
        if isinstance(self.sent, list):
            return msgspec.Raw(b"[" + b",".join(self.sent) + b"]")
        return self.sent

    @cached_property
    def parts(self) -> list[msgspec.Raw]:
        """Each row as JSON.

        Raises:
            msgspec.DecodeError: the list cannot be told apart.
        """
        return self.sent if isinstance(self.sent, list) else _parts(self.sent)

    @cached_property
    def has_nul(self) -> bool:
        """Whether texts may hold the character U+0000, which no database takes."""
        parts = self.sent if isinstance(self.sent, list) else [self.sent]
        return any(map(_nul_in, parts))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, numbers without floats, texts without U+0000.

        Raises:
            UnreadableError: they are no objects, or no UTF-8; opening the envelope does not look
                that far.
        """
        try:
            rows = _decode_rows(self.text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise UnreadableError(
                "返回的记录无法读取", "the records cannot be decoded", self.mended()
            ) from None
        return [_without_nul(row) for row in rows] if self.has_nul else rows

    @property
    def positions(self) -> Iterator[int]:
        """The places at which the rows stood in the list."""
        unread = {each.position for each in self.unread}
        return (position for position in count() if position not in unread)

    def mended(self) -> Page | None:
        """The page with the rows that a lenient reading makes of it; `None` where it has none."""
        try:
            rows, unread = mended_rows(bytes(self.text))
        except ValueError:
            return None
        return replace(self, sent=msgspec.Raw(rows), unread=(*self.unread, *unread))


def _without_nul(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(inner) for name, inner in value.items()}
    return value


def open_envelope(
    body: bytes, content: tuple[str, ...], records_path: str, total_path: str | None
) -> Any:  # noqa: ANN401
    """An answer with its list of records left as JSON text; `None` where it is no JSON.

    The records are most of an answer; their stream decodes them in a form of its own.
    """
    try:
        opened = _as_dict(_opener(content, records_path, total_path)(body))
        if isinstance(_at(opened, ".".join((*content, records_path))), list):
            return opened
    except msgspec.ValidationError:
        pass  # an error, an answer without records, or something unexpected on the way to them
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    try:
        return _opened_down_to(body, (*content, "data"))
    except msgspec.ValidationError:
        pass  # no objects on the way to the data
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    try:
        return decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _opened_down_to(text: bytes | msgspec.Raw, path: tuple[str, ...]) -> dict[str, Any]:
    """An object decoded but for what stands at a path."""
    here, *below = path
    opened: dict[str, Any] = dict(_members(text))
    for name, value in opened.items():
        if name != here:
            opened[name] = decode(value)
        elif below:
            opened[name] = _opened_down_to(value, tuple(below))
    return opened


@cache
def _opener(
    content: tuple[str, ...], records_path: str, total_path: str | None
) -> Callable[[bytes], Any]:
    tree: dict[str, Any] = {}
    for path, kind in (
        (records_path, list[msgspec.Raw]),
        *((name, Any) for name in ("status", "code", "message")),
        *((path, Any) for path in _total_paths(total_path)),
    ):
        *way, last = (*content, *path.split("."))
        node: Any = tree
        for step in way:
            node = node.setdefault(step, {}) if isinstance(node, dict) else kind
        if isinstance(node, dict):  # nothing is looked for inside the records
            node.setdefault(last, kind)
    tree["error_response"] = Any
    return decoder_of(_shape(tree))


def _total_paths(total_path: str | None) -> tuple[str, ...]:
    return (total_path, *TOTAL_PATHS) if total_path else ()


def _shape(tree: dict[str, Any]) -> type[msgspec.Struct]:
    fields: list[Any] = []
    for name, kind in tree.items():
        if kind is Any:
            fields.append((name, kind, msgspec.UNSET))
        else:  # the way to the records, which have to be there
            fields.append((name, _shape(kind) if isinstance(kind, dict) else kind))
    return msgspec.defstruct("Envelope", fields, kw_only=True)


def _as_dict(opened: msgspec.Struct) -> dict[str, Any]:
    return {
        name: _as_dict(value) if isinstance(value, msgspec.Struct) else value
        for name, value in msgspec.structs.asdict(opened).items()
        if value is not msgspec.UNSET
    }


def page_of(content: dict[str, Any], records_path: str, total_path: str | None) -> Page:
    """The page in the content of an answer that tells of success.

    The list is taken from its path; else it is the data itself, or the one list of objects in it.
    Where it would be empty it may be left out.

    Raises:
        TransientError: there is no list of records, or more than one that could be it.
    """
    try:
        page = _page(content, records_path, total_path)
    except (msgspec.DecodeError, UnicodeDecodeError):
        page = None
    if page and isinstance(page.sent, list) and _is_object(page.sent[:1]):
        return page
    nulls = page and _nulls_in_front(page.text)
    if page and nulls and nulls[1] and page.total == 0:
        return replace(page, sent=EMPTY)
    if page is None or not (_is_list_of_objects(page.text) or nulls):
        raise TransientError(
            f"返回内容缺少 {records_path} 列表",
            f"the answer has no list of records at {records_path}",
        )
    return page


def _page(content: dict[str, Any], records_path: str, total_path: str | None) -> Page | None:
    totals = (integer(_at(content, path)) for path in _total_paths(total_path))
    total = next((total for total in totals if total is not None), None)
    rows, data = _at(content, records_path), content.get("data")
    if isinstance(rows, list) or _begins(rows, b"["):
        return Page(rows, total)
    if _begins(data, b"["):
        # Some languages write an object without members as an empty list.
        return Page(data, total, "data") if total == 0 or not _is_empty(data) else None
    if not _begins(data, b"{"):
        return None
    lists = _lists(data, "data")
    found = _candidates(lists, records_path, total)
    if len(found) == 1:
        return Page(lists[found[0]], total, found[0])
    if not found and (total == 0 or rows is None):
        return Page(EMPTY, total, listless=not any(map(_is_empty, lists.values())))
    return None


def _candidates(lists: dict[str, msgspec.Raw], records_path: str, total: int | None) -> list[str]:
    """The paths of the lists that may be the records'."""
    name = _name(records_path)
    named = [path for path in lists if _name(path) == name]
    filled = [path for path, text in lists.items() if not _is_empty(text)]
    return named or (filled if total != 0 else [])


def _lists(text: msgspec.Raw, path: str) -> dict[str, msgspec.Raw]:
    """Path -> list, of the lists in an object; where it has none, of those in its objects."""
    members = {f"{path}.{name}": value for name, value in _members(text).items()}
    own = {at: value for at, value in members.items() if _begins(value, b"[")}
    if own:
        return own
    below = (_lists(value, at) for at, value in members.items() if _begins(value, b"{"))
    return {at: value for lists in below for at, value in lists.items()}


def _name(path: str) -> str:
    return path.rpartition(".")[2].casefold()


def _begins(value: object, bracket: bytes) -> TypeGuard[msgspec.Raw]:
    return isinstance(value, msgspec.Raw) and _start(value)[:1] == bracket


def _is_empty(rows: msgspec.Raw) -> bool:
    return _start(rows)[:2] == b"[]"


def _is_list_of_objects(rows: msgspec.Raw) -> bool:
    return _start(rows)[:2] in {b"[{", b"[]"}


def _is_object(parts: list[msgspec.Raw]) -> bool:
    return any(_begins(part, b"{") for part in parts)


def _start(text: msgspec.Raw) -> bytes:
    return b"".join(bytes(memoryview(text)[:64]).split())


def _at(content: Any, path: str) -> Any:  # noqa: ANN401
    """What stands at a path; as text where the way leads through text."""
    for key in path.split("."):
        if _begins(content, b"{"):
            content = _members(content)
        if not isinstance(content, dict):
            return None
        content = content.get(key)
    return None if isinstance(content, msgspec.Raw) and content == NULL else content


def status_of(content: dict[str, Any]) -> int | None:
    """What an answer says about its success; some errors have it under `code`."""
    status = integer(content.get("status"))
    return integer(content.get("code")) if status is None else status


def integer(value: object) -> int | None:
    """Qimen writes numbers as text at times."""
    if isinstance(value, msgspec.Raw):
        value = decode(value)
    if isinstance(value, Decimal) and value.adjusted() < DIGITS and value == int(value):
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) <= DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
