"""Catalogs as a user would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.tap import TapWdtFlagship

if TYPE_CHECKING:
    from collections.abc import Container


def catalog_of(config: dict[str, Any], streams: Container[str]) -> dict[str, Any]:
    """A catalog in which only these streams are selected."""
    catalog = TapWdtFlagship(config=config).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = entry["tap_stream_id"] in streams
    return catalog
