"""How each report can be compared, by what its declaration says of ranges and of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.schemas import READ_AT

if TYPE_CHECKING:
    from tap_wdt_flagship.gateway.gateways import Gateway
    from tap_wdt_flagship.streams._base import Report

# What the columns of time say, in the words of `range_means`.
COLUMNS_OF: Final = {
    "modified": {"modified", "modified_date"},
    "created": {"created"},
    "checked": {"check_time"},
    "consign": {"consign_time"},
}


class By(Enum):
    """What is compared."""

    COUNT = auto()
    """The rows of a range: as many as the ERP's total, by the column that the range selects on."""
    KEYS = auto()
    """The rows that the ERP shows for a range, one by one: they do not tell when they belong."""
    WHOLE = auto()
    """All rows: the interface has no range."""


@dataclass(frozen=True)
class Comparison:
    """A way to compare a report."""

    by: By
    column: str | None = None
    """The column of the rows that tells their version, if they have one."""
    rereads: bool = True
    """Whether a row is in the range of its last change, so that one read before is an old one."""


@dataclass(frozen=True)
class LeftOut:
    """Why a report is not compared."""

    zh: str
    en: str


def comparison_of(report: type[Report], gateway: type[Gateway]) -> Comparison | LeftOut:
    """The way to compare a report through a gateway, or why there is none."""
    if by := report.driven_by:
        return LeftOut(f"按 {by.stream} 的行读取，ERP 没有总数", f"read by the rows of {by.stream}")
    if not gateway.offers(report):
        return LeftOut("只有奇门自定义应用可用", "for Qimen applications only")
    if report.range_params is None:
        return Comparison(By.WHOLE)
    key = str(report.replication_key)
    if key == READ_AT:
        return Comparison(By.KEYS, None, rereads=report.range_means == "modified")
    mixed = report.passes is not None and report.passes.modified
    if mixed or key not in COLUMNS_OF.get(report.range_means, ()):
        return Comparison(By.KEYS, key, rereads=False)
    return Comparison(By.COUNT, key)
