"""Lists of lines: their names, and lines that share an id; the same in both ways."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.families import RECEIVED, make_family
from tests.rendering.test_family import of_stream, page_of
from tests.rendering.test_fast import is_short

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.family import Family, Rendered

Rows = list[dict[str, Any]]
STREAMS = {"goods", "specs", "spec_barcodes"}
SPELLINGS = ("spec_list", "Spec_List", "spec_list")


@pytest.fixture(scope="module", params=[False, True], ids=["fast", "general"])
def goods(request: pytest.FixtureRequest) -> Family:
    return make_family("goods", nested_lists=request.param)


def rendered(family: Family, rows: Rows) -> Rendered:
    return family.render_page(page_of(rows), RECEIVED, {})


@pytest.mark.parametrize("name", ["Spec_List", "SPEC_LIST", "spec_List"])
@pytest.mark.parametrize("unselected", [(), ("goods",), ("specs",), ("goods", "specs")])
def test_capitals_in_the_name_of_a_list_make_no_difference(
    name: str, unselected: tuple[str, ...]
) -> None:
    family = make_family("goods", unselected)
    rows: Rows = [{"goods_id": 1, name: [{"spec_id": 2, "Barcode_List": [{"barcode": "6"}]}]}]
    for _ in range(2):
        page = rendered(family, rows)
        assert page.counts == dict.fromkeys(STREAMS - {*unselected}, 1)
        for stream in page.counts:
            assert "_extra" not in of_stream(page, stream)[0]


def test_a_list_under_another_name_is_learned_and_then_takes_the_fast_way() -> None:
    family = make_family("goods", ("specs", "spec_barcodes"))
    rows: Rows = [{"goods_id": 1, "Spec_List": [{"spec_id": 2}]}]
    assert "_extra" not in of_stream(rendered(family, rows), "goods")[0]
    assert is_short(family, page_of(rows))


def test_a_list_under_two_names_on_one_page_is_read_under_both(goods: Family) -> None:
    rows: Rows = [{"goods_id": n, name: [{"spec_id": n}]} for n, name in enumerate(SPELLINGS)]
    for _ in range(2):
        assert rendered(goods, rows).counts == {"goods": 3, "specs": 3}


def test_the_name_of_a_list_inside_an_object_may_have_capitals() -> None:
    row = {"refund_id": 5, "swap_order": {"Swap_Order_Detail_List": [{"oid": "a"}]}}
    assert rendered(make_family("refunds"), [row]).counts["refund_swap_lines"] == 1


def test_of_lines_with_one_id_the_first_is_written_and_the_others_are_kept_aside(
    goods: Family,
) -> None:
    lines: Rows = [
        {"spec_id": 2, "spec_no": "A", "barcode_list": [{"barcode": "1"}]},
        {"spec_id": 3},
        {"spec_id": 2, "spec_no": "B", "barcode_list": [{"barcode": "2"}]},
        {"spec_id": 3},
    ]
    page = rendered(goods, [{"goods_id": 1, "spec_list": lines}])
    assert [row["spec_id"] for row in of_stream(page, "specs")] == [2, 3, 3]
    assert [row["barcode"] for row in of_stream(page, "spec_barcodes")] == ["1"]
    (unread,) = page.unread
    assert (unread.stream, unread.position) == ("specs", 2)
    assert json.loads(unread.text) == {"goods_id": 1, **lines[2]}
    assert page.keys == [(1,)]


def test_lines_that_no_id_tells_apart_are_all_kept(goods: Family) -> None:
    lines: Rows = [{"spec_id": 2, "spec_no": str(n)} for n in range(30)]
    page = rendered(goods, [{"goods_id": 1, "spec_list": lines}])
    assert page.counts == {"goods": 1, "specs": 1}
    assert len({row.fingerprint for row in page.unread}) == 29
