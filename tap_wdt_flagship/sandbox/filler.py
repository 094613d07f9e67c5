"""Values for fields that no part of the world decides: fixed by the field's name and the row's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NUMBER: Final = "_number"
"""Key under which a row carries the number its fillings are drawn with."""
CREATED: Final = "_created"
MODIFIED: Final = "_modified"

TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "aux_unit_name": ("箱", "无", "提"),
    "spec_aux_unit_name": ("箱", "无", "提"),
    "flag_name": ("无", "无", "重点关注"),
    "spec_flag_name": ("无", "新品"),
    "stockout_flag_name": ("无",),
    "freeze_reason": ("无",),
    "cancel_reason": ("无",),
    "revert_reason": ("无",),
    "revert_reason_name": ("无",),
    "package_name": ("无包装", "3号纸箱", "防震快递袋"),
    "pick_group_name": ("默认",),
    "fchecker_name": ("系统",),
    "checkouter_name": ("系统",),
    "group_id": ("无", "直营"),
    "anchor_name": ("", "", "小鹿"),
    "assist_achor_name": ("", "阿May"),
    "control_achor_name": ("", "老周"),
    "operation_anchor_name": ("", "运营二组"),
    "bad_reason": ("",),
    "goods_label": ("", "爆款,夏季"),
    "trade_label": ("", "其他"),
    "platform_label": ("", "国补"),
    "new_trade_label": ("0", "1"),
    "wangwang": ("", "云栖旗舰店:小满"),
    "origin": ("浙江杭州", "福建安溪", "云南勐海", "山东青岛"),
    "washing_label": ("",),
    "tax_code": ("", "1030201010000000000"),
    "swap_order_id": ("",),
    "corp_entity_name": ("杭州云栖好物贸易有限公司",),
    "remark": ("", "", "轻拿轻放", '客户备注:要"红色"的', "第一行\n第二行", "谢谢 😊👍"),
    "shop_remark": ("", "直营店铺"),
    "spec_remark": ("", "易碎"),
    "print_remark": ("", "", "请附赠品卡"),
    "position_no": ("A-01-02", "B-03-11", "其它未上架"),
    "batch_no": ("", "", "P240601"),
    "prop1": ("", "自定义属性1"),
    "prop2": ("", "属性\\2"),
    "good_prop1": ("", "自定义属性1"),
    "gs_prop1": ("", "自定义属性1"),
}

NUMBERS: Final[Mapping[str, Sequence[int]]] = {
    "receiver_country": (1,),
    "delivery_term": (1,),
    "guarantee_mode": (1,),
    "goods_type": (1,),
    "trade_from": (1, 1, 1, 2),
    "warehouse_type": (1,),
    "base_unit_id": (5,),
    "unit_id": (5, 37),
    "position_id": (-6, 18, 42),
    "remark_flag": (0, 0, 0, 1, 3),
    "sn_type": (0, 0, 1),
    "scan_type": (1, 2),
    "logistics_print_status": (2,),
    "print_suite_mode": (0, 1, 2),
    "validity_days": (0, 365, 540),
    "sales_days": (0, 180),
    "receive_days": (0, 120),
    "wms_process_mask": (0, 8, 2),
    "version_id": (1, 2, 5),
    "operator_id": (660, 502),
    "check_operator_id": (502,),
    "from_mask": (0, 0, 1),
    "alarm_type": (0, 3),
    "flag_id": (0, 0, 7),
    "barcode_count": (1,),
    "pay_type": (1, 2, 3),
    "postfee_pay_type": (1, 3),
}

AMOUNTS: Final[Mapping[str, Sequence[int]]] = {
    "unit_ratio": (10_000,),
    "tax_rate": (0, 0, 1300),
    "volume_weight_ratio": (60_000_000, 120_000_000),
    "max_weight": (0, 300_000),
    "lowest_price": (0, 99_000),
    "pack_score": (0, 10_000),
    "pick_score": (0, 12_500),
    "scan_score": (0, 5_000),
    "sale_score": (0, 3_333),
    "length": (100_000, 235_000),
    "width": (50_000, 120_500),
    "height": (20_000, 33_333),
    "safe_stock": (50_000, 200_000),
    "safe_stock_upper": (500_000, 2_000_000),
    "alarm_days": (70_000,),
    "alarm_days_upper": (300_000,),
    "cycle_days": (70_000, 140_000),
}

_SUFFIXES: Final[Mapping[str, Sequence[str]]] = {
    "_no": ("",),
    "_name": ("", "无"),
}


def filler(name: str, form: str) -> Callable[[dict[str, Any]], Any]:
    """What stands in a field that its row does not set."""
    kind = form.rstrip("?")
    if kind in {"time", "zero", "ms"}:
        return _time(name)
    if kind in {"flag", "bit"}:
        return lambda _: False
    if kind in {"int", "blank", "digits"}:
        return _pick(name, NUMBERS.get(name, (0,)))
    if kind in {"amount", "decimal", "volume"}:
        return _pick(name, AMOUNTS.get(name, (0,)))
    texts = TEXTS.get(name)
    if texts is None:
        texts = next((t for suffix, t in _SUFFIXES.items() if name.endswith(suffix)), ("",))
    return _pick(name, texts)


def _time(name: str) -> Callable[[dict[str, Any]], Any]:
    for word, key in (("modified", MODIFIED), ("created", CREATED)):
        if word in name:
            return lambda row: row.get(key)
    return lambda _: None


def _pick(name: str, choices: Sequence[Any]) -> Callable[[dict[str, Any]], Any]:
    if len(choices) == 1:
        only = choices[0]
        return lambda _: only
    # A multiplier of its own for each name, so that fields do not rise and fall together.
    factor = sum(ord(c) * 31**i for i, c in enumerate(name)) | 1
    return lambda row: choices[(row.get(NUMBER, 0) * factor >> 5) % len(choices)]
