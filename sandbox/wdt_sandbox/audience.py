"""What a gateway shows its applications, where that differs between gateways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wdt_sandbox.world.masters import PINDUODUO, TAOBAO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdt_sandbox.declare import Interface
    from wdt_sandbox.world.masters import Shop


@dataclass(frozen=True)
class Audience:
    """The applications of one type."""

    qimen_interfaces: bool
    """Whether they may call the interfaces that are for Qimen only."""

    taobao_and_supply: bool
    """Whether rows of Taobao's shops and of supply are shown to them."""

    direct_only_fields: bool
    """Whether the fields that only the direct gateway has are."""

    def may_call(self, interface: Interface) -> bool:
        """Whether an interface is for them at all."""
        return self.qimen_interfaces or not interface.qimen_only

    def sees(self, shop: Shop) -> bool:
        """Whether a shop's rows may be handed out to them."""
        if shop.platform == PINDUODUO:
            return False
        return self.taobao_and_supply or not (shop.platform == TAOBAO or shop.supply)

    def hidden(self, interface: Interface) -> frozenset[str]:
        """An interface's fields that they do not get."""
        return frozenset(() if self.direct_only_fields else interface.direct_only)


DIRECT: Final = Audience(qimen_interfaces=False, taobao_and_supply=False, direct_only_fields=True)
QIMEN: Final = Audience(qimen_interfaces=True, taobao_and_supply=True, direct_only_fields=False)
AUDIENCES: Final[Mapping[str, Audience]] = {"wdt": DIRECT, "qimen": QIMEN}
"""By application type."""
