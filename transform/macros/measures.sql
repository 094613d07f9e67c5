{#- What every mart of sales tells, from `int_orders`; one text, so that they cannot differ. -#}
{%- macro order_measures() -%}
count(*) as orders,
    {{ money('sum(goods_count)') }} as goods_count,
    {{ money('sum(sales)') }} as sales,
    {{ money('coalesce(sum(paid), 0)') }} as paid,
    {{ money('sum(discount)') }} as discount,
    {{ money('sum(post_amount)') }} as post_amount,
    {{ margin_measures() }},
    {{ rounded('sum(sales) / count(*)', 2) }} as per_order
{%- endmacro -%}

{%- macro margin_measures() -%}
{{ money('sum(goods_sales)') }} as goods_sales,
    {{ money('sum(cost_actual + cost_estimated)') }} as goods_cost,
    {{ money('sum(cost_actual)') }} as cost_actual,
    {{ money('sum(cost_estimated)') }} as cost_estimated,
    {{ money('sum(sales_without_cost)') }} as sales_without_cost,
    {{ money('sum(goods_sales - sales_without_cost - cost_actual - cost_estimated)') }} as gross_profit,
    {{ share_pct(
        'sum(goods_sales - sales_without_cost - cost_actual - cost_estimated)',
        'sum(goods_sales - sales_without_cost)'
    ) }} as gross_margin_pct
{%- endmacro -%}

{#- Amounts and quantities as the ERP has them: four decimals. -#}
{%- macro money(expression) -%}
cast({{ expression }} as decimal(24, 4))
{%- endmacro -%}

{#- For how many days what there is lasts, at the pace of the last thirty. -#}
{%- macro days_of_cover(available, sold_30_days) -%}
{{ rounded('30.0 * ' ~ available ~ ' / nullif(' ~ sold_30_days ~ ', 0)', 1) }}
{%- endmacro -%}

{#- A value that is there, not one between two: exact, and the same on every database. -#}
{%- macro percentile(share, expression) -%}
percentile_disc({{ share }}) within group (order by {{ expression }})
{%- endmacro -%}
