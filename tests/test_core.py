"""The SDK's own tests of a tap, against the sandbox."""

from __future__ import annotations

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of
from tests.helpers.running import NOW, WITHOUT_LIMIT, quick
from wdt_sandbox import Sandbox

SANDBOX = Sandbox(seed=7, now=NOW, time_scale=0, quota=WITHOUT_LIMIT).start()

CONFIG = quick(SANDBOX, "qimen")

# Columns that are empty in every row of a page are left out of its records.
pytestmark = pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")

TestTapWdtFlagship = get_tap_test_class(
    TapWdtFlagship,
    config=CONFIG,
    catalog=catalog_of(CONFIG, TapWdtFlagship(config=CONFIG).streams),
    # A shop does not have rows of every kind on every day.
    suite_config=SuiteConfig(ignore_no_records=True),
)
