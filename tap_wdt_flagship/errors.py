"""What the tap reports to its user; each text holds cause and remedy in Chinese and English.

WdtError
├── RunError                  no report can go on
├── StreamError               this report cannot go on
│   ├── DeniedError           it may not be read at all
│   │   ├── UngrantedError    the application has not applied for its interface
│   │   ├── QimenOnlyError    its interface is for Qimen applications
│   │   ├── NoInterfaceError  the gateway does not know its interface
│   │   ├── NoWarehouseError  the interface account has no right to a warehouse
│   │   └── NoShopError       nor to a shop
│   ├── GaveUpError           a passing fault that did not pass
│   ├── KeylessError          a row lacks its key
│   └── RefusedError          what this call asks for is refused
│       └── RowRefusedError   there is no such row, or none any more
├── TransientError            the same call may go through later
│   ├── TimedOutError         one for fewer rows may
│   ├── NoAnswerError         there was no connection
│   ├── UnreadableError       an answer's rows cannot be decoded
│   └── UnknownAnswerError    an error that the tap does not know
├── QuotaError                too many calls a minute
│   └── ConcurrencyError      too many calls at a time
├── RangeTooWideError         a shorter range may be read
├── PageTooLargeError         a smaller page may be read
└── ClockError                the request's time stamp is off
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import timedelta

    from typing_extensions import Self


class WdtError(Exception):
    """Anything the tap reports to its user, in Chinese and English.

    The text never holds a request's address, parameters or secrets.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}" if zh != en else zh)
        self.zh = zh
        self.en = en

    def within(self, zh: str, en: str) -> Self:
        """The same error, and where it was met."""
        return type(self)(f"{zh}：{self.zh}", f"{en}: {self.en}")


class RunError(WdtError):
    """No stream can go on: credentials, signature, IP whitelist, clock, address."""


class StreamError(WdtError):
    """This stream cannot go on; the others can."""


class DeniedError(StreamError):
    """The application or its interface account may not read this stream at all."""


class UngrantedError(DeniedError):
    """The application has not applied for the interface on the open platform."""


class QimenOnlyError(DeniedError):
    """The interface is for Qimen applications."""


class NoInterfaceError(DeniedError):
    """The gateway does not know the interface."""


class NoWarehouseError(DeniedError):
    """The interface account has no right to a warehouse."""


class NoShopError(DeniedError):
    """The interface account has no right to a shop."""


class GaveUpError(StreamError):
    """A passing fault that came again at every try."""


class KeylessError(StreamError):
    """A row lacks its key; one of many is kept aside, many end the stream."""


class RefusedError(StreamError):
    """The gateway refuses what this call asks for; other calls of the stream may succeed."""


class RowRefusedError(RefusedError):
    """What a call asks about is not there, or not there any more; other rows may be."""


class TransientError(WdtError):
    """A passing fault: the same call may go through later."""

    wait_seconds: float | None = None


class TimedOutError(TransientError):
    """No answer within the time allowed; a smaller page may be answered sooner."""


class NoAnswerError(TransientError):
    """No connection, or one that broke: the network may be away for a while."""


class UnreadableError(TransientError):
    """The rows of an answer cannot be decoded; asked for again, they may.

    `mended` is what a lenient reading made of the answer, if it made anything of it.
    """

    def __init__(self, zh: str, en: str, mended: Any = None) -> None:  # noqa: ANN401
        super().__init__(zh, en)
        self.mended = mended


class UnknownAnswerError(TransientError):
    """An error that the tap does not know: asked again some times, spaced, before it counts.

    `said` is the gateway's own message.
    """

    def __init__(self, zh: str, en: str, said: str = "") -> None:
        super().__init__(zh, en)
        self.said = said


class QuotaError(WdtError):
    """The interface's quota is used up; `wait_seconds` if the gateway says for how long."""

    def __init__(self, zh: str, en: str, wait_seconds: float | None = None) -> None:
        super().__init__(zh, en)
        self.wait_seconds = wait_seconds


class ConcurrencyError(QuotaError):
    """Too many calls of the interface at a time."""


class RangeTooWideError(WdtError):
    """The interface refuses a range this wide; `limit` if its message names one."""

    def __init__(self, zh: str, en: str, limit: timedelta | None = None) -> None:
        super().__init__(zh, en)
        self.limit = limit


class PageTooLargeError(WdtError):
    """The interface refuses pages of so many rows; `limit` if its message names one."""

    def __init__(self, zh: str, en: str, limit: int | None = None) -> None:
        super().__init__(zh, en)
        self.limit = limit


class ClockError(WdtError):
    """The gateway finds the request's time stamp too far from its own clock."""
