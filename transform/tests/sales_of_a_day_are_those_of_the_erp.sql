-- The ERP's own totals of its orders, day by day, against the marts of sales: each of them.
with erp as (
    select
        cast(coalesce(pay_time, trade_time) as date) as day,
        count(*) as orders,
        sum(receivable) as sales
    from {{ ref('stg_trades') }}
    where trade_status >= 16 and trade_type <> 3
    group by cast(coalesce(pay_time, trade_time) as date)
),

marts as (
    {%- for mart in ['mart_sales_by_day', 'mart_sales_by_shop', 'mart_sales_by_platform', 'mart_refund_rate'] %}
    select '{{ mart }}' as mart, day, sum(orders) as orders, sum(sales) as sales
    from {{ ref(mart) }}
    group by day
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select *
from marts
full join erp using (day)
where
    marts.day is null
    or erp.day is null
    or marts.orders <> erp.orders
    or abs(marts.sales - erp.sales) > 0.0001
