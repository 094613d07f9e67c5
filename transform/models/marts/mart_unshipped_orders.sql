with waiting as (
    select
        now.as_of,
        trade.*,
        coalesce(trade.pay_time, trade.trade_time) as waiting_since,
        coalesce(trade.delay_to_time > now.as_of, false) as is_presale
    from {{ ref('stg_trades') }} as trade
    cross join {{ ref('int_as_of') }} as now
    where trade.trade_status between 16 and 55
),

counted as (
    select
        *,
        {{ hours_between('waiting_since', 'as_of') }} as hours_waiting
    from waiting
)

select
    trade.as_of,
    trade.trade_id,
    trade.trade_no,
    trade.src_tids,
    trade.shop_id,
    shop.shop_name,
    shop.platform_name,
    trade.warehouse_id,
    warehouse.warehouse_name,
    trade.trade_status_label as status_name,
    trade.refund_status_label as refund_status_name,
    trade.waiting_since,
    trade.hours_waiting,
    trade.hours_waiting > 24 and not trade.is_presale as over_24_hours,
    trade.hours_waiting > 48 and not trade.is_presale as over_48_hours,
    trade.is_presale,
    trade.estimate_consign_time as promised_at,
    coalesce(trade.estimate_consign_time < trade.as_of, false) as is_overdue,
    {{ money('trade.goods_count') }} as goods_count,
    {{ money('trade.receivable') }} as receivable,
    nullif(trade.freeze_reason, '') as freeze_reason
from counted as trade
left join {{ ref('int_shops') }} as shop using (shop_id)
left join {{ ref('int_warehouses') }} as warehouse using (warehouse_id)
