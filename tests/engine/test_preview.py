"""What `--test` tells of the streams it looked at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.canned import OK, answering
from tests.helpers.families import CONFIG

if TYPE_CHECKING:
    import pytest

    from tests.helpers.running import Tap


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


def test_a_dry_run_writes_the_streams_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    shops = OK + b'{"status":0,"data":{"total_count":1,"details":[{"shop_id":"5"}]}}'
    with answering(shops) as url:
        tap = TapWdtFlagship(config={**CONFIG, "api_url": url})
        assert tap.run_sync_dry_run(streams=[tap.streams["shops"]])
    messages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(m["type"], m.get("stream")) for m in messages] == [
        ("SCHEMA", "shops"),
        ("RECORD", "shops"),
    ]
    assert messages[-1]["record"]["shop_id"] == 5
