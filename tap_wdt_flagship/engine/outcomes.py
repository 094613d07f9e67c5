"""What becomes of a read of a window, and what reads teach about an interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class InterfaceTraits:
    """What the answers of one stream taught about its interface, shared by all its windows."""

    page_size: int | None
    """Rows to ask for; `None` for an interface without a pager."""
    total_counts_rows: bool = True
    """False once a single page proved that the total counts something else than rows."""
    fullest: int = 0
    """Rows of the fullest page so far."""
    timeouts: int = 0
    """Reads in which a page timed out: one may be chance, more show that pages are too large."""
    asks_for_totals: bool = False
    """Whether a total is asked for, so that an answer without one may be hollow."""
    reports_totals: bool | None = None
    """Whether totals come at all, once that is known."""
    hollow: bool = False
    """Whether an answer came without the total that others have: empty windows are confirmed."""
    confirms_empty: bool = False
    """Whether an answer without rows is asked for again, where no total can confirm it."""
    hollow_answers: int = 0
    later_pages: int = 0
    """Pages behind a first one, where totals were asked for."""
    later_totals: int = 0
    """How many of those told a total."""
    repeated_keys: int = 0
    """Rows of single pages whose key another row of the page has."""

    @property
    def told_nothing(self) -> bool:
        """Whether totals were asked for, and neither one nor a row ever came."""
        return self.hollow_answers > 0 and self.reports_totals is False and not self.fullest


@dataclass(frozen=True)
class More:
    """Read these pages next; none while others are still under way."""

    pages: tuple[int, ...]


@dataclass(frozen=True)
class Complete:
    """Every row of the window was read; `sparse` if the window could have been longer."""

    sparse: bool = False


@dataclass(frozen=True)
class Again:
    """Read the window once more: the attempt that ended does not count.

    `alone` if the interface should have no other calls under way.
    """

    why: str
    alone: bool = False


@dataclass(frozen=True)
class Split:
    """Read the window in this many pieces instead."""

    parts: int
    why: str
    dense: bool = False


Outcome = More | Complete | Again | Split
