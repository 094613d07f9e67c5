"""How each report is compared: by the column that its range selects on, or not by a count."""

from __future__ import annotations

import pytest

from tap_wdt_flagship.audit.comparisons import By, Comparison, LeftOut, comparison_of
from tap_wdt_flagship.gateway.gateways import GATEWAYS
from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.streams import REPORTS

QIMEN = GATEWAYS["qimen"]
WAYS = {cls.name: comparison_of(cls, QIMEN) for cls in REPORTS}


@pytest.mark.parametrize(
    ("stream", "by", "column"),
    [
        ("trades", By.COUNT, "modified"),
        ("pre_stockins", By.COUNT, "modified_date"),
        ("sales_payments", By.COUNT, "created"),
        ("stockin_costs", By.COUNT, "check_time"),
        ("stockout_costs", By.COUNT, "consign_time"),
        # The rows do not tell the time that the range selects on.
        ("invoices", By.KEYS, None),
        ("stock_changes", By.KEYS, None),
        # Its passes select on different times.
        ("archived_sales_stockouts", By.KEYS, "modified"),
        ("shops", By.WHOLE, None),
    ],
)
def test_the_column_is_the_one_that_the_range_selects_on(
    stream: str, by: By, column: str | None
) -> None:
    way = WAYS[stream]
    assert isinstance(way, Comparison)
    assert (way.by, way.column) == (by, column)


def test_what_is_read_by_the_rows_of_others_is_left_out() -> None:
    left = {name for name, way in WAYS.items() if isinstance(way, LeftOut)}
    assert left == {cls.name for cls in REPORTS if cls.driven_by}


def test_what_an_application_is_not_offered_is_left_out() -> None:
    ways = {cls.name: comparison_of(cls, GATEWAYS["wdt"]) for cls in REPORTS if cls.qimen_only}
    assert ways
    assert all(isinstance(way, LeftOut) for way in ways.values())


@pytest.mark.parametrize("stream", WAYS)
def test_a_counted_column_is_a_column_of_time(stream: str) -> None:
    way = WAYS[stream]
    if isinstance(way, Comparison) and way.column:
        assert load(stream)["properties"][way.column]["format"] == "date-time"
