"""What a user can mend: told in one line, Chinese first, without a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import psycopg


UNIQUE_VIOLATION: Final = "23505"


class LoadError(Exception):
    """Something that the settings, the tap's messages or the database have to change."""


def reason_of(error: psycopg.Error) -> str:
    """What the database said, in one line and without the statement."""
    told = error.diag
    # Otherwise these hold whole rows, which no log should.
    detail = told.message_detail if told.sqlstate == UNIQUE_VIOLATION else None
    context = told.context if ", column " in (told.context or "") else None
    parts = (told.message_primary, detail, told.message_hint, context)
    return "; ".join(" ".join(part.split()) for part in parts if part) or " ".join(
        str(error).split()
    )
