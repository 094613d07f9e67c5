"""What `--test` tells of the streams it looked at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.canned import OK, answering
from tests.helpers.families import CONFIG
from tests.helpers.running import quick

if TYPE_CHECKING:
    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox


def test_a_stream_whose_rows_lack_their_key_leaves_the_others_looked_at(tap: Tap) -> None:
    rows = b",".join([b'{"shop_no":"S1"}'] * 5)
    shops = OK + b'{"status":0,"data":{"total_count":5,"details":[' + rows + b"]}}"
    warehouses = OK + b'{"status":0,"data":{"total_count":1,"details":[{"warehouse_id":7}]}}'
    with answering(shops, warehouses) as url:
        run = tap.run(
            {**CONFIG, "api_url": url}, streams=("shops", "warehouses"), arguments=("--test",)
        )
    assert run.exit_code == 1
    assert "shop_id" in run.log
    assert [row["warehouse_id"] for row in run.records["warehouses"]] == [7]


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_a_page_that_is_too_large_is_asked_for_in_a_smaller_one(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    # A report of windows, one that another's rows drive, one that takes a page of one row.
    streams = ("raw_trades", "stocktakes", "stocktake_lines", "shops")
    sandbox.behave(max_page_size={"*": 7, "setting.Shop.queryShop": 1})
    run = tap.run(quick(sandbox, app_type), streams=streams, arguments=("--test",))
    assert run.exit_code == 0, run.log
    assert len(run.records["raw_trades"]) == 7
    assert len(run.records["shops"]) == 1
    assert "page_size" not in run.log


def test_a_dry_run_writes_the_streams_it_was_asked_for(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    tap = TapWdtFlagship(config=quick(sandbox))
    assert tap.run_sync_dry_run(streams=[tap.streams["shops"]])
    messages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [message["type"] for message in messages[:2]] == ["SCHEMA", "RECORD"]
    assert {message["stream"] for message in messages} == {"shops"}
    assert all(isinstance(m["record"]["shop_id"], int) for m in messages[1:])
