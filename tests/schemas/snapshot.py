"""The catalog's schemas as hashes, in `emitted.json`: `python -m tests.schemas.snapshot`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from tap_wdt_flagship.schemas import singer_schema
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams.own import OWN_STREAMS

if TYPE_CHECKING:
    from tap_wdt_flagship.streams._base import WdtStream

FILE = Path(__file__).with_name("emitted.json")
STREAMS: tuple[type[WdtStream], ...] = (*REPORTS, *LINE_STREAMS, *OWN_STREAMS)
NAMES = tuple(cls.name for cls in STREAMS)


def emitted(stream: str) -> list[str]:
    """The hashes of a stream's schema, without and with nested lists."""
    schemas = (singer_schema(stream, nested_lists=nested) for nested in (False, True))
    texts = (json.dumps(schema, ensure_ascii=False) for schema in schemas)
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def main() -> None:
    """Write the hashes of the schemas as they are now."""
    lines = ",\n".join(f'"{name}": {json.dumps(emitted(name))}' for name in NAMES)
    FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
