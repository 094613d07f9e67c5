"""The Qimen gateway: a call inside a call of the Taobao Open Platform, each signed for itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple
from urllib.parse import parse_qsl

from wdt_sandbox import params, refusals, signatures
from wdt_sandbox.audience import QIMEN
from wdt_sandbox.gateways import ENCODER, Call, near, pages, read_text, same
from wdt_sandbox.refusals import Refusal, TopRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wdt_sandbox.account import Account

TOP_TOLERANCE: Final = 600
COUNTS: Final = ("status", "total", "total_count")


class Clock(NamedTuple):
    """The gateway's time, and how far off a caller's may be."""

    now: int
    tolerance: int

    def allows(self, given: int) -> bool:
        """Whether a time stamp is near enough."""
        return near(given, self.now, self.tolerance)


def _numbers_as_text(content: Mapping[str, Any]) -> dict[str, Any]:
    """The status and the totals as text."""
    found = {name: str(content[name]) for name in COUNTS if isinstance(content.get(name), int)}
    data = content.get("data")
    if isinstance(data, dict):
        found_data = {n: str(data[n]) for n in COUNTS[1:] if isinstance(data.get(n), int)}
        return {**content, **found, "data": {**data, **found_data}}
    return {**content, **found}


class QimenGateway:
    """``/router/qm``: the Taobao Open Platform around a call that is signed once more inside."""

    name: ClassVar[str] = "qimen"
    audience: ClassVar = QIMEN
    system: ClassVar = ("method", "app_key", "timestamp", "v", "sign")
    inner: ClassVar = ("datetime", "wdt_appkey", "wdt_salt", "wdt3_customer_id", "wdt_sign")
    known: ClassVar = frozenset(
        (*system, *inner, "format", "sign_method", "target_app_key", "params", "pager")
    )
    # What the platform answers where a parameter is missing.
    absent: ClassVar[Mapping[str, tuple[int, str]]] = {
        "method": (21, "Missing Method"),
        "sign": (24, "Missing Signature"),
        "app_key": (28, "Missing App Key"),
        "timestamp": (30, "Missing Timestamp"),
        "v": (32, "Missing Version"),
    }

    def __init__(self, account: Account, method: Callable[[str], str | None]) -> None:
        self._account = account
        self._method = method
        self._answers = 0

    def read(self, query: str, body: bytes, now: int, tolerance: int | None) -> Call:
        """Verify a call and take it apart."""
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        everything = {**form, **pairs}
        clock = Clock(now, tolerance or TOP_TOLERANCE)
        self._platform(pairs, everything, clock)
        self._erp(everything, clock)
        for name in everything:
            if name not in self.known:
                raise refusals.unknown_parameter(name)
        page_no, page_size = pages(self._object(everything.get("pager") or "{}"), 1)
        return Call(
            self._method(pairs["method"]) or "",
            self._object(everything.get("params") or "{}"),
            page_no,
            page_size,
            counted=True,
        )

    def _platform(
        self, pairs: Mapping[str, str], everything: Mapping[str, str], clock: Clock
    ) -> None:
        """What the platform checks before the ERP sees the call."""
        for name in self.system:
            if not pairs.get(name):
                raise TopRefusal(*self.absent[name])
        account = self._account
        if self._method(pairs["method"]) is None:
            raise TopRefusal(22, "Invalid Method", "isv.invalid-method", "不存在的方法名")
        for name, right, code, msg in (
            ("app_key", account.qimen_app_key, 29, "Invalid App Key"),
            ("v", "2.0", 33, "Invalid Version"),
            ("format", "json", 23, "Invalid Format"),
            ("sign_method", "md5", 41, "Invalid Arguments"),
            ("target_app_key", account.target_app_key, 41, "Invalid Arguments"),
        ):
            if pairs.get(name) != right:
                raise TopRefusal(code, msg, f"isv.invalid-{name.replace('_', '-')}", name)
        try:
            sent = params.moment(pairs["timestamp"])
        except Refusal:
            sent = 0
        if not clock.allows(sent):
            raise TopRefusal(31, "Invalid Timestamp", "isv.invalid-timestamp", "非法的时间戳参数")
        if not same(pairs.get("sign"), signatures.top(account.qimen_app_secret, everything)):
            raise TopRefusal(25, "Invalid signature", "isv.invalid-signature", "无效签名")

    def _erp(self, everything: Mapping[str, str], clock: Clock) -> None:
        """What the ERP checks inside."""
        account = self._account
        for name in self.inner:
            if not everything.get(name):
                raise refusals.missing(name)
        if everything["wdt3_customer_id"] != account.sid:
            raise refusals.unknown_sid()
        if everything["wdt_appkey"] != account.app_key:
            raise refusals.unknown_app()
        if not clock.allows(params.moment(everything["datetime"])):
            raise refusals.bad_clock()
        right = signatures.wdt(account.secret, everything)
        if not same(everything["wdt_salt"], account.salt) or not same(
            everything["wdt_sign"], right
        ):
            raise refusals.not_verified()

    @staticmethod
    def _object(text: str) -> Mapping[str, Any]:
        try:
            value = json.loads(text)
        except ValueError:
            raise refusals.bad_arguments() from None
        if not isinstance(value, dict):
            raise refusals.bad_type()
        return value

    def peek(self, query: str, body: bytes) -> tuple[int | None, Mapping[str, Any]]:
        """The page and the parameters of a call, as far as they can be read."""
        form = {**dict(parse_qsl(body.decode(errors="replace"))), **dict(parse_qsl(query))}
        pager, given = read_text(form.get("pager")), read_text(form.get("params"))
        page = pager.get("page_no") if isinstance(pager, dict) else None
        return page - 1 if isinstance(page, int) else None, given if isinstance(given, dict) else {}

    def write(self, content: Mapping[str, Any], *, verbatim: bool = False) -> bytes:
        """An answer; every other one has its numbers as text, unless it is given."""
        if verbatim:
            return ENCODER.encode({"response": content})
        self._answers += 1
        response = _numbers_as_text(content) if self._answers % 2 else content
        return ENCODER.encode({"response": response})

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""
        response = {"flag": "failure", "status": refusal.status, "message": refusal.message}
        return ENCODER.encode({"response": response})

    @staticmethod
    def refuse_top(refusal: TopRefusal, request: int) -> bytes:
        """An answer of the platform itself."""
        error = {
            "code": refusal.code,
            "msg": refusal.msg,
            "sub_code": refusal.sub_code,
            "sub_msg": refusal.sub_msg,
            "request_id": f"sandbox{request:08x}",
        }
        return ENCODER.encode({"error_response": error})
