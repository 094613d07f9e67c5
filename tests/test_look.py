"""What `--test` tells of the streams it looked at; no connection is made."""

from __future__ import annotations

from typing import Any

import pytest

from tap_wdt_flagship.command_line import StreamsFailed
from tap_wdt_flagship.look import Look, Looked
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.test_family import CONFIG, RECEIVED


def test_a_stream_whose_rows_lack_their_key_leaves_the_others_looked_at(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tap = TapWdtFlagship(config=CONFIG)
    rows: dict[str, dict[str, Any]] = {
        "shops": {"shop_no": "S1"},
        "warehouses": {"warehouse_id": 7},
    }
    looked = {
        family.header: Looked([rows[family.header.name]], RECEIVED, lambda _: ({}, 0))
        for family in tap.families()
        if family.header.name in rows
    }
    monkeypatch.setattr(Look, "pages", lambda *_: looked)
    with pytest.raises(StreamsFailed, match=r"shops$"):
        tap.run_connection_test()
    assert '"warehouse_id":7' in capsys.readouterr().out
