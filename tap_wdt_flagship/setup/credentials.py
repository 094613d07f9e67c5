"""The account: its application and credentials, one by one, tried at the gateway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table

from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.engine.usable import SHOPS, Look
from tap_wdt_flagship.errors import DeniedError, RunError, StreamError, WdtError
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.settings_reader import WHERE
from tap_wdt_flagship.setup.questions import Question, one_of
from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_wdt_flagship.setup.questions import Answers

PREFIX: Final = "TAP_WDT_FLAGSHIP_"
SECRET: Final = frozenset({"app_secret", "qimen_app_secret"})
ADDRESSES: Final = ("api_url", "qimen_api_url")
# In the words of the open platform's own screens.
APPLICATIONS: Final = (
    ("", "旺店通自定义对接\nwdt", "奇门自定义对接\nqimen"),
    ("淘宝/天猫、系统供销\nTaobao/Tmall, system supply", "不返回 no", "返回 yes"),
    ("拼多多\nPinduoduo", "不返回 no", "不返回 no"),
    ("其他平台、自有商城、线下\nother platforms, own mall, offline", "返回 yes", "返回 yes"),
    (
        "要填 credentials",
        "卖家账号、接口账号、接口密钥",
        "同左，另加淘宝开放平台的 App Key、App Secret\nand those of Taobao's open platform",
    ),
)
CHOICE: Final = "没有淘系店铺选 wdt，有则选 qimen / no shop at Taobao or Tmall: wdt, else qimen"
WHERE_TO_APPLY: Final = (
    "在 open.wangdian.cn → 旗舰版 → 自助对接 → 应用管理 → 新增 里申请，应用类型选上述之一；"
    "没有入口的，联系商务开通 / apply at open.wangdian.cn; without such a menu, ask WDT's sales"
)
ONLINE: Final = (
    "应用上线后才能查看密钥 / the secret can be seen once the application is online (已上线)"
)
RETRY: Final = "再试一次 / try again?"
TRYING: Final = "正在用这些凭证调用网关 / calling the gateway with these …"


def application(answers: Answers) -> str:
    """The type of the application."""
    return answers.get(
        Question(
            "app_type",
            "应用类型 / application type (wdt, qimen)",
            one_of([*GATEWAYS]),
            (_applications(), CHOICE, WHERE_TO_APPLY),
            variable=f"{PREFIX}APP_TYPE",
        )
    )


def _applications() -> Table:
    shown = Table(
        title="应用类型与返回的单据 / what each application returns",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for column in APPLICATIONS[0]:
        shown.add_column(column)
    for row in APPLICATIONS[1:]:
        shown.add_row(*row)
    return shown


def credential(name: str) -> Question:
    """The question for a credential, with the place where it is found."""
    zh, en = WHERE[name]
    title = CONFIG_SCHEMA["properties"][name]["title"]
    hidden = "，输入时不显示 / not shown" if name in SECRET else ""
    return Question(
        name,
        f"{title} ({name}){hidden}",
        _secret_fault if name == "app_secret" else lambda _: None,
        (f"{zh} / {en}", *([ONLINE] if name == "app_secret" else [])),
        variable=f"{PREFIX}{name.upper()}",
        secret=name in SECRET,
    )


def _secret_fault(secret: str) -> str | None:
    if all(secret.partition(":")):
        return None
    return (
        "接口密钥应形如 secret:salt，中间有英文冒号，要复制完整内容"
        " / it has the form secret:salt; copy all of it, with the colon"
    )


def account(answers: Answers, fixed: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of an account that the gateway answered.

    Args:
        answers: what asks.
        fixed: settings that nobody is asked for.

    Raises:
        WdtError: the gateway refused, and there is nobody to ask for better ones.
    """
    app_type = application(answers)
    names = [*GATEWAYS[app_type].required_settings]
    while True:
        given = {name: answers.get(credential(name)) for name in names}
        config = {**fixed, "app_type": app_type, **given}
        answers.say("", TRYING)
        try:
            shops = _shops_seen(config)
        except WdtError as error:
            if not answers.asks:
                raise
            answers.say(f"✗ {error}")
            variables = {f"{PREFIX}{name.upper()}": value for name, value in given.items()}
            answers.ask_again(_blamed(error, names), variables)
            if not answers.agree(RETRY, given=None):
                raise
        else:
            answers.say(f"✓ 凭证正确{shops[0]} / the gateway takes them{shops[1]}")
            return config


def _blamed(error: WdtError, names: list[str]) -> list[str]:
    """The settings that an error asks to check: its text names them."""
    return [name for name in names if re.search(rf"\b{name}\b", error.en)]


def _shops_seen(config: Mapping[str, Any]) -> tuple[str, str]:
    """One call; how many shops there are, in words, if it may list them.

    Raises:
        WdtError: no call can succeed.
    """
    tap = TapWdtFlagship(config={**config}, parse_env_config=False)
    reports: dict[str, Any] = {report.name: tap.streams[report.name] for report in REPORTS}
    try:
        page = Look(tap.settings, reports).page(reports[SHOPS])
    except DeniedError:
        return "", ""  # the credentials are right, else it had not come to rights
    except StreamError as error:
        raise RunError(error.zh, error.en) from None
    if page.total is None:
        return "", ""
    return f"，看得到 {page.total} 个店铺", f", it sees {page.total} shops"
