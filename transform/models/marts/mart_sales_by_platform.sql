select
    orders.day,
    orders.platform_id,
    orders.sub_platform_id,
    coalesce(max(platform.platform_name), cast(orders.platform_id as {{ type_of('text') }})) as platform_name,
    max(platform.sub_platform_name) as sub_platform_name,
    {{ order_measures() }}
from {{ ref('int_orders') }} as orders
left join {{ ref('stg_platforms') }} as platform using (platform_id, sub_platform_id)
group by orders.day, orders.platform_id, orders.sub_platform_id
