"""Answers that were damaged on the way: read alike by both ways, or refused in words of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import UnreadableError, WdtError
from tap_wdt_flagship.gateway.gateways import make_gateway
from tap_wdt_flagship.rendering.inspection import Inspector
from tap_wdt_flagship.settings import read_settings
from tests.answers.test_corpus import HERE, QIMEN
from tests.helpers.families import RECEIVED, make_family

if TYPE_CHECKING:
    from tap_wdt_flagship.gateway.envelope import Page

NAMES = ("trades", "refunds", "sales_stockouts", "stocktakes", "goods", "purchase_orders")
FAMILIES = {name: make_family(name) for name in NAMES}
GATEWAYS = {
    name: make_gateway(
        read_settings({**QIMEN, "app_type": name}, {}), lambda: RECEIVED.astimezone(BEIJING)
    )
    for name in ("wdt", "qimen")
}
# Pieces of what is known to come: halves of characters, other encodings, numbers out of bounds.
SPLINTERS = (
    *(b"\\ud83d", b"\xce\xc4", b"\t", b"\0", b"\\u0000", b"NaN", b"Infinity", b"1e999999999999999"),
    *(b"null", b"[]", b"{}", b'"', b",", b"}", b"]", b"[null,", b"9223372036854775808", b"-"),
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
        st.sampled_from(["2026-10-01 08:00:00", "0000-00-00", "1e400", "0x1f", " 7 ", "\ud83d"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


def answer(name: str, app_type: str) -> bytes:
    """What the corpus has of a report's interface."""
    body = (HERE / f"{FAMILIES[name].header.method}.json").read_bytes()
    return b'{"response":%b}' % body if app_type == "qimen" else body


def with_splinters(data: st.DataObject, body: bytes) -> bytes:
    """Some bytes cut out, others put in."""
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.sampled_from([0, 0, 0, 1, 2, 40]))
        body = body[:at] + data.draw(st.sampled_from(SPLINTERS)) + body[at + cut :]
    return body


def with_other_values(data: st.DataObject, body: bytes) -> bytes:
    """Some members of objects with values of any kind."""
    answered = json.loads(body)
    for _ in range(data.draw(st.integers(1, 3))):
        place = answered
        while True:
            below = [inner for inner in members(place) if isinstance(inner, (dict, list)) and inner]
            if not below or data.draw(st.booleans()):
                break
            place = data.draw(st.sampled_from(below))
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else [0]))
        place[key] = data.draw(values)
    return json.dumps(answered).encode()


def members(place: Any) -> list[Any]:
    return list(place.values()) if isinstance(place, dict) else list(place)


def page_in(app_type: str, name: str, body: bytes) -> Page | None:
    """The page that is read of an answer, leniently if need be; `None` where it is refused."""
    call = FAMILIES[name].header.call({}, None, 0, 100)
    try:
        return GATEWAYS[app_type].read(call, body)
    except UnreadableError as error:
        mended: Page | None = error.mended
        return mended
    except WdtError as error:
        assert all((error.zh, error.en))  # noqa: PT017 - raised by one in a hundred
        return None


def outcome(name: str, page: Page, *, fast: bool) -> Any:
    """Messages, counts, keys and what was kept aside; or that it was refused."""
    family = FAMILIES[name]
    try:
        rendered = (
            family.render_page(page, RECEIVED, {})
            if fast
            else family.render(page.rows, RECEIVED, page=page)
        )
    except WdtError as error:
        return type(error), error.en
    lines = [json.loads(line) for line in bytes(rendered.text).splitlines()]
    return lines, rendered.counts, rendered.keys, rendered.unread


@pytest.mark.parametrize("app_type", GATEWAYS)
@pytest.mark.parametrize("damage", [with_splinters, with_other_values])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_answer_is_read_alike_by_both_ways_or_refused(
    app_type: str, damage: Any, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(NAMES))
    page = page_in(app_type, name, damage(data, answer(name, app_type)))
    if page is None:
        return
    assert outcome(name, page, fast=True) == outcome(name, page, fast=False)
    Inspector(FAMILIES[name].root).look(lambda: page.rows, None)
