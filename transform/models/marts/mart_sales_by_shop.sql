select
    orders.day,
    orders.shop_id,
    max(shop.shop_no) as shop_no,
    max(shop.shop_name) as shop_name,
    max(shop.platform_name) as platform_name,
    {{ order_measures() }}
from {{ ref('int_orders') }} as orders
left join {{ ref('int_shops') }} as shop using (shop_id)
group by orders.day, orders.shop_id
