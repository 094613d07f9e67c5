"""Log lines as a user reads them."""

from __future__ import annotations

import io
import json
import logging

import pytest
from singer_sdk.logging import StructuredFormatter

from tap_wdt_flagship.logs import make_readable


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(StructuredFormatter())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    return stream


def lines_of(stream: io.TextIOWrapper) -> list[str]:
    stream.seek(0)
    return stream.read().splitlines()


def test_structured_lines_show_chinese_as_it_is(written: io.TextIOWrapper) -> None:
    logger = logging.getLogger("a-tap")
    make_readable(logger)
    logger.error("设置 %s：必填", "sid")
    (line,) = lines_of(written)
    assert "设置 sid：必填" in line
    assert json.loads(line)["level"] == "error"


def test_chatter_of_the_sdk_is_left_out(written: io.TextIOWrapper) -> None:
    logger = logging.getLogger("another-tap")
    make_readable(logger)
    logger.warning("Config validation failed")
    assert lines_of(written) == []
