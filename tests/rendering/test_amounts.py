"""Amounts as numbers and as texts, in turn, with every digit that was sent."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.gateway.envelope import Page
from tests.helpers.families import RECEIVED, make_family
from tests.rendering.test_fast import is_short, outcome

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.family import Family

COLUMNS = ("retail_price", "wholesale_price", "member_price", "market_price")
OTHERS = '"spec_no":"\\"1.50\\",","remark":"a:\\"1.50\\","'
PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

bare = st.decimals(-(10**14), 10**14, places=4).map(str) | st.from_regex(PLAIN, fullmatch=True)
quoted = bare.map('"{}"'.format)
strange = st.sampled_from(
    [
        *('""', '" 7 "', '"+1"', '"1."', '".5"', '"01"', '"-0"', '"1e3"', '"NaN"', '"x"', '"--1"'),
        *('"1-2"', '"1.2.3"', '"-"', '"~"', '"12~"', '"null"', '"nul"', '"12null"', '"1,2"'),
        *("1.50E-4", "1e3", "1e400", "-0", '"\\u0031"', '"1\\"2"', '"1\\u0001"', '"1:\\"\\","'),
        *("true", "[]", "{}", '["1"]', '{"a":"1"}', f'"{"9" * 400}.5"', f'"{"9" * 400}"'),
        *("9" * 400, f"{'9' * 400}.5", f'"0.{"0" * 400}1"', '"１"', '"Infinity"', '"1_0"'),
    ]
)
sent = st.one_of(*[bare, quoted] * 2, st.just("null"), st.none(), st.none(), strange)
texts = st.one_of(*[quoted] * 6, st.just('""'), st.none())
lines = st.lists(
    st.one_of(*[st.fixed_dictionaries(dict.fromkeys(COLUMNS, kind)) for kind in (sent, texts)]),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def goods() -> Family:
    family = make_family("goods")
    family.render_page(page_of([dict.fromkeys(COLUMNS, "1")]), RECEIVED, {})
    return family


def page_of(specs: list[Any]) -> Page:
    """A page of an article with such specifications; their amounts are JSON already."""
    rows = [
        ",".join(
            [
                f'"spec_id":{number}',
                *(f'"{name}":{value}' for name, value in spec.items() if value is not None),
                OTHERS,
            ]
        )
        for number, spec in enumerate(specs, 1)
    ]
    listed = ",".join(f"{{{row}}}" for row in rows)
    return Page(msgspec.Raw(f'[{{"goods_id":1,"spec_list":[{listed}]}}]'.encode()), None)


@settings(max_examples=250, deadline=None)
@given(lines)
def test_alternating_amounts_are_what_they_are_on_the_general_way(
    goods: Family, specs: list[Any]
) -> None:
    page = page_of(specs)
    assert outcome(goods, page, short=True) == outcome(goods, page, short=False)
    text = goods.render_page(page, RECEIVED, {}).text
    written = [json.loads(line, parse_float=str, parse_int=str) for line in text.splitlines()]
    for spec, message in zip(specs, written[1:], strict=True):
        for name, value in spec.items():
            if value is None:
                assert name not in message["record"]
            elif len(value) < 300 and PLAIN.fullmatch(digits := value.strip('"')):
                assert message["record"][name] == digits


@pytest.mark.parametrize("value", ['"19.9000"', '""', '" 7 "', '"x"', "null", "true"])
def test_amounts_in_any_form_take_the_fast_way(goods: Family, value: str) -> None:
    assert is_short(goods, page_of([{"retail_price": value, "member_price": '"1.50"'}, {}]))


def test_a_page_of_texts_makes_no_decimals(goods: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Decimal:
        raise AssertionError

    monkeypatch.setattr("tap_wdt_flagship.rendering.amounts.to_number", refuse)
    prices = {"retail_price": '"19.9000"', "member_price": "3", "market_price": '""'}
    rendered = goods.render_page(page_of([prices, {"member_price": '"-0.10"'}]), RECEIVED, {})
    records = [
        json.loads(line, parse_float=Decimal)["record"] for line in rendered.text.splitlines()
    ]
    assert [record.get("retail_price") for record in records[1:]] == [Decimal("19.9000"), None]
    assert b'"market_price":null' in rendered.text
    assert b'"member_price":-0.10' in rendered.text
