"""A network that goes away in mid-run: waited for, and told of by all calls together."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

import backoff

from tap_wdt_flagship.errors import GaveUpError, NoAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

logger = logging.getLogger("tap-wdt-flagship")

# Told of once a minute, by whichever call finds that a minute has passed.
TOLD_EVERY = 60.0
WAIT_AT_MOST = 10.0
# However short the patience: a kept connection that was closed is no outage.
TRIES_AT_LEAST = 3


class Outage:
    """What all calls know of the network.

    Args:
        patience: seconds that a call waits for it, from its first failure.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._since: float | None = None
        self._told_at: float | None = None

    def outlasted(
        self, attempt: Callable[[], T], *, tell_of_retry: Callable[[Any], None]
    ) -> Callable[[], T]:
        """A way of making a call that waits for the network, as long as patience lasts.

        Args:
            attempt: makes the call once.
            tell_of_retry: told of each attempt that failed and will be made again.
        """
        failures: list[float] = []

        def is_enough(_: Exception) -> bool:
            # Not from the call's beginning, which may have waited for its turn for long.
            failures.append(time.monotonic())
            waited = failures[-1] - failures[0]
            return len(failures) >= TRIES_AT_LEAST and waited >= self._patience

        def tell(details: Any) -> None:  # noqa: ANN401
            if not self._tell(details["exception"]):
                tell_of_retry(details)

        patient = backoff.on_exception(
            backoff.expo,
            NoAnswerError,
            giveup=is_enough,
            max_value=WAIT_AT_MOST,
            on_backoff=tell,
            logger=None,
        )(attempt)

        def until_it_is_back() -> T:
            failures.clear()
            answer = patient()
            if failures:
                self._over()
            return answer

        return until_it_is_back

    def _tell(self, error: NoAnswerError) -> bool:
        """Tell the user of a failure, unless that was done within the last minute."""
        with self._lock:
            now = time.monotonic()
            self._since = now if self._since is None else self._since
            if self._told_at is not None and now - self._told_at < TOLD_EVERY:
                return False
            self._told_at = now
            passed = now - self._since
        logger.warning(
            "网络中断 %.0f 秒，最多等待 %g 分钟：%s / "
            "no network for %.0f s, waiting for up to %g minutes: %s",
            passed,
            self._patience / 60,
            error.zh,
            passed,
            self._patience / 60,
            error.en,
        )
        return True

    def _over(self) -> None:
        with self._lock:
            since, self._since = self._since, None
            told = since is not None and self._told_at is not None and self._told_at >= since
        if since is not None and told:
            passed = time.monotonic() - since
            logger.info(
                "网络已恢复，中断约 %.0f 秒 / the network is back after %.0f s", passed, passed
            )

    def given_up(self, error: NoAnswerError) -> GaveUpError:
        """What to raise where patience came to its end."""
        minutes = self._patience / 60
        return GaveUpError(
            f"网络中断超过 {minutes:g} 分钟，已停止等待（{error.zh}）：请恢复网络后重新运行，"
            "会从中断处继续；常有更长的中断时调大 outage_patience_minutes",
            f"no network for more than {minutes:g} minutes ({error.en}): run again when it is "
            "back, reading goes on from the bookmark; raise outage_patience_minutes where it is "
            "often away for longer",
        )
