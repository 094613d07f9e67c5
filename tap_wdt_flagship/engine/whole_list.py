"""Reads something without windows, page after page, until the pages agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tap_wdt_flagship.engine.completeness import WindowRead
from tap_wdt_flagship.engine.outcomes import Again, InterfaceTraits, More
from tap_wdt_flagship.errors import PageTooLargeError, TimedOutError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

T = TypeVar("T")


def read_whole(
    traits: InterfaceTraits,
    ask: Callable[[int, int | None], tuple[T, Sequence[Hashable], int | None]],
    ask_alone: Callable[[], None] = lambda: None,
) -> list[T]:
    """All pages of something without windows, read in order until they agree.

    Args:
        traits: what is known of the interface.
        ask: for a page's number and size, the page, its rows' keys and the total it reported.
        ask_alone: lets the interface have no other calls under way.

    Raises:
        StreamError: the pages never agree.
    """
    read = WindowRead(None, traits)
    pages: dict[int, T] = {}
    waiting = [0]
    while waiting:
        index = waiting.pop(0)
        try:
            pages[index], keys, total = ask(index, read.page_size)
        except TimedOutError:
            outcome = read.lost(index)
        except PageTooLargeError as error:
            outcome = read.too_large(index, error)
        else:
            outcome = read.add(index, keys, total)
        if isinstance(outcome, More):
            waiting.extend(outcome.pages)
        elif isinstance(outcome, Again):
            if outcome.alone:
                ask_alone()
            read, pages, waiting = read.again(), {}, [0]
        else:
            break
    return [pages[index] for index in sorted(pages)]
