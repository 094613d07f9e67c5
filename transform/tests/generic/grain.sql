{#- A row for each value of the columns that `meta.grain` names, and none of them null. -#}
{%- test grain(model, columns=none) -%}
{%- if execute -%}
{%- set columns = columns or graph.nodes.values() | selectattr('name', 'equalto', model.identifier) | map(attribute='config.meta.grain') | first -%}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns %} or {{ column }} is null{% endfor %}
{%- endif -%}
{%- endtest -%}
