"""What a gateway does otherwise than documented is told, claim by claim, and no value with it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.engine.checks import Claim
from tap_wdt_flagship.engine.masking import masked
from tap_wdt_flagship.streams import REPORTS
from tests.helpers.running import quick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

METHODS = {report.name: report.method for report in REPORTS}
both_gateways = pytest.mark.parametrize("app_type", ["wdt", "qimen"])

UNHEARD_OF = "收件人诸葛小明 13812345678 的包裹 AB-778899 计算失败: Zhuge Xiaoming"
BENT = {
    "raw_trades": Claim.KEY_IN_RANGE,
    "trades": Claim.KEY_FILLED,
    "refunds": Claim.TOTAL_COUNTS_ROWS,
    "purchase_orders": Claim.TOTAL_ON_EVERY_PAGE,
    "stock_specs": Claim.PAGE_SIZE,
    "shipments": Claim.RANGE_LIMIT,
    "shops": Claim.LIST_PATH,
    "other_stockouts": Claim.LIST_NAMES,
    "transfers": Claim.FIELDS,
    "purchase_stockins": Claim.TYPES,
    "sales_stockouts": Claim.CODES,
    "platform_goods": Claim.PLATFORMS,
    "raw_refunds": Claim.PRIVACY,
    "warehouses": Claim.ANSWERS_FILLED,
    "providers": Claim.MESSAGES,
    "goods": Claim.DECODABLE,
    "logistics_companies": Claim.KEYS_UNIQUE,
    "suites": Claim.RANGE_SELECTS,
}
SWITCHES: dict[str, dict[str, Any]] = {
    "range_on": {"raw_trades": "created"},
    "null_column": {"trades": "modified"},
    "total_counts": {"refunds": "lines", "purchase_orders": "first_page"},
    "page_limit": {"stock_specs": 3},
    "max_span": {"shipments": 10},
    "rename_list": {"shops": "shop_list", "other_stockouts": {"detail_list": "DETAIL_LIST"}},
    "extra_field": {"transfers": "brand_new"},
    "wrong_type": {"purchase_stockins": {"seq_no": "no number"}},
    "unknown_code": {"sales_stockouts": {"status": 98765}},
    "show_platforms": {"platform_goods": True},
    "show_private": {"raw_refunds": True},
    "spoil": {
        "goods": {"kind": "half_emoji", "position": 0},
    },
    "ignore_range": {"suites": True},
}
FAULTS = [
    {"kind": "hollow", "method": METHODS["warehouses"], "times": 1},
    {"kind": "unknown_100", "method": METHODS["providers"], "message": UNHEARD_OF},
]


def bent(sandbox: Sandbox) -> None:
    """Let every report of `BENT` differ from the documents in one way."""
    switches = {
        switch: {METHODS[name]: how for name, how in told.items()}
        for switch, told in SWITCHES.items()
    }
    carrier = sandbox.truth(METHODS["logistics_companies"])[0]["logistics_id"]
    twin = {"kind": "twin", "key": "logistics_id", "row": carrier}
    switches["spoil"][METHODS["logistics_companies"]] = twin
    sandbox.behave(faults=FAULTS, **switches)


def reported(tap: Tap, config: dict[str, Any], path: Path, **kwargs: Any) -> tuple[Run, str]:
    """A run, and its field report."""
    run = tap.run({**config, "field_report_path": str(path)}, **kwargs)
    return run, path.read_text(encoding="utf-8")


def differing(text: str) -> dict[str, set[str]]:
    """Report -> the claims that did not hold."""
    return {
        name: {key for key, told in report["claims"].items() if told["verdict"] == "differed"}
        for name, report in json.loads(text)["reports"].items()
    }


@both_gateways
def test_every_claim_that_was_bent_is_told_of_its_report_and_no_other(
    tap: Tap, sandbox: Sandbox, app_type: str, tmp_path: Path
) -> None:
    bent(sandbox)
    config = quick(sandbox, app_type, page_size=10)
    config["stream_options"] = {
        "suites": {"start_date": "2026-01-01"},
        "raw_trades": {"max_window_minutes": 60},
    }
    run, text = reported(tap, config, tmp_path / "field.json", streams=tuple(BENT))
    assert differing(text) == {name: {claim.key} for name, claim in BENT.items()}, text
    for claim in BENT.values():
        assert claim.zh in run.log


@both_gateways
def test_no_value_of_a_record_stands_in_a_field_report(
    tap: Tap, sandbox: Sandbox, app_type: str, tmp_path: Path
) -> None:
    bent(sandbox)
    run, text = reported(
        tap, quick(sandbox, app_type, page_size=10), tmp_path / "field.json", streams=tuple(BENT)
    )
    values = {
        value
        for records in run.records.values()
        for record in records
        for value in leaves(record)
        if len(value) > 4
    }
    assert len(values) > 1000
    names = {word for report in REPORTS for word in (report.name, report.method)}
    assert {value for value in values - names if value in text} == set()
    for planted in ("98765", "no number", "undocumented", "诸葛", "13812345678", "778899", "Zhuge"):
        assert planted not in text


def leaves(value: Any) -> Iterator[str]:
    """Every text and number in a record, as text."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


@both_gateways
def test_nothing_is_told_where_nothing_differs(
    tap: Tap, sandbox: Sandbox, app_type: str, tmp_path: Path
) -> None:
    run, text = reported(tap, quick(sandbox, app_type), tmp_path / "field.json")
    assert run.exit_code == 0, run.log
    assert "与文档不同" not in run.log
    reports = json.loads(text)["reports"]
    assert len(reports) > 70
    assert {claim for claims in differing(text).values() for claim in claims} == set()
    looked_at = sum(sum(report["rows_looked_at"].values()) for report in reports.values())
    assert looked_at > 1000


def test_a_run_that_fails_writes_its_field_report(
    tap: Tap, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.behave(deny=[METHODS["trades"]])
    run, text = reported(
        tap, quick(sandbox), tmp_path / "field.json", streams=("trades", "refunds")
    )
    assert run.exit_code == 1
    outcomes = {name: told["outcome"] for name, told in json.loads(text)["reports"].items()}
    assert outcomes == {"trades": "DeniedError", "refunds": "complete"}


def test_a_path_that_cannot_be_written_is_told_before_the_run(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox, field_report_path="/no/such/folder/field.json"))
    assert run.exit_code == 1
    assert "field_report_path" in run.log
    assert "Traceback" not in run.log
    assert not run.messages


@pytest.mark.parametrize(
    "message",
    [
        "收件人张三丰不存在",
        "订单JY202606180001对应的买家 wang_xiaoer 已停用",
        "手机号13912345678,地址:浙江省杭州市西湖区文三路1号",
        "Order of Zhang Sanfeng (13912345678) cannot be found",
    ],
)
def test_a_message_keeps_its_words_and_loses_its_values(message: str) -> None:
    told = masked(message)
    for value in ("张三", "三丰", "JY2026", "wang", "xiaoer", "139", "文三", "Zhang", "Sanfeng"):
        assert value not in told
    assert re.search(r"[^□\W]", told)
