{{ config(severity='error' if var('strict') else 'warn') }}
with lines as (
    select stockout_id, sum(total_amount) as cost
    from {{ ref('stg_sales_stockout_lines') }}
    group by stockout_id
)

select stockout.stockout_id, stockout.goods_total_cost, lines.cost
from {{ ref('stg_sales_stockouts') }} as stockout
inner join lines using (stockout_id)
where abs(lines.cost - stockout.goods_total_cost) > 0.01
