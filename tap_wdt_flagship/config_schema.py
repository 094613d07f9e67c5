"""The JSON schema of the settings, as `--about`, Meltano and the checks in `settings` see them."""

from __future__ import annotations

from typing import Any

from singer_sdk import typing as th

from tap_wdt_flagship.beijing import BEIJINGS_OFFSET, OFFSETS
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.privacy import MODES

API_URL = "https://wdt.wangdian.cn/openapi"
QIMEN_API_URL = "http://3ldsmu02o9.api.taobao.com/router/qm"
QIMEN_TARGET_APP_KEY = "21363512"
DEFAULT_PAGE_SIZE = 200

CONFIG_SCHEMA: dict[str, Any] = th.PropertiesList(
    th.Property(
        "app_type",
        th.StringType,
        default="wdt",
        allowed_values=list(GATEWAYS),
        title="应用类型 / Application type",
        description="wdt 旺店通自定义应用，qimen 奇门自定义应用。"
        " / wdt: WDT custom application; qimen: Qimen custom application.",
    ),
    th.Property(
        "sid",
        th.StringType,
        required=True,
        title="卖家账号 / Seller account",
        description="旺店通卖家账号。 / The seller's WDT account.",
    ),
    th.Property(
        "app_key",
        th.StringType,
        required=True,
        title="接口账号 / Interface account",
        description="开放平台应用的接口账号（appkey）。"
        " / Interface account (appkey) of the application on the open platform.",
    ),
    th.Property(
        "app_secret",
        th.StringType,
        required=True,
        secret=True,
        title="接口密钥 / Interface secret",
        description="接口密钥，完整填写，形如 secret:salt。"
        " / Interface secret in full, of the form secret:salt.",
    ),
    th.Property(
        "qimen_app_key",
        th.StringType,
        title="奇门 App Key / Qimen app key",
        description="淘宝开放平台应用的 App Key，仅奇门自定义应用需要。"
        " / App key on the Taobao open platform, for Qimen applications only.",
    ),
    th.Property(
        "qimen_app_secret",
        th.StringType,
        secret=True,
        title="奇门 App Secret / Qimen app secret",
        description="淘宝开放平台应用的 App Secret，仅奇门自定义应用需要。"
        " / App secret on the Taobao open platform, for Qimen applications only.",
    ),
    th.Property(
        "qimen_target_app_key",
        th.StringType,
        default=QIMEN_TARGET_APP_KEY,
        title="奇门目标 App Key / Qimen target app key",
        description="旺店通旗舰版在奇门的 App Key，一般不用修改。"
        " / WDT flagship's own app key at Qimen; rarely changed.",
    ),
    th.Property(
        "api_url",
        th.StringType,
        default=API_URL,
        title="接口地址 / Address of the direct gateway",
        description="旺店通网关地址；测试环境填开放平台给出的地址。"
        " / Address of WDT's gateway; for the test system, the one the open platform names.",
    ),
    th.Property(
        "qimen_api_url",
        th.StringType,
        default=QIMEN_API_URL,
        title="奇门地址 / Address of the Qimen gateway",
        description="奇门网关地址。 / Address of the Qimen gateway.",
    ),
    th.Property(
        "start_date",
        th.DateTimeType,
        title="开始时间 / Start",
        description="首次同步单据的起点（北京时间），默认三个月前；档案与库存总是从头开始。"
        " / Where the first sync of documents begins (Beijing time unless it has an offset); "
        "default: three months ago. Master data and stock always begin at the beginning.",
    ),
    th.Property(
        "end_date",
        th.DateTimeType,
        title="结束时间 / End",
        description="只同步到这个时间，用于补历史数据；默认到现在。"
        " / Read no further than this, for a bounded backfill; default: now.",
    ),
    th.Property(
        "lookback_minutes",
        th.IntegerType,
        default=30,
        title="回看分钟数 / Lookback in minutes",
        description="每次增量同步从同步进度（书签）之前多少分钟读起。"
        " / How long before the bookmark an incremental sync begins.",
    ),
    th.Property(
        "delay_seconds",
        th.IntegerType,
        default=120,
        title="安全延迟秒数 / Safety delay in seconds",
        description="只读到网关时间之前多少秒，避免漏掉正在写入的数据。"
        " / How long before the gateway's present time reading ends, so that no row is still "
        "being written.",
    ),
    th.Property(
        "page_size",
        th.IntegerType,
        default=DEFAULT_PAGE_SIZE,
        title="每页行数 / Page size",
        description="每页行数，接口上限更低时自动降低；未改动时库存为 1000。"
        " / Rows a page; lowered where an interface allows less. Left at its default, stock takes "
        "1000.",
    ),
    th.Property(
        "requests_per_minute",
        th.NumberType,
        default=55,
        title="每分钟调用次数 / Calls a minute",
        description="每个接口每分钟的调用次数；账号的配额一般为 60。"
        " / Calls a minute for each interface; accounts usually have 60.",
    ),
    th.Property(
        "max_concurrency",
        th.IntegerType,
        default=4,
        title="接口并发 / Concurrency per interface",
        description="每个接口同时进行的请求数。 / Requests in flight per interface.",
    ),
    th.Property(
        "max_connections",
        th.IntegerType,
        default=64,
        title="总并发 / Connections in all",
        description="所有接口合计同时进行的请求数。 / Requests in flight over all interfaces.",
    ),
    th.Property(
        "request_timeout_seconds",
        th.NumberType,
        default=60,
        title="请求超时秒数 / Request timeout in seconds",
        description="等待一次响应的秒数。 / How long to wait for an answer.",
    ),
    th.Property(
        "outage_patience_minutes",
        th.NumberType,
        default=15,
        title="断网等待分钟数 / Patience with an outage in minutes",
        description="运行中网络中断时最多等待多少分钟，之后报表失败。"
        " / How long a network that goes away in mid-run is waited for before a report fails.",
    ),
    th.Property(
        "nested_lists",
        th.BooleanType,
        default=False,
        title="保留嵌套明细 / Keep nested lists",
        description="主表中也保留明细列表（明细另有自己的表）。"
        " / Keep the lists of lines inside the header rows, beside the tables of their own.",
    ),
    th.Property(
        "utc_offset",
        th.StringType,
        default=BEIJINGS_OFFSET,
        allowed_values=list(OFFSETS),
        title="时间的时区偏移 / Offset of times",
        description="记录里的时间怎样结尾：+08:00 北京时间，Z 为 UTC（同一时刻），"
        "供不识别时区偏移的目标端用；见 docs/targets.md。"
        " / What times in records end in: +08:00 for Beijing time, or Z for UTC, the same instant, "
        "for loaders that cannot read offsets; see docs/targets.md.",
    ),
    th.Property(
        "stream_options",
        th.ObjectType(additional_properties=th.CustomType({"type": "object"})),
        title="报表选项 / Options per stream",
        description="按报表设置 start_date、lookback_minutes、page_size、max_window_minutes、"
        "requests_per_minute、params（附加业务参数）。"
        " / Per stream: start_date, lookback_minutes, page_size, max_window_minutes, "
        "requests_per_minute, params (extra business parameters).",
    ),
    th.Property(
        "windows",
        th.StringType,
        title="重读的时间段 / Windows to read again",
        description="只重读这些时间段，不动同步进度（书签）：JSON 列表 {stream, start, end}，"
        "或存有它的文件的路径，如 wdt-audit --repair 写出的文件。"
        " / Read these ranges only, and leave the bookmarks alone: a JSON list of {stream, start, "
        "end}, or the path of a file that holds it, such as wdt-audit --repair writes.",
    ),
    th.Property(
        "privacy",
        th.StringType,
        default="keep",
        allowed_values=list(MODES),
        title="个人信息 / Personal data",
        description="标有隐私的列：keep 原样，hash 加密钥的哈希（仍可连接），drop 留空；"
        "见 docs/privacy.md。"
        " / Columns with personal data: keep as they are, hash with a key (joins still work), or "
        "drop; see docs/privacy.md.",
    ),
    th.Property(
        "privacy_key",
        th.StringType,
        secret=True,
        title="哈希的密钥 / Key of the hashes",
        description="privacy 为 hash 时必填，至少 16 个字符；换了它，新旧哈希就连接不上。"
        " / Needed for privacy: hash, 16 characters or more; under another key hashes do not match "
        "older ones.",
    ),
    th.Property(
        "privacy_keep",
        th.ArrayType(th.StringType),
        title="保留的列 / Columns to keep",
        description='不受 privacy 影响的列：["trades.buyer_message", "*remark"]。'
        ' / Columns that stay as they are: ["trades.buyer_message", "*remark"].',
    ),
    th.Property(
        "privacy_drop",
        th.ArrayType(th.StringType),
        title="丢弃的列 / Columns to drop",
        description='总是留空的列，不论 privacy 是什么：["receiver_address", "trades._extra"]。'
        ' / Columns that are always empty: ["receiver_address", "trades._extra"].',
    ),
    th.Property(
        "receipt_path",
        th.StringType,
        title="同步记录文件 / Receipt",
        description="运行结束后把同步记录（与表 sync_log 相同）写成 JSON 文件。"
        " / After a run, its record (the rows of the table sync_log) is written to this JSON file.",
    ),
    th.Property(
        "field_report_path",
        th.StringType,
        title="实况报告文件 / Field report",
        description="运行结束后把网关与文档的不同之处写入此文件：只有名称、类型和计数，没有任何数据。"
        " / After a run, what the gateway did otherwise than documented is written to this file: "
        "names, types and counts, no data.",
    ),
    th.Property(
        "emit_activate_version_messages",
        th.BooleanType,
        default=False,
        title="发送 ACTIVATE_VERSION / Emit ACTIVATE_VERSION",
        description="全量读取完成后通知目标端清除已不存在的行。"
        " / After a complete full-table read, let the target drop rows that are gone.",
    ),
    th.Property(
        "skip_ungranted",
        th.BooleanType,
        default=False,
        title="跳过未申请的报表 / Skip reports not granted",
        description="应用没有申请的接口，其报表跳过并说明，不算失败；以前读到过的仍算失败。"
        " / Leave out reports whose interfaces the application has not applied for, say so, and "
        "do not fail; one that was read before still fails.",
    ),
).to_dict()
# A Qimen application needs both of its own keys; Meltano Hub reads groups of settings from here.
CONFIG_SCHEMA["dependentRequired"] = {
    "qimen_app_key": ["app_type", *CONFIG_SCHEMA["required"], "qimen_app_secret"]
}
