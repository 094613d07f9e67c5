"""Every interface the sandbox serves, by its documented name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.sandbox.interfaces import (
    aftersales,
    goods,
    purchase,
    sales,
    setting,
    stock,
    stockin,
    stockout,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_wdt_flagship.sandbox.declare import Interface

INTERFACES: Final[Mapping[str, Interface]] = {
    interface.method: interface
    for module in (setting, goods, sales, aftersales, stockout, stockin, stock, purchase)
    for interface in module.INTERFACES
}
