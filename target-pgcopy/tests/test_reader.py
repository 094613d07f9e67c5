"""Lines are whole, however the pipe cuts them."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING
from unittest.mock import Mock, patch

from hypothesis import given
from hypothesis import strategies as st

from target_pgcopy.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = st.lists(st.text("ab旺", max_size=6), max_size=6).map(
    lambda lines: "\n".join(lines).encode()
)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 60), max_size=8))
def test_lines_are_whole(text: bytes, cuts: list[int]) -> None:
    at = sorted({0, *(min(cut, len(text)) for cut in cuts), len(text)})
    pieces = [text[begin:end] for begin, end in pairwise(at)]

    def cut(_: object) -> Iterator[bytes]:
        yield from pieces

    reader = Reader(Mock())
    with patch.object(reader, "_pieces", cut):
        found = [line for lines in reader._lines(io.StringIO()) for line in lines if line]
    assert found == [line for line in text.split(b"\n") if line]
