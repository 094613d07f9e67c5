"""What a gateway's answer means: one table from answers to exceptions with cause and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    DeniedError,
    PageTooLargeError,
    QuotaError,
    RangeTooWideError,
    RefusedError,
    RowDeniedError,
    RowRefusedError,
    RunError,
    TransientError,
    UnknownAnswerError,
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


# What a range or a page is measured against: a limit that counts minutes, hours, days or months.
AT_MOST = r"(?:不\S{0,2}(?:大于|超过)|最大|最长|最多|小于等于|≤)"
LIMIT = re.compile(AT_MOST + r"(?:为|是)?\s*(\d+)\s*个?(分钟|小时|天|月)")
UNITS = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
    "月": timedelta(days=30),
}
PAGE_LIMIT = re.compile(
    r"(?:page[_ ]?size|每页|分页大小|页大小).*?"
    rf"(?:{AT_MOST}|<=?|less than|between \d+ and|exceed|too (?:large|big)"
    r"|范围\D*\d+|过大|超[过出])\D*(\d*)",
    re.IGNORECASE,
)
BAN = re.compile(r"ban will last for (\d+)\s*more second", re.IGNORECASE)

UNKNOWN = Rule(
    UnknownAnswerError,
    "网关返回未知错误；如反复出现，请附上此信息联系旺店通对接人员",
    "an error the tap does not know; if it persists, show this message to WDT's support",
    message=r"未知错误|未知异常|(?i:unknown (error|exception))",
)
PARAMETER = Rule(
    RefusedError,
    "请求参数有误：请检查 stream_options 中此数据流的 params；未设置过的话请报告此问题",
    "a request parameter is wrong: check this stream's params in stream_options; if there are "
    "none, please report this",
)
# About the request as such: what it lacks, and what else is wrong with a value.
MISSING = r"(不能|不可)为空|必[填传]|必须|must not be (null|empty|blank)|请(指定|选择)"
REFUSED = (
    r"应用错误|仅支持分页|参数|格式|类型错误|状态错误|应(该是|大于)|非法|不合法|不能(包含|重复|大于|小于|进行)"
    r"|不是(自有|编辑|该)|不属于|不匹配|只能选|货品.*重复|相同商家编码|超长|已使用|姓名为空|最少包含"
    r"|填写完整|(?i:argument|must be|unparseable|truncation)"
)
TARGET_APP = Rule(
    RunError,
    "奇门目标应用错误：请核对 qimen_target_app_key，旺店通旗舰版为默认值 21363512",
    "wrong Qimen target application: check qimen_target_app_key; the default, 21363512, is the "
    "WDT flagship",
    message=r"(?i:target.?app.?key)",
)

# The first rule that applies decides. Remedies name the place on the open platform or in the ERP
# client where a merchant mends it.
RULES = (
    TARGET_APP,
    replace(TARGET_APP, message="", sub_code=TARGET_APP.message),
    Rule(
        QuotaError,
        "接口调用频率超限",
        "the interface's quota is used up",
        message=r"超过每分钟最大调用频率限制|(请求|调用|访问|操作)(过于|太)频繁",
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
        message=r"查询时间太?过宽|查询条件太?过宽|(时间|间隔|跨度|范围).*" + LIMIT.pattern,
    ),
    Rule(
        PageTooLargeError,
        "每页行数超过接口上限",
        "pages of so many rows are more than the interface gives",
        message=f"(?i:{PAGE_LIMIT.pattern})",
    ),
    Rule(
        ClockError,
        "请求时间与服务器时间相差过大",
        "the request's time stamp is too far from the server's clock",
        status=frozenset({7}),
    ),
    Rule(ClockError, "时间戳无效", "invalid time stamp", sub_code=r"invalid-timestamp"),
    Rule(
        ClockError,
        "请求时间戳不被接受",
        "the request's time stamp is not accepted",
        status=frozenset({1}),
        message=r'For input string: "\d{9,13}"',
    ),
    Rule(
        TransientError,
        "奇门平台暂时故障",
        "a passing fault of the Taobao platform",
        sub_code=r"^isp\.|remote-service-timeout",
    ),
    Rule(
        TransientError,
        "奇门平台暂时故障",
        "a passing fault of the Taobao platform",
        top_code=frozenset({10, 15}),
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
        "旺店通服务暂时故障",
        "a passing fault of the WDT server",
        message=r"invalid http status 5\d\d|SQL\s*异常|数据库(错误|异常)|系统(异常|错误)|查询超时"
        r"|(?i:deadlock found|(read|connect(ion)?) timed out|database error)",
    ),
    UNKNOWN,
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
        RowDeniedError,
        "请求参数中的编号不存在，或接口账号无权限：请检查 stream_options 中此数据流的 params，"
        "并在旺店通客户端 设置 → 安全设置 → 员工权限 中搜索接口账号（员工编号即 app_key）"
        "查看店铺与仓库",
        "a number among the request's parameters does not exist, or the interface account has no "
        "right to it: check this stream's params in stream_options, and in the WDT client, "
        "设置 → 安全设置 → 员工权限, the shops and warehouses of the employee whose number is the "
        "app_key",
        message=r"不存在.*无\S*权限|编号全部错误|(无|没有)\S*店铺\S*权限",
    ),
    Rule(
        DeniedError,
        "接口账号没有仓库权限：请在旺店通客户端 设置 → 安全设置 → 员工权限 中搜索接口账号"
        "（员工编号即 app_key）并勾选仓库",
        "the interface account has no right to a warehouse: in the WDT client, 设置 → 安全设置 → "
        "员工权限, find the employee whose number is the app_key and grant the warehouses",
        message=r"仓.*(无|没有).*权限|(无|没有).*仓.*权限",
    ),
    Rule(
        DeniedError,
        "没有该接口的权限：请在开放平台 自助对接 → 应用管理 → 新增/变更 中申请此接口",
        "no permission for this interface: apply for it at open.wangdian.cn, 自助对接 → 应用管理 → "
        "新增/变更",
        message=r"权限不足|^(无|没有)\S{0,4}权限|[Ii]nsufficient.*permission|(接口|方法)不存在",
    ),
    replace(PARAMETER, status=frozenset({1, 2})),
    replace(PARAMETER, message=MISSING),
    Rule(
        RowRefusedError,
        "请求参数中的编号或单据有误：请检查 stream_options 中此数据流的 params",
        "a number or document among the request's parameters is not right: check this stream's "
        "params in stream_options",
        message=r"不存在|已停用|已删除|未找到|找不到|全部错误|无匹配|单号",
    ),
    replace(PARAMETER, message=REFUSED),
    replace(PARAMETER, top_code=frozenset({40, 41, 43})),
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
    if rule.error is PageTooLargeError:
        raise PageTooLargeError(zh, en, _page_limit(answer.message))
    raise rule.error(zh, en)


def _said(answer: Answer, secrets: tuple[str, ...]) -> str:
    code = f"code {answer.top_code}" if answer.top_code is not None else f"status {answer.status}"
    said = f"{code}: {answer.message} {answer.sub_code}".strip()
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return said[:300]


def _limit(message: str) -> timedelta | None:
    found = LIMIT.search(message)
    return int(found[1]) * UNITS[found[2]] if found else None


def _page_limit(message: str) -> int | None:
    found = PAGE_LIMIT.search(message)
    return int(found[1]) if found and found[1] else None


def _ban_seconds(answer: Answer) -> float | None:
    found = BAN.search(answer.message)
    return float(found[1]) if found else None
