"""`wdt-audit` of a real MariaDB, whatever its columns of time are."""

from __future__ import annotations

from datetime import timezone
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tap_wdt_flagship.beijing import BEIJING
from tests.helpers.auditing import Auditor
from tests.helpers.loader import Loader
from tests.helpers.shop import COUNTED, SPAN, STREAMS, make_shop, world

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from tests.helpers.running import Run

SYNC_LOG = """
    CREATE TABLE sync_log (run_id varchar(64), report varchar(64), report_title text, account text,
    outcome text, row_count bigint, gateway_total bigint, notes text, finished_at datetime(6))
"""


def test_what_lacks_is_found_repaired_and_logged(
    mariadb: str, tmp_path: Path, first_sync: Run
) -> None:
    """Loaded by something that cannot read offsets: wall clocks in UTC."""
    with world() as sandbox:
        shop = make_shop(sandbox, tmp_path, Loader(mariadb, timezone.utc), first_sync)
        before = {stream: shop.loader.keys_of(stream) for stream in STREAMS}
        taken = shop.take_out(Random(3), 3)
        shop.loader.execute(SYNC_LOG)
        audited = shop.auditor.run(*SPAN, "--log", state=shop.state)
        missing = {stream: {"missing": len(taken[stream])} for stream in COUNTED}
        assert audited.differing == {**missing, "shops": {"coming": 3}}
        logged = shop.loader.execute(
            "SELECT report_title, account, outcome, gateway_total - row_count, notes"
            " FROM sync_log WHERE report = 'trades' AND finished_at IS NOT NULL"
        )
        account = shop.config["sid"]
        assert logged == [("系统订单", account, "audit_missing", 3, "缺失/missing 3")]
        shop.sync(windows=audited.windows, utc_offset="Z")
        after = shop.auditor.run(*SPAN, state=shop.state)
        assert (after.exit_code, after.differing) == (0, {"shops": {"coming": 3}})
        assert {s: shop.loader.keys_of(s) for s in COUNTED} == {s: before[s] for s in COUNTED}


@pytest.mark.parametrize("zone", [None, BEIJING], ids=["timestamp", "datetime"])
def test_rows_are_told_apart(
    mariadb: str, tmp_path: Path, first_sync: Run, zone: tzinfo | None
) -> None:
    with world() as sandbox:
        shop = make_shop(sandbox, tmp_path, Loader(mariadb, zone), first_sync)
        taken = shop.take_out(Random(4), 2)
        trades = shop.loader.keys_of("trades")
        shop.sandbox.behave(removed={"sales.TradeQuery.queryWithDetail": [trades[5][0]]})
        marked, twice = trades[9][0], trades[11][0]
        shop.loader.execute(
            "UPDATE trades SET _sdc_deleted_at = modified WHERE trade_id = :id", id=marked
        )
        shop.loader.execute(
            "INSERT INTO trades SELECT * FROM trades WHERE trade_id = :id", id=twice
        )
        audited = shop.auditor.run(*SPAN, "--compare", "totals", state=shop.state)
        missing = {stream: {"missing": len(taken[stream])} for stream in COUNTED}
        missing["trades"] = {"missing": 3, "gone": 1, "surplus": 1}
        assert audited.differing == {**missing, "shops": {"coming": 2}}
        assert "看不出" not in audited.log


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "sesame"}, "拒绝了用户名或密码"),
        ({"database": "sesame"}, "没有这个数据库"),
        ({}, "没有模式 test_"),
        ({"drivername": "mariadb+pymysql"}, "没有模式 test_"),
        ({"drivername": "mysql+mysqldb"}, "没有安装数据库驱动：mysqldb"),
    ],
)
def test_the_tables_are_those_of_the_address(
    mariadb: str, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    config = {"sid": "seller3", "app_key": "seller3-api", "app_secret": "5f2c8e1d:9ab1c7d2"}
    address = sa.make_url(mariadb).set(**change).render_as_string(hide_password=False)
    told = Auditor(tmp_path, config, address).raw()
    assert said in told.output
    assert "sesame" not in told.output
