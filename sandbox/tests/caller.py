"""A caller of both gateways that signs on its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wdt_sandbox import Sandbox

# The world ends here; nothing depends on the day the tests run.
NOW = "2026-06-18 20:00:00"
SHOPS = "setting.Shop.queryShop"
TRADES = "sales.TradeQuery.queryWithDetail"
RAW_TRADES = "sales.RawTrade.search"
STOCKOUTS = "wms.stockout.Sales.queryWithDetail"
STOCK = "wms.StockSpec.search2"


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Caller:
    sandbox: Sandbox
    session: requests.Session = field(default_factory=requests.Session)

    def direct(  # noqa: PLR0913
        self,
        method: str,
        params: dict[str, Any] | None = None,
        /,
        *,
        page: int | None = 0,
        size: int = 100,
        timeout: float = 10,
        query: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """``query`` replaces what the query would say."""
        account = self.sandbox.account
        parameters = {
            "sid": account.sid,
            "key": account.app_key,
            "salt": account.salt,
            "method": method,
            "timestamp": str(int(self.sandbox.now().timestamp()) - 1_325_347_200),
            "v": "1.0",
            **({} if page is None else {"page_no": str(page), "page_size": str(size)}),
            "calc_total": "1",
            **(query or {}),
        }
        body = json.dumps([params or {}], ensure_ascii=False)
        signed = {**parameters, "body": body}
        flat = "".join(key + signed[key] for key in sorted(signed))
        sign = md5(f"{account.secret}{flat}{account.secret}")
        return self.session.post(
            f"{self.sandbox.url}/openapi",
            params={"sign": sign, **parameters},
            data=body.encode(),
            timeout=timeout,
        )

    def qimen(  # noqa: PLR0913
        self,
        method: str,
        params: dict[str, Any] | None = None,
        /,
        *,
        page: int = 1,
        size: int = 100,
        inner: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """``query`` replaces what the query would say, ``inner`` what the form would."""
        account, now = self.sandbox.account, text(self.sandbox.now())
        pager = {"page_no": page, "page_size": size}
        system = {
            "app_key": account.qimen_app_key,
            "method": f"wdt.{method.lower()}",
            "format": "json",
            "v": "2.0",
            "sign_method": "md5",
            "timestamp": now,
            "target_app_key": account.target_app_key,
            **(query or {}),
        }
        form = {
            "params": json.dumps(params or {}, ensure_ascii=False),
            "pager": json.dumps(pager),
            "datetime": now,
            "wdt_appkey": account.app_key,
            "wdt_salt": account.salt,
            "wdt3_customer_id": account.sid,
            **(inner or {}),
        }
        flat = (
            f"datetime{form['datetime']}method{system['method']}"
            f"pagerpage_no{page}page_size{size}params{_flat(params or {})}"
            f"wdt_appkey{form['wdt_appkey']}wdt_salt{form['wdt_salt']}"
        )
        form.setdefault("wdt_sign", md5(f"{account.secret}{flat}{account.secret}"))
        everything = {**system, **form}
        outer = "".join(key + everything[key] for key in sorted(everything))
        sign = md5(f"{account.qimen_app_secret}{outer}{account.qimen_app_secret}").upper()
        return self.session.post(
            f"{self.sandbox.url}/router/qm", params={"sign": sign, **system}, data=form, timeout=10
        )

    def last(self, **span: float) -> dict[str, str]:
        """The range that ends now."""
        now = self.sandbox.now()
        return {"start_time": text(now - timedelta(**span)), "end_time": text(now)}

    def rows(self, method: str, params: dict[str, Any], key: str = "order") -> list[dict[str, Any]]:
        """All pages of the direct gateway."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.direct(method, params, page=len(found) // 100).json()
            assert answer["status"] == 0, answer
            found += answer["data"][key]
            if len(answer["data"][key]) < 100:
                return found


def _flat(params: dict[str, Any]) -> str:
    """Flat parameters only, which is all the tests send."""
    return "".join(
        f"{key}{str(value).lower() if isinstance(value, bool) else value}"
        for key, value in sorted(params.items())
    )
