-- The labels in the staging models are those that the tap writes to `code_labels`.
select distinct trade.trade_status, trade.trade_status_label, label.label_zh
from {{ ref('stg_trades') }} as trade
inner join {{ ref('stg_code_labels') }} as label
    on
        label.stream = 'trades'
        and label.column_name = 'trade_status'
        and label.code = cast(trade.trade_status as {{ type_of('text') }})
where trade.trade_status_label <> label.label_zh
