"""The three signatures of the two gateways, and the authenticators that put them on a request.

An authenticator runs whenever a request is prepared and may run again on the same request: it
replaces its own earlier output, so that a second signing gives a valid request with a new
time stamp. Secrets stay inside the authenticators, and their `repr` does not show them.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from requests.auth import AuthBase

from tap_wdt_flagship.beijing import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests import PreparedRequest

# Time stamps of the direct gateway count from 2012-01-01 00:00 Beijing time.
EPOCH_OFFSET = 1_325_347_200
SIGNED_BY_WDT = ("datetime", "method", "pager", "params", "wdt_appkey", "wdt_salt")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _concatenated(parameters: Mapping[str, str]) -> str:
    return "".join(f"{key}{value}" for key, value in sorted(parameters.items()) if key != "sign")


def sign_direct(parameters: Mapping[str, str], secret: str) -> str:
    """The direct gateway's `sign`: over the query parameters and `body`, lower-case hex MD5."""
    return _md5(f"{secret}{_concatenated(parameters)}{secret}")


def sign_top(parameters: Mapping[str, str], secret: str) -> str:
    """Taobao's `sign`: over system and form parameters, `wdt_sign` included, upper-case hex MD5."""
    return _md5(f"{secret}{_concatenated(parameters)}{secret}").upper()


def sign_wdt(parameters: Mapping[str, str], secret: str) -> str:
    """WDT's own `wdt_sign` inside a Qimen request: nested values are walked, not signed as text."""
    signed = {key: parameters[key] for key in SIGNED_BY_WDT if key in parameters}
    return _md5(f"{secret}{_flat(signed)}{secret}")


def _flat(value: Any) -> str:  # noqa: ANN401
    """Keys and values of a JSON value in key order; nulls and their keys are left out."""
    if isinstance(value, dict):
        return "".join(f"{k}{_flat(v)}" for k, v in sorted(value.items()) if v is not None)
    if isinstance(value, list):
        return "".join(_flat(item) for item in value if item is not None)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            # Numbers are signed as they are written: 1.50 must not become 1.5.
            return _flat(json.loads(value, parse_float=str, parse_int=str))
        except ValueError:
            return value
    return str(value)


class WdtAuth(AuthBase):
    """Credentials, time stamp and signature of the direct gateway, all in the query string."""

    def __init__(
        self, *, sid: str, key: str, secret: str, salt: str, now: Callable[[], datetime]
    ) -> None:
        self._credentials = {"sid": sid, "key": key, "salt": salt}
        self._secret = secret
        self._now = now

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign the request for this moment."""
        url, query = _split_query(request)
        query |= self._credentials
        query["timestamp"] = str(int(self._now().timestamp()) - EPOCH_OFFSET)
        query["sign"] = sign_direct({**query, "body": _text(request.body)}, self._secret)
        request.prepare_url(url, query)
        return request


class QimenAuth(AuthBase):
    """Credentials, time stamps and both signatures of the Qimen gateway."""

    def __init__(
        self,
        *,
        wdt: Mapping[str, str],
        wdt_secret: str,
        top: Mapping[str, str],
        top_secret: str,
        now: Callable[[], datetime],
    ) -> None:
        self._wdt = dict(wdt)
        self._wdt_secret = wdt_secret
        self._top = dict(top)
        self._top_secret = top_secret
        self._now = now

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign the request for this moment."""
        url, query = _split_query(request)
        form = dict(parse_qsl(_text(request.body), keep_blank_values=True))
        moment = to_wire(self._now())
        form |= {**self._wdt, "datetime": moment}
        form["wdt_sign"] = sign_wdt({**form, "method": query["method"]}, self._wdt_secret)
        query |= {**self._top, "timestamp": moment}
        query["sign"] = sign_top({**query, **form}, self._top_secret)
        request.prepare_url(url, query)
        request.prepare_body(form, None)
        return request


def _split_query(request: PreparedRequest) -> tuple[str, dict[str, str]]:
    parts = urlsplit(request.url or "")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query="")), query


def _text(body: bytes | str | Any) -> str:  # noqa: ANN401
    return body.decode() if isinstance(body, bytes) else body or ""
