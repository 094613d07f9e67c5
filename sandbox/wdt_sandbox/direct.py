"""The direct gateway: what a call must look like, and how an answer does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import parse_qsl

from wdt_sandbox import refusals, signatures
from wdt_sandbox.audience import DIRECT
from wdt_sandbox.gateways import ENCODER, Call, near, pages, read_text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.account import Account
    from wdt_sandbox.refusals import Refusal

EPOCH_2012: Final = 1_325_347_200
DIRECT_TIMESTAMP: Final = re.compile("[0-9]{1,10}")
DIRECT_TOLERANCE: Final = 120


class DirectGateway:
    """``/openapi``: parameters in the query, business parameters in a signed JSON body."""

    name: ClassVar[str] = "direct"
    audience: ClassVar = DIRECT
    known: ClassVar = frozenset(
        {
            "sid",
            "key",
            "salt",
            "method",
            "timestamp",
            "v",
            "page_size",
            "page_no",
            "calc_total",
            "sign",
        }
    )

    def __init__(self, account: Account) -> None:
        self._account = account

    def read(self, query: str, body: bytes, now: int, tolerance: int | None) -> Call:
        """Verify a call and take it apart."""
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        account = self._account
        text = body.decode(errors="replace")
        if pairs.get("sid") != account.sid:
            raise refusals.unknown_sid()
        if pairs.get("key") != account.app_key:
            raise refusals.unknown_app()
        if not DIRECT_TIMESTAMP.fullmatch(pairs.get("timestamp", "")):
            raise refusals.bad_number(pairs.get("timestamp", ""))
        if not near(int(pairs["timestamp"]) + EPOCH_2012, now, tolerance or DIRECT_TOLERANCE):
            raise refusals.bad_clock()
        if pairs.get("v") != "1.0":
            raise refusals.bad_version()
        right = signatures.direct(account.secret, pairs, text)
        if not same(pairs.get("salt"), account.salt) or not same(pairs.get("sign"), right):
            raise refusals.not_verified()
        for name in pairs:
            if name not in self.known:
                raise refusals.unknown_parameter(name)
        page_no, page_size = pages(pairs, 0)
        return Call(
            pairs.get("method", ""),
            self._business(text),
            page_no,
            page_size,
            pairs.get("calc_total") == "1",
        )

    @staticmethod
    def _business(text: str) -> Mapping[str, Any]:
        try:
            arguments = json.loads(text)
        except ValueError:
            raise refusals.bad_arguments() from None
        if not isinstance(arguments, list) or len(arguments) != 1:
            raise refusals.bad_arguments()
        if not isinstance(arguments[0], dict):
            raise refusals.bad_type()
        return arguments[0]

    def peek(self, query: str, body: bytes) -> tuple[int | None, Mapping[str, Any]]:
        """The page and the parameters of a call, as far as they can be read."""
        page, arguments = read_text(dict(parse_qsl(query)).get("page_no")), read_text(body)
        given = arguments[0] if isinstance(arguments, list) and arguments else None
        return page if isinstance(page, int) else None, given if isinstance(given, dict) else {}

    def write(self, content: Mapping[str, Any], *, verbatim: bool = False) -> bytes:
        """An answer."""
        del verbatim
        return ENCODER.encode(content)

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""
        return ENCODER.encode({"status": refusal.status, "message": refusal.message})
