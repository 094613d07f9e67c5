-- Archived orders have the numbers of specs and warehouses and not their ids: numbers join here.
-- The lines of valid orders with their cost: what they left the warehouse with, and for the rest
-- what it is expected to be.
with priced as (
    select
        line.*,
        trade.shop_id,
        trade.warehouse_no,
        coalesce(trade.pay_time, trade.trade_time) as sold_at,
        coalesce(shipped.cost, 0) as cost_actual,
        greatest(line.num - coalesce(shipped.num, 0), 0) as num_left,
        coalesce(nullif(line.avg_cost, 0), stock.unit_cost) as unit_cost
    from {{ ref('stg_trade_lines') }} as line
    inner join {{ ref('stg_trades') }} as trade using (trade_id)
    left join {{ ref('int_shipped_lines') }} as shipped using (rec_id)
    left join {{ ref('int_unit_costs') }} as stock
        on
            trade.warehouse_no = stock.warehouse_no
            and line.spec_no = stock.spec_no
            and not stock.defect
    where trade.trade_status >= 16 and trade.trade_type <> 3
)

select
    trade_id,
    rec_id,
    shop_id,
    warehouse_no,
    sold_at,
    cast(sold_at as date) as day,
    goods_id,
    spec_id,
    spec_no,
    goods_no,
    goods_name,
    spec_name,
    class_name,
    num as goods_count,
    share_amount as goods_sales,
    cost_actual,
    coalesce(num_left * unit_cost, 0) as cost_estimated,
    case
        when num_left > 0 and unit_cost is null then {{ money('share_amount * num_left / num') }} else 0
    end as sales_without_cost
from priced
