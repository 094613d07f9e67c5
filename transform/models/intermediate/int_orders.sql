-- Valid orders: paid (or paid on delivery), neither cancelled nor an exchange.
with lines as (
    select
        trade_id,
        sum(goods_sales) as goods_sales,
        sum(cost_actual) as cost_actual,
        sum(cost_estimated) as cost_estimated,
        sum(sales_without_cost) as sales_without_cost
    from {{ ref('int_order_lines') }}
    group by trade_id
)

select
    trade.trade_id,
    trade.trade_no,
    trade.shop_id,
    trade.shop_no,
    trade.shop_name,
    trade.shop_platform_id as platform_id,
    trade.sub_platform_id,
    trade.warehouse_no,
    coalesce(
        nullif(trade.customer_no, ''), cast(nullif(trade.customer_id, 0) as {{ type_of('text') }})
    ) as customer, -- archived orders have the number alone
    coalesce(trade.pay_time, trade.trade_time) as sold_at,
    cast(coalesce(trade.pay_time, trade.trade_time) as date) as day,
    trade.goods_count,
    trade.receivable as sales,
    trade.paid,
    trade.discount,
    trade.post_amount,
    coalesce(lines.goods_sales, 0) as goods_sales,
    coalesce(lines.cost_actual, 0) as cost_actual,
    coalesce(lines.cost_estimated, 0) as cost_estimated,
    coalesce(lines.sales_without_cost, 0) as sales_without_cost
from {{ ref('stg_trades') }} as trade
left join lines using (trade_id)
where trade.trade_status >= 16 and trade.trade_type <> 3
