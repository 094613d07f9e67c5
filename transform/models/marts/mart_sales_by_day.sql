select
    day,
    {{ order_measures() }}
from {{ ref('int_orders') }}
group by day
