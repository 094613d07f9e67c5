"""Shops, warehouses, logistics companies and providers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from wdt_sandbox.wire import BEIJING

TAOBAO: Final = 1
PINDUODUO: Final = 39
DOUYIN: Final = 69
OWN_MALL: Final = 127
OFFLINE: Final = 0
SUPPLY: Final = 125
OWN: Final = frozenset({OWN_MALL, OFFLINE})
VIRTUAL_WAREHOUSES: Final = {"XN01": "直播专用虚拟仓", "XN02": '"大促"锁库虚拟仓'}


def moment(text: str) -> int:
    """A Beijing time as seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


@dataclass
class Master:
    """Something that was set up once and is edited now and then."""

    number: int
    no: str
    name: str
    created: int
    disabled: bool = False
    edits: list[int] = field(default_factory=list)


@dataclass
class Shop(Master):
    """A shop on a platform."""

    platform: int = OWN_MALL
    sub_platform: int = 0
    weight: float = 1.0
    supply: bool = False
    """Orders reach it from the system's own supply network."""


@dataclass
class Warehouse(Master):
    """A warehouse."""

    kind: int = 1
    city: tuple[str, str, str] = ("浙江省", "杭州市", "余杭区")


@dataclass
class Carrier(Master):
    """A logistics company."""

    kind: int = 3


@dataclass
class Provider(Master):
    """Whom goods are bought from."""

    lead_days: int = 4
    cover_days: int = 24
    purchases: list[int] = field(default_factory=list)
    """When its purchase orders were checked."""


def shops() -> list[Shop]:
    """The seller's shops."""
    made = moment
    return [
        Shop(
            1,
            "TM01",
            "云栖好物天猫旗舰店",
            made("2016-03-08T10:20:30"),
            platform=TAOBAO,
            sub_platform=1,
            weight=3.0,
        ),
        Shop(2, "TB01", "云栖好物淘宝店", made("2014-09-12T09:00:00"), platform=TAOBAO, weight=1.2),
        Shop(
            3,
            "PDD01",
            "云栖好物拼多多店",
            made("2018-06-01T14:00:00"),
            platform=PINDUODUO,
            weight=2.0,
        ),
        Shop(
            4,
            "DY01",
            "云栖好物抖音旗舰店",
            made("2020-05-20T05:20:00"),
            platform=DOUYIN,
            weight=3.0,
        ),
        Shop(
            5,
            "MALL01",
            '云栖"自有"商城',
            made("2019-11-11T00:00:00"),
            platform=OWN_MALL,
            weight=2.0,
        ),
        Shop(6, "OFF01", "杭州湖滨门店", made("2017-01-03T08:30:00"), platform=OFFLINE, weight=1.0),
        Shop(
            7,
            "GX01",
            "云栖好物系统供销",
            made("2021-02-01T10:00:00"),
            platform=SUPPLY,
            supply=True,
            weight=0.8,
        ),
        Shop(
            8,
            "OLD01",
            "老店(停用)",
            made("2013-07-07T07:07:07"),
            platform=DOUYIN,
            weight=0.0,
            disabled=True,
        ),
    ]


def warehouses() -> list[Warehouse]:
    """The seller's warehouses."""
    return [
        Warehouse(1, "WH01", "杭州总仓", moment("2013-01-05T09:00:00")),
        Warehouse(
            2,
            "WH02",
            "天津分仓",
            moment("2018-08-08T08:08:08"),
            city=("天津", "天津市", "滨海新区"),
        ),
        Warehouse(3, "WH99", "旧仓(停用)", moment("2012-05-01T12:00:00"), disabled=True, kind=2),
    ]


def carriers() -> list[Carrier]:
    """The logistics companies in use."""
    return [
        Carrier(1, "ZTO", "中通快递", moment("2013-02-01T09:00:00"), kind=5),
        Carrier(2, "SF", "顺丰速运", moment("2013-02-01T09:05:00"), kind=8),
        Carrier(3, "YTO", "圆通速递", moment("2015-06-18T10:00:00"), kind=4),
        Carrier(4, "JD", "京东快递", moment("2019-03-15T16:20:00"), kind=1311),
        Carrier(5, "TT", "天天快递", moment("2014-01-20T11:00:00"), disabled=True, kind=10),
    ]


def providers() -> list[Provider]:
    """Whom the seller buys from."""
    made = moment
    return [
        Provider(1, "P001", "杭州云雾茶业有限公司", made("2014-03-01T09:00:00"), lead_days=3),
        Provider(
            2, "P002", "临安山核桃合作社", made("2015-10-10T10:10:10"), lead_days=5, cover_days=14
        ),
        Provider(
            3, "P003", "景德镇青瓷工坊", made("2016-05-05T15:30:00"), lead_days=6, cover_days=30
        ),
        Provider(4, "P004", "绍兴针织厂", made("2017-09-09T09:09:09"), lead_days=4),
        Provider(5, "P005", "义乌小商品(已停用)", made("2013-12-12T12:12:12"), disabled=True),
    ]
