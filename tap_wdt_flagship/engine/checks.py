"""The documents' claims about a report, each compared with what its answers and rows showed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Mapping
    from datetime import timedelta

    from tap_wdt_flagship.engine.events import Receipt
    from tap_wdt_flagship.engine.outcomes import InterfaceTraits
    from tap_wdt_flagship.rendering.inspection import Seen
    from tap_wdt_flagship.streams._base import Report


class Claim(Enum):
    """What the documents claim of an interface, by the name that a field report has for it."""

    RANGE_SELECTS = "range_selects", "时间范围起作用", "the range selects rows"
    KEY_IN_RANGE = "replication_key_in_range", "复制键在所查范围内", "replication key in the range"
    KEY_FILLED = "replication_key_filled", "复制键有值", "replication key is filled"
    KEYS_UNIQUE = "keys_unique", "主键不重复", "keys are unique"
    TOTAL_COUNTS_ROWS = "total_counts_rows", "总数即行数", "the total counts rows"
    TOTAL_ON_EVERY_PAGE = "total_on_every_page", "每页都有总数", "every page tells the total"
    ANSWERS_FILLED = "answers_filled", "并发时不返回空结果", "no hollow answers"
    PAGE_SIZE = "page_size", "每页行数", "page size"
    RANGE_LIMIT = "range_limit", "时间跨度", "widest range"
    LIST_PATH = "list_path", "记录列表的位置", "where the records stand"
    LIST_NAMES = "list_names", "明细列表的名称", "names of lists of lines"
    FIELDS = "fields", "字段", "fields"
    TYPES = "types", "字段类型", "types"
    CODES = "codes", "代码", "codes"
    PLATFORMS = "platforms_left_out", "不返回的平台", "platforms left out"
    PRIVACY = "personal_data_left_out", "隐私字段为空", "personal data left out"
    MESSAGES = "messages", "错误信息", "messages"
    DECODABLE = "decodable", "可以解码", "decodable"

    def __init__(self, key: str, zh: str, en: str) -> None:
        self.key, self.zh, self.en = key, zh, en


@dataclass(frozen=True)
class Check:
    """How a claim fared: `held` is `None` where nothing was there to tell by."""

    claim: Claim
    held: bool | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What a run learned of one report."""

    report: Report
    receipt: Receipt
    traits: InterfaceTraits
    seen: Mapping[str, Seen]
    """Of the report and of its lines."""
    unknown: Counter[str]
    """Messages that the tap does not know."""

    @property
    def rows(self) -> Seen:
        """What the report's own rows showed."""
        return self.seen[self.report.name]


def check(facts: Facts) -> Iterator[Check]:
    """Every claim that concerns this report."""
    if facts.report.range_params is not None:
        yield from _of_range(facts)
    if facts.report.paged:
        yield from _of_pages(facts)
    yield from _of_answers(facts)
    yield from _of_rows(facts)


def differences(facts: Facts) -> list[Claim]:
    """The claims that did not hold."""
    return [each.claim for each in check(facts) if each.held is False]


def _held(against: int, *, tried: bool) -> bool | None:
    return False if against else (tried or None)


def _of_range(facts: Facts) -> Iterator[Check]:
    report, receipt, rows = facts.report, facts.receipt, facts.rows
    yield Check(
        Claim.RANGE_SELECTS, _held(receipt.range_ignored, tried=receipt.windows > 1 < rows.rows)
    )
    documented, in_force = report.window_limit, receipt.limit or report.first_window_limit
    yield Check(
        Claim.RANGE_LIMIT,
        _held(receipt.limit not in {None, documented}, tried=receipt.windows > 0),
        {"documented_minutes": _minutes(documented), "minutes": _minutes(in_force)},
    )
    times = rows.times.get(str(report.replication_key))
    if times is None:
        return
    inside, outside, empty = times
    yield Check(Claim.KEY_FILLED, _held(empty, tried=inside > 0), {"empty": empty})
    # Where only some of the passes select on it, the others' rows may lie outside.
    if report.range_means == "modified" or report.replication_key != "modified":
        details: dict[str, Any] = {"inside": inside, "outside": outside}
        if outside:
            told = [name for name, (within, *others) in rows.times.items() if within > sum(others)]
            details["mostly_inside"] = told
        yield Check(Claim.KEY_IN_RANGE, _held(outside, tried=inside > 0), details)


def _of_pages(facts: Facts) -> Iterator[Check]:
    report, traits = facts.report, facts.traits
    yield Check(
        Claim.PAGE_SIZE,
        _held(traits.page_size != report.page_size, tried=traits.fullest > 0),
        {"asked_for": report.page_size, "rows": traits.page_size},
    )
    if not traits.asks_for_totals:
        return
    counted = traits.total_counts_rows and traits.reports_totals is not False
    yield Check(Claim.TOTAL_COUNTS_ROWS, _held(not counted, tried=bool(traits.reports_totals)))
    missing = traits.later_pages - traits.later_totals
    yield Check(
        Claim.TOTAL_ON_EVERY_PAGE,
        _held(missing, tried=traits.later_pages > 0),
        {"later_pages": traits.later_pages, "without": missing},
    )
    yield Check(
        Claim.ANSWERS_FILLED,
        _held(traits.hollow_answers, tried=facts.receipt.windows > 0),
        {"hollow": traits.hollow_answers},
    )


def _of_answers(facts: Facts) -> Iterator[Check]:
    receipt, rows = facts.receipt, facts.rows.rows
    read = receipt.windows > 0
    at = {path or "none": answers for path, answers in receipt.lists_at.items()}
    yield Check(Claim.LIST_PATH, _held(len(at), tried=read), {"found_at": at} if at else {})
    twins = len(receipt.twins) + facts.traits.repeated_keys
    yield Check(Claim.KEYS_UNIQUE, _held(twins, tried=rows > 0), {"rows": twins})
    told = {"answers": receipt.undecodable}
    yield Check(Claim.DECODABLE, _held(receipt.undecodable, tried=rows > 0), told)
    messages = dict(facts.unknown)
    yield Check(Claim.MESSAGES, _held(len(messages), tried=False), {"unknown": messages})


def _of_rows(facts: Facts) -> Iterator[Check]:
    tried = facts.rows.rows > 0
    looked_at: dict[Claim, Callable[[Seen], Any]] = {
        Claim.FIELDS: lambda seen: dict(seen.undocumented),
        Claim.TYPES: lambda seen: {name: dict(kinds) for name, kinds in seen.misfits.items()},
        Claim.CODES: lambda seen: dict(seen.unlabelled),
        Claim.LIST_NAMES: lambda seen: dict(seen.renamed_lists),
        Claim.PRIVACY: lambda seen: dict(seen.private),
    }
    for claim, told_by in looked_at.items():
        told = {name: found for name, seen in facts.seen.items() if (found := told_by(seen))}
        yield Check(claim, _held(len(told), tried=tried), told)
    if facts.report.excludes_platforms:
        left_out = facts.rows.left_out
        yield Check(Claim.PLATFORMS, _held(left_out, tried=tried), {"rows": left_out})


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds() / 60
