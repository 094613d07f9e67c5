-- Pieces sold of each spec from each warehouse, and when the last was.
select
    line.warehouse_no,
    line.spec_no,
    sum(case when line.sold_at > now.as_of - interval '7 days' then line.goods_count else 0 end) as sold_7_days,
    sum(case when line.sold_at > now.as_of - interval '30 days' then line.goods_count else 0 end) as sold_30_days,
    max(line.day) as last_sold_day
from {{ ref('int_order_lines') }} as line
cross join {{ ref('int_as_of') }} as now
group by line.warehouse_no, line.spec_no
