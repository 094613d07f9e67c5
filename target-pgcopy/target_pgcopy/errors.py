"""What a user can mend: told in one line, Chinese first, without a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg


class LoadError(Exception):
    """Something that the settings, the tap's messages or the database have to change."""


def reason_of(error: psycopg.Error) -> str:
    """What the database said, in one line and without the statement."""
    told = error.diag
    parts = (told.message_primary, told.message_detail, told.message_hint, told.context)
    return "; ".join(" ".join(part.split()) for part in parts if part) or " ".join(
        str(error).split()
    )
