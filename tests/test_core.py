"""The SDK's own tests of a tap, against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.calls import CONFIG
from tests.helpers.catalogs import catalog_of
from tests.helpers.running import quick

if TYPE_CHECKING:
    from wdt_sandbox import Sandbox

# The class is made before there is a sandbox; this is filled with its settings when it runs.
SETTINGS: dict[str, Any] = {**CONFIG, "app_type": "qimen"}
STREAMS = TapWdtFlagship(config=SETTINGS).streams
# No rows in the newest window, which is what a dry run reads, and none that cannot be read.
WITHOUT_NEW_ROWS = """
    brands provinces warehouses cancelled_sales_stockouts position_moves position_move_lines
    replenishments replenishment_lines stock_changes stockouts stockout_lines unread_rows
    sync_log
"""
ARCHIVES = [name for name in STREAMS if name.startswith("archived_")]

pytestmark = [
    # Columns that are empty in every row of a page are left out of its records.
    pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records"),
    pytest.mark.filterwarnings("ignore:No records were available to test"),
]


@pytest.fixture(scope="module", autouse=True)
def settings(shared_sandbox: Sandbox) -> None:
    SETTINGS.update(quick(shared_sandbox, "qimen"))


TestTapWdtFlagship = get_tap_test_class(
    TapWdtFlagship,
    config=SETTINGS,
    catalog=catalog_of(SETTINGS, STREAMS),
    suite_config=SuiteConfig(ignore_no_records_for_streams=[*WITHOUT_NEW_ROWS.split(), *ARCHIVES]),
)
