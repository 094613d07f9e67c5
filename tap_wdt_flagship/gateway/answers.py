"""What a gateway's answer means: one table from answers to exceptions with cause and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from tap_wdt_flagship.errors import (
    ClockError,
    ConcurrencyError,
    NoInterfaceError,
    NoShopError,
    NoWarehouseError,
    PageTooLargeError,
    QimenOnlyError,
    QuotaError,
    RangeTooWideError,
    RefusedError,
    RowRefusedError,
    RunError,
    TransientError,
    UngrantedError,
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


# The limit that a message names, of a range and of a page.
SPAN = r"\s*(\d{1,5}|[半一二两三四五六七八九十])\s*个?(分钟|小时|天|日|周|月|年)"
LIMIT = re.compile(rf"(?:大于|超过|超出|最大|最多|在)(?:值?为|是)?{SPAN}")
# A limit of the range, rather than of how long ago it may be.
TOO_WIDE = (
    rf"(?:时间|日期|跨度|间隔|区间|范围|相差).{{0,6}}(?:大于|超过|超出|最大|最多)(?:值?为|是)?{SPAN}"
    rf"(?!之?前|以前)|(?:跨度|间隔|区间|范围|时间差|相差).{{0,6}}在{SPAN}(?:之|以)?内"
)
# The shortest month: a limit of months allows that many days whichever they are.
UNITS = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "周": timedelta(days=7),
    "月": timedelta(days=28),
    "年": timedelta(days=365),
}
DIGITS = {"半": 0.5, "两": 2} | {digit: n for n, digit in enumerate("一二三四五六七八九十", 1)}
AT_MOST = r"≤|<=|less than( or equal to)?|at most|exceed|between \d+ and|大于|超过|最大|最多"
AT_MOST += r"|\d+\s*[~～至到—–,，-]\s*(?=\d)"  # a range, as in 1~200
PAGE = rf"(?i:(?:page_?size|每页|单页|分页大小).*?(?:{AT_MOST})(?:\D{{0,8}}(?P<rows>\d{{1,6}}))?)"
TARGET = r"(?i:target.?app.?key)"
WRONG_TARGET = (
    "奇门目标应用错误：请核对 qimen_target_app_key，无特殊情况请删去此设置",
    "wrong Qimen target application: check qimen_target_app_key; if nobody gave you one, remove it",
)
WRONG_PARAMETER = (
    "请求参数有误：请检查 stream_options 中此报表的 params；如未设置过，请报告此问题",
    "a request parameter is wrong: check this stream's params in stream_options, or report it",
)
NOT_KNOWN = (
    "网关返回未知错误；如反复出现，请附上此信息联系旺店通对接人员",
    "an error the tap does not know; if it persists, show this message to WDT's support",
)
BAN = re.compile(r"ban will last for (\d+)\s*more second", re.IGNORECASE)

# The first rule that applies decides. Remedies name the place on the open platform or in the ERP
# client where a merchant mends it.
RULES = (
    Rule(
        QuotaError,
        "接口调用频率超限",
        "the interface's quota is used up",
        message=r"超过每分钟最大调用频率限制|(请求|调用|访问)(过于|太|过)频繁|请勿(过于)?频繁",
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
        PageTooLargeError,
        "每页条数超过接口上限",
        "the interface does not return so many rows a page",
        message=PAGE,
    ),
    Rule(
        RangeTooWideError,
        "查询时间范围过宽",
        "the time range is too wide",
        message=rf"查询(时间|条件)太?过宽|{TOO_WIDE}"
        r"|(查询时间|时间跨度|时间范围|时间间隔|时间差)(最大|最多|不[能得可](大于|超过)(?!当前))",
    ),
    Rule(
        ClockError,
        "请求时间与服务器时间相差过大",
        "the request's time stamp is too far from the server's clock",
        status=frozenset({7}),
    ),
    Rule(
        ClockError,
        "时间戳无效",
        "the time stamp cannot be read",
        status=frozenset({1}),
        message=r'For input string: "\d{9,}"',
    ),
    Rule(ClockError, "时间戳无效", "invalid time stamp", sub_code=r"invalid-timestamp"),
    Rule(
        RunError,
        *WRONG_TARGET,
        sub_code=TARGET,
    ),
    Rule(
        RunError,
        *WRONG_TARGET,
        top_code=frozenset({22, 28, 29, 40, 41, 43}),
        message=TARGET,
    ),
    Rule(
        TransientError,
        "奇门平台暂时故障",
        "a passing fault of the Taobao platform",
        sub_code=r"^isp\.|remote-service-(timeout|error)",
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
        UngrantedError,
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
        status=frozenset({4, 5, 99, 1064}),
    ),
    Rule(
        RefusedError,
        *WRONG_PARAMETER,
        message=r"SQL异常.*字段|Data truncation",
    ),
    Rule(
        TransientError,
        "旺店通服务暂时故障",
        "a passing fault of the WDT server",
        message=r"SQL异常|(数据库|系统|内部)(错误|异常)|超时|不可用|(?i:invalid http status"
        r"|internal (server )?error|deadlock found|lock wait|timed out|(?<!\w)timeout(?!\w)"
        r"|unavailable|database error|connection (refused|reset))",
    ),
    Rule(
        TransientError,
        "旺店通服务繁忙",
        "the WDT server is busy",
        message=r"稍[后候]\s*(再试|重试)|(系统|服务器?)繁忙",
    ),
    Rule(
        UnknownAnswerError, *NOT_KNOWN, message=r"^未知(错误|异常)|^(?i:unknown (error|exception))"
    ),
    Rule(
        QimenOnlyError,
        "该接口只对奇门自定义应用开放：请改用 app_type=qimen，或取消选择此报表",
        "only Qimen applications may call this interface: set app_type to qimen, or deselect the "
        "stream",
        message=r"internal only",
    ),
    Rule(
        NoInterfaceError,
        "网关没有此接口：旺店通客户端版本可能过低，或接口已下线；请取消选择此报表",
        "the gateway does not know this interface: the WDT client may be too old for it, or it is "
        "gone; deselect the stream",
        message=r"(接口|方法)[^，,]{0,8}不存在|(?i:(method|interface|api).*not (exist|found))",
    ),
    Rule(
        RowRefusedError,
        "单据不存在，或接口账号没有其店铺的权限",
        "there is no such document, or the interface account has no right to its shop",
        message=r"单.{0,4}不存在或无店铺权限",
    ),
    Rule(
        NoWarehouseError,
        "接口账号没有仓库权限：请在旺店通客户端 设置 → 安全设置 → 员工权限 中搜索接口账号"
        "（员工编号即 app_key）并勾选仓库",
        "the interface account has no right to a warehouse: in the WDT client, 设置 → 安全设置 → "
        "员工权限, find the employee whose number is the app_key and grant the warehouses",
        message=r"仓.*(无|没有).{0,4}权限|(无|没有).{0,2}仓库.{0,4}权限|无仓库",
    ),
    Rule(
        NoShopError,
        "店铺编号不存在，或接口账号没有店铺权限：请检查 stream_options 中此报表的 params，并在"
        "旺店通客户端 设置 → 安全设置 → 员工权限 中搜索接口账号（员工编号即 app_key）并勾选店铺",
        "there is no such shop, or the interface account has no right to it: check this stream's "
        "params in stream_options, and in the WDT client, 设置 → 安全设置 → 员工权限, find the "
        "employee whose number is the app_key and grant the shops",
        message=r"店铺.*(无|没有).{0,4}权限|(无|没有).{0,2}店铺.{0,4}权限|店铺编号全部错误",
    ),
    Rule(
        UngrantedError,
        "没有该接口的权限：请在开放平台 自助对接 → 应用管理 → 新增/变更 中申请此接口",
        "no permission for this interface: apply for it at open.wangdian.cn, 自助对接 → 应用管理 → "
        "新增/变更",
        message=r"权限不足|(无|没有).{0,8}权限|[Ii]nsufficient.*permission",
    ),
    Rule(
        RefusedError,
        *WRONG_PARAMETER,
        status=frozenset({1, 2, 2102}),
    ),
    Rule(
        RefusedError,
        *WRONG_PARAMETER,
        top_code=frozenset({40, 41, 43}),
    ),
    Rule(
        RefusedError,
        "请求参数中的编号不存在或已停用：请检查 stream_options 中此报表的 params",
        "a number among the request's parameters does not exist or is disabled: check this "
        "stream's params in stream_options",
        message=r"(仓库?|店铺|员工|物流|标记|原因).*(不存在|已停用)|不存在.*(物流|原因)",
    ),
    Rule(
        RowRefusedError,
        "所查的单据或货品不存在、已停用，或接口账号没有其权限",
        "the document or article asked about does not exist, is disabled, or is not permitted to "
        "the interface account",
        message=r"(?<!参数)(?<!字段)不存在|未找到|已停用|全部错误",
    ),
    Rule(
        RefusedError,
        *WRONG_PARAMETER,
        message=r"参数|字段|格式|必[填传]|必须|应大于|应该是|不[能可得](为空|大于|小于|包含|超过)"
        r"|为空[！!]?$|不合法|非法|不支持|仅支持|超长|重复|已使用|最少包含|请(指定|选择|输入|填写|传入|提供)|不匹配"
        r"|无匹配|不属于|不是|状态错误|类型错误|没有\S*职务|只能|有相同"
        r"|请确保|^应用错误"
        r"|(?i:must (not )?be|argument|for input string|unparseable)",
    ),
)
UNKNOWN = Rule(UnknownAnswerError, *NOT_KNOWN)
WITHOUT_STATUS = Rule(TransientError, "奇门返回缺少 status", "a Qimen answer without a status")


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
    rule = next((rule for rule in RULES if rule.applies(answer)), None)
    if rule is None:
        nameless = answer.status is None and answer.top_code is None
        rule = WITHOUT_STATUS if nameless else UNKNOWN
    said = _said(answer, secrets)
    zh, en = f"{rule.zh}（{said}）", f"{rule.en} ({said})"
    if issubclass(rule.error, QuotaError):
        raise rule.error(zh, en, _ban_seconds(answer))
    if rule.error is RangeTooWideError:
        raise RangeTooWideError(zh, en, _range_limit(answer.message))
    if rule.error is PageTooLargeError:
        raise PageTooLargeError(zh, en, _page_limit(answer.message))
    if rule.error is UnknownAnswerError:
        raise UnknownAnswerError(zh, en, said)
    raise rule.error(zh, en)


def _said(answer: Answer, secrets: tuple[str, ...]) -> str:
    status = "no status" if answer.status is None else f"status {answer.status}"
    code = status if answer.top_code is None else f"code {answer.top_code}"
    said = f"{code}: {answer.message} {answer.sub_code}".strip()
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return said[:300]


def _range_limit(message: str) -> timedelta | None:
    found = LIMIT.search(message)
    if found is None:
        return None
    count = DIGITS.get(found[1]) or int(found[1])
    return count * UNITS[found[2]] or None


def _page_limit(message: str) -> int | None:
    found = re.search(PAGE, message)
    return int(found["rows"] or 0) or None if found else None


def _ban_seconds(answer: Answer) -> float | None:
    found = BAN.search(answer.message)
    return float(found[1]) if found else None
