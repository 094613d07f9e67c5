"""Every interface the sandbox serves, by its documented name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wdt_sandbox.interfaces import (
    aftersales,
    finance,
    goods,
    orders,
    process,
    purchase,
    sales,
    sales_archive,
    sales_own,
    setting,
    settlement,
    statistic,
    stock,
    stockin,
    stockin_orders,
    stockout,
    stockout_orders,
    stockout_sales,
    stocktake,
    virtual_warehouse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.declare import Interface

MODULES: Final = (
    setting,
    virtual_warehouse,
    goods,
    sales,
    sales_archive,
    sales_own,
    aftersales,
    stock,
    stocktake,
    stockout_sales,
    stockout,
    stockout_orders,
    stockin,
    stockin_orders,
    orders,
    purchase,
    process,
    finance,
    settlement,
    statistic,
)

INTERFACES: Final[Mapping[str, Interface]] = {
    interface.method: interface for module in MODULES for interface in module.INTERFACES
}
