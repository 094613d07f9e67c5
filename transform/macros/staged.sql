{#- A staging model: the rows of a source that count now, every column in one form whatever loader
    wrote it. Columns and codes come from the generated sources, so that a table that was not
    synced, or lacks a column, gives what it would give if it were empty. -#}

{%- macro staged(stream, lines_of=none, archived=false) -%}
{#- Named here, dbt knows what the model is made of before it runs. -#}
{%- set live = source('wdt', stream) -%}
{%- set archive = source('wdt', 'archived_' ~ stream) if archived -%}
{%- set headers = ref('stg_' ~ lines_of) if lines_of -%}
{%- if execute -%}
{%- set columns = staged_columns(stream, archive) -%}
{%- if lines_of -%}
{{ current_lines(stream, headers, live, archive, columns) }}
{%- else -%}
{{ newest(stream, live, archive, columns) }}
{%- endif -%}
{%- endif -%}
{%- endmacro -%}

{#- The newer of two rows with one key, by modified time; the live one where that is the same. What is
    read twice PostgreSQL would otherwise copy, with every column. -#}
{%- macro newest(stream, live, archive, columns) -%}
{%- set key = declared_source(stream).config.meta.key -%}
with live as not materialized (
{{ normalised(live, columns) }}
)
{%- if archive -%}
, archived as not materialized (
{{ normalised(archive, columns) }}
)
select {{ labelled(columns) }}, false as is_archived
from live as here
where not exists (
    select 1 from archived as there
    where {{ same('here', 'there', key) }} and there.modified > here.modified
)
union all
select {{ labelled(columns) }}, true as is_archived
from archived as here
where not exists (
    select 1 from live as there
    where {{ same('here', 'there', key) }} and (here.modified > there.modified) is not true
)
{%- else %}

select {{ labelled(columns) }} from live as here
{%- endif -%}
{%- endmacro -%}

{#- Lines that came with their header's newest reading: those removed in the ERP stay in the table
    with an older `_read_at`. -#}
{%- macro current_lines(stream, headers, live, archive, columns) -%}
{%- set key = declared_source(stream).config.meta.header -%}
with live as not materialized (
{{ normalised(live, columns) }}
)
{%- if archive -%}
, archived as not materialized (
{{ normalised(archive, columns) }}
)
{%- endif %}
select {{ labelled(columns) }}{{ ', false as is_archived' if archive }}
from live as here
inner join {{ headers }} as header on {{ its_header(key) }}{{ ' and not header.is_archived' if archive }}
{%- if archive %}
union all
select {{ labelled(columns) }}, true as is_archived
from archived as here
inner join {{ headers }} as header on {{ its_header(key) }} and header.is_archived
{%- endif -%}
{%- endmacro -%}

{%- macro its_header(key) -%}
{%- for column, theirs in key.items() -%}
here.{{ column }} = header.{{ theirs }} and {% endfor -%}
here._read_at = header._read_at
{%- endmacro -%}

{%- macro same(left, right, key) -%}
{%- for column in key -%}
{{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
{%- endfor -%}
{%- endmacro -%}

{#- What the generated sources declare of a stream. -#}
{%- macro declared_source(stream) -%}
{%- set found = graph.sources.values() | selectattr('name', 'equalto', stream) | list -%}
{{- return(found[0]) -}}
{%- endmacro -%}

{#- The columns of the live table, and those that only its archive has. Where a name means something
    else in the archive (the ERP's id instead of the platform's) its type differs: `live_only`. -#}
{%- macro staged_columns(stream, archived) -%}
{%- set columns = {} -%}
{%- for table in ([stream, 'archived_' ~ stream] if archived else [stream]) -%}
{%- for name, column in declared_source(table).columns.items() -%}
{%- set meta = column.config.meta -%}
{%- set known = columns.get(name) -%}
{%- if known is none -%}
{%- do columns.update({name: {
    'name': name,
    'type': column.data_type,
    'codes': dict(meta.get('codes', {})),
    'masks': meta.get('masks', {}),
}}) -%}
{%- elif known.type != column.data_type -%}
{%- do known.update({'live_only': true}) -%}
{%- elif known.codes -%}
{%- for code, label in meta.get('codes', {}).items() if code not in known.codes -%}
{%- do known.codes.update({code: label}) -%}
{%- endfor -%}
{%- endif -%}
{%- endfor -%}
{%- endfor -%}
{{- return(columns.values() | list) -}}
{%- endmacro -%}

{#- The table in these columns, whichever it has: what it lacks is null. -#}
{%- macro normalised(table, columns) -%}
{%- set archived = table.identifier.startswith('archived_') -%}
{%- set relation = adapter.get_relation(table.database, table.schema, table.identifier) -%}
{%- set has = {} -%}
{%- if relation is not none -%}
{%- for column in adapter.get_columns_in_relation(relation) -%}
{%- do has.update({column.name: column.dtype | lower}) -%}
{%- endfor -%}
{%- endif %}
    select
    {%- for column in columns %}
        {{ in_one_form(column, has.get(column.name) if not (archived and column.live_only)) }} as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if relation is none %}
    where false
    {%- else %}
    from {{ relation }}
    {%- if '_sdc_deleted_at' in has %}
    where _sdc_deleted_at is null
    {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{%- macro in_one_form(column, stored) -%}
{%- set name = adapter.quote(column.name) -%}
{%- set kind = column.type -%}
{%- if not stored -%}
cast(null as {{ type_of(kind) }})
{%- elif kind == 'timestamp' -%}
{{ beijing(name, stored) }}
{%- elif kind == 'json' -%}
{{ without_json_null(name) }}
{%- elif kind == 'numeric' -%}
{{ exact(name) }}
{%- else -%}
cast({{ name }} as {{ type_of(kind) }})
{%- endif -%}
{%- endmacro -%}

{#- All columns, and beside each that holds codes what they mean. -#}
{%- macro labelled(columns) -%}
{%- for column in columns -%}
here.{{ adapter.quote(column.name) }}
{%- if column.codes %}, {{ meaning('here.' ~ adapter.quote(column.name), column.codes) }} as {{ adapter.quote(column.name ~ '_label') }}
{%- elif column.masks %}, {{ meanings('here.' ~ adapter.quote(column.name), column.masks) }} as {{ adapter.quote(column.name ~ '_label') }}
{%- endif -%}
{{ ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro -%}

{#- A code that has no label stands for itself. -#}
{%- macro meaning(column, codes) -%}
case {{ column }}
{%- for code, label in codes.items() %} when {{ code }} then {{ dbt.string_literal(label) }}{% endfor %} else cast({{ column }} as {{ type_of('text') }}) end
{%- endmacro -%}

{%- macro meanings(column, masks) -%}
{%- set unset = masks.get('0') -%}
case when {{ column }} = 0 then {{ dbt.string_literal(unset) if unset else 'null' }} else nullif(concat_ws('、'
{%- for code, label in masks.items() if code != '0' -%}
, case when {{ column }} & {{ code }} <> 0 then {{ dbt.string_literal(label) }} end
{%- endfor -%}
), '') end
{%- endmacro -%}
