"""货品 / Goods, specs, suites, platform goods, brands, classes, platform categories."""

from __future__ import annotations

from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream


class Goods(Report):
    """货品档案 / Goods; a row is sent again when one of its specs changes."""

    name = "goods"
    method = "goods.Goods.queryWithSpec"
    interface_name = "货品档案查询"
    primary_keys = ("goods_id",)
    replication_key = "_read_at"  # the range also selects on the specs' modified time
    records_path = "data.goods_list"
    params = {"hide_deleted": 0}
    master_data = True


class Specs(LineStream):
    """单品 / Specs (SKUs) of goods."""

    name = "specs"
    parent_stream = Goods
    lines_path = "spec_list"
    primary_keys = ("goods_id", "spec_id")
    parent_keys = {"goods_id": "goods_id"}


class SpecBarcodes(LineStream):
    """单品条码 / Barcodes of specs."""

    name = "spec_barcodes"
    parent_stream = Specs
    lines_path = "barcode_list"
    primary_keys = ("goods_id", "spec_id", "_position")


class Suites(Report):
    """组合装 / Suites of several specs; a row is sent again when one of its lines changes."""

    name = "suites"
    method = "goods.Suite.search"
    interface_name = "组合装查询"
    primary_keys = ("suite_id",)
    replication_key = "_read_at"
    records_path = "data.suite_list"
    params = {"hide_deleted": False}
    master_data = True


class SuiteLines(LineStream):
    """组合装明细 / Specs that a suite is made of."""

    name = "suite_lines"
    parent_stream = Suites
    lines_path = "detail_list"
    primary_keys = ("suite_id", "rec_id")


class PlatformGoods(Report):
    """平台货品 / Goods as they stand in the platforms' shops."""

    name = "platform_goods"
    method = "goods.ApiGoods.search"
    interface_name = "平台货品查询"
    primary_keys = ("rec_id",)
    replication_key = "modified"
    records_path = "data.goods_list"
    master_data = True
    excludes_platforms = True


class PlatformCategories(Report):
    """平台类目 / Categories of the platforms."""

    name = "platform_categories"
    method = "goods.Category.search"
    interface_name = "平台类目查询"
    primary_keys = ("rec_id",)
    replication_key = "_read_at"  # the rows do not carry the modified time of the range
    records_path = "data.category_list"
    master_data = True
    excludes_platforms = True


class Brands(Report):
    """品牌 / Brands."""

    name = "brands"
    method = "goods.GoodsBrand.search"
    interface_name = "品牌查询"
    primary_keys = ("brand_id",)
    replication_key = "modified"
    records_path = "data.detail_list"
    range_optional = True
    master_data = True


class GoodsClasses(Report):
    """货品分类 / Classes of goods."""

    name = "goods_classes"
    method = "goods.GoodsClass.search"
    interface_name = "货品分类查询"
    primary_keys = ("class_id",)
    replication_key = "modified"
    records_path = "data.order_list"
    range_optional = True
    master_data = True
