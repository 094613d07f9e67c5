with runs as (
    select
        *,
        row_number() over (partition by account, report order by started_at desc, run_id desc) as place,
        max(complete_to) over (partition by account, report) as newest,
        max(complete_to) over (partition by account) as newest_of_all,
        max(case when outcome = 'complete' then finished_at end) over (partition by account, report)
            as last_complete_at
    from {{ ref('stg_sync_log') }}
    where outcome not like 'audit%'
)

select
    report,
    report_title,
    account,
    finished_at as last_run_at,
    outcome as last_outcome,
    case outcome
        when 'complete' then '完成'
        when 'nothing_new' then '没有可读的'
        when 'failed' then '失败'
        when 'interrupted' then '中断'
        when 'not_granted' then '未申请，已跳过'
        else outcome
    end as last_outcome_name,
    newest as complete_to,
    {{ hours_between('newest', 'newest_of_all') }} as hours_behind,
    last_complete_at,
    row_count,
    unread_rows,
    outcome in ('failed', 'interrupted')
        or coalesce(newest < newest_of_all - interval '24 hours', outcome <> 'not_granted') as is_late,
    error_zh,
    error_en
from runs
where place = 1
