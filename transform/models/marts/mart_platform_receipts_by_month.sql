select
    cast(date_trunc('month', consign_day) as date) as month,
    shop_id,
    max(shop_name) as shop_name,
    max(platform_name) as platform_name,
    count(*) as documents,
    {{ money('sum(receivable)') }} as receivable,
    {{ money('sum(received)') }} as received,
    {{ money('sum(difference)') }} as difference,
    {{ money('sum(refund_amount)') }} as refund_amount,
    {{ money('sum(cost_amount)') }} as cost_amount,
    count(case when difference > 0 then 1 end) as documents_open,
    {{ share_pct('sum(received)', 'sum(receivable)') }} as received_pct
from {{ ref('mart_platform_receipts') }}
where consign_day is not null
group by cast(date_trunc('month', consign_day) as date), shop_id
