"""A report and its lines: what one answer becomes, without a gateway."""

from __future__ import annotations

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.gateway.envelope import Page, decode
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of
from tests.helpers.families import CONFIG, RECEIVED, make_family

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.family import Family, Rendered

READ_AT = "2026-10-01T12:00:00.250+08:00"

GOODS = decode(
    b"""[
    {"goods_id": 1, "goods_no": "G1", "modified": "2026-10-01 08:00:00", "spec_list": [
        {"spec_id": 11, "retail_price": 19.9000,
         "barcode_list": [{"barcode": "690"}, {"barcode": "691"}]},
        {"spec_id": "12", "retail_price": "0.0000", "barcode_list": []}
    ]},
    {"goods_id": 2, "goods_no": "G2", "modified": "", "spec_list": []},
    {"goods_id": 3, "goods_no": "G3"}
    ]"""
)


def records(rendered: Rendered) -> list[tuple[str, dict[str, Any]]]:
    """Stream and record of each message, in order; numbers keep their digits."""
    messages = [json.loads(line, parse_float=Decimal) for line in rendered.text.splitlines()]
    assert {message["type"] for message in messages} <= {"RECORD"}
    return [(message["stream"], message["record"]) for message in messages]


def page_of(rows: list[dict[str, Any]]) -> Page:
    return Page(msgspec.Raw(msgspec.json.encode(rows)), None)


def of_stream(rendered: Rendered, name: str) -> list[dict[str, Any]]:
    return [record for stream, record in records(rendered) if stream == name]


def without(record: dict[str, Any], *columns: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in columns}


@pytest.fixture(scope="module")
def goods() -> Family:
    return make_family("goods")


def test_rows_and_their_lines_become_records_of_their_streams(goods: Family) -> None:
    rendered = goods.render(GOODS, RECEIVED)
    assert [stream for stream, _ in records(rendered)] == [
        "goods",
        "specs",
        "spec_barcodes",
        "spec_barcodes",
        "specs",
        "goods",
        "goods",
    ]
    assert rendered.counts == {"goods": 3, "specs": 2, "spec_barcodes": 2}
    assert rendered.text.endswith(b"}\n")


def test_a_header_has_no_nested_list(goods: Family) -> None:
    assert of_stream(goods.render(GOODS, RECEIVED), "goods")[0] == {
        "goods_id": 1,
        "goods_no": "G1",
        "modified": "2026-10-01T08:00:00+08:00",
        "_read_at": READ_AT,
    }


def test_nested_lists_stay_in_the_header_on_demand() -> None:
    rendered = make_family("goods", nested_lists=True).render(GOODS, RECEIVED)
    (first, *_) = of_stream(rendered, "goods")
    assert [line["spec_id"] for line in first["spec_list"]] == [11, 12]
    assert str(first["spec_list"][0]["retail_price"]) == "19.9000"
    assert rendered.counts["specs"] == 2


def test_lines_carry_the_keys_above_them(goods: Family) -> None:
    rendered = goods.render(GOODS, RECEIVED)
    specs = [without(spec, "_read_at") for spec in of_stream(rendered, "specs")]
    assert specs == [
        {"spec_id": 11, "goods_id": 1, "retail_price": Decimal("19.9000")},
        {"spec_id": 12, "goods_id": 1, "retail_price": Decimal("0.0000")},
    ]
    assert [str(spec["retail_price"]) for spec in specs] == ["19.9000", "0.0000"]


def test_lines_without_an_id_are_told_apart_by_their_position(goods: Family) -> None:
    barcodes = of_stream(goods.render(GOODS, RECEIVED), "spec_barcodes")
    assert [without(barcode, "_read_at") for barcode in barcodes] == [
        {"goods_id": 1, "spec_id": 11, "barcode": "690", "_position": 0},
        {"goods_id": 1, "spec_id": 11, "barcode": "691", "_position": 1},
    ]


def test_header_and_lines_of_one_answer_carry_one_reading_time(goods: Family) -> None:
    rendered = goods.render(GOODS, RECEIVED)
    assert {record["_read_at"] for _, record in records(rendered)} == {READ_AT}


def test_the_keys_of_the_header_rows_are_told(goods: Family) -> None:
    rows: list[dict[str, Any]] = [{"goods_id": "7"}, {"goods_id": 7}, {"goods_id": 8}]
    assert goods.render(rows, RECEIVED).keys == [(7,), (7,), (8,)]


@pytest.mark.parametrize(
    "row", [{"goods_no": "G1"}, {"goods_id": None}, {"goods_id": ""}, {"goods_id": "G1"}]
)
@pytest.mark.parametrize("nested_lists", [False, True], ids=["fast", "general"])
def test_a_row_without_its_key_is_kept_aside_and_many_stop_the_stream(
    row: dict[str, Any],
    nested_lists: bool,  # noqa: FBT001
) -> None:
    family = make_family("goods", nested_lists=nested_lists)
    others = [{"goods_id": number} for number in range(1, 20)]
    rendered = family.render_page(page_of([*others[:7], row, *others[7:], row]), RECEIVED, {})
    assert [record["goods_id"] for _, record in records(rendered)] == [*range(1, 20)]
    assert [(each.stream, each.position) for each in rendered.unread] == [
        ("goods", 7),
        ("goods", 20),
    ]
    assert all(json.loads(each.text) == row for each in rendered.unread)
    assert len(set(rendered.keys)) == 21
    with pytest.raises(StreamError, match="goods_id"):
        family.render_page(page_of([*others, *[row] * 5]), RECEIVED, {})


@pytest.mark.parametrize("nested_lists", [False, True], ids=["fast", "general"])
def test_of_two_rows_with_one_key_the_newer_is_written_and_the_other_kept_aside(
    nested_lists: bool,  # noqa: FBT001
) -> None:
    family = make_family("goods", nested_lists=nested_lists)
    first = {"goods_id": 1, "goods_no": "A", "modified": "2026-10-01 08:00:00"}
    for moment, kept in (("07:00:00", "A"), ("08:00:00", "A"), ("09:00:00", "B")):
        other = {"goods_id": 1, "goods_no": "B", "modified": f"2026-10-01 {moment}"}
        rendered = family.render_page(page_of([{"goods_id": 2}, first, other]), RECEIVED, {})
        assert [record.get("goods_no") for _, record in records(rendered)] == [None, kept]
        (unread,) = rendered.unread
        assert json.loads(unread.text)["goods_no"] == ({"A", "B"} - {kept}).pop()
        assert "主键相同" in unread.zh
        assert len(set(rendered.keys)) == 3


def test_a_row_that_comes_twice_alike_and_keys_that_tell_no_rows_apart_are_as_they_come() -> None:
    family = make_family("goods")
    alike = family.render_page(page_of([{"goods_id": 1}, {"goods_id": "1"}]), RECEIVED, {})
    assert not alike.unread
    many: list[dict[str, Any]] = [{"goods_id": 1, "goods_no": str(n)} for n in range(9)]
    rendered = family.render_page(page_of(many), RECEIVED, {})
    assert rendered.counts["goods"] == 9
    assert not rendered.unread


@pytest.mark.parametrize("nested_lists", [False, True], ids=["fast", "general"])
def test_lines_without_their_documented_id_are_told_apart_by_their_place(
    nested_lists: bool,  # noqa: FBT001
) -> None:
    family = make_family("goods", nested_lists=nested_lists)
    text = msgspec.Raw(
        b'[{"goods_id":1,"spec_list":[{"spec_no":"A"},{"spec_id":12},{"spec_id":""}]}]'
    )
    rendered = family.render_page(Page(text, 1), RECEIVED, {})
    assert [row["spec_id"] for row in of_stream(rendered, "specs")] == [-1, 12, -3]


@pytest.mark.parametrize(
    ("unselected", "written"),
    [
        (("goods",), {"specs": 2, "spec_barcodes": 2}),
        (("specs",), {"goods": 3, "spec_barcodes": 2}),
        (("goods", "specs"), {"spec_barcodes": 2}),
        (("specs", "spec_barcodes"), {"goods": 3}),
    ],
)
def test_only_what_is_selected_is_written(
    unselected: tuple[str, ...], written: dict[str, int]
) -> None:
    family = make_family("goods", unselected)
    rendered = family.render(GOODS, RECEIVED)
    assert rendered.counts == written
    assert {stream for stream, _ in records(rendered)} == written.keys()
    assert {renderer.stream.name for renderer in family.renderers} == written.keys()
    assert rendered.keys == [(1,), (2,), (3,)]
    if "spec_barcodes" in written:
        barcodes = of_stream(rendered, "spec_barcodes")
        assert [(b["goods_id"], b["spec_id"]) for b in barcodes] == [(1, 11), (1, 11)]


def test_a_report_without_a_selected_stream_is_no_family() -> None:
    with pytest.raises(StopIteration):
        make_family("goods", ("goods", "specs", "spec_barcodes"))


def test_a_field_without_a_column_is_kept_and_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    family = make_family("goods")
    row = {"goods_id": 1, "brand_new": "x", "spec_list": [{"spec_id": 2, "tax_rate": "much"}]}
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            rendered = family.render([row, {**row, "goods_id": 2}], RECEIVED)
    assert [record["_extra"] for _, record in records(rendered)] == [
        {"brand_new": "x"},
        {"tax_rate": "much"},
    ] * 2
    warnings = [message for message in caplog.messages if "_extra" in message]
    assert [next(f for f in ("brand_new", "tax_rate") if f in w) for w in warnings] == [
        "brand_new",
        "tax_rate",
    ]


def test_lines_deep_in_an_object_are_found() -> None:
    rows = [
        {"refund_id": 5, "swap_order": {"swap_order_detail_list": [{"oid": "a"}, {"oid": "b"}]}}
    ]
    swaps = of_stream(make_family("refunds").render(rows, RECEIVED), "refund_swap_lines")
    assert [(swap["refund_id"], swap["_position"]) for swap in swaps] == [(5, 0), (5, 1)]


@pytest.mark.parametrize("lists", [None, "", {}, [], "text", [None], ["text"]])
def test_a_list_in_an_odd_form_has_no_lines(goods: Family, lists: Any) -> None:
    assert goods.render([{"goods_id": 1, "spec_list": lists}], RECEIVED).counts == {"goods": 1}


def test_pages_rendered_side_by_side_keep_their_rows_apart_in_stream_maps() -> None:
    family = make_family(
        "goods", stream_maps={"goods": {"name": "goods_no + '' if goods_id else ''"}}
    )
    pages = [
        [{"goods_id": n, "goods_no": f"G{n}"} for n in range(start, start + 2000)]
        for start in (1, 10_000)
    ]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as pool:
            rendered = list(pool.map(lambda rows: family.render(rows, RECEIVED), pages))
    finally:
        sys.setswitchinterval(interval)
    rows = [row for page in rendered for row in of_stream(page, "goods")]
    assert [row["name"] for row in rows] == [f"G{row['goods_id']}" for row in rows]


KEYLESS = {
    "refund_no": "R1",
    "buyer_nick": "张三",
    "detail_list": [{"refund_id": 1, "oid": "77", "remark": "电话 139"}],
    "swap_order": {"swap_province": "浙", "swap_order_detail_list": [{"spec_no": "S", "num": 1}]},
    "amount_detail_list": [{"refund_amount": "1.0000"}],
    "undocumented": 5,
}


def keyless_text(deselected: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """What is kept of a refund without an id where some columns are deselected."""
    tap = TapWdtFlagship(config=CONFIG)
    catalog = catalog_of(CONFIG, tap.streams.keys() - {"refund_amounts"})
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if item["breadcrumb"][1:] in [[c] for c in deselected.get(entry["tap_stream_id"], ())]:
                item["metadata"]["selected"] = False
    families = TapWdtFlagship(config=CONFIG, catalog=catalog).families()
    family = next(family for family in families if family.header.name == "refunds")
    (unread,) = family.render_page(page_of([KEYLESS]), RECEIVED, {}).unread
    text: dict[str, Any] = json.loads(unread.text)
    return text


def test_a_row_kept_aside_is_whole_but_for_streams_that_are_not_selected() -> None:
    assert keyless_text({}) == without(KEYLESS, "amount_detail_list")


def test_a_row_kept_aside_holds_no_column_that_was_deselected() -> None:
    text = keyless_text({"refunds": ("buyer_nick", "_extra"), "refund_lines": ("remark",)})
    assert text == {
        "refund_no": "R1",
        "detail_list": [{"refund_id": 1, "oid": "77"}],
        "swap_order": KEYLESS["swap_order"],
    }
