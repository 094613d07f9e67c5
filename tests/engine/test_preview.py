"""What `--test` tells of the streams it looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.canned import OK, answering
from tests.helpers.families import CONFIG

if TYPE_CHECKING:
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
