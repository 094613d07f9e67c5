with awaited as (
    select
        now.as_of,
        po.purchase_id,
        line.rec_id,
        po.purchase_no,
        po.provider_name,
        po.warehouse_id,
        po.warehouse_name,
        po.purchaser_name,
        line.spec_id,
        line.spec_no,
        line.goods_no,
        line.goods_name,
        line.spec_name,
        {{ money('line.num') }} as ordered_num,
        {{ money('line.stockin_num') }} as stockin_num,
        {{ money('line.lack_num') }} as outstanding_num,
        {{ money('line.lack_num * coalesce(nullif(line.tax_price, 0), line.price)') }} as outstanding_amount,
        cast(coalesce(line.sku_arrive_date, po.expect_arrive_time) as date) as expected_day
    from {{ ref('stg_purchase_order_lines') }} as line
    inner join {{ ref('stg_purchase_orders') }} as po using (purchase_id)
    cross join {{ ref('int_as_of') }} as now
    where po.status in (40, 50) and line.lack_num > 0
)

select
    *,
    cast(greatest(cast(as_of as date) - expected_day, 0) as bigint) as days_late,
    coalesce(expected_day < cast(as_of as date), false) as is_overdue
from awaited
