"""Every setting that can be switched: its value at rest, what it means, and an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

TRADES: Final = "sales.TradeQuery.queryWithDetail"


class Setting(NamedTuple):
    """One switch."""

    default: Any
    meaning: str
    example: Any


SETTINGS: Final[Mapping[str, Setting]] = {
    # How much is let through.
    "quota": Setting(
        None,
        "配额：次数与秒数，超出的被拒绝 / calls and seconds; the calls over it are refused",
        {"calls": 60, "seconds": 60},
    ),
    "concurrency": Setting(
        None,
        "每个接口的并发上限，超出的被拒绝"
        " / calls at once, per interface; those over it are refused",
        4,
    ),
    "latency_ms": Setting(0, "每次回答的耗时（毫秒） / how long every answer takes", 200),
    "network_down": Setting(
        None,
        "从现在起若干秒内，网关的连接一律重置"
        " / every connection to the gateways is reset for so many seconds from now on",
        {"seconds": 5},
    ),
    "clock_skew_seconds": Setting(
        0,
        "网关时间与 Date 头的偏差（秒） / the gateways' clock and Date header, off the world's",
        -400,
    ),
    "clock_tolerance_seconds": Setting(
        None,
        "时间戳可以相差多少秒；沙箱里时间走得快时放宽，不然调用方总是慢了"
        " / how far off a time stamp may be; for a world whose clock runs fast, where callers are"
        " always late",
        3600,
    ),
    # What is refused.
    "deny": Setting(
        (), "应用没有权限的接口 / interfaces the application has no right to", [TRADES]
    ),
    "deny_after": Setting(
        None,
        "从现在起调用若干次后收回权限"
        " / a right taken away: after so many calls, counted from now on",
        {TRADES: 3},
    ),
    "max_span": Setting(
        None,
        "比文档更窄的时间跨度（分钟） / widest range in minutes, where narrower than documented",
        10,
    ),
    "span_message": Setting(
        None,
        "跨度过宽时的说法 / words of the refusal of a range that is too wide",
        {TRADES: "起止时间差最大1小时"},
    ),
    "max_page_size": Setting(
        None, "拒绝更大的 page_size / larger pages than this are refused", {TRADES: 50}
    ),
    "faults": Setting(
        (),
        "路上的故障，种类见下表 / what goes wrong on the way; see the kinds of faults",
        [{"kind": "cut"}],
    ),
    # How pages are made.
    "page_limit": Setting(
        None, "不论要多少，一页只给这么多行 / rows in a page, however many are asked for", 50
    ),
    "order": Setting("modified", '行的顺序 / "modified", "id" or "descending"', "descending"),
    "total_counts": Setting(
        "rows",
        "总数：按行、按明细行、只在第一页、没有"
        ' / what the total counts: "rows" or "lines"; "first_page": only there; or "absent"',
        "first_page",
    ),
    "total_off": Setting(
        None, "总数多报（少报）若干 / so many too many (or too few) in the total", {TRADES: 3}
    ),
    "churn": Setting(
        None,
        "翻页时单据被修改，每张一次：按比例，或每若干次调用一张"
        " / rows are modified while their range is paged, each once: a fraction of those served, or"
        ' one "every" so many calls',
        {"fraction": 0.2, "limit": 200, "every": None},
    ),
    "removed": Setting(
        None,
        "ERP 里删掉的行，按行的编号 / rows deleted in the ERP, by their numbers",
        {TRADES: [13320400]},
    ),
    "emptied": Setting(
        (),
        "突然没有任何行的接口，总数 0 / interfaces that have no rows any more, total 0",
        [TRADES],
    ),
    "ignore_range": Setting(
        None,
        "不理会时间范围，总是给全部 / the range is ignored: all rows, whatever is asked",
        {TRADES: True},
    ),
    "answers": Setting(
        None,
        "接口逐字照给的回答；之后各页为空，总数不变；未收录的接口也可以"
        " / what an interface answers, word for word; later pages are empty, with the same total."
        " Any method will do, also one that the sandbox does not know",
        {"sales.New.search": {"data": {"total_count": 1, "order": [{"id": 1}]}}},
    ),
    # Where the answers differ from the documents.
    "range_on": Setting(
        None,
        "时间范围按另一个时间选取 / the time that the range selects on, where not the documented",
        {TRADES: "created"},
    ),
    "rename_list": Setting(
        None,
        "列表换名：记录列表，或行内的列表"
        " / another name of the list of rows, or other names of lists in the rows",
        {TRADES: {"detail_list": "detail_List"}},
    ),
    "extra_field": Setting(
        None, "文档没有的字段 / name of a field that no document mentions", "brand_new"
    ),
    "wrong_type": Setting(
        None,
        "字段的值一律换成给定的值（list.field 为每个明细行）"
        " / values of fields (list.field: in every line), whatever the rows say",
        {TRADES: {"trade_id": "no number"}},
    ),
    "unknown_code": Setting(
        None,
        "文档没有的状态码 / codes of fields that no document lists",
        {TRADES: {"trade_status": 987}},
    ),
    "null_column": Setting(
        None,
        "一个或几个字段在每行都是 null / a field, or several, null in every row",
        {TRADES: "shop_no"},
    ),
    "show_platforms": Setting(
        None,
        "给出本应不返回的平台的行 / rows of platforms that the gateway should leave out are shown",
        {TRADES: True},
    ),
    "show_private": Setting(
        None,
        "本应为空的隐私字段有值 / personal data is filled where it should be empty",
        {TRADES: True},
    ),
    "plant": Setting(
        None,
        "文本字段的值后面加上给定的文本：按字段名，* 为其余文本（不含查询条件），"
        "+名 为文档没有的字段；隐私字段只在有值的行"
        " / texts behind the values of text fields, by name; *: all other texts but those that "
        "calls ask by; +name: a field that no document mentions; personal data only where shown",
        {TRADES: {"receiver_name": "Li Hua", "*": "13912345678", "+memo": "Li Hua"}},
    ),
    "spoil": Setting(
        None,
        "某一行每次读到都是坏的，坏法见下表"
        " / one row is spoiled whenever it is read; see the ways to spoil a row",
        {TRADES: {"kind": "half_emoji", "row": 100001}},
    ),
}
"""All but ``deny``, ``deny_after``, ``emptied``, ``answers`` and ``faults`` hold for all
interfaces, or map methods to values, and ``*`` to the value for all others."""

DEFAULTS: Final[Mapping[str, Any]] = {name: one.default for name, one in SETTINGS.items()}
