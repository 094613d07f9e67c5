{#- What the two databases write otherwise. -#}

{%- macro type_of(kind) -%}
{{ return(adapter.dispatch('type_of', 'wdt')(kind)) }}
{%- endmacro -%}

{%- macro default__type_of(kind) -%}
{{ return({'json': 'jsonb'}.get(kind, kind)) }}
{%- endmacro -%}

{#- The ERP's amounts have four decimals; a plain `decimal` has three here. -#}
{%- macro duckdb__type_of(kind) -%}
{{ return({'numeric': 'decimal(18, 4)', 'json': 'varchar', 'text': 'varchar'}.get(kind, kind)) }}
{%- endmacro -%}

{#- Beijing's wall clock: the loaders keep instants, that wall clock, or (DuckDB) the one of UTC. -#}
{%- macro beijing(name, stored) -%}
{{ return(adapter.dispatch('beijing', 'wdt')(name, stored)) }}
{%- endmacro -%}

{%- macro default__beijing(name, stored) -%}
{%- if stored in ('timestamp with time zone', 'timestamptz') -%}
{{ name }} at time zone 'Asia/Shanghai'
{%- elif stored.startswith('timestamp') -%}
cast({{ name }} as timestamp)
{%- else -%}
cast({{ name }} as timestamptz) at time zone 'Asia/Shanghai'
{%- endif -%}
{%- endmacro -%}

{%- macro duckdb__beijing(name, stored) -%}
{%- if stored == 'timestamp' -%}
{{ name }} + interval 8 hours
{%- else -%}
cast({{ name }} as timestamptz) at time zone 'Asia/Shanghai'
{%- endif -%}
{%- endmacro -%}

{%- macro exact(name) -%}
{{ return(adapter.dispatch('exact', 'wdt')(name)) }}
{%- endmacro -%}

{%- macro default__exact(name) -%}
cast({{ name }} as numeric)
{%- endmacro -%}

{%- macro duckdb__exact(name) -%}
cast(round({{ name }}, 4) as decimal(18, 4))
{%- endmacro -%}

{%- macro without_json_null(name) -%}
{{ return(adapter.dispatch('without_json_null', 'wdt')(name)) }}
{%- endmacro -%}

{%- macro default__without_json_null(name) -%}
nullif(cast({{ name }} as jsonb), 'null'::jsonb)
{%- endmacro -%}

{%- macro duckdb__without_json_null(name) -%}
nullif(cast({{ name }} as varchar), 'null')
{%- endmacro -%}

{#- Halves go up on both, though one of them divides in floats: eight digits first. -#}
{%- macro rounded(expression, digits) -%}
cast(round(cast(round({{ expression }}, 8) as decimal(28, 8)), {{ digits }}) as decimal(18, {{ digits }}))
{%- endmacro -%}

{%- macro hours_between(begin, finish) -%}
{{ rounded('cast(extract(epoch from ' ~ finish ~ ' - ' ~ begin ~ ') as numeric) / 3600', 2) }}
{%- endmacro -%}

{%- macro share_pct(part, whole) -%}
{{ rounded('100.0 * (' ~ part ~ ') / nullif(' ~ whole ~ ', 0)', 1) }}
{%- endmacro -%}
