"""Everything that can go wrong on the way, on demand.

A fault is ``{"kind": ..., "times": 1}`` or ``{"kind": ..., "rate": 0.05}``; ``KINDS`` lists the
kinds and what else they can be told, ``NARROWED`` what narrows any of them down.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from starlette.responses import Response

from wdt_sandbox import refusals
from wdt_sandbox.refusals import Refusal, TopRefusal
from wdt_sandbox.responses import JSON, CutResponse, ResetResponse, TrickleResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BAN: Final = "This ban will last for {} more seconds"

NARROWED: Final[Mapping[str, str]] = {
    "times": "遇到的次数；没有 rate 时默认 1，null 为每次"
    " / so many calls meet it, then no more; 1 where no rate is given, null for all calls",
    "rate": "遇到的比例 / the share of calls that meet it",
    "method": "一个接口，或几个 / an interface, or a list of them",
    "gateway": '网关 / "direct" or "qimen"',
    "page": "页码，两个网关都从 0 算起 / number of the page, from 0 at either gateway",
    "params": "业务参数要包含的文字，须全部符合"
    " / parts of business parameters: every one named has to hold the text given",
    "only_crowded": "只在该接口有几个调用同时进行时"
    " / true: only while several calls of the interface are under way",
}
"""What any fault can be narrowed by, and how often it happens."""


@dataclass(frozen=True)
class Meeting:
    """What is known of a call before it is verified."""

    method: str
    gateway: str
    page: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    crowded: bool = False

    def meets(self, fault: Mapping[str, Any]) -> bool:
        """Whether a fault may happen to the call."""
        methods, page = fault.get("method"), fault.get("page")
        return (
            (methods is None or self.method in ([methods] if isinstance(methods, str) else methods))
            and fault.get("gateway") in {None, self.gateway}
            and page in {None, self.page}
            and (self.crowded or not fault.get("only_crowded"))
            and all(
                str(part) in str(self.params.get(name, ""))
                for name, part in fault.get("params", {}).items()
            )
        )


class Kind(NamedTuple):
    """One kind of fault."""

    meaning: str
    refusal: Callable[[Mapping[str, Any]], Exception] | None = None
    """The answer in the gateway's own form."""

    told: tuple[str, ...] = ()
    """What else it can be told."""

    qimen: bool = False
    """Only the Qimen gateway has it."""


def _ban(fault: Mapping[str, Any]) -> TopRefusal:
    seconds = fault.get("seconds", 1)
    limit = "accesscontrol.limited-by-api-access-count"
    return TopRefusal(7, "App Call Limited", limit, BAN.format(seconds))


def _passing(fault: Mapping[str, Any]) -> TopRefusal:
    code = fault.get("sub_code", "isp.remote-service-unavailable")
    return TopRefusal(15, "Remote service error", code, "调用后端服务抛异常,服务不可用")


def _top(fault: Mapping[str, Any]) -> TopRefusal:
    return TopRefusal(
        fault.get("code", 15),
        fault.get("msg", "Remote service error"),
        fault.get("sub_code", "isv.remote-service-timeout"),
        fault.get("sub_msg", ""),
    )


KINDS: Final[Mapping[str, Kind]] = {
    "database_4": Kind("status 4, 数据库错误", lambda _: Refusal(4, "数据库错误")),
    "database_5": Kind("status 5, 数据库错误", lambda _: Refusal(5, "数据库错误")),
    "other_99": Kind("status 99, 其他错误", lambda _: Refusal(99, "其他错误")),
    "dynamic_password": Kind("status 3, 需要动态口令", lambda _: Refusal(3, "需要动态口令")),
    "ip_restricted": Kind("status 6, ip限制", lambda _: Refusal(6, "ip限制")),
    "unknown_100": Kind(
        "状态 100 与没见过的消息 / status 100 and a message that nobody knows",
        lambda f: refusals.application(f.get("message", "仓储服务开小差了")),
        ("message",),
    ),
    "refusal": Kind(
        "任意状态和消息的拒绝 / a refusal with any status and message",
        lambda f: Refusal(f.get("status", 100), f.get("message", "")),
        ("status", "message"),
    ),
    "quota": Kind(
        "超过频率的拒绝；comma 0 半角、1 全角"
        " / the refusal of a call over the quota; comma 0: half-width, 1: full-width",
        lambda f: refusals.application(refusals.QUOTA[f.get("comma", 0)]),
        ("comma",),
    ),
    "concurrency": Kind(
        "超过并发的拒绝 / the refusal of too many calls at once",
        lambda f: refusals.application(refusals.CONCURRENCY[f.get("comma", 0)]),
        ("comma",),
    ),
    "top_ban": Kind(
        "淘宝限流，禁用若干秒 / Taobao's flow control: banned for so long",
        _ban,
        ("seconds",),
        qimen=True,
    ),
    "top_isp": Kind(
        "淘宝平台的短暂故障 / a passing fault of Taobao's platform",
        _passing,
        ("sub_code",),
        qimen=True,
    ),
    "top": Kind(
        "淘宝平台的任意拒绝 / any refusal of Taobao's platform",
        _top,
        ("code", "msg", "sub_code", "sub_msg"),
        qimen=True,
    ),
    "no_status": Kind(
        "有消息、没有状态的回答 / an answer with a message and no status", qimen=True
    ),
    "http_NNN": Kind(
        "HTTP 状态 NNN 与一页 HTML / the HTTP status NNN, with a page of HTML",
        told=("retry_after",),
    ),
    "html": Kind("HTTP 200 与一页 HTML / a page of HTML with HTTP status 200"),
    "empty": Kind("HTTP 200 而没有内容 / HTTP status 200 and no body"),
    "cut": Kind("只发一半就断开 / half of the body, then the connection is closed"),
    "trickle": Kind(
        "一点一点地发：每 seconds 秒 chunk 个字节 / the body bit by bit", told=("chunk", "seconds")
    ),
    "reset": Kind("连接被重置 / the connection is reset"),
    "timeout": Kind("迟迟不回答（秒） / the answer takes so long", told=("seconds",)),
    "hollow": Kind(
        "状态 0，没有行也没有总数；列表为空或缺失"
        ' / status 0 without rows and without a total; list "empty" or "absent"',
        told=("list",),
    ),
}

HOLLOW: Final = frozenset({"hollow"})
"""Kinds that happen to an answer once it is made."""

_HTTP: Final = re.compile("http_([2-5][0-9][0-9])")


def checked(fault: Mapping[str, Any]) -> dict[str, Any]:
    """A fault that can happen, or ValueError."""
    name = str(fault.get("kind"))
    kind = KINDS.get("http_NNN" if _HTTP.fullmatch(name) else name)
    if kind is None or name == "http_NNN":
        message = f"unknown kind of fault: {name}; there are {', '.join(sorted(KINDS))}"
        raise ValueError(message)
    unknown = sorted(fault.keys() - NARROWED.keys() - {"kind", *kind.told})
    if unknown:
        message = f"{name} cannot be told: {', '.join(unknown)}"
        raise ValueError(message)
    return {**({"gateway": "qimen"} if kind.qimen else {}), **fault}


async def before(fault: Mapping[str, Any]) -> Response | None:
    """What the fault answers itself; it may also raise a refusal, or only take its time."""
    kind = fault["kind"]
    http = _HTTP.fullmatch(kind)
    if http or kind == "html":
        return _page(int(http[1]) if http else 200, fault)
    refusal = KINDS[kind].refusal
    if refusal:
        raise refusal(fault)
    if kind == "timeout":
        await asyncio.sleep(fault.get("seconds", 30))
        return None
    if kind == "no_status":
        body = '{"response":{"flag":"failure","message":"服务暂时不可用"}}'
        return Response(body, media_type="application/json")
    if kind == "empty":
        return Response(b"", media_type="application/json")
    return ResetResponse() if kind == "reset" else None


def _page(status: int, fault: Mapping[str, Any]) -> Response:
    page = f"<html><body><h1>{status}</h1><hr>nginx</body></html>"
    headers = {"retry-after": str(fault["retry_after"])} if "retry_after" in fault else None
    if status in {204, 304}:
        page = ""
    return Response(page, status, headers, media_type="text/html")


def after(fault: Mapping[str, Any] | None, body: bytes) -> Response:
    """The answer, or what the fault leaves of it."""
    kind = fault["kind"] if fault else ""
    if fault and kind == "trickle":
        return TrickleResponse(body, fault.get("chunk", 1), fault.get("seconds", 1))
    return (CutResponse if kind == "cut" else Response)(body, media_type=JSON)
