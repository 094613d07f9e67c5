"""Values for fields that no part of the world decides, drawn by field name and row number."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wdt_sandbox.wire import DAY, SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: Any


NUMBER: Final = "_number"
"""Key under which a row carries the number that its fillings are drawn with."""
CREATED: Final = "_created"
MODIFIED: Final = "_modified"

TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "address": ("示范路 1 号", "良渚物流园 8号库"),
    "anchor_name": ("", "", "小鹿"),
    "assist_achor_name": ("", "阿May"),
    "aux_unit_name": ("箱", "无", "提"),
    "bad_reason": ("", "", "货品未匹配"),
    "batch_no": ("", "", "P240601"),
    "bind_oid": ("", "", "bind-1"),
    "cancel_reason": ("无",),
    "checkouter_name": ("系统",),
    "contact": ("小满", "老周", "王经理"),
    "control_achor_name": ("", "老周"),
    "corp_entity_name": ("杭州云栖好物贸易有限公司", "云栖好物(天津)"),
    "currency": ("", "CNY"),
    "error_info": ("", "", "电子面单获取超时,已重试"),
    "facheck_operator_name": ("系统", "老周"),
    "fchecker_name": ("系统", "老周"),
    "fenxiao_nick": ("", "", "分销商-小李"),
    "fenxiao_nick_no": ("", "", "FX001"),
    "fenxiao_tid": ("", "", "FX20260001"),
    "flag_name": ("无", "无", "重点关注"),
    "freeze_reason": ("无", "无", "待确认地址"),
    "goods_gift_relation": ("", "", "CL001:满三件送一"),
    "goods_label": ("", "爆款,夏季"),
    "group_id": ("无", "直营"),
    "id_card": ("", "110101190001010000"),
    "img_more_url": ("", "", "https://img.example.invalid/1.jpg,https://img.example.invalid/2.jpg"),
    "invoice_content": ("", "", "明细"),
    "invoice_title": ("", "", '杭州某某"科技"有限公司'),
    "new_trade_label": ("0", "1"),
    "operation_anchor_name": ("", "运营二组"),
    "origin": ("浙江杭州", "福建安溪", "云南勐海", "山东青岛"),
    "outer_no": ("", "", "OUT-1"),
    "package_name": ("无包装", "3号纸箱", "防震快递袋"),
    "pick_group_name": ("默认", "二楼"),
    "platform_label": ("", "国补"),
    "position_no": ("A-01-02", "B-03-11", "其它未上架"),
    "receiver_ring": ("", "", "五环"),
    "remark": ("", "", "轻拿轻放", '备注:要"红色"的', "第一行\n第二行", "谢谢 😊👍"),
    "reserve_field1": ("", "", "0000000000000001"),
    "revert_reason": ("无",),
    "revert_reason_name": ("无",),
    "salesman_name": ("系统", "小满"),
    "shop_remark": ("", "直营店铺"),
    "spec_aux_unit_name": ("箱", "无", "提"),
    "spec_flag_name": ("无", "新品"),
    "spec_remark": ("", "易碎"),
    "stockout_flag_name": ("无", "加急"),
    "swap_order_id": ("", "", "S1"),
    "tax_code": ("", "1030201010000000000"),
    "telno": ("", "0571-88880000"),
    "to_deliver_time": ("", "", "仅工作日"),
    "trade_label": ("", "其他"),
    "vir_warehouse_no": ("", "", "XN01"),
    "virtual_warehouse_no": ("", "", "XN01"),
    "wangwang": (" ", "云栖旗舰店:小满"),
    "washing_label": ("", "30℃手洗"),
    "wms_code": ("", "", "WMS-1"),
    "wms_owner_no": ("", "", "OWNER01"),
}

NUMBERS: Final[Mapping[str, Sequence[int | None]]] = {
    "alarm_type": (0, 3),
    "bad_reason": (0, 0, 0, 16),
    "barcode_count": (1,),
    "base_unit_id": (5, 7),
    "batch_id": (0, 0, 12),
    "check_operator_id": (502, 660),
    "delivery_term": (1,),
    "flag_id": (0, 0, 7),
    "from_mask": (0, 0, 1, 4096),
    "from_type": (0, 0, 1),
    "gift_type": (0, 0, 0, 1),
    "goods_type": (1, 1, 5),
    "guarantee_mode": (1, 2),
    "invoice_type": (0, 0, 1),
    "large_type": (0, 0, 1),
    "logistics_print_status": (2,),
    "note_count": (0, 0, 2),
    "operator_id": (660, 502),
    "package_id": (0, 31),
    "pay_type": (1, 2, 3),
    "pick_group": (None, 3),
    "position_id": (-6, 18, 42),
    "postfee_pay_type": (1, 3),
    "print_suite_mode": (0, 1, 2),
    "receive_days": (0, 120),
    "receiver_country": (1,),
    "remark_flag": (0, 0, 0, 1, 3),
    "sales_days": (0, 180),
    "scan_type": (0,),
    "sn_type": (0, 0, 1),
    "trade_from": (1, 1, 1, 2),
    "unit_id": (5, 37),
    "validity_days": (0, 365, 540),
    "version_id": (1, 2, 5),
    "warehouse_type": (1,),
    "wms_process_mask": (0, 8, 2),
}

# Nothing here may be part of a sum that the world keeps.
AMOUNTS: Final[Mapping[str, Sequence[int | None]]] = {
    "alarm_days": (70_000,),
    "alarm_days_upper": (300_000,),
    "custom_price2": (0, 0, 33_333),
    "customer_price2": (0, 0, 33_333),
    "cycle_days": (70_000, 140_000),
    "hold_stock": (0, 0, 20_000),
    "height": (20_000, 33_333),
    "inspect_num": (0, 0, 10_000),
    "length": (100_000, 235_000),
    "lock_num": (0, 0, 0, 30_000),
    "lowest_price": (0, 99_000),
    "max_weight": (0, 300_000),
    "other_cost": (0, 0, 5_000),
    "pack_score": (0, 10_000),
    "package_cost": (3_500, 0, 12_345),
    "package_fee": (3_500, 0, 12_345),
    "pick_score": (0, 12_500),
    "safe_stock": (50_000, 200_000),
    "safe_stock_upper": (500_000, 2_000_000),
    "sale_score": (0, 3_333),
    "scan_score": (0, 5_000),
    "sys_user_define_stock1": (0, 15_000),
    "tax_rate": (0, 0, 1300),
    "to_purchase_num": (0, 0, 60_000),
    "transfer_num": (0, 0, 0, 120_000),
    "unit_ratio": (SCALE,),
    "volume_weight_ratio": (60_000_000, 120_000_000),
    "volume_weight_ratio_special": (0, 80_000_000),
    "wholesale_price": (0, 666_667),
    "width": (50_000, 120_500),
    "wms_stock_diff": (None, 0, -10_000),
}

FLAGS: Final = frozenset({"is_auto_wms", "is_preset_no", "is_package", "is_sealed"})
"""Set on some rows."""

# After the row's creation, on every so manyth row.
TIMES: Final[Mapping[str, tuple[int, int]]] = {
    "delay_to_time": (2 * DAY, 4),
    "expire_date": (300 * DAY, 2),
    "production_date": (-65 * DAY, 2),
    "wms_sync_time": (DAY, 2),
}

_PROPERTIES: Final = ("", "自定义属性", "属性\\2", "")


def filler(name: str, form: str) -> Constant | Callable[[dict[str, Any]], Any]:
    """What stands in a field that its row does not set."""
    kind = form.rstrip("?")
    if kind in {"time", "zero", "ms"}:
        return _time(name)
    if kind in {"bit", "flag", "told"}:
        return _pick(name, (False, False, True) if name in FLAGS else (False,))
    if kind in {"int", "blank", "digits"}:
        return _pick(name, NUMBERS.get(name, (0,)))
    if kind in {"amount", "decimal", "pieces", "vacant", "volume"}:
        return _pick(name, AMOUNTS.get(name, (0,)))
    if name[-1].isdigit() and "prop" in name:
        return _pick(name, _PROPERTIES)
    return _pick(name, TEXTS.get(name, ("", "无") if name.endswith("_name") else ("",)))


def _time(name: str) -> Constant | Callable[[dict[str, Any]], Any]:
    for word, key in (("modified", MODIFIED), ("created", CREATED)):
        if word in name:
            return lambda row: row.get(key)
    if name not in TIMES:
        return Constant(None)
    offset, every = TIMES[name]

    def after_creation(row: dict[str, Any]) -> int | None:
        created = row.get(CREATED)
        return created + offset if created and row[NUMBER] // 16 % every == 0 else None

    return after_creation


def _pick(name: str, choices: Sequence[Any]) -> Constant | Callable[[dict[str, Any]], Any]:
    if len(choices) == 1:
        return Constant(choices[0])
    salt = _salt(name)
    return lambda row: choices[(row.get(NUMBER, 0) * salt >> 7) % len(choices)]


def _salt(name: str) -> int:
    """A factor of its own for each name, so that fields do not change hand in hand."""
    return zlib.crc32(name.encode()) | 1


def draw(name: str, number: int, choices: Sequence[Any]) -> Any:  # noqa: ANN401
    """One of some values, for a field of the row with a number."""
    return choices[(number * _salt(name) >> 7) % len(choices)]
