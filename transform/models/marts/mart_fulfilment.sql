with shipped as (
    select
        cast(consign_time as date) as day,
        warehouse_id,
        {{ hours_between('coalesce(pay_time, trade_time)', 'consign_time') }} as hours
    from {{ ref('stg_sales_stockouts') }}
    where consign_time is not null and status <> 5 and trade_type <> 3
)

select
    shipped.day,
    shipped.warehouse_id,
    max(warehouse.warehouse_no) as warehouse_no,
    max(warehouse.warehouse_name) as warehouse_name,
    count(*) as orders,
    sum(hours) as hours_total,
    {{ rounded('sum(hours) / count(*)', 2) }} as hours_avg,
    {{ percentile(0.5, 'hours') }} as hours_median,
    {{ percentile(0.9, 'hours') }} as hours_p90,
    count(case when hours <= 24 then 1 end) as within_24_hours,
    count(case when hours <= 48 then 1 end) as within_48_hours,
    {{ share_pct('count(case when hours <= 24 then 1 end)', 'count(*)') }} as within_24_hours_pct,
    {{ share_pct('count(case when hours <= 48 then 1 end)', 'count(*)') }} as within_48_hours_pct
from shipped
left join {{ ref('int_warehouses') }} as warehouse using (warehouse_id)
where hours is not null
group by shipped.day, shipped.warehouse_id
