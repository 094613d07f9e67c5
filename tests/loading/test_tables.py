"""Records on disk -> Arrow tables: the last of each key, every digit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.singerlib.messages import StateMessage

from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.loading.columns import Column
from tap_wdt_flagship.loading.spool import Part, Spool
from tap_wdt_flagship.loading.tables import Table

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {
    "properties": {
        "id": {"type": "integer"},
        "no": {"type": ["string", "null"]},
        "paid": {"type": ["number", "null"]},
        "_extra": {"type": ["object", "null"]},
    }
}


def block(*records: str, stream: str = "orders") -> bytes:
    lines = [f'{{"type":"RECORD","stream":"{stream}","record":{text}}}' for text in records]
    return "".join(f"{line}\n" for line in lines).encode()


def spooled(folder: Path, *blocks: bytes, monkeypatch: pytest.MonkeyPatch) -> Part:
    monkeypatch.setattr("tap_wdt_flagship.loading.spool.ROWS_A_FILE", 2)
    parts: list[Part] = []
    spool = Spool(folder, parts.append, None)
    for each in blocks:
        spool.write_block(each)
    spool.end_part()
    return parts[0]


def rows(table: Table, part: Part) -> list[dict[str, Any]]:
    return [row for some in table.read(part.bins[table.name]) for row in some.to_pylist()]


def test_the_last_of_each_key_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = spooled(
        tmp_path,
        block('{"id":2,"no":"a"}', '{"id":2,"no":"b"}', '{"id":1,"no":"a"}', '{"id":3,"no":"a"}'),
        block('{"id":1,"no":"b"}', '{"id":4,"no":"a"}', '{"id":1,"no":"c"}'),
        monkeypatch=monkeypatch,
    )
    found = rows(Table("orders", SCHEMA, ("id",)), part)
    assert sorted((row["id"], row["no"]) for row in found) == [
        *((1, "c"), (2, "b"), (3, "a"), (4, "a"))
    ]


def test_without_a_key_all_rows_stay_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = spooled(tmp_path, block(*['{"id":1}', '{"id":1}', '{"id":0}']), monkeypatch=monkeypatch)
    assert [row["id"] for row in rows(Table("orders", SCHEMA, ()), part)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "paid", "extra"),
    [
        ("12345678901234567890123456789.123456789", "12345678901234567890123456789.123456789", {}),
        ("0.1", "0.100000000", {}),
        ("1E+3", "1000.000000000", {}),
        ("0.1234567891", None, {"paid": "0.1234567891", "rate": "1.10"}),
        ("1E+30", None, {"paid": "1E+30", "rate": "1.10"}),
    ],
)
def test_no_digit_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, paid: str | None, extra: Any
) -> None:
    record = f'{{"id":1,"paid":{text},"_extra":{{"rate":1.10}}}}'
    part = spooled(tmp_path, block(record), monkeypatch=monkeypatch)
    (row,) = rows(Table("orders", SCHEMA, ("id",)), part)
    assert (row["paid"] if row["paid"] is None else str(row["paid"])) == paid
    kept = json.loads(row["_extra"], parse_float=str)
    assert kept == (extra or {"rate": "1.10"})


def test_a_number_that_nothing_keeps_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = spooled(tmp_path, block('{"id":1,"paid":1E+30}'), monkeypatch=monkeypatch)
    without = {"properties": {k: v for k, v in SCHEMA["properties"].items() if k != "_extra"}}
    with pytest.raises(StreamError, match=r"orders\.paid"):
        rows(Table("orders", without, ("id",)), part)


def test_a_part_ends_at_a_state(tmp_path: Path) -> None:
    parts: list[Part] = []
    spool = Spool(tmp_path, parts.append, 2)
    state: dict[str, Any] = {"bookmarks": {"orders": {"at": 1}}}
    spool.write_block(block('{"id":1}'))
    spool.write_message(StateMessage(value=state))
    spool.write_block(block('{"id":2}', '{"id":3}'))
    assert not parts
    state["bookmarks"]["orders"]["at"] = 2
    spool.write_message(StateMessage(value=state))
    state["bookmarks"]["orders"]["at"] = 3  # the tap goes on writing into the same one
    assert [(part.rows["orders"], part.state) for part in parts] == [
        (3, {"bookmarks": {"orders": {"at": 2}}})
    ]


def test_a_part_ends_after_some_time(tmp_path: Path) -> None:
    parts: list[Part] = []
    spool = Spool(tmp_path, parts.append, 1000, seconds=0)
    spool.write_message(StateMessage(value={}))
    assert not parts
    spool.write_block(block('{"id":1}'))
    spool.write_message(StateMessage(value={}))
    assert len(parts) == 1


def test_descriptions_are_cut_and_keys_have_a_length() -> None:
    spec = {"type": "string", "title": "单号", "description": "长" * 500}
    key = Column.of("no", spec, ("no",)).hints(20)
    assert key["description"] == f"单号：{'长' * 16}…"
    assert (key["precision"], key["nullable"]) == (191, False)
    assert "precision" not in Column.of("no", spec, ()).hints(20)
