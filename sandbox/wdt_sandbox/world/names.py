"""People, places and sentences of the sandbox's customers."""

from __future__ import annotations

from typing import Final, NamedTuple


class Place(NamedTuple):
    """A district and the codes above it."""

    province: int
    city: int
    district: int
    area: str
    street: str


PLACES: Final = (
    Place(110000, 110100, 110102, "北京 北京市 西城区", "月坛南街{}号"),
    Place(310000, 310100, 310115, "上海 上海市 浦东新区", "世纪大道{}号"),
    Place(330000, 330100, 330106, "浙江省 杭州市 西湖区", "文三路{}号"),
    Place(440000, 440100, 440106, "广东省 广州市 天河区", "体育西路{}号"),
    Place(440000, 440300, 440305, "广东省 深圳市 南山区", "科技园{}栋"),
    Place(510000, 510100, 510104, "四川省 成都市 锦江区", "春熙路{}号"),
    Place(420000, 420100, 420111, "湖北省 武汉市 洪山区", "珞喻路{}号"),
    Place(320000, 320500, 320508, "江苏省 苏州市 姑苏区", "平江路{}号"),
    Place(120000, 120100, 120116, "天津 天津市 滨海新区", "塘沽大街{}号"),
    Place(610000, 610100, 610113, "陕西省 西安市 雁塔区", "小寨东路{}号"),
)

FAMILY: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = (
    "伟",
    "秀英",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "梓涵",
    "子轩",
    "雨桐",
    "浩然",
)
NICKS: Final = (
    "小鹿乱撞",
    "一杯清茶",
    "momo",
    "爱吃的猫",
    "风吹麦浪",
    "卖花姑娘",
    "lucky_day",
    "老张头",
)

MESSAGES: Final = (
    "",
    "",
    "",
    "",
    "请尽快发货,谢谢!",
    '要"红色"的,别发错',
    "送人的,请不要放价格单\n谢谢",
    "生日礼物🎂请包装好看一点😊",
    "放门口 / 丰巢柜\t别打电话",
    "it's a gift, don't ring the bell",
)
SERVICE_REMARKS: Final = ("", "", "", "老客户", "已电话确认地址", "补发赠品\\小样", "VIP👑优先")
REFUND_REASONS: Final = (
    "不想要了",
    "尺寸不合适",
    "质量问题",
    "少件/漏发",
    "七天无理由退换货",
    '与描述"不符"',
)
REFUND_REMARKS: Final = ("", "", "收到就坏了😡\n要求全额退款", "", "", "色差太大")
OPERATORS: Final = ("系统", "小满", "阿May", "老周", "仓管-李")


def person(number: int) -> str:
    """A customer's name."""
    return FAMILY[number % len(FAMILY)] + GIVEN[number // 7 % len(GIVEN)]


def nick(number: int) -> str:
    """A customer's name on the platform."""
    return f"{NICKS[number % len(NICKS)]}{number % 9973}"


def place(number: int) -> Place:
    """Where a customer lives."""
    return PLACES[number // 3 % len(PLACES)]


def mobile(number: int) -> str:
    """A customer's mobile number, in a range that is not handed out."""
    return f"100{number * 7919 % 100_000_000:08}"
