"""Claims of the documents that are checked while reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_wdt_flagship.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from tap_wdt_flagship.windows import Window

SAME_PAGE_AT_MOST = 3
ROWS_TO_TELL = 2


class RangeClaim:
    """That the range selects rows: windows apart from each other do not begin with the same page.

    A gateway that ignores the range gives the same rows for every window, and windows would be
    split for ever.
    """

    def __init__(self) -> None:
        self._began: dict[int, list[Window]] = {}

    def check(self, window: Window | None, keys: Sequence[Hashable]) -> None:
        """Take the first page of a window.

        Raises:
            StreamError: windows that have no moment in common began with the same rows.
        """
        if window is None or len(keys) < ROWS_TO_TELL:
            return
        began = self._began.setdefault(hash(tuple(keys)), [])
        # The piece of a window that was split stands for it.
        began[:] = [*(other for other in began if not _within(window, other)), window]
        apart = _apart(began)
        if apart >= SAME_PAGE_AT_MOST:
            raise StreamError(
                f"网关没有按时间范围返回数据：{apart} 个不相连的时间段返回了同样的行，"
                "已停止读取；请联系旺店通对接人员",
                f"the gateway ignores the time range: {apart} ranges apart from each other "
                "came with the same rows; reading stopped; show this to WDT's support",
            )


def _within(window: Window, other: Window) -> bool:
    return other.start <= window.start and window.end <= other.end


def _apart(windows: Iterable[Window]) -> int:
    """How many of these windows have no moment in common, at most."""
    count, reached = 0, None
    for window in sorted(windows, key=lambda window: window.end):
        if reached is None or window.start > reached:
            count, reached = count + 1, window.end
    return count
