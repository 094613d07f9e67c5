"""JSON but for some characters."""

from __future__ import annotations

import pytest

from tap_wdt_flagship.gateway.envelope import decode
from tap_wdt_flagship.gateway.lenient import mended


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b'{"a":"\\ud83d!"}', {"a": "\ufffd!"}),
        (b'{"a":"\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        ('{"a":"旺店"}'.encode("gbk"), {"a": "旺店"}),
        ('{"a":"店铺'.encode() + "备注：通".encode("gbk") + b'"}', {"a": "店铺备注：通"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
        (b'{"a":"x\ty"}', {"a": "x\ty"}),
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
