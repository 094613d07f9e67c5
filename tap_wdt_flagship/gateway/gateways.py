"""The two gateways: how a call becomes a request, and an answer becomes a page of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import requests

from tap_wdt_flagship.errors import TransientError
from tap_wdt_flagship.gateway.answers import Answer, check
from tap_wdt_flagship.gateway.auth import QimenAuth, WdtAuth
from tap_wdt_flagship.gateway.envelope import Page, integer, open_envelope, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests.auth import AuthBase

    from tap_wdt_flagship.settings import Settings

encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True)
class Call:
    """One request for one page.

    `page_no` counts from 0 whatever the gateway; `page_size` is `None` for interfaces without a
    pager. The paths are dotted, from the envelope's top.
    """

    method: str
    params: Mapping[str, Any]
    page_no: int = 0
    page_size: int | None = None
    records_path: str = "data.order"
    total_path: str | None = "data.total_count"


class Gateway:
    """What both gateways share; `auth` signs, `secrets` must never be shown."""

    name: str
    url: str
    auth: AuthBase
    secrets: tuple[str, ...]
    content: tuple[str, ...] = ()
    """Where in an answer's envelope the content stands."""

    def request(self, call: Call) -> requests.Request:
        """The request for a call, not yet signed."""
        raise NotImplementedError

    def read(self, call: Call, body: bytes) -> Page:
        """The page in an answer.

        Raises:
            WdtError: the answer is an error, or no answer at all.
        """
        envelope = open_envelope(body, self.content, call.records_path, call.total_path)
        if not isinstance(envelope, dict):
            if body.lstrip().startswith(b"<"):
                raise TransientError(
                    "返回的是网页而不是数据，请检查 api_url（奇门为 qimen_api_url）与代理",
                    "the answer is a web page, not data; check api_url (Qimen: qimen_api_url) "
                    "and proxies",
                )
            raise TransientError("返回内容不是完整的 JSON", "the answer is not complete JSON")
        answer, content = self.unwrap(envelope)
        check(answer, secrets=self.secrets)
        return page_of(content, call.records_path, call.total_path)

    def unwrap(self, envelope: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:
        """What the envelope says about its success, and its content."""
        raise NotImplementedError


class DirectGateway(Gateway):
    """WDT's own gateway: JSON body, everything else in the query string, pages from 0."""

    name = "wdt"

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.url = settings.api_url
        secret, salt = settings.secret_halves
        # That of the other application type too: it may be configured all the same.
        self.secrets = (settings.app_secret, secret, salt, settings.qimen_app_secret)
        self.auth = WdtAuth(
            sid=settings.sid, key=settings.app_key, secret=secret, salt=salt, now=now
        )

    def request(self, call: Call) -> requests.Request:  # noqa: D102
        query: dict[str, str] = {"method": call.method, "v": "1.0"}
        if call.page_size is not None:
            query |= {
                "page_size": str(call.page_size),
                "page_no": str(call.page_no),
                "calc_total": "1",
            }
        return requests.Request(
            "POST",
            self.url,
            params=query,
            data=encode([call.params]),
            headers={"Content-Type": "application/json"},
            auth=self.auth,
        )

    def unwrap(self, envelope: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:  # noqa: D102
        status = integer(envelope.get("status"))
        if status is None:
            raise TransientError("返回缺少 status", "an answer without a status")
        return Answer(status, str(envelope.get("message") or "")), envelope


class QimenGateway(Gateway):
    """WDT behind Taobao's Qimen: form body, two signatures, pages from 1."""

    name = "qimen"
    content = ("response",)

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.url = settings.qimen_api_url
        secret, salt = settings.secret_halves
        self.secrets = (settings.app_secret, secret, salt, settings.qimen_app_secret)
        self.auth = QimenAuth(
            wdt={
                "wdt_appkey": settings.app_key,
                "wdt_salt": salt,
                "wdt3_customer_id": settings.sid,
            },
            wdt_secret=secret,
            top={
                "app_key": settings.qimen_app_key,
                "target_app_key": settings.qimen_target_app_key,
            },
            top_secret=settings.qimen_app_secret,
            now=now,
        )

    def request(self, call: Call) -> requests.Request:  # noqa: D102
        method = f"wdt.{call.method.lower()}"
        query = {"method": method, "format": "json", "v": "2.0", "sign_method": "md5"}
        form = {"params": encode(call.params).decode()}
        if call.page_size is not None:
            pager = {"page_no": call.page_no + 1, "page_size": call.page_size}
            form["pager"] = encode(pager).decode()
        return requests.Request("POST", self.url, params=query, data=form, auth=self.auth)

    def unwrap(self, envelope: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:  # noqa: D102
        fault = envelope.get("error_response")
        if isinstance(fault, dict):
            said = " ".join(str(fault[key]) for key in ("msg", "sub_msg") if fault.get(key))
            code = integer(fault.get("code"))
            sub_code = str(fault.get("sub_code") or "")
            return Answer(None, said, -1 if code is None else code, sub_code), {}
        content = envelope.get("response")
        if not isinstance(content, dict):
            raise TransientError("奇门返回缺少 response", "a Qimen answer without a response")
        return Answer(integer(content.get("status")), str(content.get("message") or "")), content


def make_gateway(settings: Settings, now: Callable[[], datetime]) -> Gateway:
    """The gateway of the configured application type; nothing else asks for the type."""
    gateways = {"wdt": DirectGateway, "qimen": QimenGateway}
    return gateways[settings.app_type](settings, now)
