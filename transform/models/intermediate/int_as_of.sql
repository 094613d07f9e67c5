-- What the data is complete up to; ages are counted from here, so that a warehouse that was last
-- synced on Friday says what was so on Friday.
select coalesce(
    (
        select max(complete_to)
        from {{ ref('stg_sync_log') }}
        where report = 'trades' and outcome not like 'audit%'
    ),
    (select max(_read_at) from {{ ref('stg_trades') }}),
    (select max(_read_at) from {{ ref('stg_stock_specs') }})
) as as_of
