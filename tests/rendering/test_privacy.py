"""What becomes of personal data: in columns, in `_extra`, and in rows that became no message."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tap_wdt_flagship.gateway.envelope import Page
from tap_wdt_flagship.gateway.lenient import UnreadText
from tap_wdt_flagship.privacy import DROP, HASH, KEEP, Privacy
from tap_wdt_flagship.rendering.general import encoder
from tap_wdt_flagship.rendering.unread import Origin
from tap_wdt_flagship.schemas import lines_of, load
from tap_wdt_flagship.schemas.personal import KINDS, columns, marks
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of
from tests.helpers.families import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_wdt_flagship.rendering.family import Family, Rendered

RECEIVED = datetime(2026, 10, 1, 4, 0, 0, tzinfo=timezone.utc)
KEY = "0123456789abcdef"
PERSON = "欧阳植秀 13917360042"
HASHED: dict[str, Any] = {"privacy": HASH, "privacy_key": KEY}
DROPPED: dict[str, Any] = {"privacy": DROP}
KEPT: dict[str, Any] = {"privacy": KEEP}

hashed_and_dropped = pytest.mark.parametrize(
    "config", [HASHED, DROPPED], ids=lambda config: config["privacy"]
)


def digest(text: str) -> str:
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@cache
def _families(config: str) -> dict[str, Family]:
    settings = {**CONFIG, "app_type": "qimen", **json.loads(config)}
    settings |= {"qimen_app_key": "33400001", "qimen_app_secret": "b6a0d2f4"}
    every = TapWdtFlagship(config=settings).streams.keys()
    tap = TapWdtFlagship(config=settings, catalog=catalog_of(settings, every))
    return {family.header.name: family for family in tap.families()}


def families(**config: Any) -> dict[str, Family]:
    return _families(json.dumps(config))


def page_of(*rows: dict[str, Any], unread: tuple[UnreadText, ...] = ()) -> Page:
    return Page(msgspec.Raw(encoder.encode(list(rows))), None, unread=unread)


def records(rendered: Rendered) -> list[tuple[str, dict[str, Any]]]:
    messages = [json.loads(line) for line in bytes(rendered.text).splitlines()]
    return [(message["stream"], message["record"]) for message in messages]


def record_of(name: str, row: dict[str, Any], **config: Any) -> dict[str, Any]:
    family = families(**config)[name]
    ((_, fast),) = records(family.render_page(page_of(row), RECEIVED, {}))
    ((_, general),) = records(family.render([row], RECEIVED))
    assert fast == general
    return fast


def filled(properties: dict[str, Any]) -> dict[str, Any]:
    """A row in which every text says who it is about."""
    row: dict[str, Any] = {}
    for name, spec in properties.items():
        if lines := lines_of(spec):
            row[name] = [filled(load(lines)["properties"])]
        elif "properties" in spec:
            row[name] = filled(spec["properties"])
        elif spec.get("format"):
            row[name] = "2026-06-18 20:00:00"
        elif name[0] != "_":
            value = {"string": PERSON, "integer": 7, "number": 1, "boolean": True}
            row[name] = next((value[kind] for kind in value if kind in spec["type"]), None)
    return row


def constantly(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def in_clear(record: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from in_clear(value, f"{path}{name}.")
        elif isinstance(value, list):
            for item in value:
                yield from in_clear(
                    item if isinstance(item, dict) else {"": item}, f"{path}{name}."
                )
        elif PERSON in str(value):
            yield path + name


@hashed_and_dropped
def test_of_every_table_only_what_is_not_marked_is_in_clear(config: dict[str, Any]) -> None:
    seen: dict[str, int] = {}
    for name, family in families(**config).items():
        row = filled(load(name)["properties"])
        supplied = dict.fromkeys(family.header.inherited(), 7)
        fast = records(family.render_page(page_of(row), RECEIVED, supplied))
        origin = (supplied, 0)
        assert fast == records(family.render([row], RECEIVED, constantly(origin)))
        for stream, record in fast:
            marked = marks(stream)
            texts = [p for p, s in columns(load(stream)["properties"]) if "string" in s["type"]]
            expected = {p for p in texts if not p.startswith("_")} - marked.keys()
            assert not {*in_clear(record)} - expected, stream
            assert all(isinstance(record.get(path), (str, type(None))) for path in marked)
            seen[stream] = len(marked)
    assert len(seen) == len(families(**KEPT)) + sum(
        len(family.renderers) - 1 for family in families(**KEPT).values()
    )
    assert sum(seen.values()) > 300


def test_lines_inside_their_header_are_treated_like_those_in_their_table() -> None:
    family = families(**HASHED, nested_lists=True)["refunds"]
    rendered = records(family.render([filled(load("refunds")["properties"])], RECEIVED))
    for stream, record in rendered:
        left = {path.rpartition(".")[2] for path in in_clear(record)}
        assert not left & {"remark", "account_name", "pay_account", "swap_receiver_name"}, stream
        assert "refund_no" in left or stream != "refunds"


def test_a_hash_is_the_hmac_of_the_text_without_the_blanks_around_it() -> None:
    row = {"trade_id": 1, "receiver_name": " 张三\u3000", "receiver_mobile": "", "buyer_nick": " "}
    row |= {"receiver_telno": None, "receiver_zip": 310000, "cs_remark": "送到门口"}
    found = record_of("trades", row, **HASHED)
    assert found["receiver_name"] == digest("张三")
    assert found["receiver_mobile"] == ""
    assert found["buyer_nick"] == " "
    assert found["receiver_telno"] is None
    assert found["receiver_zip"] == digest("310000")
    assert found["cs_remark"] is None
    assert "customer_name" not in found


def test_what_is_dropped_is_null_where_it_was_sent() -> None:
    row = {"trade_id": 1, "receiver_name": "张三", "receiver_zip": {"a": 1}, "cs_remark": "x"}
    found = record_of("trades", row, **DROPPED)
    assert {found[column] for column in ("receiver_name", "receiver_zip", "cs_remark")} == {None}
    assert "buyer_nick" not in found
    assert "_extra" not in found


def test_single_columns_are_kept_and_dropped() -> None:
    row = {"trade_id": 1, "receiver_name": "张三", "buyer_nick": "三", "paid": 5, "tasks": "t"}
    chosen = {"privacy_keep": ["trades.*_name", "tasks"], "privacy_drop": ["paid", "trades.tasks"]}
    found = record_of("trades", row, **HASHED, **chosen)
    assert found["receiver_name"] == "张三"
    assert found["buyer_nick"] == digest("三")
    assert found["paid"] is None
    assert found["tasks"] is None
    found = record_of("trades", row, **KEPT, **chosen)
    assert (found["buyer_nick"], found["paid"], found["tasks"]) == ("三", None, None)


def test_what_is_no_text_is_dropped_where_it_would_be_hashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marked = {"receiver_city": KINDS["address"], "trade_no": KINDS["name"]}
    monkeypatch.setattr("tap_wdt_flagship.privacy.marks", lambda _: marked)
    assert Privacy(HASH).actions("trades") == {"receiver_city": DROP, "trade_no": HASH}
    # A key is hashed and never dropped, whatever is asked.
    assert Privacy(DROP, dropped=("*",)).actions("logged_trades")["trade_no"] == HASH


@pytest.mark.parametrize(
    ("field", "value", "hashed", "dropped"),
    [
        ("new_field", "S1", "S1", "S1"),
        ("receiver_mobile_2", "139", digest("139"), None),
        ("receiver_mobile_2", 139, digest("139"), None),
        ("receiver_mobile_2", True, None, None),
        ("receiverInfo", {"city": "杭州"}, None, None),
        ("buyer_memo", "送到门口", None, None),
        ("receiver_city_2", "杭州", "杭州", "杭州"),
        ("ship_to", "打 13917360042", digest("打 13917360042"), None),
        ("ship_to", 13917360042, digest("13917360042"), None),
        ("more", {"name": "张三", "no": 1}, {"name": digest("张三"), "no": 1}, {"no": 1}),
        ("more", [{"a": {"phone": "1"}}, 2], [{"a": {"phone": digest("1")}}, 2], [2]),
        # A value that its column cannot hold.
        ("trade_status", "打 13917360042", digest("打 13917360042"), None),
        ("receiver_address", ["杭州"], None, None),
    ],
)
def test_fields_without_a_column_are_judged_by_their_names_and_by_what_they_say(
    field: str, value: Any, hashed: Any, dropped: Any
) -> None:
    row = {"trade_id": 1, field: value}
    for config, expected in ((HASHED, hashed), (DROPPED, dropped), (KEPT, value)):
        found = record_of("trades", row, **config)
        assert found.get("_extra") == (None if expected is None else {field: expected})


def test_all_fields_without_a_column_can_be_dropped_or_kept() -> None:
    row = {"trade_id": 1, "new_field": "S1", "buyer_memo": "x"}
    for config in (KEPT, HASHED):
        assert "_extra" not in record_of("trades", row, **config, privacy_drop=["trades._extra"])
    found = record_of("trades", row, **DROPPED, privacy_keep=["_extra"])
    assert found["_extra"] == {"new_field": "S1", "buyer_memo": "x"}


def unread(rendered: Rendered) -> list[dict[str, Any]]:
    return Origin("a.b", None, 0).rows(rendered.unread)


KEYLESS = {
    "receiver_name": "张三",
    "tid": "T1",
    "receiver_phone": "1",
    "trade_orders": [],
    "discount_list": [{"name": "满减"}],
    "receiver_city": 330100,
    "remark": "x",
}


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        (KEPT, KEYLESS),
        (HASHED, {"receiver_name": digest("张三"), "receiver_phone": digest("1")}),
        (DROPPED, {}),
        ({**KEPT, "privacy_drop": ["raw_trades.remark"]}, None),
    ],
)
def test_a_row_without_its_key_is_shown_as_its_columns_are(
    config: dict[str, Any], shown: dict[str, Any] | None
) -> None:
    family = families(**config)["raw_trades"]
    (row,) = unread(family.render_page(page_of(KEYLESS), RECEIVED, {}))
    plain = {name: KEYLESS[name] for name in ("tid", "trade_orders", "discount_list")}
    plain["receiver_city"] = 330100
    if shown is None:
        shown = {name: value for name, value in KEYLESS.items() if name != "remark"}
    assert json.loads(row["text"]) == {**plain, **shown}
    text = encoder.encode(KEYLESS)
    assert row["text_length"] == len(text.decode())
    assert (row["fingerprint"] == hashlib.sha256(text).hexdigest()[:32]) == (config is KEPT)


@hashed_and_dropped
@pytest.mark.parametrize("text", ['{"tid": "张三', '"张三"', "[1]"])
def test_of_a_row_that_is_none_the_text_is_left_out(config: dict[str, Any], text: str) -> None:
    page = page_of(unread=(UnreadText(0, "无法解码", "it cannot be decoded", text),))
    (row,) = unread(families(**config)["raw_trades"].render_page(page, RECEIVED, {}))
    assert row["text"] is None
    assert row["text_length"] == len(text)
    assert "privacy" in row["reason_zh"]
    assert "privacy" in row["reason_en"]
    assert row["fingerprint"] != hashlib.sha256(text.encode()).hexdigest()[:32]
    (plain,) = unread(families(**KEPT)["raw_trades"].render_page(page, RECEIVED, {}))
    assert plain["text"] == text


def test_rows_that_differ_in_what_is_dropped_are_still_two() -> None:
    family = families(**DROPPED)["raw_trades"]
    rows = [{"rec_id": 1, "receiver_name": name} for name in ("张三", "李四")]
    rendered = family.render_page(page_of(*rows), RECEIVED, {})
    assert len({*rendered.keys}) == 2
    assert len(rendered.unread) == 1
    assert json.loads(unread(rendered)[0]["text"]) == {"rec_id": 1}
