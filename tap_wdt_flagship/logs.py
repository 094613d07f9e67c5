"""The SDK's log lines, for people who read Chinese."""

from __future__ import annotations

import json
import logging
from typing import Final

from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.logging import StructuredFormatter

SDK_CHATTER: Final = frozenset(
    {
        "Skipping parse of env var settings...",
        "Config validation failed",  # the tap's own messages tell each fault
        "Parsing env var for settings config...",
        "Parsing '%s' config from env variable '%s'.",
    }
)


class ReadableFormatter(logging.Formatter):
    """Structured lines with Chinese as it is: `meltano config test` shows them unparsed."""

    def __init__(self, inner: StructuredFormatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        entry = json.loads(self._inner.format(record))
        return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def make_readable(logger: logging.Logger) -> None:
    """Leave the SDK's chatter out of a tap's log, and escapes out of all structured lines."""
    for chatty in (logger, logging.getLogger(parse_environment_config.__module__)):
        chatty.addFilter(_is_news)
    for handler in logging.getLogger().handlers:
        encoding = getattr(getattr(handler, "stream", None), "encoding", None) or ""
        if isinstance(handler.formatter, StructuredFormatter) and encoding.lower() == "utf-8":
            handler.setFormatter(ReadableFormatter(handler.formatter))


def _is_news(record: logging.LogRecord) -> bool:
    return record.msg not in SDK_CHATTER
