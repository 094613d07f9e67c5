-- Shops with the name of their platform; those of orders where the shops were not synced.
with every as (
    select shop_id, shop_no, shop_name, platform_id, sub_platform_id, 1 as preferred
    from {{ ref('stg_shops') }}
    union all
    select shop_id, max(shop_no), max(shop_name), max(shop_platform_id), max(sub_platform_id), 2
    from {{ ref('stg_trades') }}
    group by shop_id
),

placed as (
    select *, row_number() over (partition by shop_id order by preferred) as place
    from every
    where shop_id is not null
)

select
    shop.shop_id,
    shop.shop_no,
    shop.shop_name,
    shop.platform_id,
    shop.sub_platform_id,
    coalesce(platform.platform_name, cast(shop.platform_id as {{ type_of('text') }})) as platform_name,
    platform.sub_platform_name
from placed as shop
left join {{ ref('stg_platforms') }} as platform using (platform_id, sub_platform_id)
where shop.place = 1
