{% set tests = project.tests(entity) %}
"""Makes {{ entity.plural | replace("_", " ") }}."""

{{ tests.factory_imports }}


def body(number: int) -> Body:
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
