"""Typed rows and untyped rows become the same messages."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.errors import StreamError
from tap_wdt_flagship.gateway.envelope import Page
from tap_wdt_flagship.rendering.general import Output, encoder
from tap_wdt_flagship.schemas import lines_of, load
from tests.helpers.families import make_family

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.family import Family, Rendered

RECEIVED = datetime(2026, 10, 1, 4, 0, 0, tzinfo=timezone.utc)
KEY = "a key of sixteen characters or more"
SOME = {
    "privacy_keep": ["*.remark", "refunds.swap_order.swap_receiver_name"],
    "privacy_drop": ["goods.goods_name", "pay_time", "trades.paid", "discount", "swap_area"],
}
HASH = {"privacy": "hash", "privacy_key": KEY}
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in ("goods", "refunds", "trades", "sales_stockouts")},
    "refunds, hashed, in UTC": ("refunds", {**HASH, **SOME, "utc_offset": "Z"}),
    "trades, dropped": ("trades", {"privacy": "drop", **SOME}),
    "sales_stockouts, hashed": ("sales_stockouts", HASH),
    "trades, kept but for some": ("trades", SOME),
}


@cache
def family_of(name: str) -> Family:
    stream, config = FAMILIES[name]
    return make_family(stream, **config)


texts = st.sampled_from(
    ["", "a\0b", "G1", "话梅", "12", "1.50", "NaN", "-Infinity", "null", " 7 ", "true"]
)
times = st.sampled_from(
    [
        *("2026-10-01 08:00:00", "2026-10-01 08:00:00.5", "2026-10-01", "0000-00-00 00:00:00"),
        *("", 1790812800000, "1790812800123", Decimal("1790812800000.0"), 0, "0", "soon", True),
    ]
)
numbers = st.one_of(
    st.integers(-5, 10**12),
    st.decimals(-(10**9), 10**9, places=4),
    st.sampled_from(["19.9000", "", "12", "x", "1e3", "-0", " 7 ", "null", "NaN"]),
    st.sampled_from([Decimal("1E+5"), Decimal("1E-7"), Decimal("-0.0000"), Decimal("1E+30")]),
    st.sampled_from([Decimal("1E+9999"), Decimal("-1E-9999"), "1e9999"]),
    st.sampled_from([2**63, 2**64, -(2**63) - 1, 10**30, str(2**64)]),
)
amounts = st.one_of(
    numbers,
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(-(10**9), 10**9, places=4).map(str),
)
flags = st.sampled_from([True, False, 0, 1, "1", "", 2, None])
strange = st.sampled_from(
    [None, [], {}, [1], {"a": 1}, "", 0, True, Decimal("0.5"), "文", Decimal("1E+9999")]
)
OF_KIND = {"string": texts, "integer": numbers, "number": amounts, "boolean": flags}


def column_values(spec: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What the gateway may send in a column: mostly what the schema says."""
    if stream := lines_of(spec):
        return st.one_of(st.lists(rows_of(stream), max_size=2), strange)
    if "properties" in spec:
        return st.one_of(objects(spec["properties"]), strange)
    if spec.get("format"):
        return st.one_of(times, times, strange)
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    usual = OF_KIND.get(kinds[0], strange)
    return st.one_of(usual, usual, strange)


def objects(properties: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the columns, and now and then a field that is in no schema."""
    columns = {name: column_values(spec) for name, spec in properties.items() if name[0] != "_"}
    some = st.lists(st.sampled_from(sorted(columns)), max_size=6, unique=True)
    known = some.flatmap(lambda names: st.fixed_dictionaries({n: columns[n] for n in names}))
    unknown: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.just({}),
        st.fixed_dictionaries({"new_field": strange}),
        st.fixed_dictionaries({"buyer_phone_2": st.one_of(strange, numbers)}),
        st.fixed_dictionaries({"ship_to": st.just({"a": [{"mobile": 1}, "T 13912345678"]})}),
    )
    lists = [name for name in columns if lines_of(properties[name])]
    spelling: st.SearchStrategy[Any] = st.sampled_from([str, str, str, str, str.swapcase])
    return st.builds(
        lambda a, b, spell: {spell(k) if k in lists else k: v for k, v in {**a, **b}.items()},
        *(known, unknown, spelling),
    )


def rows_of(stream: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rows with ids, of which now and then one is empty."""
    properties = load(stream)["properties"]
    keys = [n for n, s in properties.items() if n[0] != "_" and "null" not in s["type"]]
    many, few = st.integers(1, 10**6), st.sampled_from([1, 2, "3", ""])
    ids = st.fixed_dictionaries({key: st.one_of(many, many, few) for key in keys})
    return st.builds(lambda row, ids: {**row, **ids}, objects(properties), ids)


def messages(rendered: Rendered) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in bytes(rendered.text).splitlines()]


def outcome(family: Family, page: Page, *, short: bool) -> Any:
    """Messages, counts and keys; or the error."""
    try:
        if short:
            rendered = family.render_page(page, RECEIVED, {})
        else:
            rendered = family.render(page.rows, RECEIVED)
    except StreamError as error:
        return str(error)
    shown = [row.shown for row in rendered.unread]
    return messages(rendered), rendered.counts, rendered.keys, rendered.unread, shown


def page_of(rows: list[dict[str, Any]]) -> Page:
    return Page(msgspec.Raw(encoder.encode(rows)), None)


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_both_ways_lead_to_the_same_messages(name: str, data: st.DataObject) -> None:
    family = family_of(name)
    page = page_of(data.draw(st.lists(rows_of(family.header.name), max_size=3)))
    assert outcome(family, page, short=True) == outcome(family, page, short=False)


def is_short(family: Family, page: Page) -> bool:
    assert family._fast is not None
    return family._fast.render(page, {}, Output(RECEIVED)) is not None


@pytest.mark.parametrize("value", [0, "1", "", Decimal("1.0"), [], {"a": 1}])
def test_a_form_that_was_learned_takes_the_fast(value: Any) -> None:
    family = make_family("goods")
    page = page_of([{"goods_id": 1, "deleted": value, "spec_list": [{"spec_id": value}]}])
    assert is_short(family, page_of([{"goods_id": 1, "new_field": 5, "spec_list": ""}]))
    if value == "1":
        assert is_short(family, page)


def test_one_odd_row_takes_no_other_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    family = make_family("goods")
    rows: list[dict[str, Any]] = [{"goods_id": n, "spec_list": [{"spec_id": n}]} for n in range(9)]
    assert is_short(family, page_of(rows))
    rows[4]['no "field" of a struct'] = 1
    emit, looked_at = family.root.emit, []

    def watched(row: dict[str, Any], *rest: Any) -> dict[str, Any]:
        looked_at.append(row["goods_id"])
        return emit(row, *rest)

    monkeypatch.setattr(family.root, "emit", watched)
    rendered = family.render_page(page_of(rows), RECEIVED, {})
    assert looked_at == [4]
    found = messages(rendered)
    assert [m["record"]["goods_id"] for m in found if m["stream"] == "specs"] == [*range(9)]
    assert found[8]["record"]["_extra"] == {'no "field" of a struct': 1}
    assert rendered.keys == [(n,) for n in range(9)]


def test_what_json_has_no_number_for_is_kept_as_text() -> None:
    page = page_of([{"goods_id": 1, "spec_list": [{"spec_id": 1, "retail_price": "NaN"}]}])
    rendered = make_family("goods").render_page(page, RECEIVED, {})
    assert messages(rendered)[1]["record"]["retail_price"] is None
    assert messages(rendered)[1]["record"]["_extra"] == {"retail_price": "NaN"}


@pytest.mark.parametrize("sent", ["1e99999999999999999999", "-1e-99999999999999999999", "1e400"])
def test_a_number_that_nothing_holds_is_an_odd_value(sent: str) -> None:
    odd = dict.fromkeys(("retail_price", "modified", "deleted", "is_x"), sent)
    values = ",".join(f'"{column}":{sent}' for column in (*odd, "spec_no"))
    page = Page(
        msgspec.Raw(f'[{{"goods_id":1,"spec_list":[{{"spec_id":1,{values}}}]}}]'.encode()), None
    )
    for short in (True, False):
        text, *_ = outcome(make_family("goods"), page, short=short)
        record = text[1]["record"]
        assert record["spec_no"] == sent
        assert record["_extra"] == odd
        assert [record.get(column) for column in odd] == [None] * len(odd)


def test_an_amount_that_nothing_holds_is_found_on_the_fast_way() -> None:
    rows = b'[{"goods_id":1,"spec_list":[{"spec_id":1,"retail_price":1e99999999999999999999}]}]'
    page, family = Page(msgspec.Raw(rows), None), make_family("goods")
    assert is_short(family, page_of([{"goods_id": 1, "spec_list": [{"retail_price": 5}]}]))
    assert is_short(family, page)
    _, spec = messages(family.render_page(page, RECEIVED, {}))
    assert spec["record"]["retail_price"] is None
    assert spec["record"]["_extra"] == {"retail_price": "1e99999999999999999999"}


def test_an_amount_with_an_exponent_is_written_as_it_was_sent() -> None:
    rows = b'[{"goods_id":1,"spec_list":[{"spec_id":1,"retail_price":1.50E-4}]}]'
    family = make_family("goods")
    rendered = family.render_page(Page(msgspec.Raw(rows), None), RECEIVED, {})
    assert b'"retail_price":1.50E-4' in rendered.text
    assert is_short(family, Page(msgspec.Raw(rows), None))


def test_deselected_columns_and_their_values_stay_away(caplog: pytest.LogCaptureFixture) -> None:
    family = make_family("goods", unselected=("goods",))
    with caplog.at_level(logging.WARNING):
        page = page_of([{"goods_id": 1, "goods_no": 5, "x": 1, "spec_list": [{"spec_id": 2}]}])
        rendered = family.render_page(page, RECEIVED, {})
    assert [m["stream"] for m in messages(rendered)] == ["specs"]
    assert is_short(family, page)
