-- Totals alone: no row is about a person.
with orders as (
    select
        shop_id,
        customer,
        day,
        sales,
        min(day) over (partition by shop_id, customer) as first_day
    from {{ ref('int_orders') }}
    where customer is not null
),

customers as (
    select
        shop_id,
        customer,
        cast(date_trunc('month', first_day) as date) as first_month,
        count(*) as orders,
        sum(sales) as sales,
        max(case when day > first_day then 1 else 0 end) as bought_again,
        max(case when day > first_day and day <= first_day + interval '30 days' then 1 else 0 end)
            as bought_again_30_days
    from orders
    group by shop_id, customer, first_day
),

cohorts as (
    select
        shop_id,
        first_month,
        count(*) as customers,
        sum(bought_again) as bought_again,
        sum(bought_again_30_days) as bought_again_30_days,
        sum(orders) as orders,
        sum(sales) as sales
    from customers
    group by shop_id, first_month
),

unknown as (
    select
        shop_id,
        cast(date_trunc('month', day) as date) as first_month,
        count(*) as orders
    from {{ ref('int_orders') }}
    where customer is null
    group by shop_id, cast(date_trunc('month', day) as date)
)

select
    shop_id,
    shop.shop_name,
    shop.platform_name,
    first_month,
    cast(coalesce(cohorts.customers, 0) as bigint) as customers,
    cast(coalesce(cohorts.bought_again, 0) as bigint) as bought_again,
    {{ share_pct('cohorts.bought_again', 'cohorts.customers') }} as bought_again_pct,
    cast(coalesce(cohorts.bought_again_30_days, 0) as bigint) as bought_again_30_days,
    cast(coalesce(cohorts.orders, 0) as bigint) as orders,
    {{ money('coalesce(cohorts.sales, 0)') }} as sales,
    cast(coalesce(unknown.orders, 0) as bigint) as orders_without_customer
from cohorts
full join unknown using (shop_id, first_month)
left join {{ ref('int_shops') }} as shop using (shop_id)
