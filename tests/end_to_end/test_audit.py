"""`wdt-audit`: what lacks in the warehouse is found, told apart, and comes back."""

from __future__ import annotations

from datetime import timedelta, timezone
from random import Random
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.beijing import BEIJING
from tests.helpers.auditing import Auditor
from tests.helpers.loader import Loader
from tests.helpers.shop import COUNTED, SPAN, STREAMS, make_shop, world
from wdt_demo.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.running import Run
    from tests.helpers.shop import Shop

TRADES = "sales.TradeQuery.queryWithDetail"


@pytest.fixture
def shop(tmp_path: Path, first_sync: Run) -> Iterator[Shop]:
    """A shop of its own, synced into DuckDB, whose times are UTC as its loader keeps them."""
    loader = Loader(f"duckdb:///{tmp_path}/warehouse.duckdb", timezone.utc)
    with world() as running:
        yield make_shop(running, tmp_path, loader, first_sync)


def test_what_lacks_is_found_and_repaired(shop: Shop) -> None:
    untouched = shop.auditor.run(*SPAN, state=shop.state)
    assert (untouched.exit_code, untouched.differing, untouched.failed) == (0, {}, {})
    assert untouched.windows == []
    before = {stream: shop.loader.keys_of(stream) for stream in STREAMS}
    taken = shop.take_out(Random(3), 3)
    audited = shop.auditor.run(*SPAN, state=shop.state)
    assert audited.exit_code == 1
    missing = {stream: {"missing": len(taken[stream])} for stream in COUNTED}
    # A table that every run reads whole has it again after the next one.
    assert audited.differing == {**missing, "shops": {"coming": 3}}
    assert {one["stream"] for one in audited.windows} == {*COUNTED}
    state = shop.state
    repair = shop.sync(windows=audited.windows)
    assert shop.state == state
    assert len(repair.records["trades"]) < 20
    after = shop.auditor.run(*SPAN, state=shop.state)
    assert (after.exit_code, after.differing) == (0, {"shops": {"coming": 3}})
    assert {s: shop.loader.keys_of(s) for s in COUNTED} == {s: before[s] for s in COUNTED}


def test_the_outcome_goes_to_the_log_of_the_runs(shop: Shop) -> None:
    without = shop.auditor.run(*SPAN, "--log", state=shop.state)
    assert without.exit_code == 0  # a warehouse without the table is audited all the same
    assert "没有表 sync_log" in without.log
    shop.loader.execute(
        "CREATE TABLE wdt.sync_log (run_id varchar, report varchar, account varchar, "
        "outcome varchar, row_count bigint, gateway_total bigint, notes varchar, "
        "finished_at timestamp)"
    )
    shop.loader.take_out("trades", shop.loader.keys_of("trades")[:2])
    assert shop.auditor.run(*SPAN, "--log", state=shop.state).exit_code == 1
    log = {
        report: told
        for report, *told in shop.loader.execute(
            "SELECT report, account, outcome, gateway_total - row_count, notes "
            "FROM wdt.sync_log WHERE finished_at IS NOT NULL"
        )
    }
    account = shop.config["sid"]
    assert log["trades"] == [account, "audit_missing", 2, "缺失/missing 2"]
    assert log["shipments"] == [account, "audit_complete", 0, None]
    assert log.keys() == set(STREAMS)


def test_rows_are_told_apart(shop: Shop) -> None:
    trades = shop.loader.keys_of("trades")
    gone, marked = trades[5][0], trades[9][0]
    shop.sandbox.behave(removed={TRADES: [gone]})
    # A row that the target marked as deleted is not there; one that it has twice is there once.
    shop.loader.execute(
        "UPDATE wdt.trades SET _sdc_deleted_at = modified WHERE trade_id = :id", id=marked
    )
    shop.loader.execute(
        "INSERT INTO wdt.trades SELECT * FROM wdt.trades WHERE trade_id = :id", id=trades[11][0]
    )
    shop.loader.execute(
        "UPDATE wdt.shipments SET modified = modified - INTERVAL 30 HOURS WHERE rec_id ="
        " (SELECT max(rec_id) FROM wdt.shipments)"
    )
    # What changes after the sync will come: orders of the next hours, and old ones that move.
    shop.sandbox.advance(3600)
    changed = shop.sandbox.mass_update("sales.Payment.queryWithDetail", 2)
    assert changed["rows"] == 2
    audited = shop.auditor.run(*SPAN, state=shop.state)
    found = audited.differing
    assert audited.exit_code == 1
    coming = found["trades"].pop("coming")
    assert coming > 0
    assert found["trades"] == {"missing": 1, "gone": 1, "surplus": 1}
    assert found["shipments"]["missing"] == 1
    shop.sync(windows=audited.windows)
    shop.sync()
    after = shop.auditor.run(*SPAN, state=shop.state)
    assert after.exit_code == 0
    # Nobody took out what is there twice.
    left = {name: found for name, found in after.differing.items() if [*found] != ["coming"]}
    assert left == {"trades": {"gone": 1, "surplus": 1}}


def test_without_a_state_the_newest_row_tells(shop: Shop) -> None:
    taken = shop.take_out(Random(5), 2)
    newest = shop.loader.execute("SELECT max(modified) FROM wdt.trades")
    shop.sandbox.advance(1800)
    streams = ("--stream", "trades", "--stream", "invoices")
    audited = shop.auditor.run(*SPAN, *streams, "--compare", "totals")
    assert newest
    assert {row["stream"] for row in audited.rows} == {"trades", "invoices"}
    assert audited.found("trades")["missing"] == len(taken["trades"])
    assert audited.found("invoices")["missing"] == len(taken["invoices"])


def test_nothing_is_false_while_the_shop_lives(shop: Shop, tmp_path: Path) -> None:
    """Rows that change while they are looked at are looked at again."""
    taken = shop.take_out(Random(8), 2)
    shop.sandbox.behave(churn={"fraction": 0.2, "limit": 400})
    before = shop.sandbox.now()
    short_pages = Auditor(tmp_path, {**shop.config, "page_size": 4}, shop.loader.address)
    audited = short_pages.run(*SPAN, state=shop.state)
    shop.sandbox.behave(churn=None)
    assert shop.sandbox.now() - before > timedelta(seconds=4)  # a second each time
    assert audited.found("trades")["coming"] > 0
    for stream in COUNTED:
        found = audited.found(stream)
        assert found.keys() <= {"missing", "coming"}, stream
        assert found.get("missing", 0) <= len(taken[stream]), stream
    shop.sandbox.advance(600)
    shop.sync(windows=audited.windows)
    shop.sync()
    after = shop.auditor.run(*SPAN, state=shop.state)
    assert after.exit_code == 0
    assert not {kind for found in after.differing.values() for kind in found} - {"coming"}


def test_one_reports_trouble_stays_its_own(shop: Shop) -> None:
    shop.take_out(Random(6), 1)
    shop.sandbox.behave(deny=[TRADES])
    narrow = ("--stream", "trades", "--stream", "invoices", "--stream", "shipments")
    cost = shop.auditor.raw(*SPAN, *narrow, "--cost")
    assert cost.exit_code == 0
    assert not cost.stdout
    assert "3 个报表" in cost.stderr
    told = shop.auditor.raw(*SPAN, *narrow)
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert "缺失/missing" in lines[0]
    assert any(line.startswith("trades ") and "没有该接口的权限" in line for line in lines)
    assert any(line.startswith("invoices ") and line.endswith("✗") for line in lines)
    assert "1 个未能比较：trades" in lines[-1]


def test_rows_that_are_all_hidden_are_no_deletions(shop: Shop) -> None:
    shop.sandbox.behave(emptied=[TRADES])
    told = shop.auditor.run(*SPAN, "--stream", "trades", "--time-zone", "utc")
    assert told.found("trades") == {"surplus": len(shop.loader.keys_of("trades"))}


def test_postgresql_however_it_keeps_times(tmp_path: Path, first_sync: Run) -> None:
    with postgres(tmp_path / "data") as address, world() as sandbox:
        url = address.replace("postgresql://", "postgresql+psycopg://")
        for zone in (None, BEIJING):
            loader = Loader(url, zone)
            loader.execute("DROP SCHEMA wdt CASCADE")
            loader.execute("CREATE SCHEMA wdt")
            shop = make_shop(sandbox, tmp_path, loader, first_sync)
            taken = shop.take_out(Random(4), 2)
            audited = shop.auditor.run(*SPAN, "--compare", "totals", state=shop.state)
            missing = {stream: {"missing": len(taken[stream])} for stream in COUNTED}
            assert audited.differing == {**missing, "shops": {"coming": 2}}
            assert "看不出" not in audited.log


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://mallory:pa@ss@key@127.0.0.1/wdt", "写成 %40"),
        ("postgresql://mallory:sesame@no-such-host.invalid:5432/wdt", "主机名"),
        ("postgresql://mallory:sesame@127.0.0.1:1/wdt", "连不上数据库"),
        ("postgresql://mallory:sesame@127.0.0.1:port/wdt", "应形如"),
        ("oracle://mallory:sesame@127.0.0.1/wdt", "只支持"),
        ("sesame", "应形如"),
        ("duckdb:////no/such/sesame.duckdb", "没有这个数据库或文件"),
        ("", "没有数据库地址"),
    ],
)
def test_a_wrong_address_is_told_in_a_line_and_never_shown(
    tmp_path: Path, address: str, said: str
) -> None:
    config = {"sid": "seller3", "app_key": "seller3-api", "app_secret": "5f2c8e1d:9ab1c7d2"}
    told = Auditor(tmp_path, config, "").raw(address=address)
    assert told.exit_code == 2
    assert said in told.output
    assert told.output.count("\n") == 1
    assert " / " in told.output
    for piece in ("sesame", "pa@", "ss@", "mallory", "no-such-host"):
        assert piece not in told.output


@pytest.mark.parametrize("loader", ["TARGET_POSTGRES_FAST", "TARGET_POSTGRES"])
def test_the_address_is_that_of_the_loader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: str
) -> None:
    config = {"sid": "seller3", "app_key": "seller3-api", "app_secret": "5f2c8e1d:9ab1c7d2"}
    monkeypatch.setenv(f"{loader}_SQLALCHEMY_URL", "duckdb:////no/such/file.duckdb")
    told = Auditor(tmp_path, config, "").raw(address="")
    assert "没有这个数据库或文件" in told.output
