{% set tests = project.tests(entity) %}
"""Makes {{ entity.plural | replace("_", " ") }}."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

from {{ project.package }}.repositories.{{ entity.module }} import {{ entity.name }}Repository
from {{ project.package }}.schemas.{{ entity.module }} import {{ entity.name }}Create

from tests.factories.base import Body, Factory
{% for target in tests.required_factories %}
from tests.factories.{{ target.module }} import {{ target.singular }}_factory
{% endfor %}


def body(number: int) -> Body:
{% if tests.body %}
    return {
{% for name, value in tests.body.items() %}
        "{{ name }}": {{ value }},
{% endfor %}
    }
{% else %}
    return {}
{% endif %}


{{ entity.singular }}_factory = Factory(
    {{ entity.name }}Repository,
    {{ entity.name }}Create,
    "{{ entity.path }}",
    body,
{% if tests.required %}
    references={
{% for column, target in tests.required.items() %}
        "{{ column }}": {{ target.singular }}_factory,
{% endfor %}
        },
{% endif %}
{% if tests.has_unique_body %}
    unique=True,
{% endif %}
{% if tests.is_limited %}
    capacity={{ tests.capacity }},
{% endif %}
    )
