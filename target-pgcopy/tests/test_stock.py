"""Two loaders, one table: each carries on what MeltanoLabs' target-postgres or this one made."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from loading import record, schema
from target_postgres.target import TargetPostgres  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from loading import Warehouse

BEIJING = timezone(timedelta(hours=8))
MADE = {"type": ["null", "string"], "format": "date-time"}
COLUMNS: dict[str, Any] = {
    "id": {"type": "integer"},
    "small": {"type": "integer", "minimum": 0, "maximum": 100},
    "amount": {"type": ["null", "number"]},
    "name": {"type": ["null", "string"]},
    "made": MADE,
    "day": {"type": ["null", "string"], "format": "date"},
    "code": {"type": ["null", "string"], "format": "uuid"},
    "flag": {"type": ["null", "boolean"]},
    "more": {"type": ["null", "object"]},
}
LISTS = {
    "tags": {"type": ["null", "array"], "items": {"type": "string"}},
    "items": {"type": ["null", "array"], "items": {"type": "object"}},
}


def row(number: int, name: str | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "small": number,
        "amount": 12345678901234.5678 if number % 2 else None,
        "name": name or f"行 {number}",
        "made": f"2026-06-01T23:30:0{number}+08:00",
        "day": "2026-06-02",
        "code": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "flag": bool(number % 2),
        "more": {"a": [number, "x"]},
        "tags": ["a", f"{number}"],
        "items": [{"a": number}, {"b": "\"'"}],
    }


def seen(found: dict[str, Any]) -> dict[str, Any]:
    """A table's row as the tap gave it."""
    plain = {name: value for name, value in found.items() if not name.startswith("_sdc_")}
    made: datetime = plain["made"]
    made = made.astimezone(BEIJING) if made.tzinfo else made.replace(tzinfo=BEIJING)
    plain |= {"made": made.isoformat(), "day": str(plain["day"]), "code": str(plain["code"])}
    if isinstance(plain["amount"], Decimal):
        plain["amount"] = float(plain["amount"])
    return plain


def stock(warehouse: Warehouse, *messages: dict[str, Any], **config: Any) -> None:
    address = warehouse.address.replace("postgresql://", "postgresql+psycopg://")
    settings = {"sqlalchemy_url": address, "default_target_schema": warehouse.schema, **config}
    lines = io.StringIO("".join(json.dumps(message) + "\n" for message in messages))
    with redirect_stdout(io.StringIO()):
        TargetPostgres(config=settings).listen(lines)


@pytest.fixture(autouse=True)
def _beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `meltano.yml` sets it: the stock loader's columns take the session's wall clock."""
    monkeypatch.setenv("PGTZ", "Asia/Shanghai")


@pytest.mark.parametrize("bookkeeping", [True, False])
def test_a_table_of_the_stock_loader_is_carried_on_and_goes_back(
    warehouse: Warehouse, *, bookkeeping: bool
) -> None:
    config = {"add_record_metadata": bookkeeping, "activate_version": bookkeeping}
    declared = schema({**COLUMNS, **LISTS})
    stock(warehouse, declared, *(record(row(i)) for i in (1, 2)), **config)
    before = warehouse.types("rows")
    assert before["made"] == "timestamp without time zone"
    warehouse.load(declared, *(record(row(i, "second")) for i in (2, 3)), **config)
    stock(warehouse, declared, *(record(row(i, "third")) for i in (3, 4)), **config)
    assert warehouse.types("rows") == before
    names = [None, "second", "third", "third"]
    assert [*map(seen, warehouse.rows("rows"))] == [row(i + 1, n) for i, n in enumerate(names)]


def test_a_table_of_this_loader_is_carried_on_by_the_stock_loader(warehouse: Warehouse) -> None:
    declared = schema(COLUMNS)
    warehouse.load(declared, *(record(row(i)) for i in (1, 2)))
    before = warehouse.types("rows")
    assert before["made"] == "timestamp with time zone"
    stock(
        warehouse,
        declared,
        *(record(row(i, "second")) for i in (2, 3)),
        add_record_metadata=False,
        activate_version=False,
    )
    warehouse.load(declared, record(row(3, "third")))
    assert warehouse.types("rows") == before
    expected = [row(1), row(2, "second"), row(3, "third")]
    assert [*map(seen, warehouse.rows("rows"))] == [
        {name: value for name, value in one.items() if name in COLUMNS} for one in expected
    ]


def test_a_row_that_was_marked_as_gone_and_comes_again_is_there_again(
    warehouse: Warehouse,
) -> None:
    """Though this loader, without metadata, leaves the other columns of the stock one alone."""
    declared = schema({"id": {"type": "integer"}})
    gone = {"type": "ACTIVATE_VERSION", "stream": "rows", "version": 2}
    stock(warehouse, declared, *(record({"id": i}, version=1) for i in (1, 2, 3)))
    stock(warehouse, declared, record({"id": 3}, version=2), gone)
    warehouse.load(declared, record({"id": 1}))
    marked = [row["id"] for row in warehouse.rows("rows") if row["_sdc_deleted_at"]]
    assert marked == [2]
