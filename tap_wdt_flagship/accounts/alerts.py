"""Messages to the robots of 钉钉, 企业微信 and 飞书, in the form that each of them takes.

A robot's address holds its token: it is shown nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import requests

from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ADDRESS: Final = "WDT_ALERT_WEBHOOK"
SECRET: Final = "WDT_ALERT_SECRET"  # noqa: S105 - the name of the variable
FORM: Final = "WDT_ALERT_FORM"
PATIENCE: Final = 10
Sent = tuple[dict[str, Any], dict[str, str]]


class Form(NamedTuple):
    """How a robot wants its message: the body and the query, and where its answer tells."""

    host: str
    message: Callable[[str, str], Sent]
    code: str


def _signature(key: str, content: str) -> str:
    digest = hmac.new(key.encode(), content.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _dingtalk(text: str, secret: str) -> Sent:
    moment = str(round(time.time() * 1000))
    signed = {"timestamp": moment, "sign": _signature(secret, f"{moment}\n{secret}")}
    return {"msgtype": "text", "text": {"content": text}}, signed if secret else {}


def _wecom(text: str, _secret: str) -> Sent:
    return {"msgtype": "text", "text": {"content": text}}, {}


def _feishu(text: str, secret: str) -> Sent:
    moment = str(round(time.time()))
    # The key is what is signed, and the content empty.
    signed = {"timestamp": moment, "sign": _signature(f"{moment}\n{secret}", "")}
    return {"msg_type": "text", "content": {"text": text}, **(signed if secret else {})}, {}


FORMS: Final = {
    "dingtalk": Form("oapi.dingtalk.com", _dingtalk, "errcode"),
    "wecom": Form("qyapi.weixin.qq.com", _wecom, "errcode"),
    "feishu": Form("open.feishu.cn", _feishu, "code"),
}


def form_of(environment: Mapping[str, str]) -> Form:
    """The form of the robot whose address is set.

    Raises:
        RunError: neither its host nor a setting tells.
    """
    named = environment.get(FORM, "")
    host = urlsplit(environment[ADDRESS]).hostname
    for name, form in FORMS.items():
        if name == named or (not named and host == form.host):
            return form
    raise RunError(
        f"{FORM} 应为 {'、'.join(FORMS)} 之一：从 {ADDRESS} 的主机看不出是哪一种",
        f"{FORM} has to be one of {', '.join(FORMS)}: the host of {ADDRESS} does not tell",
    )


def alert(text: str, environment: Mapping[str, str]) -> None:
    """Send a message.

    Raises:
        RunError: it was not taken; the text names no address.
    """
    form = form_of(environment)
    body, query = form.message(text, environment.get(SECRET, ""))
    try:
        answer = requests.post(environment[ADDRESS], json=body, params=query, timeout=PATIENCE)
        told = answer.json()
        said = told if isinstance(told, dict) else {}
    except (requests.RequestException, ValueError) as error:
        kind = type(error).__name__
        raise RunError(
            f"告警没有发出：{kind}，请检查 {ADDRESS} 与网络",
            f"the alert was not sent: {kind}; check {ADDRESS} and the network",
        ) from None
    if said.get(form.code) != 0:
        reason = said.get("errmsg") or said.get("msg") or answer.status_code
        raise RunError(
            f"告警没有被接受：{reason}，请检查 {ADDRESS} 与 {SECRET}",
            f"the alert was not taken: {reason}; check {ADDRESS} and {SECRET}",
        )
