with specs as (
    select
        max(as_of) as as_of,
        spec_id,
        max(spec_no) as spec_no,
        max(goods_no) as goods_no,
        max(goods_name) as goods_name,
        max(spec_name) as spec_name,
        max(brand_name) as brand_name,
        {{ money('sum(stock_num)') }} as stock_num,
        {{ money('sum(stock_value)') }} as stock_value,
        {{ money('sum(sold_30_days)') }} as sold_30_days,
        max(last_sold_day) as last_sold_day
    from {{ ref('mart_stock') }}
    where not defect
    group by spec_id
)

select
    *,
    cast(cast(as_of as date) - last_sold_day as bigint) as days_without_sale,
    {{ days_of_cover('stock_num', 'sold_30_days') }} as days_of_cover
from specs
where stock_num > 0 and stock_num * 30 > sold_30_days * {{ var('slow_days') }}
