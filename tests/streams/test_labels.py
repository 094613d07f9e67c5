"""The tables that come with the tap: what codes mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.streams.labels import LABEL_STREAMS, CodeLabels, LabelStream, Platforms
from tests.helpers.running import quick

if TYPE_CHECKING:
    from tests.helpers.running import Tap
    from wdt_sandbox import Sandbox

NAMES = tuple(cls.name for cls in LABEL_STREAMS)

every_table = pytest.mark.parametrize("cls", LABEL_STREAMS, ids=lambda cls: cls.name)


@every_table
def test_a_key_is_unique(cls: type[LabelStream]) -> None:
    keys = Counter(tuple(row[key] for key in cls.primary_keys) for row in cls.rows())
    assert max(keys.values()) == 1


@every_table
def test_every_row_has_every_column(cls: type[LabelStream]) -> None:
    for row in cls.rows():
        assert row.keys() == load(cls.name)["properties"].keys()
        assert all(value not in {None, ""} for value in row.values())


def test_a_code_has_its_labels() -> None:
    found = {
        (row["stream"], row["column_name"], row["code"]): (row["label_zh"], row["label_en"])
        for row in CodeLabels.rows()
    }
    assert found["trades", "trade_status", "95"] == ("已发货", "Shipped")


def test_a_platform_has_its_branches() -> None:
    taobao = {
        row["sub_platform_id"]: row["sub_platform_name"]
        for row in Platforms.rows()
        if row["platform_id"] == 1
    }
    assert taobao == {0: "淘宝集市", 1: "天猫商城"}


def test_labels_arrive_once(tap: Tap, sandbox: Sandbox) -> None:
    first = tap.run(quick(sandbox), streams=("shops", *NAMES))
    assert first.exit_code == 0
    for cls in LABEL_STREAMS:
        arrived = [{k: v for k, v in row.items() if k[0] != "_"} for row in first.records[cls.name]]
        assert arrived == cls.rows()
    assert first.messages[-1]["type"] == "STATE"
    second = tap.run(quick(sandbox), streams=("shops", *NAMES), state=first.state)
    assert second.records.keys() == {"shops"}
    assert second.state == first.state


def test_labels_are_no_proof_of_credentials(tap: Tap, sandbox: Sandbox) -> None:
    run = tap.run(quick(sandbox, sid="nobody"), streams=("shops", *NAMES))
    assert run.exit_code == 1
    assert not run.records
