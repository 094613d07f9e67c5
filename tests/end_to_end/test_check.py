"""The command `check`: which reports an account may use, told before the first sync."""

from __future__ import annotations

import json
import logging
import re
import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of
from tests.helpers.running import Run, quick

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

    Check = Callable[..., Run]

WAREHOUSES = "setting.Warehouse.queryWarehouse"
TRADES = "sales.TradeQuery.queryWithDetail"
BOTH = pytest.mark.parametrize("app_type", ["wdt", "qimen"])
STREAMS = ("shops", "warehouses", "trades", "trade_lines", "refunds", "position_moves", "brands")
METHODS = {report.name: report.method for report in REPORTS}


@pytest.fixture
def check(tap: Tap, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The command, run in this process: the check of some reports, or of all."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the SDK sets its own

    def run(config: dict[str, Any], *options: str, streams: tuple[str, ...] = STREAMS) -> Run:
        command = tap.command(config, streams=streams, before=("check",), arguments=options)
        caplog.clear()
        done = CliRunner().invoke(TapWdtFlagship.get_singer_command(), command[3:])
        log = "".join(f"{each.getMessage()}\n" for each in caplog.records)
        return Run(done.exit_code, log, done.stdout)

    with caplog.at_level(logging.INFO):
        return run


def lines_with(text: str, part: str) -> list[str]:
    return [line for line in text.splitlines() if part in line]


def results(run: Run) -> dict[str, str]:
    """Report -> result, in the table."""
    found = re.findall(r"^ [✓✗] (\S+) +(\w+) ", run.output, flags=re.MULTILINE)
    return {report: result for result, report in found}


@BOTH
def test_a_healthy_account_may_use_every_report(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    # Its settings may be named before the command, as the tap's own are, or behind it.
    config, named = quick(sandbox, app_type, requests_per_minute=55), ("check",)
    before, behind = (named, ()) if app_type == "wdt" else ((), named)
    run = tap.raw(config, before=before, arguments=behind)
    assert run.exit_code == 0, run.log
    found = results(run)
    assert [*found] == [*METHODS] if app_type == "qimen" else {*found} == {*METHODS}
    only_qimen = {"pre_stockins"} if app_type == "wdt" else set()
    assert {name for name, result in found.items() if result != "可用"} == only_qimen
    assert lines_with(run.output, "trades 系统订单")[0].count("订单查询 " + TRADES) == 1
    # A number of rows says of what they are.
    counts = re.findall(r"(?:近 \d+ (?:天|分钟)|共|按 \d+ \w+ 查到) [\d,]+ 行", run.output)
    assert len(counts) == len(METHODS) - len(only_qimen)
    assert "近 30 天 0 行 / 0 in 30 days" in run.output
    assert "看得到的店铺 8 个 / it sees 8 shops" in run.output
    assert "杭州总仓" in run.output
    assert ("✂" in run.output) == (app_type == "wdt")
    # One call to each, and one to learn the gateway's clock.
    calls = {each["method"]: each["calls"] for each in sandbox.stats()["interfaces"]}
    assert sum(calls.values()) <= len(METHODS) + 1


@BOTH
def test_a_half_granted_account_is_told_what_to_apply_for(
    check: Check, tap: Tap, sandbox: Sandbox, app_type: str, tmp_path: Path
) -> None:
    sandbox.behave(deny=["aftersales.refund.Refund.search", WAREHOUSES])
    files = tmp_path / "select.yml", tmp_path / "select.json"
    options = [option for file in files for option in ("--write-select", str(file))]
    config = quick(sandbox, app_type)
    run = check(config, *options)
    assert run.exit_code == 0, run.log
    refused = {"refunds", "warehouses", "position_moves"}
    usable = {"shops", "trades", "brands"}
    assert results(run) == {**dict.fromkeys(usable, "可用"), **dict.fromkeys(refused, "未申请")}
    (remedy,) = lines_with(run.output, "① 未申请 3：")
    assert "自助对接 → 应用管理 → 变更" in remedy
    assert [line.strip() for line in run.output.splitlines()].count("仓库查询、退换单查询") == 1
    assert "先要能读 warehouses 仓库" in lines_with(run.output, "position_moves")[0]
    assert "skip_ungranted" in run.output
    # The list is Meltano's, and it is the same selection.
    patterns = yaml.safe_load(files[0].read_text(encoding="utf-8"))["select"]
    catalog = json.loads(files[1].read_text(encoding="utf-8"))
    wanted = {*usable, "trade_lines"}
    for entry in catalog["streams"]:
        name = entry["tap_stream_id"]
        assert any(fnmatch(f"{name}._read_at", p) for p in patterns) == (name in wanted), name
    sandbox.reset()
    sandbox.behave(deny=["aftersales.refund.Refund.search", WAREHOUSES])
    sync = tap.run(config, catalog=catalog)
    assert sync.exit_code == 0, sync.log
    assert set(sync.records) == wanted
    asked = {each["method"] for each in sandbox.stats()["interfaces"] if each["calls"]}
    assert asked == {METHODS[name] for name in usable}


@BOTH
def test_an_account_that_is_offline_is_told_in_one_line(
    check: Check, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(deny=[*METHODS.values()])
    run = check(quick(sandbox, app_type), streams=())
    assert run.exit_code == 1
    (told,) = run.log.strip().splitlines()
    assert "应用可能尚未上线" in told
    assert "may not be online yet" in told
    assert run.output == ""
    data = json.loads(check(quick(sandbox, app_type), "--json").output)
    assert data["usable"] == 0
    assert {each["result"] for each in data["reports"]} == {"not_granted"}


@pytest.mark.parametrize(
    ("app_type", "trouble", "told"),
    [
        ("wdt", {"app_secret": "wr0ng:wr0ng"}, "接口账号验证失败"),
        ("qimen", {"qimen_app_secret": "wr0ng"}, "奇门签名错误"),
        ("wdt", {"app_secret": None}, "设置 app_secret：必填"),
        ("qimen", {"qimen_app_secret": None}, "设置 qimen_app_secret：必填"),
        ("wdt", {"network_down": {"seconds": 60}}, "网关没有应答"),
    ],
)
def test_what_concerns_the_whole_account_is_one_line(
    check: Check, sandbox: Sandbox, app_type: str, trouble: dict[str, Any], told: str
) -> None:
    change = {name: value for name, value in trouble.items() if name != "network_down"}
    sandbox.behave(network_down=trouble.get("network_down"))
    config = {k: v for k, v in quick(sandbox, app_type, **change).items() if v is not None}
    run = check(config, streams=())
    assert run.exit_code == 1
    (line,) = run.log.strip().splitlines()
    assert told in line
    assert " / " in line
    assert run.output == ""


@BOTH
def test_an_account_without_warehouses(check: Check, sandbox: Sandbox, app_type: str) -> None:
    refusal = {"kind": "refusal", "status": 100, "message": "没有该仓库权限", "rate": 1}
    strange = {**refusal, "message": "某字段不能为空", "method": METHODS["brands"]}
    sandbox.behave(
        emptied=[WAREHOUSES], faults=[{**refusal, "method": METHODS["refunds"]}, strange]
    )
    run = check(quick(sandbox, app_type))
    assert run.exit_code == 0
    found = results(run)
    assert (found["refunds"], found["brands"]) == ("无仓库权限", "参数")
    assert found["position_moves"] == "待验证"
    assert "一个仓库也看不到" in run.output
    assert "员工权限" in lines_with(run.output, "无仓库权限 1：")[0]
    # What the gateway says is told where the kind of refusal alone says too little.
    (worded,) = lines_with(run.output, "brands 品牌（品牌查询 goods.GoodsBrand.search）：")
    assert "某字段不能为空" in worded


def test_what_does_not_answer_is_told_beside_the_others(check: Check, sandbox: Sandbox) -> None:
    sandbox.behave(faults=[{"kind": "http_502", "rate": 1, "method": TRADES}])
    run = check(quick(sandbox), streams=("shops", "trades", "logged_trades"))
    assert run.exit_code == 0
    assert results(run) == {"shops": "可用", "trades": "网络", "logged_trades": "网络"}
    assert "HTTP 502" in run.output


def test_logs_may_be_read_through_the_other_interface(check: Check, sandbox: Sandbox) -> None:
    sandbox.behave(deny=["sales.TradeQuery.getLog2"])
    run = check(quick(sandbox), streams=("trades", "logged_trades"))
    assert results(run)["logged_trades"] == "可用"
    assert "订单日志查询 sales.TradeQuery.getLog " in run.output


def test_a_report_is_not_to_be_applied_for_where_another_is(check: Check, sandbox: Sandbox) -> None:
    sandbox.behave(deny=[WAREHOUSES])
    run = check(quick(sandbox), streams=("shops", "position_moves"))
    assert results(run) == {"shops": "可用", "position_moves": "未申请"}
    assert "先要能读 warehouses 仓库" in run.output
    assert run.output.count("移位单查询") == 1  # in the table
    assert "   仓库查询" in run.output.splitlines()


def test_all_shops_are_in_the_data(check: Check, sandbox: Sandbox) -> None:
    sandbox.behave(max_page_size={"setting.Shop.queryShop": 3})
    run = check(quick(sandbox), "--json", streams=("trades",))
    data = json.loads(run.output)
    assert len({shop["shop_id"] for shop in data["shops"]}) == 8
    assert len(data["warehouses"]) == 3
    assert "telno" not in run.output
    (trades,) = data["reports"]
    assert (trades["interface"], trades["result"]) == ("订单查询", "usable")
    assert trades["window_start"] < trades["window_end"]


def test_settings_may_come_from_the_environment(
    check: Check, tap: Tap, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = quick(sandbox)
    for name, value in config.items():
        monkeypatch.setenv(f"TAP_WDT_FLAGSHIP_{name.upper()}", str(value))
    catalog = tap.file("catalog_of_shops", catalog_of(config, ("shops",)))
    run = check({}, "--config=ENV", "--catalog", catalog, streams=())
    assert run.exit_code == 0, run.log
    assert results(run) == {"shops": "可用"}
    assert run.log == ""


def test_a_selection_is_of_a_known_kind(check: Check, sandbox: Sandbox) -> None:
    run = check(quick(sandbox), "--write-select", "select.txt")
    assert run.exit_code == 2
    assert sandbox.stats()["calls"] == 0
