"""The queries that MySQL is asked: what they say. `end_to_end/test_audit_mariadb` asks them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, cast

import pytest
from sqlalchemy.dialects import mysql

from tap_wdt_flagship.audit.connection import open_engine
from tap_wdt_flagship.audit.warehouse import Warehouse, WarehouseTable
from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.streams.sales import Trades

START, END = (datetime(2026, 6, day, 16, tzinfo=timezone.utc) for day in (16, 17))


class Asked:
    """Takes queries in place of a warehouse."""

    dialect = "mysql"
    naive_zone = BEIJING

    def __init__(self) -> None:
        self.queries: list[str] = []

    def rows(self, query: Any) -> list[Any]:
        compiled = query.compile(
            dialect=mysql.dialect(paramstyle="named"), compile_kwargs={"literal_binds": True}
        )
        self.queries.append(" ".join(str(compiled).split()))
        return []


def asked_of(kind: str) -> tuple[WarehouseTable, list[str]]:
    warehouse = Asked()
    columns = {"trade_id": "bigint", "modified": kind, "_sdc_deleted_at": "datetime"}
    return WarehouseTable(cast("Warehouse", warehouse), "wdt", Trades, columns), warehouse.queries


def test_mysql_is_asked_for_minutes_by_beijings_wall_clock() -> None:
    table, queries = asked_of("datetime")
    table.minutes("modified", START, END)
    assert "date_format(wdt.trades.modified, '%Y-%m-%d %H:%i:00')" in queries[0]
    assert "wdt.trades.modified >= '2026-06-17 00:00:00'" in queries[0]
    assert "wdt.trades.modified < '2026-06-18 00:00:00'" in queries[0]
    assert "_sdc_deleted_at IS NULL" in queries[0]


def test_a_timestamp_of_mysql_is_utc_as_its_session_is() -> None:
    table, queries = asked_of("timestamp")
    table.between("modified", START, END)
    table.of([(1,), (2,)], "modified")
    assert ">= '2026-06-16 16:00:00'" in queries[0]
    assert "trade_id IN (1, 2)" in queries[1]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:p@ss@host/db",
        "postgresql+psycopg://u@host:p@ss@host/db",
        "mysql://u:p%40ss@h@host/db",
    ],
)
def test_an_unencoded_at_is_told_and_nothing_of_it_shown(address: str) -> None:
    with pytest.raises(RunError, match="%40") as told:
        open_engine(address)
    assert "ss" not in str(told.value).replace("password", "").replace("address", "")
