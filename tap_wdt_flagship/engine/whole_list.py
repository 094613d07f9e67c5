"""Reads something page after page until the pages agree; no writer waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tap_wdt_flagship.engine.completeness import WindowRead
from tap_wdt_flagship.engine.outcomes import Again, InterfaceTraits, More, Split
from tap_wdt_flagship.errors import PageTooLargeError, TimedOutError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from tap_wdt_flagship.windows import Window

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
    return read_range(None, traits, lambda _, index, size: ask(index, size), ask_alone)


def read_range(
    window: Window | None,
    traits: InterfaceTraits,
    ask: Callable[[Window | None, int, int | None], tuple[T, Sequence[Hashable], int | None]],
    ask_alone: Callable[[], None] = lambda: None,
) -> list[T]:
    """All pages of a window, or of the pieces that it has to be split into.

    Args:
        window: the range.
        traits: what is known of the interface.
        ask: for a window, a page's number and size, the page, its rows' keys and the total.
        ask_alone: lets the interface have no other calls under way.

    Raises:
        StreamError: the pages never agree.
    """
    read = WindowRead(window, traits)
    pages: dict[int, T] = {}
    waiting = [0]
    while waiting:
        index = waiting.pop(0)
        try:
            pages[index], keys, total = ask(window, index, read.page_size)
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
        elif isinstance(outcome, Split) and window is not None:
            pieces = window.split(outcome.parts)
            return [page for piece in pieces for page in read_range(piece, traits, ask, ask_alone)]
        else:
            break
    return [pages[index] for index in sorted(pages)]
