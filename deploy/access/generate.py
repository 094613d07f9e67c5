"""Writes the columns with personal data for access.sql: `python deploy/access/generate.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tap_wdt_flagship.schemas import EXTRA
from tap_wdt_flagship.schemas.personal import marks
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_name("personal.sql")
HEAD = """\
-- 标有隐私的列，理由在 docs/privacy.md；'*' 是每一张表 / The columns marked as personal, with their
-- reasons in docs/privacy.md; '*' is every table.
begin;
truncate wdt_access.personal;
insert into wdt_access.personal values
"""
UNKNOWN_CONTENT = {("*", EXTRA), ("unread_rows", "text")}


def text() -> str:
    """The statements."""
    rows = [f"('{table}', '{column}')" for table, column in sorted({*columns(), *UNKNOWN_CONTENT})]
    return HEAD + ",\n".join(rows) + ";\nselect wdt_access.apply();\ncommit;\n"


def columns() -> Iterator[tuple[str, str]]:
    """Table and column; an object or a list with something personal in it is so as a whole."""
    for cls in (*REPORTS, *LINE_STREAMS):
        yield from ((cls.name, path.partition(".")[0]) for path in marks(cls.name))
    for lines in LINE_STREAMS:
        if marks(lines.name):
            yield lines.parent_stream.name, lines.lines_path.partition(".")[0]


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
