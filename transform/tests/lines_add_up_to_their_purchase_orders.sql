{{ config(severity='error' if var('strict') else 'warn') }}
with lines as (
    select purchase_id, sum(num) as num
    from {{ ref('stg_purchase_order_lines') }}
    group by purchase_id
)

select po.purchase_id, po.goods_count, lines.num
from {{ ref('stg_purchase_orders') }} as po
inner join lines using (purchase_id)
where lines.num <> po.goods_count
