with refunded as (
    select trade_id, sum(amount) as refund_amount
    from {{ ref('int_refunds') }}
    where type <> 3
    group by trade_id
)

select
    orders.day,
    orders.shop_id,
    max(shop.shop_name) as shop_name,
    max(shop.platform_name) as platform_name,
    count(*) as orders,
    {{ money('sum(orders.sales)') }} as sales,
    count(refunded.trade_id) as orders_refunded,
    {{ money('coalesce(sum(refunded.refund_amount), 0)') }} as refund_amount,
    {{ share_pct('count(refunded.trade_id)', 'count(*)') }} as order_refund_rate_pct,
    {{ share_pct('coalesce(sum(refunded.refund_amount), 0)', 'sum(orders.sales)') }}
        as amount_refund_rate_pct
from {{ ref('int_orders') }} as orders
left join refunded using (trade_id)
left join {{ ref('int_shops') }} as shop using (shop_id)
group by orders.day, orders.shop_id
