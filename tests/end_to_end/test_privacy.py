"""Personal data planted in every text that the sandbox sends, and looked for where all arrives."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tap_wdt_flagship.schemas.personal import marks
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tests.helpers.running import quick
from tests.helpers.truth import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.running import Run, Tap
    from wdt_sandbox import Sandbox

KEY = "0123456789abcdef-a-key"
PHONE, NAME, ADDRESS = "13917360042", "欧阳植秀", "植物园路77弄5号"
PERSON = f"{NAME} {PHONE} {ADDRESS}"
ELSEWHERE = "别处甲"
"""What stands in the texts that are not marked."""
OWN_RAW_TRADES = "sales.RawTrade.searchSelfOrder"
SHOPS = "setting.Shop.queryShop"
RECEIVER = ("receiver_name", "receiver_mobile", "receiver_address")
UNKNOWN = {"+receiver_mobile_2": PERSON, "+buyer_memo": PERSON, "+ship_to": PERSON}
"""Fields that no document mentions; the last one is given away by what it says alone."""

MARKED = {(stream, path) for stream in BY_NAME for path in marks(stream)}


def families() -> dict[str, list[str]]:
    """The streams that each interface fills."""
    found: dict[str, list[str]] = {}
    for cls in REPORTS:
        found.setdefault(cls.method, []).append(cls.name)
    for line in LINE_STREAMS:
        found[line.header().method].append(line.name)
    return found


def plants() -> dict[str, dict[str, str]]:
    """For each interface, a person in all its marked fields, and another text in all others.

    A name that is marked in the header and not in its lines, or the other way round, is not there.
    """
    texts = {}
    for method, streams in families().items():
        marked = {path.rpartition(".")[2] for name in streams for path in marks(name)}
        texts[method] = {**dict.fromkeys(marked, PERSON), "*": ELSEWHERE, **UNKNOWN}
    return texts


def places(run: Run, text: str) -> Counter[tuple[str, str]]:
    """Stream and column of every value in which a text stands."""
    found: Counter[tuple[str, str]] = Counter()
    for stream, rows in run.records.items():
        for row in rows:
            found.update((stream, path) for path, value in leaves(row) if text in str(value))
    return found


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    else:
        yield path, value


def run_of(tap: Tap, sandbox: Sandbox, app_type: str, **privacy: Any) -> Run:
    """All of the streams, with a row that cannot be read and one that lacks its key."""
    sandbox.behave(
        plant=plants(),
        spoil={
            OWN_RAW_TRADES: {"kind": "quote", "position": 1},
            SHOPS: {"kind": "no_key", "position": 1},
        },
    )
    config = quick(sandbox, app_type, start_date="2026-06-18", delay_seconds=0, **privacy)
    config["stream_options"] = {"refunds": {"start_date": "2026-06-01"}}
    run = tap.run(config, streams=(*BY_NAME, "unread_rows"), env={"LOGLEVEL": "DEBUG"})
    assert run.exit_code == 0, run.log
    assert "DEBUG" in run.log
    assert KEY not in run.output + run.log
    return run


def test_what_was_planted_arrives_where_it_is_kept(tap: Tap, sandbox: Sandbox) -> None:
    """Or the next test would search for what was never there."""
    run = run_of(tap, sandbox, "qimen")
    found = places(run, PHONE)
    here = {column for column in MARKED if column[0] in run.records}
    assert len(here) > 200
    # Some tables have rows of other platforms alone in so short a time.
    assert len(here - found.keys()) < 10, here - found.keys()
    assert {place for place in found.keys() - here if place[1].split(".")[0] != "_extra"} == {
        ("unread_rows", "text")
    }
    assert sum(found.values()) > 5_000, "fewer than it takes to say something"
    assert PHONE not in run.log


@pytest.mark.parametrize(
    ("app_type", "privacy"),
    [("wdt", {"privacy": "hash", "privacy_key": KEY}), ("qimen", {"privacy": "drop"})],
)
def test_nobody_who_was_planted_is_found_in_all_that_arrives(
    tap: Tap, sandbox: Sandbox, app_type: str, privacy: dict[str, Any]
) -> None:
    run = run_of(tap, sandbox, app_type, **privacy)
    for said in (PHONE, NAME, ADDRESS):
        assert not places(run, said)
        assert said not in run.output
        assert said not in run.log
    # All other texts are as they came, those in the row without its key too.
    untouched = places(run, ELSEWHERE)
    assert len(untouched) > 1_000
    assert not untouched.keys() & MARKED
    unread = {row["stream"]: row for row in run.records["unread_rows"]}
    assert unread["own_raw_trades"]["text"] is None
    assert unread["own_raw_trades"]["text_length"] > 1_000
    assert ELSEWHERE in json.loads(unread["shops"]["text"])["city"]
    for name in ("province", "city"):
        assert all(row[name] for row in run.records["warehouses"])


def digest(text: str) -> str:
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_tables_and_runs_are_joined_by_hashes(tap: Tap, sandbox: Sandbox) -> None:
    truth = {
        row["trade_no"]: {name: digest(row[name]) for name in RECEIVER}
        for row in sandbox.truth("sales.TradeQuery.queryWithDetail")
        if row["receiver_mobile"]
    }
    joined: Counter[str] = Counter()
    for start in ("2026-06-17", "2026-06-17T12:00:00"):
        config = quick(sandbox, start_date=start, privacy="hash", privacy_key=KEY)
        run = tap.run(config, streams=("trades", "sales_stockouts"))
        for stream, number in (("trades", "trade_no"), ("sales_stockouts", "src_order_no")):
            for row in run.records[stream]:
                if row["receiver_mobile"]:
                    assert {name: row[name] for name in RECEIVER} == truth[row[number]]
                    joined[row[number]] += 1
    assert max(joined.values()) == 4
    hashes = {truth[number]["receiver_mobile"] for number in joined}
    assert 5 < len(hashes) <= len(joined)
