"""What the two gateways have in common."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

import msgspec

from wdt_sandbox import refusals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wdt_sandbox.audience import Audience
    from wdt_sandbox.refusals import Refusal

ENCODER: Final = msgspec.json.Encoder()


@dataclass(frozen=True)
class Call:
    """A call that is signed as it should be."""

    method: str
    params: Mapping[str, Any]
    page_no: int | None
    """From 0, on either gateway; None for a call that does not page."""

    page_size: int
    counted: bool
    """Whether the caller wants the total."""


@dataclass(frozen=True)
class Answer:
    """The rows of a page."""

    records: str
    rows: Sequence[Any]
    total: int | None

    @property
    def content(self) -> dict[str, Any]:
        """What is in the answer at either gateway."""
        if self.records:
            total = {} if self.total is None else {"total_count": self.total}
            return {"status": 0, "data": {**total, self.records: self.rows}}
        total = {} if self.total is None else {"total": self.total}
        return {"status": 0, **total, "data": self.rows}


class Gateway(Protocol):
    """What the two gateways have in common."""

    name: ClassVar[str]
    audience: ClassVar[Audience]

    def read(self, query: str, body: bytes, now: int, tolerance: int | None) -> Call:
        """Verify a call and take it apart; its time stamp may be so far off, where that is told."""

    def peek(self, query: str, body: bytes) -> tuple[int | None, Mapping[str, Any]]:
        """The page and the parameters of a call, as far as they can be read."""

    def write(self, content: Mapping[str, Any], *, verbatim: bool = False) -> bytes:
        """An answer."""

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""


def read_text(text: str | bytes | None) -> Any:  # noqa: ANN401
    """JSON, or None where it is none."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def same(given: str | None, right: str) -> bool:
    """Whether a signature is the right one."""
    return hmac.compare_digest((given or "").encode(), right.encode())


def near(given: int, now: int, tolerance: int) -> bool:
    """Whether a caller's clock is right."""
    return abs(given - now) <= tolerance


def pages(asked: Mapping[str, Any], first: int) -> tuple[int | None, int]:
    """Number, from 0, and size of the page that is asked for; no number where none is."""
    page_no, page_size = asked.get("page_no"), asked.get("page_size")
    if page_no is None or page_size is None:
        return None, 0
    try:
        number, size = int(page_no), int(page_size)
    except (TypeError, ValueError):
        raise refusals.bad_type() from None
    if number < first:
        raise refusals.too_small("page_no", first)
    if size < 1:
        raise refusals.too_small("page_size", 1)
    return number - first, size
