"""Goods, their specifications, suites, and what is listed of them in the shops."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from wdt_sandbox.wire import DAY
from wdt_sandbox.world.draw import chance
from wdt_sandbox.world.masters import moment
from wdt_sandbox.world.table import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from wdt_sandbox.world.masters import Shop

FIRST_GOODS: Final = moment("2013-03-01T09:00:00")
LAST_GOODS: Final = moment("2025-06-01T09:00:00")
YEARS: Final = (LAST_GOODS - FIRST_GOODS) // (365 * DAY)

BRANDS: Final = (
    ("B01", "云雾"),
    ("B02", "山核"),
    ("B03", "青瓷坊"),
    ("B04", "织里"),
    ("B05", "小满·Home"),
)


class Group(NamedTuple):
    """Products of a kind, from one provider and of one brand."""

    name: str
    unit: str
    provider: int
    brand: int
    names: str
    sizes: Sequence[tuple[str, int]]
    """Specifications, and their price in hundredths of a yuan."""

    perishable: bool = False


GROUPS: Final = (
    Group(
        "茶叶",
        "罐",
        provider=1,
        brand=0,
        names="西湖龙井 安溪铁观音 云南普洱 茉莉花茶 武夷岩茶 白毫银针 桂花乌龙 陈皮白茶",
        sizes=(("50g", 3990), ("125g", 8800), ("250g 礼盒", 16800), ("500g", 29999)),
        perishable=True,
    ),
    Group(
        "坚果零食",
        "袋",
        provider=2,
        brand=1,
        names="临安山核桃 碧根果 夏威夷果 每日坚果 南瓜子 冻干草莓 牛肉干 话梅",
        sizes=(("100g", 1990), ("250g", 3990), ("500g", 6950)),
        perishable=True,
    ),
    Group(
        "器皿",
        "件",
        provider=3,
        brand=2,
        names='青瓷盖碗 主人杯 公道杯 茶洗 干泡茶盘 手绘花瓶 香插 "听雨"品茗杯',
        sizes=(("天青", 5800), ("月白", 5800), ("粉青 一套(6只)", 32800)),
    ),
    Group(
        "服饰",
        "件",
        provider=4,
        brand=3,
        names="棉麻围裙 茶服上衣 针织披肩 亚麻长裤 帆布袋 羊毛袜",
        sizes=(("S", 9900), ("M", 9900), ("L", 10900), ("XL", 10933)),
    ),
    Group(
        "家居",
        "个",
        provider=3,
        brand=4,
        names="香薰蜡烛 竹制收纳盒 保温杯 桌旗 帆船摆件 手冲壶 电陶炉 茶叶罐 礼品卡 样品\\A",
        sizes=(("默认", 4580),),
    ),
)


@dataclass
class Goods:
    """A product and the specifications it comes in."""

    number: int
    no: str
    name: str
    class_id: int
    group: Group
    created: int
    deleted: int = NEVER
    edits: list[int] = field(default_factory=list)
    specs: list[Spec] = field(default_factory=list)

    @property
    def brand(self) -> tuple[str, str]:
        """Number and name of the brand."""
        return BRANDS[self.group.brand]


@dataclass
class Spec:
    """What is stocked and sold: one size, colour or weight of a product."""

    number: int
    no: str
    name: str
    barcode: str
    price: int
    cost: int
    weight: int
    demand: float
    goods: Goods
    extra_barcodes: Sequence[str] = ()


@dataclass
class Suite:
    """Specifications that are sold together under one code."""

    number: int
    no: str
    name: str
    price: int
    created: int
    parts: list[tuple[Spec, int]]
    deleted: int = NEVER
    edits: list[int] = field(default_factory=list)


@dataclass
class Listing:
    """A specification or a suite as one shop offers it."""

    number: int
    shop: Shop
    item: Spec | Suite
    api_goods: str
    api_spec: str
    price: int
    created: int
    edits: list[int] = field(default_factory=list)
    """When it was edited or its stock was told to the platform, in order."""

    sold: int = 0


class Catalog:
    """Everything the seller sells."""

    def __init__(self, rng: Random, shops: Sequence[Shop]) -> None:
        self.goods = _goods(rng)
        self.specs = [spec for goods in self.goods for spec in goods.specs]
        self.suites = _suites(rng, self.specs)
        self.listings = _listings(rng, shops, self.specs, self.suites)


def _goods(rng: Random) -> list[Goods]:
    goods: list[Goods] = []
    for class_id, group in enumerate(GROUPS, 1):
        for name in group.names.split():
            number = 1001 + len(goods)
            created = FIRST_GOODS + rng.randrange(YEARS * 365) * DAY + rng.randrange(DAY)
            product = Goods(number, f"G{number}", name, class_id, group, created)
            edits = (created + rng.randrange(60, 1500 * DAY) for _ in range(rng.randrange(3)))
            product.edits = sorted(edits)
            product.specs = _specs(product, rng)
            goods.append(product)
    # Three products were given up; one price is odd on purpose.
    for product in rng.sample(goods, 3):
        product.deleted = product.created + rng.randrange(400, 900) * DAY
    goods[0].specs[0].price = 333_333
    return goods


def _specs(product: Goods, rng: Random) -> list[Spec]:
    specs = []
    sizes = product.group.sizes
    popularity = min(rng.paretovariate(1.2), 12)
    for index, (size, cents) in enumerate(sizes[: rng.randint(1, len(sizes))], 1):
        number = product.number * 5 + index
        price = cents * rng.randint(80, 130) // 10 * 10
        spec = Spec(
            number=number,
            no=f"{product.no}-{index:02}",
            name=size,
            barcode=f"69{number:08}{index:03}",
            price=price,
            cost=price * 45 // 100 + rng.randrange(10_000),
            weight=rng.randrange(500, 25_000),
            demand=popularity / index,
            goods=product,
            extra_barcodes=(f"X{number}",) if chance(rng, 20) else (),
        )
        specs.append(spec)
    return specs


def _suites(rng: Random, specs: Sequence[Spec]) -> list[Suite]:
    sold = [spec for spec in specs if spec.goods.deleted == NEVER]
    suites = []
    for index in range(1, 9):
        parts = [(spec, rng.choice((1, 1, 2))) for spec in rng.sample(sold, rng.randint(2, 3))]
        created = max(spec.goods.created for spec, _ in parts) + 30 * DAY
        full = sum(spec.price * count for spec, count in parts)
        name = "+".join(spec.goods.name for spec, _ in parts) + " 组合"
        suites.append(Suite(300 + index, f"S{index:04}", name, full * 9 // 10, created, parts))
    suites[-1].deleted = suites[-1].created + 200 * DAY
    return suites


def _listings(
    rng: Random, shops: Sequence[Shop], specs: Sequence[Spec], suites: Sequence[Suite]
) -> list[Listing]:
    listings: list[Listing] = []
    items: list[Spec | Suite] = [*specs, *suites]
    for shop in shops:
        for item in items:
            if shop.weight == 0 or chance(rng, 35):
                continue
            number = 7000 + len(listings)
            created = max(shop.created, item_created(item)) + rng.randrange(1, 20 * DAY)
            family = item.goods.number if isinstance(item, Spec) else item.number
            price = item.price + (rng.randrange(-9, 10) * 1000 if chance(rng, 40) else 0)
            listing = Listing(
                number=number,
                shop=shop,
                item=item,
                api_goods=f"{shop.number}88{family}",
                api_spec=f"{shop.number}99{number}",
                price=price,
                created=created,
            )
            listings.append(listing)
    return listings


def item_created(item: Spec | Suite) -> int:
    """When an item was set up."""
    return item.goods.created if isinstance(item, Spec) else item.created


def item_deleted(item: Spec | Suite) -> int:
    """When an item was given up."""
    return item.goods.deleted if isinstance(item, Spec) else item.deleted
