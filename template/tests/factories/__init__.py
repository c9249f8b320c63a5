"""One factory for each entity, by the path of its endpoints."""
{% if project.entities %}

from collections.abc import Awaitable, Callable
from typing import Any

{% for entity in project.entities | sort(attribute="module") %}
from tests.factories.{{ entity.module }} import create_{{ project.tests(entity).singular }}
{% endfor %}

FACTORIES: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
{% for entity in project.entities | sort(attribute="path") %}
    "{{ entity.path }}": create_{{ project.tests(entity).singular }},
{% endfor %}
}

CAPACITIES = {
{% for entity in project.entities | sort(attribute="path") %}
    "{{ entity.path }}": {{ project.tests(entity).capacity }},
{% endfor %}
}
"""How many rows there can be at once, of those that a test wants: a unique value may have few to choose from."""
{% endif %}
