-- The average cost of a spec in a warehouse: its own, or, without costs by warehouse, everybody's.
select
    stock.rec_id,
    stock.warehouse_id,
    stock.warehouse_no,
    stock.spec_no,
    stock.defect,
    coalesce(nullif(own.avg_cost, 0), nullif(everywhere.avg_cost, 0), nullif(stock.cost_price, 0)) as unit_cost,
    case
        when coalesce(nullif(own.avg_cost, 0), nullif(everywhere.avg_cost, 0)) is not null then '存货成本'
        when stock.cost_price <> 0 then '库存成本价'
        else '没有成本'
    end as cost_basis
from {{ ref('stg_stock_specs') }} as stock
left join {{ ref('stg_stock_costs') }} as own
    on
        stock.spec_no = own.spec_no
        and stock.defect = own.defect
        and stock.warehouse_no = own.warehouse_no
left join {{ ref('stg_stock_costs') }} as everywhere
    on stock.spec_no = everywhere.spec_no and stock.defect = everywhere.defect and everywhere.warehouse_no = ''
