"""A few threads that work off tasks of one family; the base of its readers."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tap_wdt_flagship.engine.events import PageRead, ReaderDone, Receipt
from tap_wdt_flagship.errors import StreamError, WdtError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_wdt_flagship.engine.events import Run
    from tap_wdt_flagship.gateway.gateways import Call
    from tap_wdt_flagship.gateway.transport import Received
    from tap_wdt_flagship.rendering.family import Family, Rendered

Task = TypeVar("Task")


class Workers(Generic[Task]):
    """Threads for one family, at most `concurrency`, started as there is work for them.

    Subclasses say what the next task is and do it; `_changed` guards all they share.
    """

    def __init__(self, family: Family, run: Run, concurrency: int) -> None:
        self.family = family
        self.receipt = Receipt()
        self._run = run
        self._concurrency = concurrency
        self._pending: deque[Task] = deque()
        self._changed = threading.Condition()
        self._threads = 0
        self._idle = 0
        self._busy = 0
        self._ended = False

    @property
    def name(self) -> str:
        """The report's name."""
        return self.family.header.name

    def stop(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    # What subclasses say.

    def start(self) -> None:
        """Begin reading; the outcome comes as a `ReaderDone`."""
        raise NotImplementedError

    def _next(self) -> Task | None:
        """The next task, if there is one now."""
        return self._pending.popleft() if self._pending else None

    def _has_next(self) -> bool:
        """Whether another thread would find a task."""
        return bool(self._pending)

    def _exhausted(self) -> bool:
        """Whether no task can come any more once none is under way."""
        return True

    def _shortfall(self) -> WdtError | None:
        """Why, though no task is left, not everything was read."""
        return None

    def _do(self, task: Task) -> None:
        raise NotImplementedError

    # The threads.

    def _spawn(self, target: Callable[[], None] | None = None) -> None:
        self._threads += 1
        name = f"{self.name}-{self._threads}"
        try:
            threading.Thread(target=target or self._work, name=name, daemon=True).start()
        except RuntimeError:  # the machine allows no more threads: those that run do the work
            self._threads -= 1
            if not self._threads:
                self._fail(
                    StreamError(
                        "系统不允许更多线程，请调低 max_concurrency 或减少所选数据流",
                        "no thread can be started: lower max_concurrency or select fewer streams",
                    )
                )

    def _add(self, tasks: list[Task]) -> None:
        """Add tasks; the caller holds `_changed`."""
        self._pending.extend(tasks)
        self._changed.notify(len(tasks))
        if not self._idle:
            self._spawn_if_useful()

    def _spawn_if_useful(self) -> None:
        if not self._ended and self._threads < self._concurrency and self._has_next():
            self._spawn()

    def _work(self) -> None:
        """What each thread does: take a task, do it, until nothing is left."""
        while (task := self._take()) is not None:
            try:
                self._do(task)
            except Exception as error:  # noqa: BLE001
                self._fail(error)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _take(self) -> Task | None:
        with self._changed:
            while not self._ended:
                task = self._next()
                if task is not None:
                    self._busy += 1
                    self._spawn_if_useful()
                    return task
                if self._finish_if_exhausted():
                    break
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
        return None

    def _finish_if_exhausted(self) -> bool:
        """Tell the writer that all is read; the caller holds `_changed` and found no task."""
        if self._busy or self._ended or not self._exhausted():
            return False
        self._ended = True
        self._changed.notify_all()
        self._run.put(ReaderDone(self, self._shortfall()))
        return True

    def _fail(self, error: Exception) -> None:
        """One stream's trouble stays its own, be it a fault of the tap itself."""
        if not isinstance(error, WdtError):
            self.family.header.logger.debug("internal error", exc_info=error)
            kind = type(error).__name__
            error = StreamError(
                f"内部错误，请报告：{kind}", f"internal error, please report it: {kind}"
            )
        with self._changed:
            if not self._ended:
                self._ended = True
                self._run.put(ReaderDone(self, error))
            self._changed.notify_all()

    # Pages.

    def _fetch(self, call: Call, room: threading.Semaphore | None = None) -> Received:
        return self._run.fetch(call, self.family.header.requests_per_minute, room)

    def _hand_over(self, rendered: Rendered) -> None:
        """Give a page to the writer, together with the room it takes."""
        self._run.put(PageRead(self, rendered))

    def first_call(self, end: Any) -> None:  # noqa: ANN401
        """Make the first call of the run, where this reader can."""
