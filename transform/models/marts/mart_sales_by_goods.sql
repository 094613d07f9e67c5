-- The number of a deleted spec may have been given away again: the one in use is meant.
with specs as (
    select spec_no, spec_id, goods_id, row_number() over (partition by spec_no order by deleted, spec_id desc) as place
    from {{ ref('stg_specs') }}
)

select
    line.day,
    line.shop_id,
    max(shop.shop_name) as shop_name,
    max(spec.spec_id) as spec_id,
    coalesce(line.spec_no, '') as spec_no,
    max(line.goods_no) as goods_no,
    max(line.goods_name) as goods_name,
    max(line.spec_name) as spec_name,
    max(goods.class_name) as class_name,
    max(goods.brand_name) as brand_name,
    count(distinct line.trade_id) as orders,
    {{ money('sum(line.goods_count)') }} as goods_count,
    {{ margin_measures() }}
from {{ ref('int_order_lines') }} as line
left join {{ ref('int_shops') }} as shop using (shop_id)
left join specs as spec on line.spec_no = spec.spec_no and spec.place = 1
left join {{ ref('stg_goods') }} as goods on spec.goods_id = goods.goods_id
group by line.day, line.shop_id, coalesce(line.spec_no, '')
