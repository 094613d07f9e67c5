-- What the lines of an order cost, with postage and other fees, is what is to be paid for it.
{{ config(severity='error' if var('strict') else 'warn') }}
with lines as (
    select trade_id, sum(share_amount) as amount
    from {{ ref('stg_trade_lines') }}
    group by trade_id
)

select trade.trade_id, trade.receivable, lines.amount
from {{ ref('stg_trades') }} as trade
inner join lines using (trade_id)
where abs(lines.amount + trade.post_amount + trade.other_amount - trade.receivable) > 0.01
