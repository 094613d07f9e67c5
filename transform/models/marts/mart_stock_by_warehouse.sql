select
    max(as_of) as as_of,
    warehouse_id,
    max(warehouse_no) as warehouse_no,
    max(warehouse_name) as warehouse_name,
    count(distinct case when stock_num > 0 then spec_id end) as specs,
    {{ money('sum(stock_num)') }} as stock_num,
    {{ money('coalesce(sum(stock_value), 0)') }} as stock_value,
    {{ money('coalesce(sum(case when defect then stock_value end), 0)') }} as defect_value,
    {{ money("coalesce(sum(case when state = '滞销' then stock_value end), 0)") }} as slow_value,
    {{ money('coalesce(sum(case when unit_cost is null and stock_num > 0 then stock_num end), 0)') }}
        as stock_num_without_cost,
    count(case when state = '不足一周' then 1 end) as short_specs,
    count(case when state = '缺货' then 1 end) as sold_out_specs,
    {{ money('sum(sold_30_days)') }} as sold_30_days,
    {{ days_of_cover('sum(case when defect then 0 else available_num end)', 'sum(sold_30_days)') }}
        as days_of_cover
from {{ ref('mart_stock') }}
group by warehouse_id
