"""What the setting `windows` means for the streams: reports, and nothing but them, are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS

if TYPE_CHECKING:
    from logging import Logger

    from tap_wdt_flagship.chosen_windows import ChosenWindow
    from tap_wdt_flagship.rendering.family import Family
    from tap_wdt_flagship.settings import Settings
    from tap_wdt_flagship.streams._base import Report

HEADERS = {cls.name: cls for cls in REPORTS} | {cls.name: cls.header() for cls in LINE_STREAMS}


def by_report(settings: Settings) -> Settings:
    """The settings with the windows of lines as windows of the reports that they come with.

    Raises:
        ConfigValidationError: a report cannot be read so.
    """
    if settings.windows is None:
        return settings
    faults = [fault for one in settings.windows if (fault := _fault(one))]
    if faults:
        message = "设置有误 / Config validation failed"
        raise ConfigValidationError(message, errors=faults)
    windows = (replace(one, stream=HEADERS[one.stream].name) for one in settings.windows)
    return replace(settings, windows=tuple(dict.fromkeys(windows)))


def _fault(chosen: ChosenWindow) -> str | None:
    header: type[Report] = HEADERS[chosen.stream]
    if by := header.driven_by:
        zh = f"{chosen.stream} 按 {by.stream} 的行读取，没有自己的时间段；请写 {by.stream}，或不写"
        en = f"{chosen.stream} is read by the rows of {by.stream} and has no ranges of its own"
    elif chosen.window is None and header.range_params and not header.range_optional:
        zh = f"{chosen.stream} 需要 start 与 end"
        en = f"{chosen.stream} needs start and end"
    else:
        return None
    return f"设置 windows：{zh} / setting windows: {en}"


def chosen_families(families: list[Family], settings: Settings, logger: Logger) -> list[Family]:
    """The families that are read: with windows given, those that have some, and none besides."""
    if settings.windows is None:
        return families
    named = {one.stream for one in settings.windows}
    chosen = [family for family in families if family.header.name in named]
    count = len(settings.windows)
    logger.info(
        "按设置 windows 只重读 %d 个时间段，同步进度（书签）不动 / "
        "only the %d windows of the setting are read; bookmarks stay as they are",
        *(count, count),
    )
    if left := sorted(named - {family.header.name for family in chosen}):
        logger.warning(
            "windows 中的 %s 没有选中，未读 / %s in windows: not selected, not read",
            *(", ".join(left), ", ".join(left)),
        )
    return chosen
