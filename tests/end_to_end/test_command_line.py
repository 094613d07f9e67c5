"""The tap's commands and the SDK's own features."""

from __future__ import annotations

import itertools
import json
import os
import select
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.catalogs import catalog_of
from tests.helpers.running import quick
from tests.helpers.truth import differences, truth_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox


def test_discovery_needs_no_gateway_and_no_settings(tap: Tap) -> None:
    run = tap.raw({}, arguments=("--discover",))
    catalog = json.loads(run.output)
    names = {entry["tap_stream_id"] for entry in catalog["streams"]}
    assert {"trades", "trade_lines", "refunds", "stock_specs"} <= names


def test_a_state_file_left_empty_is_no_state(tap: Tap, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("\n")
    arguments = ("--state", str(tmp_path / "empty.json"))
    run = tap.run(quick(sandbox), streams=("shops",), arguments=arguments)
    assert run.exit_code == 0
    assert run.records["shops"]


def test_stream_maps_that_are_no_object_are_a_fault_of_the_settings(
    tap: Tap, sandbox: Sandbox
) -> None:
    run = tap.run(quick(sandbox, stream_maps="trades"))
    assert run.exit_code == 1
    assert "stream_maps" in run.log
    assert "Traceback" not in run.log


def test_about_lists_the_settings(tap: Tap) -> None:
    run = tap.raw({}, arguments=("--about", "--format=json"))
    assert "app_secret" in run.output


def test_discovery_without_settings_tells_nothing_of_them(tap: Tap) -> None:
    assert tap.raw({}, arguments=("--discover",)).log == ""


@pytest.mark.parametrize(
    ("option", "content"),
    [
        *itertools.product(("--config", "--state", "--catalog"), ("[1]", "nonsense")),
        ("--config", ""),
        ("--catalog", ""),
        ("--state", '{"bookmarks": null}'),
        ("--state", '{"bookmarks": {"trades": "x"}}'),
        ("--catalog", '{"bookmarks": {}}'),
    ],
)
def test_a_file_that_is_something_else_is_named(
    tap: Tap, tmp_path: Path, option: str, content: str
) -> None:
    file = tmp_path / "file.json"
    file.write_text(content)
    run = tap.raw({}, arguments=(option, str(file)))
    assert run.exit_code == 2
    assert option in run.log
    assert "JSON" in run.log or "应为" in run.log
    assert "Traceback" not in run.log


def test_a_run_without_a_report_says_so(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox), catalog={"streams": []})
    assert run.exit_code == 0
    assert "没有选中任何报表" in run.log


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_test_reads_a_page_of_each_selected_stream(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config = quick(sandbox, app_type, requests_per_minute=55)
    sandbox.behave(deny=["goods.Suite.search"])
    run = tap.run(config, streams=("shops", "raw_trades", "suites"), arguments=("--test",))
    assert run.exit_code == 1
    assert "✓ shops" in run.log
    assert "✓ raw_trades" in run.log
    assert "✗ suites" in run.log
    assert run.records["shops"]
    assert sum(i["calls"] for i in sandbox.stats()["interfaces"]) <= 4


def test_test_shows_a_person_its_findings_only(tap: Tap, sandbox: Sandbox) -> None:
    screen, terminal = os.openpty()
    with os.fdopen(screen, "rb", buffering=0), os.fdopen(terminal, "wb", buffering=0) as output:
        done = subprocess.run(
            tap.command(quick(sandbox), streams=("shops",), arguments=("--test",)),
            stdout=output,
            stderr=subprocess.PIPE,
            check=True,
        )
        assert "✓ shops" in done.stderr.decode()
        assert not select.select([screen], [], [], 0)[0]


def test_a_catalog_may_be_trimmed_to_what_is_wanted(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, page_size=25)
    wanted = ("position_moves", "trade_lines")
    entries = [e for e in catalog_of(config, wanted)["streams"] if e["tap_stream_id"] in wanted]
    for entry in entries:
        for gone in ("key_properties", "replication_key", "replication_method"):
            entry.pop(gone, None)
        entry["metadata"] = [{"breadcrumb": [], "metadata": {"selected": True}}]
    run = tap.run(config, catalog={"streams": entries})
    assert run.exit_code == 0, run.log
    assert set(run.records) == set(wanted)
    truth = truth_of(sandbox, "trade_lines", "wdt", since="2026-06-16 00:00:00")
    arrived = run.table("trade_lines", "trade_id", "rec_id")
    assert differences("trade_lines", arrived, truth) == []
    assert run.state["bookmarks"]["trade_lines"]["replication_key"] == "_read_at"


def test_deselected_properties_do_not_arrive(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox)
    catalog = catalog_of(config, ("trades", "trade_lines"))
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if item["breadcrumb"] in (["properties", "receiver_name"], ["properties", "spec_no"]):
                item["metadata"]["selected"] = False
    run = tap.run(config, catalog=catalog)
    assert run.records["trades"]
    assert not any("receiver_name" in row for row in run.records["trades"])
    assert not any("spec_no" in row for row in run.records["trade_lines"])
    schemas = {m["stream"]: m["schema"] for m in run.messages if m["type"] == "SCHEMA"}
    assert "receiver_name" not in schemas["trades"]["properties"]


def test_lines_can_be_read_without_their_report(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox), streams=("sales_stockout_line_positions",))
    assert set(run.records) == {"sales_stockout_line_positions"}
    keys = ("stockout_id", "stockout_detail_id", "rec_id")
    assert all(row[key] for row in run.records["sales_stockout_line_positions"] for key in keys)


def test_nested_lists_stand_in_the_header_on_request(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox, nested_lists=True), streams=("trades", "trade_lines"))
    lines = sum(len(row["detail_list"]) for row in run.records["trades"])
    assert lines == len(run.records["trade_lines"]) > 0
    without = tap.run(quick(sandbox), streams=("trades",))
    assert not any("detail_list" in row for row in without.records["trades"])


def test_stream_maps_and_flattening_apply(tap: Tap, sandbox: Sandbox) -> None:
    maps: dict[str, Any] = {
        "trades": {"buyer_message": "__NULL__", "paid_twice": "paid * 2", "__alias__": "orders"}
    }
    settings: dict[str, Any] = {
        "stream_maps": maps,
        "flattening_enabled": True,
        "flattening_max_depth": 1,
    }
    run = tap.run(quick(sandbox, **settings), streams=("trades", "refunds"))
    assert run.exit_code == 0, run.log
    assert "trades" not in run.records
    order = next(row for row in run.records["orders"] if row["paid"])
    assert "buyer_message" not in order
    assert order["paid_twice"] == order["paid"] * 2
    schemas = {
        m["stream"]: m["schema"]["properties"] for m in run.messages if m["type"] == "SCHEMA"
    }
    assert any(name.startswith("swap_order__") for name in schemas["refunds"])


@pytest.mark.parametrize(("expression", "told"), [("1/0", "ZeroDivisionError"), ("int(", "int(")])
def test_a_stream_map_that_fails_is_told_as_a_fault_of_the_settings(
    tap: Tap, sandbox: Sandbox, expression: str, told: str
) -> None:
    catalog = catalog_of(quick(sandbox), ("trades", "shops"))
    config = quick(sandbox, stream_maps={"trades": {"odd": expression}})
    run = tap.run(config, catalog=catalog)
    assert run.exit_code == 1
    assert "Traceback" not in run.log
    assert "内部错误" not in run.log
    (line,) = (x for x in run.log.splitlines() if "ERROR" in x and "stream_maps" in x)
    assert told in line
    assert not run.records["trades"]


@pytest.mark.parametrize("denied", [False, True])
def test_tables_are_activated_only_after_a_complete_read(
    tap: Tap, sandbox: Sandbox, *, denied: bool
) -> None:
    if denied:
        sandbox.behave(
            faults=[{"kind": "unknown_100", "rate": 1, "method": "setting.Shop.queryShop"}]
        )
    config = quick(sandbox, emit_activate_version_messages=True)
    run = tap.run(config, streams=("shops", "warehouses"))
    kinds = [m["type"] for m in run.messages if m.get("stream") == "shops"]
    if denied:
        assert "ACTIVATE_VERSION" not in kinds
        return
    assert kinds[-1] == "ACTIVATE_VERSION"
    version = next(m["version"] for m in run.messages if m["type"] == "ACTIVATE_VERSION")
    versions = {
        m.get("version") for m in run.messages if m["type"] == "RECORD" and m["stream"] == "shops"
    }
    assert versions == {version}


def test_schema_comes_before_the_first_record_and_state_last(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox), streams=("shops", "trades", "trade_lines"))
    announced = set()
    for message in run.messages:
        if message["type"] == "SCHEMA":
            announced.add(message["stream"])
        elif message["type"] == "RECORD":
            assert message["stream"] in announced
    assert run.messages[-1]["type"] == "STATE"


def test_a_stream_without_anything_to_read_has_its_schema(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, start_date="2026-06-17", end_date="2026-06-18")
    state = {"bookmarks": {"trades": {"replication_key_value": "2026-06-18T04:00:00+00:00"}}}
    run = tap.run(config, streams=("trades",), state=state)
    assert run.exit_code == 0, run.log
    assert [m["type"] for m in run.messages if m["type"] != "STATE"] == ["SCHEMA"]


def test_faults_in_the_settings_are_told_before_any_request(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(
        sandbox, app_secret="no-colon-in-it", start_date="soon", stream_options={"orders": {}}
    )
    run = tap.run(config)
    assert run.exit_code == 1
    for name in ("app_secret", "start_date", "stream_options.orders"):
        assert f"设置 {name}" in run.log
        assert f"setting {name}" in run.log
    assert "no-colon-in-it" not in run.log
    assert "Traceback" not in run.log
    assert sum(i["calls"] for i in sandbox.stats()["interfaces"]) == 0


def test_an_unreadable_configuration_file_is_told(tap: Tap) -> None:
    run = tap.raw({}, arguments=("--config", "/nonexistent.json"))
    assert run.exit_code == 2
    assert "无法读取配置文件" in run.log
    assert "Traceback" not in run.log
