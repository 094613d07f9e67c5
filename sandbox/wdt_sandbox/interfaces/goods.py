"""Goods: products, suites, and the goods of the platforms."""

from __future__ import annotations

from typing import Final

from wdt_sandbox.declare import MONTH, Interface, Range, Synthesis
from wdt_sandbox.fields import Fields
from wdt_sandbox.world import catalog

_BRANDS: Final = tuple(
    {"brand_id": number, "brand_no": no, "brand_name": name, "is_disabled": 0}
    for number, (no, name) in enumerate(catalog.BRANDS, 1)
)
_CLASSES: Final = tuple(
    {
        "class_id": number,
        "parent_id": 0,
        "class_name": group.name,
        "path": f"0,{number},",
        "is_leaf": True,
    }
    for number, group in enumerate(catalog.GROUPS, 1)
)

GOODS: Final = Interface(
    method="goods.Goods.queryWithSpec",
    table="goods",
    records="goods_list",
    params="""
        text    spec_no goods_no=goods_no brand_name=brand_name class_name=class_name barcode
        flag    hide_deleted
        """,
    ranges=(Range(),),
    span=MONTH,
    open_end=True,
    instead=("spec_no", "goods_no"),
    hide=("hide_deleted", "deleted"),
    fields=Fields(
        """
        int     goods_id goods_type spec_count brand_id class_id deleted unit aux_unit flag_id
        ms      goods_modified
        text    goods_no goods_name short_name alias brand_name remark prop1 prop2 prop3 prop4 prop5
                prop6 origin class_name unit_name aux_unit_name flag_name pinyin prop7 prop8 prop9
                prop10 prop11 prop12 prop13 prop14 prop15 prop16 prop17 prop18 prop19 prop20
        text?   brand_no washing_label
        time    goods_created modified
        """,
        spec_list=Fields(
            """
            amount  lowest_price retail_price wholesale_price member_price market_price weight
                    length width height tax_rate custom_price1 custom_price2 max_limit_num
            amount? pack_score pick_score scan_score sale_score
            flag    is_lower_cost
            int     goods_id spec_id validity_days sales_days receive_days sn_type wms_process_mask
                    large_type deleted spec_unit spec_aux_unit
            int?    barcode_count
            bit     is_not_use_air is_not_need_examine
            ms      spec_modified
            text    spec_no spec_code barcode spec_name goods_label remark prop1 prop2 prop3 prop4
                    prop5 prop6 img_url spec_unit_name spec_aux_unit_name tax_code prop7 prop8 prop9
                    prop10 prop11 prop12 prop13 prop14 prop15 prop16 prop17 prop18 prop19 prop20
                    exchange_name
            text?   spec_flag_name
            time    spec_created
            texts   img_more_url
            """,
            barcode_list=Fields("""
                int     type is_master
                text    barcode
                time    modified
                """),
        ),
    ),
)

SUITES: Final = Interface(
    method="goods.Suite.search",
    table="suites",
    records="suite_list",
    params="""
        text    spec_no goods_no brand_name=brand_name class_name=class_name barcode=barcode
                suite_no=suite_no suite_name=suite_name
        flag    hide_deleted
        """,
    ranges=(Range(),),
    span=MONTH,
    open_end=True,
    instead=("suite_no",),
    hide=("hide_deleted", "deleted"),
    fields=Fields(
        """
        amount  weight member_price retail_price wholesale_price market_price
        int     suite_id brand_id print_suite_mode deleted barcode_count class_id large_type
        text    suite_no suite_name remark brand_name flag_name unit_name aux_unit_name prop1 prop2
                prop3 prop4 short_name goods_label barcode class_name prop7 prop8 prop9 prop10
                prop11 prop12 prop13 prop14 prop15 prop16 prop17 prop18 prop19 prop20
        text?   prop5 prop6
        time    suite_modified suite_created
        """,
        detail_list=Fields("""
            amount  num fixed_price ratio
            flag    is_fixed_price
            int     rec_id suite_id spec_id unit deleted goods_id
            text    spec_no spec_name spec_code barcode goods_no goods_name
            time    modified created
            """),
    ),
)

LISTINGS: Final = Interface(
    method="goods.ApiGoods.search",
    table="listings",
    records="goods_list",
    params="""
        text    shop_no=shop_no goods_id=goods_id spec_id=spec_id
        """,
    ranges=(Range(),),
    span=MONTH,
    platforms=True,
    fields=Fields("""
        amount  price stock_num hold_stock last_syn_num stock_syn_plus stock_syn_min
        flag    is_auto_listing is_auto_delisting is_disable_syn
        bit     is_auto_match
        int     rec_id shop_id is_deleted status match_target_type platform_id hold_stock_type
                match_target_id disable_syn_until brand_id stock_change_count flag_id stock_syn_mask
                stock_syn_percent
        text    shop_no shop_name goods_name spec_name spec_outer_id outer_id goods_id spec_id
                merchant_no merchant_name merchant_code cid match_code barcode spec_code
                spec_sku_properties disabled_reason pic_url flag_name stock_syn_rule_no
        text?   goods_no
        time    modified created list_time last_syn_time
        zero    delist_time
        """),
)

CATEGORIES: Final = Interface(
    method="goods.Category.search",
    table=Synthesis(
        key="rec_id",
        once=14,
        again=45,
        cycle={"category_name": ("茶叶", "坚果炒货", "茶具")},
        numbers={"cid": "C"},
        fixed={"parent_id": "0", "path": "0,", "is_leaf": 1},
        links=("shop",),
    ),
    records="category_list",
    params="""
        text  shop_no=shop_no
        """,
    ranges=(Range(),),
    span=MONTH,
    platforms=True,
    fields=Fields("""
        amount  commission_factor
        int     rec_id platform_id shop_id status is_leaf
        text    shop_no cid parent_id category_name path
        """),
)

BRANDS: Final = Interface(
    method="goods.GoodsBrand.search",
    table=Synthesis(again=100, given=_BRANDS),
    records="detail_list",
    params="""
        text  brand_no=brand_no brand_name=brand_name
        """,
    ranges=(Range(),),
    required=False,
    fields=Fields("""
        int     brand_id is_disabled
        text    brand_no brand_name remark
        time    created modified
        """),
)

CLASSES: Final = Interface(
    method="goods.GoodsClass.search",
    table=Synthesis(again=120, given=_CLASSES),
    records="order_list",
    params="""
        text  class_name=class_name
        """,
    ranges=(Range(),),
    required=False,
    fields=Fields("""
        flag    is_leaf
        int     class_id parent_id
        text    class_name path
        time    modified created
        """),
)

INTERFACES: Final = (GOODS, SUITES, LISTINGS, CATEGORIES, BRANDS, CLASSES)
