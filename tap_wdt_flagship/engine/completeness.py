"""When a window counts as read: the rule that keeps rows from being lost between pages.

A row that is modified while its window is being paged leaves the window, what stood behind it
moves up, and a page boundary may swallow a row. So a window is read when all its pages reported
one total and the distinct rows equal it; else it is read again, and if it does not settle it is
split, down to pieces that fit one page, where no boundary can hide a row. Where a range cannot be
split any more, pages are read from the last to the first: rows that leave then show rows twice and
hide none. Pure; no I/O.

Some gateways answer with nothing at all while several calls of an interface are under way: no rows
and no total, though one was asked for. That is no agreement: such a window is read again, alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_wdt_flagship.engine.outcomes import Again, Complete, InterfaceTraits, More, Outcome, Split
from tap_wdt_flagship.errors import PageTooLargeError, StreamError
from tap_wdt_flagship.gateway.gateways import SMALLEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tap_wdt_flagship.windows import Window

READS_BEFORE_SPLIT = 2
READS_AT_MOST = 8
# Totals that count something else show in some reads forwards, before the direction is changed.
READS_BEFORE_TURN = 4
# So often an empty answer without a total is not believed where no total was ever seen.
HOLLOW_READS = 2
PAGES_PER_WINDOW = 20
SINGLE_PAGE = 1
TIMEOUTS_TO_LEARN_FROM = 2


@dataclass
class WindowRead:
    """One window being read; `add` takes its pages and says how to go on.

    A read works with the page size that was known when it began, or with a smaller one that a
    short page suggested and that is learned only when pages of that size prove it. `seen` is the
    total and the rows of the attempt before, where they did not fit each other. `timed_out` tells
    that the smaller size is that of a read whose pages took too long. `backwards` reads the pages
    from the last to the first; `confirming` reads an empty window of an interface that was hollow.
    """

    window: Window | None
    traits: InterfaceTraits
    attempt: int = 1
    supposed_limit: int | None = None
    seen: tuple[int, frozenset[Hashable]] | None = None
    timed_out: bool = False
    backwards: bool = False
    confirming: bool = False
    _pages: dict[int, int] = field(default_factory=dict)
    _totals: set[int | None] = field(default_factory=set)
    _keys: set[Hashable] = field(default_factory=set)
    _last: tuple[Hashable, ...] = ()
    _asked: int = 1
    _agreeing: bool = False
    _timed_out_now: bool = False
    _hollow_now: bool = False
    _counted: int | None = None
    _too_large_now: bool = False
    _missed: str = ""

    def __post_init__(self) -> None:
        size = self.traits.page_size
        self.page_size = size if self.supposed_limit is None else self.supposed_limit

    def add(self, index: int, keys: Sequence[Hashable], total: int | None) -> Outcome:
        """Take one page.

        Args:
            index: its number from 0.
            keys: the primary key of each of its rows.
            total: the total it reported.
        """
        self._pages[index] = len(keys)
        self._keys.update(keys)
        if index == 0 or total is not None:  # on later pages a missing total says nothing
            self._totals.add(total)
        if self.page_size is None:
            doubtful = not keys and self.traits.confirms_empty and self.attempt <= HOLLOW_READS
            return Again("no rows, and no total", alone=True) if doubtful else Complete()
        if index > 0 and keys and self.traits.asks_for_totals:
            self.traits.later_pages += 1
            self.traits.later_totals += total is not None
        if total is None and self._is_hollow(index, len(keys)):
            return Again("an answer without a total", alone=True)
        self.traits.fullest = max(self.traits.fullest, len(keys))
        if self._counted is not None:
            return self._downwards(index, total)
        if index == 0:  # what other windows learn meanwhile is for later reads
            self._agreeing = total is None or not self.traits.total_counts_rows
        if self._agreeing:
            return self._by_agreement(index, keys)
        if index == 0 and total is not None:
            return self._first(len(keys), total)
        return self._when_all_came()

    def _is_hollow(self, index: int, rows: int) -> bool:
        """Whether an answer lacks the total that was asked for, and is not to be believed.

        On a first page without rows that is so until it came that way often, alone: then the
        interface reports no totals. With rows it reports none if it never did.
        """
        traits = self.traits
        if index > 0 or not traits.asks_for_totals or traits.reports_totals is False:
            self._hollow_now |= index > 0 and not rows and bool(traits.reports_totals)
            return False
        if traits.reports_totals is None and (rows or self.attempt > HOLLOW_READS):
            traits.reports_totals = False
            return False
        if self.attempt >= READS_AT_MOST:
            raise StreamError(
                f"连续 {self.attempt} 次返回空结果且没有总数，同步进度（书签）停在此前，"
                "数据未丢失；请稍后重跑",
                f"{self.attempt} empty answers without a total; the bookmark stays before them "
                "and nothing is lost: run again later",
            )
        traits.hollow = True
        traits.hollow_answers += 1
        return True

    @property
    def total(self) -> int | None:
        """The total that was reported, if one was."""
        return max((total for total in self._totals if total is not None), default=None)

    def lost(self, index: int) -> Outcome:
        """Take note that a page timed out: the window is read again in pages of half the size."""
        self._timed_out_now = True
        return self._without(index, "a page timed out")

    def too_large(self, index: int, error: PageTooLargeError) -> Outcome:
        """Take note that a page was refused: all are asked for in the size that is allowed.

        Where the gateway names none, it is half of this one.

        Raises:
            StreamError: there is nothing smaller to ask for.
        """
        size = self.page_size or 0
        smaller = error.limit or size
        if smaller >= size:
            smaller = max(SMALLEST_PAGE, size // 2)
        if smaller >= size:
            raise StreamError(error.zh, error.en)
        self.traits.page_size = min(smaller, self.traits.page_size or smaller)
        self._too_large_now = True
        return self._without(index, f"a page of {size} rows was refused")

    def _without(self, index: int, why: str) -> Outcome:
        self._pages[index] = 0
        self._missed = why
        return self._when_all_came()

    def _when_all_came(self) -> Outcome:
        if len(self._pages) < self._asked:
            return More(())
        return Again(self._missed) if self._missed else self._verdict()

    def again(self) -> WindowRead:
        """The next attempt at the same window."""
        if self._too_large_now:
            return WindowRead(self.window, self.traits, self.attempt)
        if not self._timed_out_now:
            return WindowRead(
                self.window,
                self.traits,
                self.attempt + 1,
                self.supposed_limit,
                self.seen,
                self.timed_out,
                self.backwards or self._must_turn(),
                self.confirming,
            )
        half = max(SMALLEST_PAGE, (self.page_size or SMALLEST_PAGE) // 2)
        self.traits.timeouts += 1
        if self.traits.timeouts >= TIMEOUTS_TO_LEARN_FROM:
            self.traits.page_size = min(half, self.traits.page_size or half)
        return WindowRead(self.window, self.traits, self.attempt, half, timed_out=True)

    def _first(self, rows: int, total: int) -> Outcome:
        size = self.page_size or 1
        self.traits.reports_totals = True
        if 0 < rows < min(size, total) and self.supposed_limit is None:
            self.supposed_limit = rows
            return Again(f"a page of {rows} rows instead of {min(size, total)}")
        needed = -(-total // size)
        if needed > PAGES_PER_WINDOW and self._splittable():
            return Split(-(-needed // (PAGES_PER_WINDOW // 2)), f"{total} rows", dense=True)
        if needed <= SINGLE_PAGE:
            return self._verdict()
        if self.backwards:
            self._counted = total
            return More((needed - 1,))
        self._asked = needed
        return More(tuple(range(1, needed)))

    def _verdict(self) -> Outcome:
        pages, rows = len(self._pages), sum(self._pages.values())
        total = max(t for t in self._totals if t is not None)
        if len(self._totals) == 1:
            if total == 0 and self.traits.hollow and not self.confirming:
                self.confirming = True
                return Again("confirming an empty window", alone=True)
            # Within one page nothing can move: its rows count even where keys repeat.
            if len(self._keys) == total or (pages == SINGLE_PAGE and rows == total):
                self.traits.repeated_keys += rows - len(self._keys) if pages == SINGLE_PAGE else 0
                if self.supposed_limit is not None and not self.timed_out and pages > SINGLE_PAGE:
                    self.traits.page_size = self.supposed_limit
                return Complete(sparse=total * 4 < (self.page_size or 1) * PAGES_PER_WINDOW)
            # The same twice in a row: nothing left between the one's count and the other's.
            seen, before = (total, frozenset(self._keys)), self.seen
            self.seen = seen
            if not self._hollow_now and self._total_counts_something_else():
                if before != seen and self.attempt < READS_AT_MOST:
                    return Again(f"{rows} rows on one page, total {total}")
                if before == seen:
                    self.traits.total_counts_rows = False
                    self._agreeing = True
                    return Complete() if pages > SINGLE_PAGE else More((1,))
        return self._unsettled(
            f"totals {sorted(self._totals, key=str)}, {len(self._keys)} distinct rows"
        )

    def _total_counts_something_else(self) -> bool:
        """All rows stood on one page, the rest are empty, and the total is another number.

        Of more rows than the total no second page is needed to tell; of fewer, the pages behind
        were asked for at the size of the first and came back empty.
        """
        first, *others = (self._pages[index] for index in sorted(self._pages))
        return not any(others) and (bool(others) or first > max(t or 0 for t in self._totals))

    def _downwards(self, index: int, total: int | None) -> Outcome:
        """The next lower page; behind the first one, whether every row that stayed was seen.

        A row that leaves moves those behind it to lower pages, which are still to come.
        """
        if index > 0:
            return More((index - 1,))
        left = self._counted if total is None else total
        if left is not None and len(self._keys) >= left and left <= (self._counted or 0):
            return Complete()
        return self._unsettled(f"{len(self._keys)} distinct rows of {left}, read backwards")

    def _must_turn(self) -> bool:
        """Whether the next attempt is to read backwards: this one cannot be split instead."""
        return (
            self.attempt >= READS_BEFORE_TURN
            and self.window is not None
            and not self.window.splittable
        )

    def _splittable(self) -> bool:
        return self.window is not None and self.window.splittable

    def _by_agreement(self, index: int, keys: Sequence[Hashable]) -> Outcome:
        """Without a total that counts rows: read to an empty page, all reporting the same."""
        (before_it, self._last), rows = (self._last, tuple(keys)), len(keys)
        if keys and self._last == before_it:
            return self._given_again(rows)
        if len(self._totals) > 1:
            return self._unsettled(f"totals {sorted(self._totals, key=str)}")
        before = self._pages.get(index - 1, 0)
        # An empty page behind a full one may only have been emptied by a row that left.
        if rows == 0 and (None in self._totals or not before or before < self.traits.fullest):
            return Complete()
        return More((index + 1,))

    def _given_again(self, rows: int) -> Outcome:
        """The page before came once more: read on, it would for ever.

        A page with room left is the last one, given for any page behind it. A full one may as
        well be the first of an interface that takes no page number.
        """
        if rows < (self.page_size or 1):
            return Complete()
        return self._unsettled("a full page came twice")

    def _unsettled(self, why: str) -> Outcome:
        if self._hollow_now:
            self.traits.hollow = True
        if self.attempt < READS_BEFORE_SPLIT:
            return Again(why, alone=self._hollow_now)
        if self._splittable():
            return Split(2, why)
        if self.attempt < READS_AT_MOST:
            return Again(why, alone=self._hollow_now)
        raise StreamError(
            f"读取 {self.attempt} 次仍不一致（{why}），同步进度（书签）停在此前，"
            "数据未丢失；请稍后重跑",
            f"the pages still disagree after {self.attempt} reads ({why}); the bookmark stays "
            "before them and nothing is lost: run again later",
        )
