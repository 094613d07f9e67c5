with stock as (
    select
        now.as_of,
        stock.warehouse_id,
        stock.warehouse_no,
        coalesce(warehouse.warehouse_name, stock.warehouse_name) as warehouse_name,
        stock.spec_id,
        stock.spec_no,
        stock.goods_no,
        stock.goods_name,
        stock.spec_name,
        stock.brand_name,
        stock.defect,
        {{ money('stock.stock_num') }} as stock_num,
        {{ money('stock.available_send_stock') }} as available_num,
        {{ money('stock.purchase_num') }} as purchase_num,
        {{ money('stock.transfer_num') }} as transfer_num,
        {{ money('cost.unit_cost') }} as unit_cost,
        cost.cost_basis,
        {{ money('stock.stock_num * cost.unit_cost') }} as stock_value,
        {{ money('case when stock.defect then 0 else coalesce(sold.sold_7_days, 0) end') }} as sold_7_days,
        {{ money('case when stock.defect then 0 else coalesce(sold.sold_30_days, 0) end') }} as sold_30_days,
        case when not stock.defect then sold.last_sold_day end as last_sold_day
    from {{ ref('stg_stock_specs') }} as stock
    cross join {{ ref('int_as_of') }} as now
    left join {{ ref('int_unit_costs') }} as cost using (rec_id)
    left join {{ ref('int_warehouses') }} as warehouse
        on stock.warehouse_id = warehouse.warehouse_id
    left join {{ ref('int_sold') }} as sold
        on stock.warehouse_no = sold.warehouse_no and stock.spec_no = sold.spec_no
),

covered as (
    select
        *,
        case when not defect then {{ days_of_cover('available_num', 'sold_30_days') }} end as days_of_cover
    from stock
)

select
    *,
    case
        when defect then '残次品'
        when available_num <= 0 and sold_30_days > 0 then '缺货'
        when stock_num <= 0 then '无库存'
        when days_of_cover < {{ var('short_days') }} then '不足一周'
        when stock_num * 30 > sold_30_days * {{ var('slow_days') }} then '滞销'
        else '正常'
    end as state
from covered
