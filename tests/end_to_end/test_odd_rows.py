"""One odd row in a table: all others arrive, the run goes on, and the row is found again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import quick

if TYPE_CHECKING:
    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

RAW_TRADES = "sales.RawTrade.search"
STREAMS = ("raw_trades", "raw_trade_lines", "unread_rows")

both_gateways = pytest.mark.parametrize("app_type", ["wdt", "qimen"])
every_kind = pytest.mark.parametrize(
    ("kind", "field", "reason"),
    [
        ("half_emoji", "remark", ""),
        ("gbk", "remark", ""),
        ("tab", "remark", ""),
        ("nul", "remark", ""),
        ("nan", "receivable", ""),
        ("huge", "shop_id", ""),
        ("quote", "remark", "cannot be decoded"),
        ("no_key", None, "has no rec_id"),
        ("twin", "remark", "has the same key"),
    ],
)


def table(run: Run, stream: str, *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    rows = run.table(stream, *keys)
    return {
        key: {name: value for name, value in row.items() if name != "_read_at"}
        for key, row in rows.items()
    }


def spoil(sandbox: Sandbox, kind: str, odd: int, field: str | None) -> None:
    order = {"kind": kind, "row": odd, **({"field": field} if field else {})}
    sandbox.behave(spoil={RAW_TRADES: order})


@both_gateways
@every_kind
def test_an_odd_row_holds_up_nothing_and_is_not_lost(  # noqa: PLR0913, PLR0917
    tap: Tap, sandbox: Sandbox, app_type: str, kind: str, field: str | None, reason: str
) -> None:
    config = quick(sandbox, app_type, page_size=20)
    config["stream_options"] = {"raw_trades": {"max_window_minutes": 360}}
    sound = tap.run(config, streams=STREAMS)
    clean = table(sound, "raw_trades", "rec_id")
    assert not sound.records["unread_rows"]
    (odd,) = max(clean, key=lambda key: str(clean[key]["modified"]))
    spoil(sandbox, kind, odd, field)
    first = tap.run(config, streams=STREAMS)
    assert first.exit_code == 0, first.log
    assert first.state == sound.state
    config["lookback_minutes"] = 600
    again = tap.run(config, streams=STREAMS, state=first.state)
    assert again.exit_code == 0, again.log
    found = table(first, "raw_trades", "rec_id")
    assert {k: r for k, r in found.items() if k != (odd,)} == {
        k: r for k, r in clean.items() if k != (odd,)
    }
    if not reason:
        assert (odd,) in found
        assert not first.records["unread_rows"]
        return
    for run in (first, again):
        (unread,) = run.table("unread_rows", "stream", "fingerprint").values()
        assert unread["stream"] == "raw_trades"
        assert unread["interface"] == RAW_TRADES
        assert unread["window_start"] < unread["window_end"]
        assert reason in unread["reason_en"]
        assert clean[odd,]["tid"] in unread["text"]
        assert "未能读取/unread 1" in run.log
        assert "rows that could not be read: raw_trades 1" in run.log
    assert ((odd,) in found) == (kind == "twin")
    assert (
        again.table("unread_rows", "fingerprint").keys()
        == first.table("unread_rows", "fingerprint").keys()
    )


@both_gateways
def test_a_table_without_a_range_keeps_an_odd_row_aside_too(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    sandbox.behave(spoil={"setting.Shop.queryShop": {"kind": "no_key", "position": 1}})
    run = tap.run(quick(sandbox, app_type), streams=("shops", "unread_rows"))
    assert run.exit_code == 0, run.log
    (unread,) = run.records["unread_rows"]
    assert unread.get("window_start") is None
    assert json.loads(unread["text"])["shop_name"]
    assert len(run.records["shops"]) == len(sandbox.truth("setting.Shop.queryShop")) - 1


@both_gateways
def test_an_entry_that_is_nothing_is_kept_aside_from_the_rows(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    shops = [None, {"shop_id": 1, "shop_no": "S1"}, {"shop_id": 2, "shop_no": "S2"}]
    sandbox.behave(
        answers={"setting.Shop.queryShop": {"data": {"total_count": 3, "details": shops}}}
    )
    run = tap.run(quick(sandbox, app_type), streams=("shops", "unread_rows"))
    assert run.exit_code == 0, run.log
    assert [shop["shop_no"] for shop in run.records["shops"]] == ["S1", "S2"]
    (unread,) = run.records["unread_rows"]
    assert (unread["position"], unread["text"]) == (0, "null")
    assert "未能读取/unread 1" in run.log


def test_an_odd_row_is_told_of_where_its_table_is_not_selected(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(spoil={"setting.Shop.queryShop": {"kind": "no_key", "position": 1}})
    run = tap.run(quick(sandbox), streams=("shops",))
    assert run.exit_code == 0, run.log
    assert "select the table unread_rows" in run.log
    assert run.records.keys() == {"shops"}


@pytest.mark.parametrize(("app_type", "bad"), [("wdt", 4), ("qimen", 1)])
def test_some_rows_without_a_key_on_every_page_end_the_stream(
    tap: Tap, sandbox: Sandbox, app_type: str, bad: int
) -> None:
    orders = [{"kind": "no_key", "position": place} for place in range(bad)]
    sandbox.behave(spoil={RAW_TRADES: orders})
    config = quick(sandbox, app_type, page_size=5)
    run = tap.run(config, streams=("raw_trades", "shops", "unread_rows"))
    assert run.exit_code == 1
    assert "不是个别行的问题" in run.log
    assert "has no rec_id" in run.log
    assert len(run.records["shops"]) > 1
    assert run.records["unread_rows"]


def test_many_rows_without_a_key_end_the_stream(tap: Tap, sandbox: Sandbox) -> None:
    orders = [{"kind": "no_key", "position": place} for place in range(6)]
    sandbox.behave(spoil={RAW_TRADES: orders})
    run = tap.run(quick(sandbox, page_size=20), streams=("raw_trades", "shops", "unread_rows"))
    assert run.exit_code == 1
    assert "has no rec_id" in run.log
    assert len(run.records["shops"]) > 1


def test_few_rows_of_which_many_lack_a_key_hold_the_bookmark(tap: Tap, sandbox: Sandbox) -> None:
    config = quick(sandbox, start_date="2026-06-18")
    config["stream_options"] = {"raw_trades": {"max_window_minutes": 60}}
    calm = table(tap.run(config, streams=STREAMS), "raw_trades", "rec_id")
    assert len(calm) < 100  # too few to tell before all are there
    sandbox.behave(spoil={RAW_TRADES: {"kind": "no_key", "position": 0}})
    first = tap.run(config, streams=STREAMS)
    assert first.exit_code == 1
    assert "不是个别行的问题" in first.log
    sandbox.reset()
    second = tap.run(config, streams=STREAMS, state=first.state)
    assert second.exit_code == 0, second.log
    arrived = table(first, "raw_trades", "rec_id") | table(second, "raw_trades", "rec_id")
    assert len(first.records["unread_rows"]) > 4
    assert len(calm.keys() - arrived.keys()) <= 4  # single ones, in the table of such rows
