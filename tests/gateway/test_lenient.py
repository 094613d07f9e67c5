"""JSON but for some characters."""

from __future__ import annotations

import pytest

from tap_wdt_flagship.gateway.envelope import decode
from tap_wdt_flagship.gateway.lenient import mended, mended_but_for_rows, mended_rows


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b'{"a":"\\ud83d!"}', {"a": "\ufffd!"}),
        (b'{"a":"\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        ('{"a":"旺店"}'.encode("gbk"), {"a": "旺店"}),
        ('{"a":"店铺'.encode() + "备注：通".encode("gbk") + b'"}', {"a": "店铺备注：通"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
        (b'{"a":"x\ty"}', {"a": "x\ty"}),
        (b'{"a":1e99999999999999999999,"b":"x\ty"}', {"a": "1e99999999999999999999", "b": "x\ty"}),
        (b'{"a":NaN,"b":-Infinity}', {"a": None, "b": None}),
    ],
)
def test_what_cannot_be_decoded_is_mended(sent: bytes, read: dict[str, object]) -> None:
    assert decode(mended(sent)) == read


def test_amounts_keep_their_digits() -> None:
    assert mended(b"[1.50, 12345678901234567.8901]") == b"[1.50,12345678901234567.8901]"


@pytest.mark.parametrize("cut", [b"", b'{"a":[1,2', b"<html>", b'{"a":1}{"b":2}'])
def test_what_is_not_all_of_it_is_not_mended(cut: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the decoder says
        mended(cut)


GOOD = '{"id":1,"lines":[{"n":1},{"n":2}],"name":"},{"}'
ODD_QUOTE = '{"id":2,"lines":[{"n":1,"a":"5" pipe"},{"n":2}],"b":"x"}'
BAD_ESCAPE = '{"id":3,"lines":[{"n":"\\x"},{"n":2}]}'
NO_VALUE = '{"id":4,"lines":[{"n":undefined},{"n":2},{"n":3}]}'


@pytest.mark.parametrize("bad", [ODD_QUOTE, BAD_ESCAPE, NO_VALUE, "null", "7", '"{},{"'])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("envelope", ["{}", '{"status":0,"data":{"order":{},"total":3},"x":[{}]}'])
def test_a_row_that_cannot_be_read_is_told_from_the_others(
    bad: str, place: int, envelope: str
) -> None:
    rows = [GOOD, GOOD]
    rows.insert(place, bad)
    text = envelope.replace("{}", f"[{' , '.join(rows)}]", 1)
    if envelope == "{}":
        clean, unread = mended_rows(text.encode())
        read = decode(clean)
    elif bad[0] == "{":
        clean, unread = mended_but_for_rows(text.encode(), "order")
        answer = decode(clean)
        assert answer["status"] == 0
        assert answer["data"]["total"] == 3
        read = answer["data"]["order"]
    else:  # JSON, if no rows
        assert mended_but_for_rows(text.encode(), "order")[1] == []
        return
    assert read == [decode(GOOD)] * 2
    assert [(each.position, each.text) for each in unread] == [(place, bad)]


def test_several_rows_that_cannot_be_read() -> None:
    rows = [NO_VALUE, GOOD, BAD_ESCAPE, GOOD, NO_VALUE, BAD_ESCAPE]
    clean, unread = mended_rows(f"[{','.join(rows)}]".encode())
    assert decode(clean) == [decode(GOOD)] * 2
    assert [(each.position, each.text) for each in unread] == [
        (place, rows[place]) for place in (0, 2, 4, 5)
    ]


@pytest.mark.parametrize("bad", [ODD_QUOTE, BAD_ESCAPE, NO_VALUE])
def test_a_body_that_was_cut_off_is_not_mended(bad: str) -> None:
    body = f'{{"status":0,"data":{{"order":[{GOOD},{bad},{GOOD}],"total":3}}}}'.encode()
    for end in range(len(body)):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever the decoder says
            mended_but_for_rows(body[:end], "order")


LINES = [f'{{"n":{n},"t":"x"}}' for n in range(6)]
ODD_LINES = ['{"n":1.2.3,"t":"x"}', '{"n":9,"t":"x"y"}', '{"n":undefined}', '{"n":"x}']


@pytest.mark.parametrize("first", [*range(6)])
@pytest.mark.parametrize("second", [None, 0, 3, 5])
@pytest.mark.parametrize("odd", ODD_LINES[:3])
@pytest.mark.parametrize("number", ["id", "n"])
def test_lines_of_a_row_that_cannot_be_read_are_never_taken_for_rows(
    first: int, second: int | None, odd: str, number: str
) -> None:
    spoiled = [*LINES]
    for place in (first, second):
        if place is not None:
            spoiled[place] = odd
    rows = [
        f'{{"{number}":{n},"lines":[{",".join(spoiled if n == 2 else LINES)}]}}'
        for n in range(1, 5)
    ]
    clean, unread = mended_rows(f"[{','.join(rows)}]".encode())
    assert [row[number] for row in decode(clean)] == [1, 3, 4]
    assert [(each.position, each.text) for each in unread] == [(1, rows[1])]


@pytest.mark.parametrize("odd", ODD_LINES)
@pytest.mark.parametrize("places", [(1, 2), (1, 3), (2, 5), (1, 3, 5), (0, 6), (0, 1, 2)])
def test_several_rows_with_lines_that_cannot_be_read(odd: str, places: tuple[int, ...]) -> None:
    spoiled = [LINES[0], LINES[1], odd, LINES[3]]
    rows = [
        f'{{"id":{n},"lines":[{",".join(spoiled if n in places else LINES)}]}}' for n in range(7)
    ]
    clean, unread = mended_rows(f"[{','.join(rows)}]".encode())
    assert [row["id"] for row in decode(clean)] == [n for n in range(7) if n not in places]
    assert [each.text for each in unread] == [rows[n] for n in places]
