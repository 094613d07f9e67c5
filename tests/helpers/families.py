"""Reports with their lines, without a gateway."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from tap_wdt_flagship.rendering.family import Family

CONFIG = {"sid": "seller3", "app_key": "seller3-api", "app_secret": "5f2c8e1d:9ab1c7d2"}
RECEIVED = datetime(2026, 10, 1, 4, 0, 0, 250_000, tzinfo=timezone.utc)


def make_family(name: str, unselected: tuple[str, ...] = (), **config: Any) -> Family:
    """The family of a report, all of it selected but for some streams."""
    settings = {**CONFIG, **config}
    selected = TapWdtFlagship(config=settings).streams.keys() - set(unselected)
    tap = TapWdtFlagship(config=settings, catalog=catalog_of(settings, selected))
    return next(family for family in tap.families() if family.header.name == name)
