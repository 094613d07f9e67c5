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
        None, "calls and seconds; the calls over it are refused", {"calls": 60, "seconds": 60}
    ),
    "concurrency": Setting(None, "calls at once, per interface; those over it are refused", 4),
    "latency_ms": Setting(0, "how long every answer takes", 200),
    "network_down": Setting(
        None,
        "every connection to the gateways is reset for so many seconds from now on",
        {"seconds": 5},
    ),
    "clock_skew_seconds": Setting(0, "the gateways' clock and Date header, off the world's", -400),
    # What is refused.
    "deny": Setting((), "interfaces the application has no right to", [TRADES]),
    "deny_after": Setting(
        None, "a right taken away: after so many calls, counted from now on", {TRADES: 3}
    ),
    "max_span": Setting(None, "widest range in minutes, where narrower than documented", 10),
    "span_message": Setting(
        None, "words of the refusal of a range that is too wide", {TRADES: "起止时间差最大1小时"}
    ),
    "max_page_size": Setting(None, "larger pages than this are refused", {TRADES: 50}),
    "faults": Setting((), "what goes wrong on the way; see the kinds of faults", [{"kind": "cut"}]),
    # How pages are made.
    "page_limit": Setting(None, "rows in a page, however many are asked for", 50),
    "order": Setting("modified", '"modified", "id" or "descending"', "descending"),
    "total_counts": Setting(
        "rows",
        'what the total counts: "rows" or "lines"; "first_page": only there; or "absent"',
        "first_page",
    ),
    "total_off": Setting(None, "so many too many (or too few) in the total", {TRADES: 3}),
    "churn": Setting(
        None,
        "rows are modified while their range is paged, each once: a fraction of those served, or"
        ' one "every" so many calls',
        {"fraction": 0.2, "limit": 200, "every": None},
    ),
    "emptied": Setting((), "interfaces that have no rows any more, total 0", [TRADES]),
    "ignore_range": Setting(
        None, "the range is ignored: all rows, whatever is asked", {TRADES: True}
    ),
    "answers": Setting(
        None,
        "what an interface answers, word for word; later pages are empty, with the same total."
        " Any method will do, also one that the sandbox does not know",
        {"sales.New.search": {"data": {"total_count": 1, "order": [{"id": 1}]}}},
    ),
    # Where the answers differ from the documents.
    "range_on": Setting(
        None, "the time that the range selects on, where not the documented", {TRADES: "created"}
    ),
    "rename_list": Setting(
        None,
        "another name of the list of rows, or other names of lists in the rows",
        {TRADES: {"detail_list": "detail_List"}},
    ),
    "extra_field": Setting(None, "name of a field that no document mentions", "brand_new"),
    "wrong_type": Setting(
        None,
        "values of fields (list.field: in every line), whatever the rows say",
        {TRADES: {"trade_id": "no number"}},
    ),
    "unknown_code": Setting(
        None, "codes of fields that no document lists", {TRADES: {"trade_status": 987}}
    ),
    "null_column": Setting(None, "a field, or several, null in every row", {TRADES: "shop_no"}),
    "show_platforms": Setting(
        None, "rows of platforms that the gateway should leave out are shown", {TRADES: True}
    ),
    "show_private": Setting(
        None, "personal data is filled where it should be empty", {TRADES: True}
    ),
    "spoil": Setting(
        None,
        "one row is spoiled whenever it is read; see the ways to spoil a row",
        {TRADES: {"kind": "half_emoji", "row": 100001}},
    ),
}
"""All but ``deny``, ``deny_after``, ``emptied``, ``answers`` and ``faults`` hold for all
interfaces, or map methods to values, and ``*`` to the value for all others."""

DEFAULTS: Final[Mapping[str, Any]] = {name: one.default for name, one in SETTINGS.items()}
