"""The retries of a call: each takes a way of making it and gives a more patient one."""

from __future__ import annotations

import logging
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import backoff

from tap_wdt_flagship.errors import (
    ClockError,
    NoAnswerError,
    QuotaError,
    RunError,
    TimedOutError,
    TransientError,
    UnknownAnswerError,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_wdt_flagship.gateway.clock import GatewayClock

T = TypeVar("T")

logger = logging.getLogger("tap-wdt-flagship")

TRIES = 8
LONGEST_BACKOFF = 30.0
# What nobody knows may as well be a refusal: fewer tries, 2, 4 and 8 seconds apart.
UNKNOWN_TRIES = 4
UNKNOWN_FACTOR = 2.0
# Faults that pass, but that other retries take care of, or smaller pages.
TRIED_ELSEWHERE = (TimedOutError, NoAnswerError, UnknownAnswerError, UnreadableError)
# WDT asks to rest some minutes after quota errors; a minute frees a per-minute quota.
QUOTA_WAITS = (2.0, 5.0, 10.0, 20.0, 30.0)
QUOTA_WAIT_AT_MOST = 60.0
QUOTA_PATIENCE = 1800.0


def with_the_gateways_clock(attempt: Callable[[], T], clock: GatewayClock) -> T:
    """Once more with a new time stamp, where the gateway refused the first.

    Raises:
        RunError: it refused the second too.
    """
    try:
        return attempt()
    except ClockError:
        off = clock.offset.total_seconds()
        if clock.known and abs(off) > 1:
            way, ahead = ("快", "ahead of") if off > 0 else ("慢", "behind")
            logger.info(
                "网关时间比本机%s %s 秒，已校正 / the gateway's clock is %s s %s this "
                "machine's; corrected",
                *(way, f"{abs(off):,.0f}", f"{abs(off):,.0f}", ahead),
            )
    try:
        return attempt()
    except ClockError as error:
        off = clock.offset.total_seconds()
        raise RunError(
            f"{error.zh}；按网关 Date 校正 {off:+,.0f} 秒后仍被拒绝，请校准本机时间",
            f"{error.en}; refused even after correcting this machine's clock by {off:+.0f} s "
            "from the gateway's Date header: set the clock",
        ) from None


def past_unknown_answers(
    attempt: Callable[[], T], *, tell: Callable[[Any], None]
) -> Callable[[], T]:
    """Try again a few times, spaced, where nobody knows what the answer means."""
    return backoff.on_exception(
        backoff.expo,
        UnknownAnswerError,
        factor=UNKNOWN_FACTOR,
        max_tries=UNKNOWN_TRIES,
        jitter=None,
        on_backoff=tell,
        logger=None,
    )(attempt)


def past_faults(
    attempt: Callable[[], T], *, tell: Callable[[Any], None], tries: int
) -> Callable[[], T]:
    """Try again some times after faults that pass."""
    return backoff.on_exception(
        backoff.expo,
        TransientError,
        giveup=lambda error: isinstance(error, TRIED_ELSEWHERE),
        max_tries=tries,
        max_value=LONGEST_BACKOFF,
        on_backoff=tell,
        logger=None,
    )(attempt)


def within_quota(
    attempt: Callable[[], T], *, tell: Callable[[Any], None], patience: float
) -> Callable[[], T]:
    """Wait where the quota is used up: as long as the gateway says, else longer each time."""
    waits = chain(QUOTA_WAITS, repeat(QUOTA_WAIT_AT_MOST))

    def wait_of(error: QuotaError) -> float:
        return next(waits) if error.wait_seconds is None else error.wait_seconds

    return backoff.on_exception(
        backoff.runtime,
        QuotaError,
        value=wait_of,
        max_time=patience,
        jitter=None,
        on_backoff=tell,
        logger=None,
    )(attempt)
