{% set code = project.model(entity) %}
"""The table `{{ entity.table }}`."""

{{ code.imports }}
{% if code.neighbours %}

if TYPE_CHECKING:
{% for neighbour in code.neighbours %}
    from {{ project.package }}.models.{{ neighbour.module }} import {{ neighbour.name }}
{% endfor %}
{% endif %}
{% for name, members in code.enums %}


class {{ name }}(StrEnum):
{% for member, value in members %}
    {{ member }} = "{{ value }}"
{% endfor %}
{% endfor %}
{% for table in code.association_tables %}
{% if code.neighbours or code.enums or not loop.first %}

{% endif %}

{{ table }}
{% endfor %}


class {{ entity.name }}({{ code.bases }}):
    __tablename__ = "{{ entity.table }}"
{% if code.table_args %}
    __table_args__ = {{ code.table_args }}
{% endif %}
{% if code.columns %}

{% for column in code.columns %}
    {{ column }}
{% endfor %}
{% endif %}
{% if code.relationships %}

{% for relationship in code.relationships %}
    {{ relationship }}
{% endfor %}
{% endif %}
