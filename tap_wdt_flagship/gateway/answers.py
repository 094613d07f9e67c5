"""What a gateway's answer means: one table from answers to exceptions with cause and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    DeniedError,
    QuotaError,
    RangeTooWideError,
    RefusedError,
    RunError,
    TransientError,
    WdtError,
)


@dataclass(frozen=True)
class Answer:
    """What an envelope says about its own success.

    `status` is `None` where a Qimen answer carries none; `top_code` and `sub_code` are set on
    faults of the Taobao platform itself.
    """

    status: int | None
    message: str = ""
    top_code: int | None = None
    sub_code: str = ""


@dataclass(frozen=True)
class Rule:
    """An answer it applies to, and what to raise; `message` is searched in the answer's text."""

    error: type[WdtError]
    zh: str
    en: str
    status: frozenset[int] = frozenset()
    top_code: frozenset[int] = frozenset()
    message: str = ""
    sub_code: str = ""

    def applies(self, answer: Answer) -> bool:
        """Whether the rule is about this answer."""
        if self.status and answer.status not in self.status:
            return False
        if self.top_code and answer.top_code not in self.top_code:
            return False
        if self.message and not re.search(self.message, answer.message):
            return False
        return not self.sub_code or bool(re.search(self.sub_code, answer.sub_code))


# 条件 of a range: the limit in the message counts minutes, hours or days.
LIMIT = re.compile(r"(?:不能大于|最大|不能超过|不超过)\s*(\d+)\s*(分钟|小时|天)")
UNITS = {"分钟": "minutes", "小时": "hours", "天": "days"}
BAN = re.compile(r"ban will last for (\d+)\s*more second", re.IGNORECASE)

# The first rule that applies decides. Remedies name the place on the open platform or in the ERP
# client where a merchant mends it.
RULES = (
    Rule(
        QuotaError,
        "接口调用频率超限",
        "the interface's quota is used up",
        message=r"超过每分钟最大调用频率限制",
    ),
    Rule(
        ConcurrencyError,
        "接口并发超限",
        "too many calls of the interface at a time",
        message=r"超过每分钟最大并发次数限制",
    ),
    Rule(
        QuotaError,
        "奇门网关限流",
        "the Qimen gateway limits the flow of calls",
        top_code=frozenset({7}),
    ),
    Rule(QuotaError, "奇门网关限流", "flow control", sub_code=r"^accesscontrol\.limited-by"),
    Rule(
        RangeTooWideError,
        "查询时间范围过宽",
        "the time range is too wide",
        message=r"查询时间过宽|查询条件太过宽|起止时间差最大|间隔最大\s*\d+",
    ),
    Rule(
        ClockError,
        "请求时间与服务器时间相差过大",
        "the request's time stamp is too far from the server's clock",
        status=frozenset({7}),
    ),
    Rule(ClockError, "时间戳无效", "invalid time stamp", sub_code=r"invalid-timestamp"),
    Rule(
        TransientError,
        "奇门平台暂时故障",
        "a passing fault of the Taobao platform",
        sub_code=r"^isp\.",
    ),
    Rule(
        RunError,
        "奇门签名错误：请核对 qimen_app_secret（淘宝开放平台控制台 → 应用 → App Secret）",
        "wrong Qimen signature: check qimen_app_secret (Taobao open platform console → app → "
        "App Secret)",
        top_code=frozenset({25}),
    ),
    Rule(
        RunError,
        "奇门应用不存在：请核对 qimen_app_key（淘宝开放平台控制台 → 应用 → App Key）",
        "unknown Qimen application: check qimen_app_key (Taobao open platform console → app → "
        "App Key)",
        top_code=frozenset({28, 29}),
    ),
    Rule(
        DeniedError,
        "奇门网关没有此接口，或应用未获授权：请在开放平台 自助对接 → 应用管理 → 变更 中"
        "申请该接口权限",
        "the Qimen gateway does not know this interface, or the application may not call it: apply "
        "for it at open.wangdian.cn, 自助对接 → 应用管理 → 变更",
        top_code=frozenset({11, 12, 13, 22}),
    ),
    Rule(
        RunError,
        "接口账号设置了动态口令：请在旺店通客户端 设置 → 安全设置 中取消该账号的动态口令",
        "a dynamic password is set for the interface account: remove it in the WDT client, "
        "设置 → 安全设置",
        status=frozenset({3}),
    ),
    Rule(
        RunError,
        "本机 IP 不在白名单内：请在开放平台 自助对接 → 应用管理 中把出口 IP 加入白名单",
        "this machine's IP address is not on the whitelist: add it at open.wangdian.cn, "
        "自助对接 → 应用管理",
        status=frozenset({6}),
    ),
    Rule(
        RunError,
        "接口版本错误：请升级 tap-wdt-flagship",
        "wrong protocol version: upgrade tap-wdt-flagship",
        status=frozenset({8}),
    ),
    Rule(
        RunError,
        "卖家账号不存在：请核对 sid，以及 api_url 是否为该账号所在环境（正式或测试）",
        "unknown seller account: check sid, and that api_url is the environment (live or test) it "
        "belongs to",
        status=frozenset({1}),
        message=r"sid is not (exists|found)",
    ),
    Rule(
        RunError,
        "接口账号验证失败：请核对 app_key 与 app_secret（开放平台 自助对接 → 应用管理 → "
        "查看密钥），以及它们是否属于该 sid",
        "the gateway refuses the credentials: check app_key and app_secret (open.wangdian.cn, "
        "自助对接 → 应用管理), and that they belong to this sid",
        message=r"验证失败|app auth fail|(?i:sign(ature)?\b.*(error|invalid|fail))|签名",
    ),
    Rule(
        TransientError,
        "旺店通服务暂时故障",
        "a passing fault of the WDT server",
        status=frozenset({4, 5, 99}),
    ),
    Rule(
        TransientError,
        "旺店通服务繁忙",
        "the WDT server is busy",
        message=r"稍[后候]\s*(再试|重试)|(系统|服务器?)繁忙",
    ),
    Rule(
        DeniedError,
        "该接口只对奇门自定义应用开放：请改用 app_type=qimen，或取消选择此数据流",
        "only Qimen applications may call this interface: set app_type to qimen, or deselect the "
        "stream",
        message=r"internal only",
    ),
    Rule(
        DeniedError,
        "接口账号没有仓库权限：请在旺店通客户端 设置 → 安全设置 → 员工权限 中搜索接口账号"
        "（员工编号即 app_key）并勾选仓库",
        "the interface account has no right to a warehouse: in the WDT client, 设置 → 安全设置 → "
        "员工权限, find the employee whose number is the app_key and grant the warehouses",
        message=r"仓库.*(无权限|访问权限)|无仓库",
    ),
    Rule(
        DeniedError,
        "没有该接口的权限：请在开放平台 自助对接 → 应用管理 → 新增/变更 中申请此接口",
        "no permission for this interface: apply for it at open.wangdian.cn, 自助对接 → 应用管理 → "
        "新增/变更",
        message=r"权限不足|[Ii]nsufficient.*permission",
    ),
    Rule(
        RefusedError,
        "请求参数有误：请检查 stream_options 中此数据流的 params；未设置过的话请报告此问题",
        "a request parameter is wrong: check this stream's params in stream_options; if there are "
        "none, please report this",
        status=frozenset({1, 2}),
    ),
    Rule(
        RefusedError,
        "请求参数中的编号不存在或无权限：请检查 stream_options 中此数据流的 params",
        "a number among the request's parameters does not exist or is not permitted: check this "
        "stream's params in stream_options",
        message=r"不存在|已停用|全部错误",
    ),
)
UNKNOWN = Rule(
    RefusedError,
    "网关返回未知错误；如反复出现，请附上此信息联系旺店通对接人员",
    "an error the tap does not know; if it persists, show this message to WDT's support",
)


def check(answer: Answer, *, secrets: tuple[str, ...] = ()) -> None:
    """Return for an answer that carries data; raise what it means otherwise.

    Args:
        answer: what the envelope says.
        secrets: texts that must not stand in an error, should the gateway echo them.

    Raises:
        WdtError: the subclass that tells what to do about it.
    """
    if answer.status == 0 and answer.top_code is None:
        return
    if answer.status is None and answer.top_code is None:
        raise TransientError("奇门返回缺少 status", "a Qimen answer without a status")
    rule = next((rule for rule in RULES if rule.applies(answer)), UNKNOWN)
    said = _said(answer, secrets)
    zh, en = f"{rule.zh}（{said}）", f"{rule.en} ({said})"
    if issubclass(rule.error, QuotaError):
        raise rule.error(zh, en, _ban_seconds(answer))
    if rule.error is RangeTooWideError:
        raise RangeTooWideError(zh, en, _limit(answer.message))
    raise rule.error(zh, en)


def _said(answer: Answer, secrets: tuple[str, ...]) -> str:
    code = f"code {answer.top_code}" if answer.top_code is not None else f"status {answer.status}"
    said = f"{code}: {answer.message} {answer.sub_code}".strip()
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return said[:300]


def _limit(message: str) -> timedelta | None:
    found = LIMIT.search(message)
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


def _ban_seconds(answer: Answer) -> float | None:
    found = BAN.search(answer.message)
    return float(found[1]) if found else None
