"""Goods, suites and what is listed of them in the shops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wdt_sandbox.filler import CREATED, MODIFIED, NUMBER
from wdt_sandbox.wire import SCALE
from wdt_sandbox.world.catalog import Goods, Listing, Spec, Suite
from wdt_sandbox.world.table import NEVER
from wdt_sandbox.world.tables import common
from wdt_sandbox.world.tables.edited import EditedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wdt_sandbox.world.tables.common import Row


def _deleted(thing: Goods | Suite, at: int) -> int:
    """0, or a number of its own: the ERP numbers what is deleted."""
    return thing.number if thing.deleted <= at else 0


class GoodsTable(EditedTable[Goods]):
    """Goods with their specifications."""

    lines: ClassVar[str] = "spec_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "goods_no": lambda goods, _: goods.no,
        "deleted": _deleted,
    }

    def moments(self, entity: Goods) -> Iterable[int]:
        """Set up, edited, deleted."""
        return (entity.created, *entity.edits, entity.deleted)

    def last(self, entity: Goods, at: int) -> int:
        """The last edit, or the deletion."""
        return max(super().last(entity, at), entity.deleted if entity.deleted <= at else -1)

    def row(self, entity: Goods, at: int) -> Row:
        """One product."""
        brand_no, brand = entity.brand
        edits = self.revision_of(entity, at)
        return {
            NUMBER: entity.number,
            CREATED: entity.created,
            MODIFIED: at,
            "goods_id": entity.number,
            "goods_no": entity.no,
            "goods_name": entity.name,
            "short_name": entity.name[:2],
            "alias": f"{entity.name}(新版{edits})" if edits else "",
            "spec_count": len(entity.specs),
            "brand_id": 2000 + entity.group.brand,
            "brand_no": brand_no,
            "brand_name": brand,
            "class_id": entity.class_id,
            "class_name": entity.group.name,
            "unit_name": entity.group.unit,
            "deleted": _deleted(entity, at),
            "goods_modified": at,
            "goods_created": entity.created,
            "modified": at,
            "spec_list": [self._spec(spec, at) for spec in entity.specs],
        }

    @staticmethod
    def _spec(spec: Spec, at: int) -> Row:
        goods = spec.goods
        barcodes = (spec.barcode, *spec.extra_barcodes)
        # The dearest good has a price no binary floating-point number can hold.
        collector = 123_456_789_012_345_6789 if spec.number % 37 == 0 else 0
        return {
            NUMBER: spec.number,
            CREATED: goods.created,
            MODIFIED: at,
            **common.spec_of(spec),
            "retail_price": spec.price,
            "wholesale_price": spec.price * 7 // 10,
            "member_price": spec.price * 95 // 100,
            "market_price": spec.price * 12 // 10,
            "weight": spec.weight,
            "custom_price1": spec.price // 3,
            "custom_price2": collector,
            "is_lower_cost": spec.number % 5 == 0,
            "deleted": spec.number if goods.deleted <= at else 0,
            "spec_unit_name": goods.group.unit,
            "barcode_count": len(barcodes),
            "spec_modified": at,
            "spec_created": goods.created,
            "barcode_list": [
                {"barcode": code, "type": 1, "is_master": int(code == spec.barcode), "modified": at}
                for code in barcodes
            ],
        }


class Suites(EditedTable[Suite]):
    """Suites with their parts."""

    lines: ClassVar[str] = "detail_list"
    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "suite_no": lambda suite, _: suite.no,
        "deleted": _deleted,
    }

    def moments(self, entity: Suite) -> Iterable[int]:
        """Set up, edited, deleted."""
        return (entity.created, *entity.edits, entity.deleted)

    def last(self, entity: Suite, at: int) -> int:
        """The last edit, or the deletion."""
        return max(super().last(entity, at), entity.deleted if entity.deleted <= at else -1)

    def row(self, entity: Suite, at: int) -> Row:
        """One suite."""
        edits = self.revision_of(entity, at)
        return {
            NUMBER: entity.number,
            CREATED: entity.created,
            MODIFIED: at,
            "suite_id": entity.number,
            "suite_no": entity.no,
            "suite_name": entity.name,
            "short_name": entity.name[:4],
            "barcode": f"SU{entity.number:08}",
            "barcode_count": 1,
            "retail_price": entity.price,
            "market_price": entity.price * 12 // 10,
            "member_price": entity.price - edits * 100,
            "weight": sum(spec.weight * count for spec, count in entity.parts),
            "brand_id": 2000 + entity.parts[0][0].goods.group.brand,
            "brand_name": entity.parts[0][0].goods.brand[1],
            "class_name": "组合",
            "unit_name": "套",
            "deleted": _deleted(entity, at),
            "suite_modified": at,
            "suite_created": entity.created,
            "modified": at,
            "detail_list": [self._part(entity, place, at) for place in range(len(entity.parts))],
        }

    @staticmethod
    def _part(suite: Suite, place: int, at: int) -> Row:
        spec, count = suite.parts[place]
        full = sum(part.price * number for part, number in suite.parts)
        return {
            NUMBER: suite.number * 8 + place,
            **common.spec_of(spec),
            "rec_id": suite.number * 8 + place,
            "suite_id": suite.number,
            "num": count * SCALE,
            "fixed_price": spec.price * 9 // 10,
            "ratio": spec.price * count * SCALE // full,
            "is_fixed_price": suite.number % 2 == 0,
            "unit": 2,
            "deleted": 0,
            "modified": at,
            "created": suite.created,
        }


class Listings(EditedTable[Listing]):
    """Goods of the platforms; they change whenever their stock is told to the platform."""

    columns: ClassVar[Mapping[str, Callable[[Any, int], Any]]] = {
        "shop": lambda listing, _: listing.shop,
        "shop_no": lambda listing, _: listing.shop.no,
        "goods_id": lambda listing, _: listing.api_goods,
        "spec_id": lambda listing, _: listing.api_spec,
    }

    def row(self, entity: Listing, at: int) -> Row:
        """One listing."""
        item, told = entity.item, self.revision_of(entity, at)
        single = isinstance(item, Spec)
        thing = item.goods if isinstance(item, Spec) else item
        gone = thing.deleted <= at
        last = self.last(entity, at) if told else None
        return {
            NUMBER: entity.number,
            CREATED: entity.created,
            MODIFIED: at,
            **common.shop_of(entity.shop),
            "rec_id": entity.number,
            "goods_name": common.title(entity),
            "spec_name": item.name if single else "",
            "spec_outer_id": item.no,
            "outer_id": thing.no,
            "goods_id": entity.api_goods,
            "spec_id": entity.api_spec,
            "is_deleted": int(gone),
            "status": 0 if gone else 1,
            "price": entity.price,
            "stock_num": (entity.number * 7 + told * 3) % 400 * SCALE,
            "last_syn_num": (entity.number * 7 + told * 3) % 400 * SCALE if told else -SCALE,
            "stock_change_count": told,
            "is_auto_match": True,
            "match_target_type": 1 if single else 2,
            "match_target_id": item.number,
            "match_code": item.no,
            "merchant_no": item.no,
            "merchant_name": item.name,
            "merchant_code": item.barcode[-6:] if isinstance(item, Spec) else "",
            "goods_no": thing.no,
            "hold_stock_type": 1 + entity.number % 2,
            "is_auto_listing": True,
            "is_auto_delisting": entity.number % 3 == 0,
            "is_disable_syn": entity.number % 17 == 0,
            "disabled_reason": '手工停止"同步"' if entity.number % 17 == 0 else "",
            "cid": f"{50_010_000 + entity.number}",
            "barcode": item.barcode if isinstance(item, Spec) else "",
            "spec_sku_properties": f"规格:{item.name};\n产地:浙江" if single else "",
            "brand_id": 2000 + thing.group.brand if isinstance(thing, Goods) else 0,
            "pic_url": f"https://img.example.invalid/{entity.api_spec}.jpg",
            "created": entity.created,
            "modified": at,
            "list_time": entity.created + 3600,
            "delist_time": thing.deleted if gone and thing.deleted < NEVER else None,
            "last_syn_time": last,
        }
