"""Which columns are marked as personal data, and that no other looks like it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.schemas.personal import (
    KINDS,
    NOT_PERSONAL,
    columns,
    kind_of_name,
    marks,
    shows_a_person,
)
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams._lines import LineStream

if TYPE_CHECKING:
    from tap_wdt_flagship.streams._base import WdtStream

STREAMS: dict[str, type[WdtStream]] = {cls.name: cls for cls in (*REPORTS, *LINE_STREAMS)}
LOOK_PERSONAL = {name for names in NOT_PERSONAL for name in names.split()}

every_stream = pytest.mark.parametrize("stream", STREAMS)


def last(path: str) -> str:
    return path.rpartition(".")[2]


@every_stream
def test_a_mark_names_a_kind_and_stands_at_a_text(stream: str) -> None:
    for path, spec in columns(load(stream)["properties"]):
        assert spec.get("x-privacy", "name") in KINDS, path
        if "x-privacy" in spec:
            assert set(spec["type"]) == {"string", "null"}, path
            assert "format" not in spec, path


@every_stream
def test_what_looks_personal_is_marked_or_has_a_reason_not_to_be(stream: str) -> None:
    found = {last(path) for path, _ in columns(load(stream)["properties"])}
    unmarked = found - {last(path) for path in marks(stream)}
    assert {name for name in unmarked if kind_of_name(name)} <= LOOK_PERSONAL


@every_stream
def test_what_is_marked_would_be_known_by_its_name_alone(stream: str) -> None:
    """In `_extra` there is nothing but the name to go by."""
    assert not [path for path in marks(stream) if not kind_of_name(last(path))]


@every_stream
def test_no_key_and_nothing_that_lines_inherit_is_personal(stream: str) -> None:
    cls = STREAMS[stream]
    own = {*cls.primary_keys, *cls.inherited()}
    assert not own & marks(stream).keys()
    if issubclass(cls, LineStream):
        assert not {*cls.inherited().values()} & marks(cls.parent_stream.name).keys()


@every_stream
def test_remarks_are_free_text_where_a_table_or_its_lines_name_somebody(stream: str) -> None:
    cls = STREAMS[stream]
    header = cls.header().name if issubclass(cls, LineStream) else stream
    lines = [line.name for line in LINE_STREAMS if line.header().name == header]
    if not any(kind.joins for name in (header, *lines) for kind in marks(name).values()):
        return
    for path, _ in columns(load(stream)["properties"]):
        if re.search(r"^(cs_|print_|refund_|raw_refund_|invoice_|payee_)?remark$|message$", path):
            assert marks(stream)[path] is KINDS["text"], path


def test_reasons_are_given_for_columns_that_there_are() -> None:
    names = {last(path) for stream in STREAMS for path, _ in columns(load(stream)["properties"])}
    assert names >= LOOK_PERSONAL


def test_places_stay_of_use() -> None:
    for stream in STREAMS:
        marked = {last(path) for path in marks(stream)}
        assert not {name for name in marked if re.search("province|city|district|area", name)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "name") for name in ("receiverMobile", "ship_phone", "contactTel", "ID_CARD")),
        *((name, "name") for name in ("consignee", "buyerNick", "openUid", "oaid", "收件人")),
        *((name, "text") for name in ("buyer_memo", "cs_Remark2", "客服备注", "comment")),
        *((name, None) for name in ("receiver_city", "receiverProvinceId", "goods_name", "hotel")),
        *((name, None) for name in ("logistics_no", "receive_days", "brand_new", "short_name")),
    ],
)
def test_a_name_is_judged(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("请打 13917360042", True),
        ("+8613917360042", True),
        ("0571-88880000", True),
        ("11010519491231002X", True),
        ("li@example.invalid", True),
        ("2026-06-18 20:00:00", False),
        ("202606181391736004255", False),  # digits in a longer number
        ("0.0000", False),
        ("AT202606180001", False),
    ],
)
def test_a_text_is_judged(text: str, *, person: bool) -> None:
    assert shows_a_person(text) == person
