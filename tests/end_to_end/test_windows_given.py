"""The setting `windows`: exactly those ranges are read, and the state stays as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import quick
from tests.helpers.truth import truth_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

STREAMS = ("trades", "trade_lines", "shipments", "warehouses", "shops", "code_labels", "sync_log")
RANGES = (
    ("2026-06-16 09:00:00", "2026-06-16 15:30:00"),
    ("2026-06-17 20:00:00", "2026-06-18 02:00:00"),
)
WINDOWS = [{"stream": "trades", "start": a, "end": f"{b}+08:00"} for a, b in RANGES]
STATE = {
    "bookmarks": {
        "trades": {
            "replication_key": "modified",
            "replication_key_value": "2026-06-18T10:00:00+00:00",
            "since": "2026-06-01T00:00:00+00:00",
        },
        "shops": {"rows": 3},
    }
}


def keys(rows: Any, *names: str) -> set[tuple[Any, ...]]:
    return {tuple(row[name] for name in names) for row in rows}


@pytest.mark.parametrize("form", ["list", "text", "file", "environment"])
def test_exactly_the_windows_come_and_the_state_stays(
    tap: Tap, sandbox: Sandbox, tmp_path: Path, form: str
) -> None:
    text = json.dumps(WINDOWS)
    file = tmp_path / "windows.json"
    file.write_text(text, encoding="utf-8")
    given = {"list": WINDOWS, "text": text, "file": str(file)}
    config = quick(sandbox) | ({"windows": given[form]} if form in given else {})
    env = {"TAP_WDT_FLAGSHIP_WINDOWS": str(file)} if form == "environment" else {}
    arguments = ("--config", "ENV") if env else ()
    run = tap.run(config, streams=STREAMS, state=STATE, env=env, arguments=arguments)
    assert run.exit_code == 0, run.log
    assert set(run.records) == {"trades", "trade_lines"}
    expected = [truth_of(sandbox, "trades", "wdt", since=a, until=b) for a, b in RANGES]
    wanted = {key for rows in expected for key in rows}
    assert len(wanted) > 5
    assert keys(run.records["trades"], "trade_id") == wanted
    assert keys(run.records["trade_lines"], "trade_id") == wanted
    states = [message["value"] for message in run.messages if message["type"] == "STATE"]
    assert states
    assert all(state == STATE for state in states)


def test_lines_passes_and_tables_without_a_range_are_read_too(tap: Tap, sandbox: Sandbox) -> None:
    a, b = RANGES[0]
    windows = [
        {"stream": "trade_lines", "start": a, "end": b},
        {"stream": "shipments", "start": a, "end": b},
        {"stream": "shops"},
        {"stream": "warehouses"},
    ]
    run = tap.run(quick(sandbox, windows=windows), streams=STREAMS, state=STATE)
    assert run.exit_code == 0, run.log
    assert set(run.records) == {"trades", "trade_lines", "shipments", "shops", "warehouses"}
    for stream, key in (("trades", "trade_id"), ("shipments", "rec_id")):
        truth = truth_of(sandbox, stream, "wdt", since=a, until=b)
        assert truth
        assert keys(run.records[stream], key) == set(truth)
    for stream, key in (("shops", "shop_id"), ("warehouses", "warehouse_id")):
        assert keys(run.records[stream], key) == set(truth_of(sandbox, stream, "wdt"))
    assert run.state == STATE


def test_a_state_that_is_not_there_does_not_come_into_being(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox, windows=WINDOWS), streams=STREAMS)
    assert run.exit_code == 0, run.log
    assert run.state.get("bookmarks", {}) == {}


def test_no_window_is_no_work(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.reset_stats()
    run = tap.run(quick(sandbox, windows=[]), streams=STREAMS, state=STATE)
    assert (run.exit_code, run.records) == (0, {})
    assert run.state in ({}, STATE)
    assert sandbox.stats()["journal"] == []


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([{"stream": "trade"}], "没有报表 trade"),
        ([{"stream": "trades"}], "trades 需要 start 与 end"),
        ([{"stream": "trades", "start": "soon", "end": "2026-06-17"}], "'soon' 无法识别"),
        ([{"stream": "trades", "start": "2026-06-17", "end": "2026-06-17"}], "早于 end"),
        ([{"stream": "trades", "start": "2026-06-17"}], "None 无法识别"),
        ([{"stream": "stocktake_lines"}], "请写 stocktakes"),
        ([{"stream": "trades", "from": "2026-06-17"}], "第 1 项应形如"),
        ({"stream": "trades"}, "应为列表"),
        ("no-such-file.json", "无法读取文件 no-such-file.json"),
        ("[{", "不是 JSON"),
    ],
)
def test_what_is_wrong_is_told_before_any_request(
    tap: Tap, sandbox: Sandbox, windows: Any, said: str
) -> None:
    sandbox.reset_stats()
    run = tap.run(quick(sandbox, windows=windows))
    assert run.exit_code == 1
    assert "设置 windows" in run.log
    assert "setting windows" in run.log
    assert said in run.log
    assert "Traceback" not in run.log
    assert sandbox.stats()["journal"] == []
