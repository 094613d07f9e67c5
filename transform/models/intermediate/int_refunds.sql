-- Refunds that were not cancelled; archived ones name their order by its number, and their reason
-- otherwise.
select
    refund.refund_id,
    coalesce(nullif(refund.trade_id, 0), trade.trade_id) as trade_id,
    refund.shop_id,
    cast(refund.created as date) as day,
    refund.type,
    coalesce(refund.type_label, '') as type_name,
    coalesce(
        nullif(refund.reason_name, ''), nullif(refund.refund_reason, ''), nullif(refund.reason, ''), '未填写'
    ) as reason,
    coalesce(refund.return_goods_count, 0) as goods_count,
    coalesce(refund.guarantee_refund_amount, 0) + coalesce(refund.direct_refund_amount, 0) as amount
from {{ ref('stg_refunds') }} as refund
left join {{ ref('stg_trades') }} as trade
    on coalesce(refund.trade_id, 0) = 0 and refund.trade_no_list = trade.trade_no
where refund.status <> 10
