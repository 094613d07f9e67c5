"""The two gateways: how a call becomes a request, and an answer becomes a page of rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import msgspec
import requests

from tap_wdt_flagship.errors import TransientError, UnreadableError
from tap_wdt_flagship.gateway.answers import Answer, check
from tap_wdt_flagship.gateway.auth import QimenAuth, WdtAuth
from tap_wdt_flagship.gateway.envelope import Page, integer, open_envelope, page_of, status_of
from tap_wdt_flagship.gateway.lenient import mended_but_for_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests.auth import AuthBase

# A page this small is not asked for in halves.
SMALLEST_PAGE = 25
TAOBAO, TAOBAO_RESALE, PINDUODUO = 1, 2, 39

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


class Account(Protocol):
    """What the gateways need of the settings."""

    @property
    def app_type(self) -> str:
        """The name of a gateway."""

    @property
    def sid(self) -> str:
        """The seller."""

    @property
    def app_key(self) -> str:
        """The interface account."""

    @property
    def secret_halves(self) -> tuple[str, str]:
        """The half that signs and the half (salt) that is sent."""

    @property
    def qimen_app_key(self) -> str:
        """The application on Taobao's open platform."""

    @property
    def qimen_app_secret(self) -> str:
        """Its secret."""

    @property
    def qimen_target_app_key(self) -> str:
        """WDT's own application there."""

    @property
    def api_url(self) -> str:
        """The direct gateway."""

    @property
    def qimen_api_url(self) -> str:
        """The Qimen gateway."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be shown, those of other application types included."""


class Offered(Protocol):
    """What a gateway looks at to tell whether it serves a report."""

    @property
    def qimen_only(self) -> bool:
        """Whether the report is for Qimen applications only."""


class Gateway:
    """What all gateways share; `auth` signs, `secrets` must never be shown."""

    name: ClassVar[str]
    """The application type that it serves."""
    required_settings: ClassVar[tuple[str, ...]] = ("sid", "app_key", "app_secret")
    content: ClassVar[tuple[str, ...]] = ()
    """Where in an answer's envelope the content stands."""
    url_setting: ClassVar[str]
    """The setting that holds its address."""
    platforms_left_out: ClassVar[frozenset[int]] = frozenset({PINDUODUO})
    """The platforms whose rows it keeps to itself; system supply is no platform of a row."""
    leaves_out: ClassVar[str] = ""
    """What is missing, in both languages, from the reports that leave platforms out."""
    url: str
    auth: AuthBase

    def __init__(self, account: Account) -> None:
        self.secrets = account.secrets

    @property
    def address(self) -> str:
        """The setting that holds its address, and the address, for messages."""
        return f"{self.url_setting} ({self.url})"

    @classmethod
    def offers(cls, report: Offered) -> bool:  # noqa: ARG003
        """Whether applications of this type may read a report at all."""
        return True

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
                    f"返回的是网页而不是数据，请检查 {self.url_setting} 与代理",
                    f"the answer is a web page, not data; check {self.url_setting} and proxies",
                )
            raise self._unreadable(call, body)
        answer, content = self.unwrap(envelope)
        check(answer, secrets=self.secrets)
        return page_of(content, call.records_path, call.total_path)

    def _unreadable(self, call: Call, body: bytes) -> TransientError:
        """What to raise for a body that is no clean JSON: perhaps it is but for one row."""
        zh, en = "返回内容不是完整的 JSON", "the answer is not complete JSON"
        try:
            clean, unread = mended_but_for_rows(body, call.records_path.rpartition(".")[2])
        except ValueError:
            return TransientError(zh, en)
        if clean == body:  # nothing that a second look could mend
            return TransientError(zh, en)
        page = replace(self.read(call, clean), unread=tuple(unread))
        return UnreadableError(zh, en, page.mended())

    def unwrap(self, envelope: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:
        """What the envelope says about its success, and its content."""
        raise NotImplementedError


class DirectGateway(Gateway):
    """WDT's own gateway: JSON body, everything else in the query string, pages from 0."""

    name = "wdt"
    url_setting = "api_url"
    platforms_left_out = frozenset({TAOBAO, TAOBAO_RESALE, PINDUODUO})
    leaves_out = (
        "旺店通自定义应用的这些报表不含淘宝/天猫、拼多多与系统供销数据，需要淘系数据请使用奇门"
        "自定义应用 / through the direct gateway these streams leave out Taobao/Tmall, "
        "Pinduoduo and system-supply rows (Qimen returns Taobao and system supply)"
    )

    def __init__(self, account: Account, now: Callable[[], datetime]) -> None:
        super().__init__(account)
        self.url = account.api_url
        secret, salt = account.secret_halves
        self.auth = WdtAuth(sid=account.sid, key=account.app_key, secret=secret, salt=salt, now=now)

    @classmethod
    def offers(cls, report: Offered) -> bool:  # noqa: D102
        return not report.qimen_only

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
        status = status_of(envelope)
        if status is None:
            raise TransientError("返回缺少 status", "an answer without a status")
        return Answer(status, str(envelope.get("message") or "")), envelope


class QimenGateway(Gateway):
    """WDT behind Taobao's Qimen: form body, two signatures, pages from 1."""

    name = "qimen"
    url_setting = "qimen_api_url"
    required_settings = (*Gateway.required_settings, "qimen_app_key", "qimen_app_secret")
    content = ("response",)

    def __init__(self, account: Account, now: Callable[[], datetime]) -> None:
        super().__init__(account)
        self.url = account.qimen_api_url
        secret, salt = account.secret_halves
        self.auth = QimenAuth(
            wdt={
                "wdt_appkey": account.app_key,
                "wdt_salt": salt,
                "wdt3_customer_id": account.sid,
            },
            wdt_secret=secret,
            top={
                "app_key": account.qimen_app_key,
                "target_app_key": account.qimen_target_app_key,
            },
            top_secret=account.qimen_app_secret,
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
        return Answer(status_of(content), str(content.get("message") or "")), content


GATEWAYS: dict[str, type[DirectGateway | QimenGateway]] = {
    gateway.name: gateway for gateway in (DirectGateway, QimenGateway)
}
"""Application type -> its gateway; nothing else asks for the type."""


def make_gateway(account: Account, now: Callable[[], datetime]) -> Gateway:
    """The gateway of the configured application type."""
    return GATEWAYS[account.app_type](account, now)
