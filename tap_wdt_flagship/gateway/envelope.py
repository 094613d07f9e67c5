"""What stands around the records of an answer, opened without decoding the records."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from tap_wdt_flagship.errors import TransientError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

# Numbers with a point become Decimals with every digit that was sent; floats never appear.
decode = msgspec.json.Decoder(float_hook=Decimal).decode
_decode_rows = msgspec.json.Decoder(list[dict[str, Any]], float_hook=Decimal).decode
EMPTY = msgspec.Raw(b"[]")


@dataclass(frozen=True)
class Page:
    """The rows of one answer as the gateway sent them, and the total it reported, if any."""

    text: msgspec.Raw
    """The JSON list of the rows, not decoded yet."""
    total: int | None

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, numbers without floats.

        Raises:
            UnreadableError: they are no objects, or no UTF-8; opening the envelope does not look
                that far.
        """
        try:
            return _decode_rows(self.text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise UnreadableError("返回的记录无法读取", "the records cannot be decoded") from None


def open_envelope(
    body: bytes, content: tuple[str, ...], records_path: str, total_path: str | None
) -> Any:  # noqa: ANN401
    """An answer with its list of records left as JSON text; `None` where it is no JSON.

    The records are most of an answer; their stream decodes them in a form of its own.
    """
    try:
        return _as_dict(_opener(content, records_path, total_path)(body))
    except msgspec.ValidationError:
        pass  # an error, an answer without records, or something unexpected on the way to them
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    try:
        return decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


@cache
def _opener(
    content: tuple[str, ...], records_path: str, total_path: str | None
) -> Callable[[bytes], Any]:
    tree: dict[str, Any] = {}
    for path, kind in {
        "status": Any,
        "message": Any,
        total_path: Any,
        records_path: msgspec.Raw,
    }.items():
        if path is not None:
            *way, last = (*content, *path.split("."))
            node = tree
            for step in way:
                node = node.setdefault(step, {})
            node[last] = kind
    tree["error_response"] = Any
    return msgspec.json.Decoder(_shape(tree), float_hook=Decimal).decode


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

    Raises:
        TransientError: there is no list of records where it should be.
    """
    total = integer(_at(content, total_path)) if total_path else None
    rows = _at(content, records_path)
    if isinstance(rows, msgspec.Raw):
        if bytes(memoryview(rows)[:5]) == b"null":
            return Page(EMPTY, total)
        if _is_list_of_objects(rows):
            return Page(rows, total)
    elif rows is None and _has_no_list(content.get("data")):
        # Where it would be empty the list is left out; one of another name is none of ours.
        return Page(EMPTY, total)
    raise TransientError(
        f"返回内容缺少 {records_path} 列表",
        f"the answer has no list of records at {records_path}",
    )


def _has_no_list(data: object) -> bool:
    return isinstance(data, dict) and not any(isinstance(v, list) and v for v in data.values())


def _is_list_of_objects(text: msgspec.Raw) -> bool:
    start = bytes(memoryview(text)[:64]).split(None, 1)
    return b"".join(start)[:2] in {b"[{", b"[]"}


def _at(content: Any, path: str) -> Any:  # noqa: ANN401
    for key in path.split("."):
        if not isinstance(content, dict):
            return None
        content = content.get(key)
    return content


def integer(value: object) -> int | None:
    """Qimen writes numbers as text at times."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    return None
