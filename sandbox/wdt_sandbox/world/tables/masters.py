"""Shops, warehouses, logistics companies and providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import DAY
from wdt_sandbox.world.masters import Carrier, Master, Provider, Shop, Warehouse
from wdt_sandbox.world.tables.common import OWN_ROW, Row
from wdt_sandbox.world.tables.edited import EditedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _base(master: Master, at: int) -> Row:
    return {
        NUMBER: master.number,
        CREATED: master.created,
        MODIFIED: at,
        OWN_ROW: True,
        "is_disabled": master.disabled,
        "created": master.created,
        "modified": at,
    }


class Shops(EditedTable[Shop]):
    """Shops; they change when their session with the platform is renewed."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop_no": lambda shop, _: shop.no,
        "platform_id": lambda shop, _: shop.platform,
    }

    def row(self, entity: Shop, at: int) -> Row:
        """One shop."""
        authorised = entity.platform != 0
        renewed = self.last(entity, at) if authorised else None
        return {
            **_base(entity, at),
            "shop_id": entity.number,
            "shop_no": entity.no,
            "shop_name": entity.name,
            "platform_id": entity.platform,
            "sub_platform_id": entity.sub_platform,
            "province": "浙江省",
            "city": "杭州市",
            "district": "余杭区",
            "address": "仓前街道 文一西路998号",
            "mobile": "10000000000",
            "email": "shop@example.invalid",
            "website": f"https://{entity.no.lower()}.example.invalid",
            "account_id": f"{entity.number}00{entity.platform}" if authorised else "",
            "auth_state": int(authorised) + entity.disabled,
            "auth_time": renewed,
            "expire_time": renewed and renewed + 30 * DAY,
            "re_expire_time": renewed and renewed + 60 * DAY if entity.number % 2 else None,
        }


class Warehouses(EditedTable[Warehouse]):
    """Warehouses."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "warehouse_no": lambda warehouse, _: warehouse.no,
        "is_disabled": lambda warehouse, _: warehouse.disabled,
    }

    def row(self, entity: Warehouse, at: int) -> Row:
        """One warehouse."""
        province, city, district = entity.city
        return {
            **_base(entity, at),
            "warehouse_id": entity.number,
            "warehouse_no": entity.no,
            "name": entity.name,
            "type": entity.kind,
            "province": province,
            "city": city,
            "district": district,
            "address": "良渚物流园 8号库",
            "mobile": "10000000001",
            "zip": "311100",
            "purchase_contact": "阿May",
            "purchase_telno": "0571-12345",
            "purchase_address": "仓前街道" if entity.number == 1 else "",
        }


class Carriers(EditedTable[Carrier]):
    """Logistics companies."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "logistics_no": lambda carrier, _: carrier.no,
        "is_disabled": lambda carrier, _: carrier.disabled,
    }

    def row(self, entity: Carrier, at: int) -> Row:
        """One logistics company."""
        return {
            **_base(entity, at),
            "logistics_id": entity.number,
            "logistics_type": entity.kind,
            "logistics_no": entity.no,
            "logistics_name": entity.name,
            "is_support_cod": entity.number % 2 == 0,
            "ebill_api": (0, 2, 18)[entity.number % 3],
            "type": 1,
            "volume_threshold": 605_000 if entity.number == 1 else 0,
            "month_card": f"57100{entity.number}" if entity.number % 2 else "",
            "quantity": str(entity.number * 137),
        }


class Providers(EditedTable[Provider]):
    """Providers; they change with every purchase."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "provider_no": lambda provider, _: provider.no,
        "is_disabled": lambda provider, _: int(provider.disabled),
    }

    def row(self, entity: Provider, at: int) -> Row:
        """One provider."""
        purchased = self.last(entity, at) if self.revision_of(entity, at) else None
        return {
            **_base(entity, at),
            "provider_id": entity.number,
            "provider_no": entity.no,
            "provider_name": entity.name,
            "follower_name": "阿May",
            "email": f"{entity.no.lower()}@example.invalid",
            "qq": "10001",
            "zip": "310000",
            "arrive_cycle_days": entity.lead_days,
            "last_purchase_time": purchased,
            "deleted": 0,
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "account_bank": "工商银行",
            "collect_name": entity.name,
            "account_bank_no": f"6222{entity.number:012}",
        }
