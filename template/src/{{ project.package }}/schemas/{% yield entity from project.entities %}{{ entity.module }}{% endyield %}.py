{% set code = project.schemas(entity) %}
"""What the API takes and answers for {{ entity.plural | replace('_', ' ') }}."""

{{ code.imports }}
{% if code.aliases %}

{% for alias in code.aliases %}
{{ alias }}
{% endfor %}
{% endif %}


class {{ entity.name }}Create(Create):
{% for field in code.create_fields %}
    {{ field }}
{% else %}
    pass
{% endfor %}
{% if code.update_fields %}


class {{ entity.name }}Update(Update):
{% for field in code.update_fields %}
    {{ field }}
{% endfor %}
{% endif %}


class {{ entity.name }}Read(Read):
{% for field in code.read_fields %}
    {{ field }}
{% endfor %}


class {{ entity.name }}Query(Query, model=models.{{ entity.name }}{{ code.query_types }}):
{% if code.includes %}
    include: Listed[Literal[{{ code.includes }}]] = []
{% else %}
    pass
{% endif %}
