"""Whose a state is: the tag of a bookmark tells account, gateway and system, and no name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tap_wdt_flagship.engine import account
from tap_wdt_flagship.engine.account import Owner
from tap_wdt_flagship.engine.remedies import all_again, streams_again
from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from tap_wdt_flagship.gateway.gateways import Account

LIVE = {"api_url": "https://wdt.wangdian.cn/openapi", "qimen_api_url": "http://a.cn/router/qm"}


def owner(app_type: str = "wdt", sid: str = "flagshop", **urls: str) -> Owner:
    return Owner.of(
        cast("Account", SimpleNamespace(app_type=app_type, sid=sid, **{**LIVE, **urls}))
    )


def test_a_tag_shows_the_application_type_and_not_the_seller() -> None:
    assert str(owner()).startswith("wdt:")
    assert "flagshop" not in str(owner())
    assert len(str(owner())) < 20


@pytest.mark.parametrize("mine", [owner(), owner("qimen"), owner(api_url="http://47.92.239.46/x")])
def test_a_tag_is_read_as_it_was_written(mine: Owner) -> None:
    assert Owner.read(str(mine)) == mine


@pytest.mark.parametrize("tag", [None, "", "wdt", "wdt:", 7, {"wdt": 1}])
def test_what_is_no_tag_names_nobody(tag: Any) -> None:
    assert Owner.read(tag) is None


def test_one_seller_is_the_same_at_both_gateways_and_wherever_they_stand() -> None:
    assert owner().seller == owner("qimen").seller
    assert owner().seller == owner(api_url="http://proxy.example/openapi").seller
    assert owner().seller != owner(sid="other").seller


@pytest.mark.parametrize(
    ("app_type", "url"),
    [
        ("wdt", {"api_url": "http://47.92.239.46/openapi"}),
        ("qimen", {"qimen_api_url": "http://3ldsmu02o9.api.taobao.com/router/qmtest"}),
    ],
)
def test_the_seller_of_a_test_system_is_another(app_type: str, url: dict[str, str]) -> None:
    assert owner(app_type, **url).seller != owner(app_type).seller
    assert str(owner(app_type, **url)).endswith(":test")


def test_only_what_was_read_and_has_no_tag_is_claimed() -> None:
    theirs, label = {"rows": 3, "account": "wdt:other"}, {"content": "5f1d"}
    state: dict[str, Any] = {
        "bookmarks": {
            "trades": {"replication_key_value": "2026-06-18T04:00:00+00:00"},
            "stocktakes": {"partitions": []},
            "boms": dict(theirs),
            "code_labels": dict(label),
        }
    }
    account.claim(state, owner())
    tags = {name: own.get("account") for name, own in state["bookmarks"].items()}
    mine = str(owner())
    assert tags == {"trades": mine, "stocktakes": mine, "boms": "wdt:other", "code_labels": None}
    assert state["version"] == account.VERSION


@pytest.mark.parametrize("version", [account.VERSION + 1, "1", None])
def test_a_state_of_a_later_version_is_refused(version: Any) -> None:
    with pytest.raises(RunError, match="version"):
        account.check({"version": version}, [], {}, owner())
    assert account.check({"version": account.VERSION}, [], {}, owner()) is None


def test_commands_name_the_plugin_that_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MELTANO_EXTRACTOR_NAME", raising=False)
    assert all_again() == "uvx meltano run --full-refresh tap-wdt-flagship target-postgres-fast"
    monkeypatch.setenv("MELTANO_EXTRACTOR_NAME", "tap-wdt-flagship-b")
    assert streams_again(["trades", "trade_lines"], None) == (
        """TAP_WDT_FLAGSHIP_B__SELECT_FILTER='["trades","trade_lines"]' """
        "uvx meltano run --full-refresh tap-wdt-flagship-b target-postgres-fast"
    )
