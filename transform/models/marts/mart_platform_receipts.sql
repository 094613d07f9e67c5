with bills as (
    select
        shop_no,
        order_no,
        sum(in_amount) as bill_in,
        sum(out_amount) as bill_out,
        count(*) as bills
    from {{ ref('stg_raw_payments') }}
    where order_no <> ''
    group by shop_no, order_no
),

checks as (
    select
        document.*,
        {{ money('coalesce(document.receivable, 0) - coalesce(document.received, 0)') }} as difference
    from {{ ref('stg_account_checks') }} as document
)

select
    document.rec_id,
    document.account_check_no,
    document.shop_id,
    coalesce(shop.shop_name, document.shop_name) as shop_name,
    shop.platform_name,
    document.tid,
    cast(document.consign_time as date) as consign_day,
    document.status_label as status_name,
    {{ money('document.send_amount') }} as send_amount,
    {{ money('document.refund_amount') }} as refund_amount,
    {{ money('document.receivable') }} as receivable,
    {{ money('document.received') }} as received,
    document.difference,
    {{ money('document.cost_amount') }} as cost_amount,
    {{ money('coalesce(bills.bill_in, 0)') }} as bill_in,
    {{ money('coalesce(bills.bill_out, 0)') }} as bill_out,
    coalesce(bills.bills, 0) as bills,
    case
        when document.difference = 0 then '已收齐'
        when document.difference < 0 then '多收'
        when coalesce(document.received, 0) = 0 then '未收'
        else '少收'
    end as state,
    case
        when document.difference > 0
            then cast(cast(now.as_of as date) - cast(document.consign_time as date) as bigint)
    end as days_open
from checks as document
cross join {{ ref('int_as_of') }} as now
left join {{ ref('int_shops') }} as shop using (shop_id)
left join bills on document.shop_no = bills.shop_no and document.tid = bills.order_no
