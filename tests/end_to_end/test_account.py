"""A state belongs to an account and a gateway; another's is refused before any call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tap_wdt_flagship.engine.account import Owner
from tests.helpers.running import quick

if TYPE_CHECKING:
    from tap_wdt_flagship.gateway.gateways import Account
    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

BOTH = pytest.mark.parametrize("app_type", ["wdt", "qimen"])
STREAMS = ("trades", "trade_lines", "shops", "code_labels")
OTHER = "wdt:0123456789ab"
AT = {"replication_key_value": "2026-06-18T04:00:00+00:00", "since": "2026-06-15T16:00:00+00:00"}


def state_of(**owners: Owner | str | None) -> dict[str, Any]:
    """A state with these streams' bookmarks, and whose they are; `None` in an old state."""
    tags = {name: {"account": str(tag)} if tag else {} for name, tag in owners.items()}
    return {"bookmarks": {name: {**AT, **tag} for name, tag in tags.items()}}


def owner(sandbox: Sandbox, app_type: str) -> Owner:
    return Owner.of(cast("Account", SimpleNamespace(**quick(sandbox, app_type))))


def owners(state: dict[str, Any]) -> dict[str, str]:
    return {name: own["account"] for name, own in state["bookmarks"].items() if "account" in own}


def refused(sandbox: Sandbox, run: Run) -> str:
    """The one line that says why, before any call."""
    assert run.exit_code == 1, run.log
    assert not run.messages
    assert not sum(interface["calls"] for interface in sandbox.stats()["interfaces"])
    assert "Traceback" not in run.log
    (line,) = (line for line in run.log.splitlines() if "没有发出任何请求" in line)
    assert "no call was made" in line.casefold()
    return line


@BOTH
def test_an_old_state_is_accepted_and_gets_its_account(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    config, mine = quick(sandbox, app_type), str(owner(sandbox, app_type))
    state = state_of(trades=None, refunds=None, boms=OTHER)
    run = tap.run(config, streams=STREAMS, state=state)
    read = dict.fromkeys(("trades", "trade_lines", "shops"), mine)
    # What nobody selects, another account's too, is no hindrance.
    assert owners(run.state) == {**read, "refunds": mine, "boms": OTHER}
    assert run.state["version"] == 1
    assert config["sid"] not in str(run.state)
    again = tap.run(config, streams=STREAMS, state=run.state)
    assert again.exit_code == 0, again.log
    assert not again.records["code_labels"]
    assert (owners(again.state), again.state["version"]) == (owners(run.state), 1)


@BOTH
def test_another_accounts_state_is_refused(tap: Tap, sandbox: Sandbox, app_type: str) -> None:
    state = state_of(trades=OTHER, shops=OTHER)
    run = tap.run(quick(sandbox, app_type), streams=STREAMS, state=state)
    line = refused(sandbox, run)
    assert "属于另一个账号" in line
    assert "belongs to another account" in line
    assert "uvx meltano run --full-refresh --state-strategy=overwrite" in line


def test_a_change_to_qimen_is_refused_with_the_tables_to_read_again(
    tap: Tap, sandbox: Sandbox
) -> None:
    qimen, before = quick(sandbox, "qimen"), owner(sandbox, "wdt")
    state = state_of(trades=before, trade_lines=before, shops=before, specs=before)
    line = refused(sandbox, tap.run(qimen, streams=STREAMS, state=state))
    assert "由旺店通换成奇门" in line
    assert "was changed from WDT to Qimen" in line
    assert """TAP_WDT_FLAGSHIP__SELECT_FILTER='["trades","trade_lines"]'""" in line
    assert "TAP_WDT_FLAGSHIP_START_DATE=2026-06-16T00:00:00 uvx meltano run --full-refresh" in line
    for name in ("trades", "trade_lines"):  # as the remedy without Meltano has it
        del state["bookmarks"][name]
    run = tap.run(qimen, streams=STREAMS, state=state)
    assert run.exit_code == 0, run.log
    assert min(row["modified"] for row in run.records["trades"]) < "2026-06-17"
    assert owners(run.state)["trades"] == owners(run.state)["shops"] == str(owner(sandbox, "qimen"))
    assert owners(run.state)["specs"] == str(before)


def test_a_change_back_to_wdt_says_what_gets_old(tap: Tap, sandbox: Sandbox) -> None:
    before = owner(sandbox, "qimen")
    state = state_of(trades=before, trade_lines=before, shops=before)
    run = tap.run(quick(sandbox), streams=STREAMS, state=state)
    assert run.exit_code == 0, run.log
    (line,) = (line for line in run.log.splitlines() if "由奇门换成旺店通" in line)
    assert "trades, trade_lines" in line
    assert "shops" not in line
    assert owners(run.state)["trades"] == str(owner(sandbox, "wdt"))


def test_a_run_that_was_never_let_in_claims_no_state(tap: Tap, sandbox: Sandbox) -> None:
    wrong = quick(sandbox, sid="other")
    run = tap.run(wrong, streams=("trades", "shops"), state=state_of(trades=None))
    assert run.exit_code == 1
    assert run.state["bookmarks"]
    assert not owners(run.state)


def test_a_state_of_a_later_version_is_refused(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(
        quick(sandbox), streams=("trades",), state={**state_of(trades=None), "version": 9}
    )
    assert "state 的版本是 9" in refused(sandbox, run)


@BOTH
def test_a_shop_and_a_warehouse_granted_later_are_told_and_cost_no_call(
    tap: Tap, sandbox: Sandbox, app_type: str
) -> None:
    """Warehouses are learned from what a report's passes need, though nobody selects them."""
    state = state_of(trades=None)
    state["bookmarks"] |= {"shops": {"rows": 2, "seen": [1, 2]}, "warehouses": {"seen": [1, 2]}}
    streams = ("trades", "shops", "position_moves")
    run = tap.run(quick(sandbox, app_type), streams=streams, state=state)
    assert run.exit_code == 0, run.log
    shops, warehouses = (line for line in run.log.splitlines() if "第一次看到" in line)
    assert "这些店铺" in shops
    assert "这些仓库" in warehouses
    for line in (shops, warehouses):
        assert "START_DATE=2026-06-16T00:00:00 TAP_WDT_FLAGSHIP_END_DATE=2026-06-18T12" in line
    assert len(run.state["bookmarks"]["shops"]["seen"]) == len(run.table("shops", "shop_id"))
    assert run.state["bookmarks"]["warehouses"]["seen"] == [1, 2, 3]
    asked = sandbox.stats()["interfaces"]
    (calls,) = (i["calls"] for i in asked if i["method"] == "setting.Warehouse.queryWarehouse")
    assert calls == 1
