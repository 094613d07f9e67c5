select
    refund.day,
    refund.shop_id,
    max(shop.shop_name) as shop_name,
    max(shop.platform_name) as platform_name,
    refund.type_name,
    refund.reason,
    count(*) as refunds,
    count(distinct refund.trade_id) as orders,
    {{ money('sum(refund.goods_count)') }} as goods_count,
    {{ money('sum(refund.amount)') }} as refund_amount
from {{ ref('int_refunds') }} as refund
left join {{ ref('int_shops') }} as shop using (shop_id)
group by refund.day, refund.shop_id, refund.type_name, refund.reason
