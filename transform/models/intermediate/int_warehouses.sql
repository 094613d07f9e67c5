-- Warehouses with their names; those of the stock where the warehouses were not synced.
with every as (
    select warehouse_id, warehouse_no, name as warehouse_name, 1 as preferred
    from {{ ref('stg_warehouses') }}
    union all
    select warehouse_id, max(warehouse_no), max(warehouse_name), 2
    from {{ ref('stg_stock_specs') }}
    group by warehouse_id
    union all
    select warehouse_id, max(warehouse_no), max(warehouse_name), 3
    from {{ ref('stg_sales_stockouts') }}
    group by warehouse_id
),

placed as (
    select *, row_number() over (partition by warehouse_id order by preferred) as place
    from every
    where warehouse_id is not null
)

select warehouse_id, warehouse_no, warehouse_name from placed where place = 1
