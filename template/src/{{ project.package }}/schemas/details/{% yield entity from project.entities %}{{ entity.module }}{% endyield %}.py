{% set code = project.code(entity) %}
"""{{ entity.plural | replace('_', ' ') | capitalize }} with the rows around them."""

{{ code.detail_imports }}
{% if code.collections %}

{{ entity.name }}Include = Listed[Literal[{{ code.collections }}]]
{% endif %}


class {{ entity.name }}Detail({{ entity.name }}Read):
{% for field in code.detail_fields %}
    {{ field }}
{% endfor %}
