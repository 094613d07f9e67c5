"""Columns about the loading, and ACTIVATE_VERSION."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from loading import record, schema

if TYPE_CHECKING:
    from loading import Warehouse

ID = {"type": "integer"}
DECLARED = schema({"id": ID})
BOOKKEEPING = {"add_record_metadata": True}


def activate(version: int) -> dict[str, Any]:
    return {"type": "ACTIVATE_VERSION", "stream": "rows", "version": version}


def versioned(*ids: int, version: int) -> list[dict[str, Any]]:
    return [record({"id": i}, version=version) for i in ids]


def left(warehouse: Warehouse) -> list[int]:
    return [row["id"] for row in warehouse.rows("rows")]


def test_columns_about_the_loading(warehouse: Warehouse) -> None:
    extracted, deleted = "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"
    warehouse.load(
        DECLARED,
        record({"id": 1, "_sdc_deleted_at": deleted}, time_extracted=extracted, version=3),
        record({"id": 2, "_sdc_sequence": 9}),
        **BOOKKEEPING,
    )
    first, second = warehouse.rows("rows")
    assert first["_sdc_extracted_at"] == datetime.fromisoformat(extracted)
    assert first["_sdc_deleted_at"] == datetime.fromisoformat(deleted)
    assert first["_sdc_table_version"] == 3
    assert (second["_sdc_extracted_at"], second["_sdc_table_version"]) == (None, None)
    for row in (first, second):
        assert row["_sdc_batched_at"] <= row["_sdc_received_at"]
        assert row["_sdc_sequence"] >= row["_sdc_sync_started_at"] > 0
    assert set(warehouse.types("rows").values()) == {"bigint", "timestamp with time zone"}


def test_without_them_the_taps_own_are_left_out(warehouse: Warehouse) -> None:
    declared = schema({"id": ID, "_sdc_deleted_at": {"type": "string"}})
    warehouse.load(declared, record({"id": 1, "_sdc_deleted_at": "x"}))
    assert warehouse.rows("rows") == [{"id": 1}]


@pytest.mark.parametrize("hard", [True, False])
def test_rows_of_earlier_versions_go(warehouse: Warehouse, *, hard: bool) -> None:
    config = {**BOOKKEEPING, "hard_delete": hard}
    warehouse.load(DECLARED, activate(1), *versioned(1, 2, version=1), activate(1), **config)
    warehouse.execute("INSERT INTO {}.rows (id) VALUES (9)")
    warehouse.load(DECLARED, *versioned(2, 3, version=2), activate(2), **config)
    gone = [row["id"] for row in warehouse.rows("rows") if row["_sdc_deleted_at"]]
    assert (left(warehouse), gone) == (([2, 3], []) if hard else ([1, 2, 3, 9], [1, 9]))
    warehouse.load(DECLARED, *versioned(1, version=3), **config)
    gone = [row["id"] for row in warehouse.rows("rows") if row["_sdc_deleted_at"]]
    assert gone == ([] if hard else [9])  # what comes again is there again


def test_a_version_without_rows_empties_the_table(warehouse: Warehouse) -> None:
    config = {**BOOKKEEPING, "hard_delete": True}
    warehouse.load(DECLARED, *versioned(1, 2, version=1), **config)
    warehouse.load(DECLARED, activate(2), **config)
    assert left(warehouse) == []


def test_rows_just_loaded_stay_where_the_tap_gives_them_no_version(warehouse: Warehouse) -> None:
    config = {**BOOKKEEPING, "hard_delete": True}
    warehouse.load(DECLARED, record({"id": 1}), **config)
    warehouse.load(DECLARED, record({"id": 2}), activate(5), record({"id": 3}), **config)
    assert left(warehouse) == [2, 3]


@pytest.mark.parametrize("config", [{}, {**BOOKKEEPING, "activate_version": False}])
def test_it_is_left_aside_where_it_is_not_wanted(
    warehouse: Warehouse, config: dict[str, Any]
) -> None:
    warehouse.load(DECLARED, record({"id": 1}), **config)
    warehouse.load(DECLARED, activate(2), hard_delete=True, **config)
    assert left(warehouse) == [1]
