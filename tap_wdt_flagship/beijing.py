"""Beijing time, the one time zone of the ERP: UTC+8 without daylight saving."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
BEIJINGS_OFFSET, UTCS_OFFSET = OFFSETS = ("+08:00", "Z")
"""What times in records may end in."""


def to_wire(moment: datetime) -> str:
    """`yyyy-MM-dd HH:mm:ss` in Beijing time, the only form the gateways read."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def to_bookmark(moment: datetime) -> str:
    """ISO 8601 in UTC, the form of every bookmark; they compare as text and as times alike."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time; without an offset it is Beijing time.

    Raises:
        ValueError: the text is neither.
    """
    text = text.strip()
    if text[-1:] in {"Z", "z"}:  # Python 3.10 does not read the suffix
        text = f"{text[:-1]}+00:00"
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    return moment.replace(microsecond=0)


def months_before(moment: datetime, months: int) -> datetime:
    """The same Beijing day and time some calendar months earlier (or that month's last day)."""
    local = moment.astimezone(BEIJING)
    index = local.year * 12 + local.month - 1 - months
    year, month = divmod(index, 12)
    for day in (local.day, 30, 29, 28):
        try:
            return local.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError  # every month has 28 days
