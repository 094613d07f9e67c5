-- What has left the warehouse of each line of an order, at the cost it left with. Without a cost it
-- counts as not shipped, and is estimated.
select
    line.sale_order_id as rec_id,
    sum(coalesce(line.num, line.goods_count)) as num, -- the archive has the latter alone
    sum(line.total_amount) as cost
from {{ ref('stg_sales_stockout_lines') }} as line
inner join {{ ref('stg_sales_stockouts') }} as stockout using (stockout_id, _read_at)
where stockout.status <> 5 and stockout.consign_time is not null and line.total_amount > 0
group by line.sale_order_id
