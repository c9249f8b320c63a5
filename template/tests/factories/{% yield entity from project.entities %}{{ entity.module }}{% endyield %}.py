{% set tests = project.tests(entity) %}
"""Makes {{ entity.plural | replace("_", " ") }}."""

{{ tests.factory_imports }}


async def body(client: AsyncClient, number: int, changes: Mapping[str, Any]) -> Body:
{% if tests.body %}
    return {
{% for line in tests.body %}
        {{ line }},
{% endfor %}
    }
{% else %}
    return {}
{% endif %}


{{ tests.singular }}_factory = Factory({{ entity.name }}Repository, {{ entity.name }}Create, "{{ entity.path }}", body{{ tests.factory_options }})
