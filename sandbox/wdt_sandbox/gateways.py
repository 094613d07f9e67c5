"""The two gateways: what a call must look like, and how an answer does."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol
from urllib.parse import parse_qsl

import msgspec

from wdt_sandbox import params, refusals, signatures
from wdt_sandbox.refusals import Refusal, TopRefusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wdt_sandbox.account import Account

EPOCH_2012: Final = 1_325_347_200
DIRECT_TIMESTAMP: Final = re.compile("[0-9]{1,10}")
DIRECT_TOLERANCE: Final = 120
TOP_TOLERANCE: Final = 600

_ENCODER: Final = msgspec.json.Encoder()


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


class Gateway(Protocol):
    """What the two gateways have in common."""

    name: ClassVar[str]
    qimen: ClassVar[bool]

    def read(self, query: str, body: bytes, now: int) -> Call:
        """Verify a call and take it apart."""

    def write(self, answer: Answer) -> bytes:
        """An answer with rows."""

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""


def _same(given: str | None, right: str) -> bool:
    return hmac.compare_digest((given or "").encode(), right.encode())


def _near(given: int, now: int, tolerance: int) -> bool:
    return abs(given - now) <= tolerance


def _pages(asked: Mapping[str, Any], first: int) -> tuple[int | None, int]:
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


class DirectGateway:
    """``/openapi``: parameters in the query, business parameters in a signed JSON body."""

    name: ClassVar[str] = "direct"
    qimen: ClassVar[bool] = False
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

    def read(self, query: str, body: bytes, now: int) -> Call:
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
        if not _near(int(pairs["timestamp"]) + EPOCH_2012, now, DIRECT_TOLERANCE):
            raise refusals.bad_clock()
        if pairs.get("v") != "1.0":
            raise refusals.bad_version()
        right = signatures.direct(account.secret, pairs, text)
        if not _same(pairs.get("salt"), account.salt) or not _same(pairs.get("sign"), right):
            raise refusals.not_verified()
        for name in pairs:
            if name not in self.known:
                raise refusals.unknown_parameter(name)
        page_no, page_size = _pages(pairs, 0)
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

    def write(self, answer: Answer) -> bytes:
        """An answer with rows."""
        total = {} if answer.total is None else {"total_count": answer.total}
        if answer.records:
            return _ENCODER.encode({"status": 0, "data": {**total, answer.records: answer.rows}})
        total = {} if answer.total is None else {"total": answer.total}
        return _ENCODER.encode({"status": 0, **total, "data": answer.rows})

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""
        return _ENCODER.encode({"status": refusal.status, "message": refusal.message})


class QimenGateway:
    """``/router/qm``: the Taobao Open Platform around a call that is signed once more inside."""

    name: ClassVar[str] = "qimen"
    qimen: ClassVar[bool] = True
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

    def __init__(self, account: Account, methods: Mapping[str, str]) -> None:
        self._account = account
        self._methods = methods
        self._answers = 0

    def read(self, query: str, body: bytes, now: int) -> Call:
        """Verify a call and take it apart."""
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        everything = {**form, **pairs}
        self._platform(pairs, everything, now)
        self._erp(everything, now)
        for name in everything:
            if name not in self.known:
                raise refusals.unknown_parameter(name)
        page_no, page_size = _pages(self._object(everything.get("pager") or "{}"), 1)
        return Call(
            self._methods[pairs["method"]],
            self._object(everything.get("params") or "{}"),
            page_no,
            page_size,
            counted=True,
        )

    def _platform(self, pairs: Mapping[str, str], everything: Mapping[str, str], now: int) -> None:
        """What the platform checks before the ERP sees the call."""
        for name in self.system:
            if not pairs.get(name):
                raise TopRefusal(*self.absent[name])
        account = self._account
        if pairs["method"] not in self._methods:
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
        if not _near(sent, now, TOP_TOLERANCE):
            raise TopRefusal(31, "Invalid Timestamp", "isv.invalid-timestamp", "非法的时间戳参数")
        if not _same(pairs.get("sign"), signatures.top(account.qimen_app_secret, everything)):
            raise TopRefusal(25, "Invalid signature", "isv.invalid-signature", "无效签名")

    def _erp(self, everything: Mapping[str, str], now: int) -> None:
        """What the ERP checks inside."""
        account = self._account
        for name in self.inner:
            if not everything.get(name):
                raise refusals.missing(name)
        if everything["wdt3_customer_id"] != account.sid:
            raise refusals.unknown_sid()
        if everything["wdt_appkey"] != account.app_key:
            raise refusals.unknown_app()
        if not _near(params.moment(everything["datetime"]), now, TOP_TOLERANCE):
            raise refusals.bad_clock()
        right = signatures.wdt(account.secret, everything)
        if not _same(everything["wdt_salt"], account.salt) or not _same(
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

    def write(self, answer: Answer) -> bytes:
        """An answer with rows; every other one with its numbers as text."""
        self._answers += 1
        odd = self._answers % 2 == 1
        status, total = ("0", str(answer.total)) if odd else (0, answer.total)
        response: dict[str, Any] = {"status": status}
        count = {} if answer.total is None else {"total_count": total}
        if answer.records:
            response["data"] = {**count, answer.records: answer.rows}
        else:
            response.update({"data": answer.rows}, **({"total": total} if count else {}))
        return _ENCODER.encode({"response": response})

    def refuse(self, refusal: Refusal) -> bytes:
        """An answer with a status."""
        response = {"flag": "failure", "status": refusal.status, "message": refusal.message}
        return _ENCODER.encode({"response": response})

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
        return _ENCODER.encode({"error_response": error})
