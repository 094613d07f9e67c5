"""Rows that are modified while their range is paged, and what else a page can hide."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.running import NOW, WITHOUT_LIMIT, quick
from tests.helpers.truth import differences, truth_of
from wdt_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.running import Tap

RAW_TRADES = "sales.RawTrade.search"


@pytest.fixture
def living() -> Iterator[Sandbox]:
    """A world of its own, whose rows tests modify."""
    with Sandbox(seed=3, now=NOW, time_scale=0, quota=WITHOUT_LIMIT) as running:
        yield running


@pytest.mark.parametrize("order", ["modified", "id", "descending"])
def test_rows_modified_while_paged_are_not_lost(tap: Tap, living: Sandbox, order: str) -> None:
    living.behave(churn={"fraction": 0.2, "limit": 60}, order=order)
    assert _lost_while_rows_move(tap, quick(living, page_size=20), living) == []


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
def test_rows_modified_while_paged_are_not_lost_among_faults(
    tap: Tap, living: Sandbox, app_type: str
) -> None:
    passing = (
        "invalid http status 502",
        "Deadlock found when trying to get lock",
        "Read timed out",
    )
    living.behave(
        churn={"fraction": 0.2, "limit": 60},
        total_counts="first_page",
        faults=[
            {"kind": "hollow", "list": "empty", "rate": 0.05, "only_crowded": True},
            {"kind": "hollow", "list": "absent", "rate": 0.05, "only_crowded": True},
            *({"kind": "unknown_100", "message": said, "rate": 0.01} for said in passing),
            {"kind": "top", "code": 15, "sub_code": "isv.remote-service-timeout", "rate": 0.02},
        ],
    )
    config = quick(living, app_type, page_size=5)
    config["stream_options"] = {"raw_trades": {"max_window_minutes": 24 * 60}}
    assert _lost_while_rows_move(tap, config, living) == []


def _lost_while_rows_move(tap: Tap, config: dict[str, Any], living: Sandbox) -> list[str]:
    """What a run while rows move and one when all is calm again left out or got wrong."""
    config["start_date"] = "2026-06-01"
    streams = ("raw_trades", "raw_trade_lines")
    first = tap.run(config, streams=streams)
    assert first.exit_code == 0, first.log
    assert "重读" in first.log
    # What left its window is newer than the run: the next run brings it.
    living.reset()
    living.advance(3600)
    second = tap.run(config, streams=streams, state=first.state)
    end = (living.now() - timedelta(seconds=config.get("delay_seconds", 120))).isoformat()
    found: list[str] = []
    for stream, keys in (
        ("raw_trades", ["rec_id"]),
        ("raw_trade_lines", ["raw_trade_rec_id", "rec_id"]),
    ):
        truth = truth_of(living, stream, config["app_type"], since="2026-06-01 00:00:00", until=end)
        arrived = first.table(stream, *keys) | second.table(stream, *keys)
        # Rows that changed once more, after the second run's end, are the third run's.
        arrived = {key: row for key, row in arrived.items() if key in truth}
        found += differences(stream, arrived, truth)
    return found


def test_a_lower_page_limit_is_learned(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(page_limit=15)
    run = tap.run(quick(sandbox), streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    truth = truth_of(sandbox, "raw_trades", "wdt", since="2026-06-16 00:00:00")
    assert differences("raw_trades", run.table("raw_trades", "rec_id"), truth) == []
    assert "15 行" in run.log


@pytest.mark.parametrize("counted", ["lines", "absent"])
def test_a_total_that_does_not_count_rows_loses_none(
    tap: Tap, sandbox: Sandbox, counted: str
) -> None:
    sandbox.behave(total_counts=counted)
    run = tap.run(quick(sandbox, page_size=30), streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    truth = truth_of(sandbox, "raw_trades", "wdt", since="2026-06-16 00:00:00")
    assert differences("raw_trades", run.table("raw_trades", "rec_id"), truth) == []


@pytest.mark.parametrize(
    "wording",
    [
        None,
        "您的查询条件太过宽，请增加查询条件",
        "起止时间差最大1小时",
    ],
)
def test_a_narrower_span_than_documented_is_met(
    tap: Tap, sandbox: Sandbox, wording: str | None
) -> None:
    sandbox.behave(max_span={RAW_TRADES: 60}, span_message=wording)
    run = tap.run(quick(sandbox, start_date="2026-06-18"), streams=("raw_trades",))
    assert run.exit_code == 0, run.log
    truth = truth_of(sandbox, "raw_trades", "wdt", since="2026-06-18 00:00:00")
    assert differences("raw_trades", run.table("raw_trades", "rec_id"), truth) == []


@pytest.mark.parametrize("app_type", ["wdt", "qimen"])
@pytest.mark.parametrize("span", [None, 30 * 24 * 60])
@pytest.mark.parametrize("wording", [None, "您的查询条件太过宽", "查询时间不能大于30天"])
def test_where_documents_disagree_on_the_span_one_call_settles_it(
    tap: Tap, sandbox: Sandbox, app_type: str, span: int | None, wording: str | None
) -> None:
    stream, method = "archived_sales_stockouts", "wms.stockout.Sales.queryHistoryWithDetail"
    sandbox.behave(max_span={method: span}, span_message=wording)
    run = tap.run(quick(sandbox, app_type, start_date="2026-06-10"), streams=(stream,))
    assert run.exit_code == 0, run.log
    truth = truth_of(sandbox, stream, app_type, since="2026-06-10 00:00:00")
    assert differences(stream, run.table(stream, "stockout_id"), truth) == []
    (counts,) = (i for i in sandbox.stats()["interfaces"] if i["method"] == method)
    too_wide = [said for said in counts["refusals"] if "宽" in said or "30天" in said]
    refused = sum(
        entry.get("status") == 100
        for entry in sandbox.stats()["journal"]
        if entry.get("method") == method
    )
    assert len(too_wide) == refused == (0 if span else 1)
    assert (counts["calls"] < 100) == bool(span)


def test_a_field_that_no_schema_mentions_is_kept_and_told_once(tap: Tap, sandbox: Sandbox) -> None:
    sandbox.behave(extra_field="brand_new")
    run = tap.run(quick(sandbox), streams=("shops",))
    assert all("brand_new" in row["_extra"] for row in run.records["shops"])
    assert len(run.records["shops"]) > 1
    assert run.log.count("brand_new 没有") == 1
