-- By goods or altogether, a day has one turnover, one cost and one profit.
with goods as (
    select
        day,
        sum(goods_sales) as goods_sales,
        sum(goods_cost) as goods_cost,
        sum(gross_profit) as gross_profit
    from {{ ref('mart_sales_by_goods') }}
    group by day
)

select *
from {{ ref('mart_sales_by_day') }} as whole
left join goods using (day)
where
    abs(coalesce(goods.goods_sales, 0) - whole.goods_sales) > 0.01
    or abs(coalesce(goods.goods_cost, 0) - whole.goods_cost) > 0.01
    or abs(coalesce(goods.gross_profit, 0) - whole.gross_profit) > 0.01
    or whole.goods_cost <> whole.cost_actual + whole.cost_estimated
