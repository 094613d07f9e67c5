"""Personal data: what the mark `x-privacy` of a column means, and which other names look like it.

Pure; nothing here knows the settings. `docs/privacy.md` is generated from these tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.schemas import load

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Kind:
    """A kind of personal data, as a mark names it."""

    zh: str
    en: str
    why_zh: str
    """Why it counts as such, by the Personal Information Protection Law (PIPL)."""
    why_en: str
    joins: bool = True
    """Whether equal values mean the same person, so that a hash of them is of use."""


KINDS: Final[dict[str, Kind]] = {
    "name": Kind(
        "姓名、称呼",
        "names",
        "第四条：直接识别自然人；发票抬头、联系人、分销商、往来对象都可能是个人",
        "Art. 4: names a natural person; invoice titles, contacts and distributors may be one",
    ),
    "phone": Kind(
        "电话、传真",
        "telephone numbers",
        "第四条：与自然人一一对应，可直接联系到本人",
        "Art. 4: belongs to one person and reaches them",
    ),
    "address": Kind(
        "详细地址、邮编",
        "addresses",
        "第四条：与姓名一起可定位到住处；省、市、区不在其内",
        "Art. 4: leads to a person's home; provinces, cities and districts are not among them",
    ),
    "online": Kind(
        "网名、邮箱、即时通讯",
        "online identities",
        "第四条：平台上的身份，可识别并联系到本人",
        "Art. 4: the person's identity on a platform",
    ),
    "account": Kind(
        "支付与银行账号",
        "payment and bank accounts",
        "第二十八条：金融账户，敏感个人信息",
        "Art. 28: financial accounts are sensitive",
    ),
    "identity": Kind(
        "证件号、税号、车牌",
        "identity documents",
        "第四条；证件号泄露后容易危害人身、财产安全，按第二十八条从严",
        "Art. 4, and Art. 28 for what does harm once it is known: numbers of documents",
    ),
    "text": Kind(
        "自由文本",
        "free text",
        "第六条最小必要：买家与客服会把以上任何一种写进留言、备注",
        "Art. 6, no more than necessary: people write any of the above into messages and remarks",
        joins=False,
    ),
    "link": Kind(
        "个人文件的链接",
        "links to personal files",
        "第六条最小必要：打开即见抬头、税号、电话",
        "Art. 6: whoever opens it reads names and numbers",
        joins=False,
    ),
}

NOT_PERSONAL: Final[dict[str, tuple[str, str]]] = {
    "customer_no customer_id customer_unique_id": (
        "ERP 自己的客户编号，离开 ERP 不能识别人；统计复购要用",
        "the ERP's own numbers; nobody is known by them outside it, and repeat buyers are counted",
    ),
    "receiver_province receiver_city receiver_district receiver_area receiver_country "
    "receiver_ring receiver_dtb buyer_area province city district region country state swap_area": (
        "省、市、区，粗于地址；分地区统计要用",
        "provinces, cities and districts: coarser than addresses, and sales are counted by them",
    ),
    "account_id account_bank payee_bank_name account_check_no": (
        "账户在 ERP 里的编号、开户行名称、对账单号，不是账号",
        "ids and banks of accounts, not their numbers",
    ),
    "payee_name payee_register_no": (
        "商家自己公司的名称与税号，不是自然人",
        "the merchant's own company",
    ),
    "payee_checker payee_operator payee_receiver shortname fullname gender": (
        "员工，见上",
        "one's own staff; see above",
    ),
    "name": (
        "员工，见上；仓库、虚拟仓、地区与优惠的名称",
        "one's own staff, see above; names of warehouses, places and discounts",
    ),
    "customer_type id_card_type is_card_type customer_price1 customer_price2 note_count": (
        "类型、金额与数量",
        "types, amounts and counts",
    ),
    "fenxiao_nick_no fenxiao_distributor_id": (
        "分销商的编号",
        "numbers of distributors",
    ),
    "remark remark_flag batch_remark spec_remark bom_remark shop_remark std_remark "
    "pd_order_remark detail_remark": (
        "货品、批次、店铺与内部单据的备注：这些表里没有人",
        "remarks on goods, batches and internal documents, whose tables name nobody",
    ),
    "contact_time": ("时间", "a time"),
}
"""Names that look personal and are not marked, or not in every table, and why."""

_PERSONAL: Final = re.compile(
    r"receiver|receive_(addr|account|name|tel|mobile)|consignee|buyer|customer|contact|payer|payee|recipient|mobile|tel_?no|telephone|phone"
    r"|(^|_)tel(_|$)|fax|addr|town|street|zip|post_?code|nick|id_?card|id_?no|identity|passport"
    r"|cert|mail|(^|_)qq|we_?chat|weixin|wang_?wang|open_?u?id|oaid|user_?id|account|bank|birth"
    r"|gender|^name$|(real|full|union|object|deliver|collect|return|person|user)_?name|^shortname$"
    r"|fenxiao_(alias|distributor_name)|invoice_title|register_no|car_number|file_url"
    r"|姓名|买家|收件|收货人|联系|电话|手机|地址|邮编|邮箱|证件|身份证|昵称|网名|账号|账户"
)
_FREE_TEXT: Final = re.compile(
    r"remark|message|memo|comment|note|invoice_content|^tasks$|^description$|mask_info|留言|备注|便签"
)
_COARSE: Final = re.compile(
    r"(province|city|district|country|area|region|ring|dtb)(_?(id|no|code|name))?_?\d*$"
)
_CONTENT: Final = re.compile(
    r"(?<!\d)(\+?86-?)?1[3-9]\d{9}(?!\d)"  # a mobile number
    r"|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"  # one of a fixed line
    r"|(?<!\d)[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"  # an id
    r"|[^@\s]+@[^@\s]+\.[^@\s]+"
)


def kind_of_name(name: str) -> str | None:
    """The kind of personal data that a field in no schema may hold, judged by its name alone."""
    name = name.casefold()
    if _FREE_TEXT.search(name):
        return "text"
    if _PERSONAL.search(name) and not _COARSE.search(name):
        return "name"
    return None


def shows_a_person(text: str) -> bool:
    """Whether a number of a telephone or of an identity card, or an address of e-mail is in it."""
    return _CONTENT.search(text) is not None


def marks(stream: str) -> dict[str, Kind]:
    """The columns of a stream that hold personal data, dotted through objects."""
    return {
        path: KINDS[spec["x-privacy"]]
        for path, spec in columns(load(stream)["properties"])
        if "x-privacy" in spec
    }


def columns(properties: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """All columns, and those of the objects in them, dotted."""
    for name, spec in properties.items():
        yield path + name, spec
        yield from columns(spec.get("properties", {}), f"{path}{name}.")
